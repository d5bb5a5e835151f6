"""A script for QGIS' Processing toolbox: geodesic buffers with a proven bound, in metres.

Put it into the toolbox by "Add Script to Toolbox…". It runs rangemap in another Python, because
QGIS brings older libraries than rangemap needs: any environment that has `rangemap` or
`rangemap-geodesy`, given as PYTHON, or in the environment variable RANGEMAP_PYTHON.
"""

import json
import os
import subprocess

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

SIDES = ("both", "left", "right")
# what the other Python does: shapes as hexadecimal WKB in, buffers and bounds, or a sentence, out
WORK = """
import json, sys
import shapely
from rangemap import geodesy
from rangemap.errors import RangemapError
asked = json.load(sys.stdin)
made = []
for number, shape in asked["shapes"]:
    try:
        [one] = geodesy.buffers(
            shapely.from_wkb(shape), [asked["radius_m"]], asked["tolerance_m"], side=asked["side"]
        )
    except RangemapError as error:
        sys.exit(f"feature {number}: {error}")
    made.append((shapely.to_wkb(one.geometry, hex=True), one.bound_m))
json.dump(made, sys.stdout)
"""


class GeodesicBuffer(QgsProcessingAlgorithm):
    """Everything within a radius of each feature, along geodesics on WGS 84."""

    def name(self):
        """Its id: script:geodesicbuffer."""
        return "geodesicbuffer"

    def displayName(self):
        """What the toolbox shows."""
        return "Geodesic buffer (rangemap)"

    def shortHelpString(self):
        """What the dialogue shows beside the parameters."""
        return (
            "All points within so many metres of each feature on the WGS 84 ellipsoid. The "
            "boundary is within bound_m of the radius, which is proven. Edges are straight in "
            "longitude and latitude. The result is in EPSG:4326, cut at 180 degrees."
        )

    def createInstance(self):
        """Another of the same."""
        return GeodesicBuffer()

    def initAlgorithm(self, config=None):
        """Declare the parameters."""
        del config
        kinds = [QgsProcessing.TypeVectorAnyGeometry]
        least = {"minValue": 1.0}
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", "Features", kinds))
        self.addParameter(
            QgsProcessingParameterNumber(
                "RADIUS", "Radius in metres", QgsProcessingParameterNumber.Double, 80_000, **least
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                "TOLERANCE",
                "Tolerance in metres",
                QgsProcessingParameterNumber.Double,
                1.0,
                minValue=0.001,
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum("SIDE", "Side, of lines", options=SIDES, defaultValue=0)
        )
        self.addParameter(
            QgsProcessingParameterString("PYTHON", "Python that has rangemap", optional=True)
        )
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", "Buffers"))

    def processAlgorithm(self, parameters, context, feedback):
        """Buffer every feature that has a geometry; what cannot be is told in one sentence."""
        source = self.parameterAsSource(parameters, "INPUT", context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, "INPUT"))
        world = QgsCoordinateReferenceSystem("EPSG:4326")
        there = QgsCoordinateTransform(source.sourceCrs(), world, context.transformContext())
        features = [each for each in source.getFeatures() if each.hasGeometry()]
        shapes = []
        for feature in features:
            shape = QgsGeometry(feature.geometry())
            shape.transform(there)
            shapes.append((feature.id(), bytes(shape.asWkb()).hex()))
        side = SIDES[self.parameterAsEnum(parameters, "SIDE", context)]
        asked = {
            "shapes": shapes,
            "radius_m": self.parameterAsDouble(parameters, "RADIUS", context),
            "tolerance_m": self.parameterAsDouble(parameters, "TOLERANCE", context),
            "side": None if side == "both" else side,
        }
        python = self.parameterAsString(parameters, "PYTHON", context)
        made = _made(python or os.environ.get("RANGEMAP_PYTHON", ""), asked)
        fields = source.fields()
        fields.append(QgsField("bound_m", QVariant.Double))
        sink, where = self.parameterAsSink(
            parameters, "OUTPUT", context, fields, QgsWkbTypes.MultiPolygon, world
        )
        for feature, (shape, bound_m) in zip(features, made):
            one = QgsFeature(fields)
            geometry = QgsGeometry()
            geometry.fromWkb(bytes.fromhex(shape))
            geometry.convertToMultiType()
            one.setGeometry(geometry)
            one.setAttributes([*feature.attributes(), bound_m])
            sink.addFeature(one, QgsFeatureSink.FastInsert)
        feedback.setProgress(100)
        return {"OUTPUT": where}


def _made(python, asked):
    """Buffers as WKB in hexadecimal, each with its bound in metres, by another Python."""
    if not python:
        raise QgsProcessingException(
            "say where a Python is that has rangemap: as PYTHON, or in RANGEMAP_PYTHON"
        )
    # what QGIS sets for its own Python is not for another
    own = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    try:
        run = subprocess.run(
            [python, "-c", WORK],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
            env=own,
        )
    except OSError as error:
        raise QgsProcessingException(f"{python} cannot be started ({error})") from error
    if run.returncode:
        said = run.stderr.strip().splitlines() or [f"{python} ended with {run.returncode}"]
        raise QgsProcessingException(said[-1])
    return json.loads(run.stdout)
