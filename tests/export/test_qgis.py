"""QGIS itself opens the GeoPackage as it is meant, and runs the Processing script."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image

from rangemap import geodesy
from rangemap.analysis.reach import compute
from rangemap.export.reach import REACH
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

# Debian's wrapper passes an option that qgis_process does not know, so what it wraps is run
QGIS = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
PYTHON = Path("/usr/bin/python3")  # the one that QGIS' modules are for
SCRIPT = Path(__file__).parents[2] / "packaging" / "qgis" / "geodesic_buffer.py"
LAYERS = {"buffers", "origins", "places", "regions"}
DRAW = """
import json, sys
from qgis.core import *
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
application = QgsApplication([], False)
application.initQgis()
path, picture, *names = sys.argv[1:]
layers = [QgsVectorLayer(f"{path}|layername={name}", name, "ogr") for name in names]
settings = QgsMapSettings()
settings.setLayers(layers)
settings.setBackgroundColor(QColor("white"))
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32636"))
settings.setOutputSize(QSize(600, 600))
settings.setExtent(settings.fullExtent())
job = QgsMapRendererSequentialJob(settings)
job.start()
job.waitForFinished()
job.renderedImage().save(picture)
print(json.dumps({
    each.name(): [each.isValid(), each.featureCount(), each.crs().authid(), each.dataComment()]
    for each in layers
}))
application.exitQgis()
"""

pytestmark = pytest.mark.skipif(
    QGIS is None or not PYTHON.exists(), reason="QGIS is not on this machine"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder for QGIS' settings, with the script in its toolbox; what is set for it."""
    folder = tmp_path_factory.mktemp("qgis")
    scripts = folder / "profiles" / "default" / "processing" / "scripts"
    scripts.mkdir(parents=True)
    shutil.copy(SCRIPT, scripts)
    settings = {
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "RANGEMAP_PYTHON": sys.executable,
    }
    return {**os.environ, **settings}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    path = tmp_path_factory.mktemp("package") / "sumy.gpkg"
    scenario = Scenario(origins=(PointOrigin(lat=50.9, lon=34.8, name="Sumy"),))
    path.write_bytes(REACH.file(compute(scenario), ".gpkg"))
    return path


def processed(home, *command):
    run = subprocess.run(
        [QGIS, *command], env=home, capture_output=True, text=True, timeout=600, check=False
    )
    return run.returncode, run.stdout + run.stderr


def test_every_layer_opens_and_shows_the_colours_of_the_figure(home, package, tmp_path):
    picture = tmp_path / "map.png"
    order = ["origins", "places", "buffers", "regions"]
    run = subprocess.run(
        [PYTHON, "-c", DRAW, package, picture, *order],
        env=home,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if "No module named 'qgis'" in run.stderr:
        pytest.skip("QGIS' Python modules are not on this machine")
    told = json.loads(run.stdout)
    assert set(told) == LAYERS
    for name, (is_valid, count, crs, _) in told.items():
        assert is_valid, name
        assert count == len(gpd.read_file(package, layer=name))
        assert crs == "EPSG:4326"
    rings = gpd.read_file(package, layer="buffers")
    with Image.open(picture) as image:
        drawn = np.asarray(image.convert("RGB")).astype(int)
    for stroke in set(rings["stroke"]):
        ink = np.array([int(stroke[n : n + 2], 16) for n in (1, 3, 5)])
        assert (np.abs(drawn - ink).sum(axis=2) < 12).sum() > 200, stroke
    parts = gpd.read_file(package, layer="regions")
    for fill in set(parts["fill"]):
        ink = np.array([int(fill[n : n + 2], 16) for n in (1, 3, 5)])
        blended = 0.7 * ink + 0.3 * 255
        assert (np.abs(drawn - blended).sum(axis=2) < 12).sum() > 50, fill


def test_its_algorithms_run_on_a_layer(home, package, tmp_path):
    out = tmp_path / "out.gpkg"
    code, said = processed(
        home,
        *("run", "native:reprojectlayer", f"--INPUT={package}|layername=regions"),
        *("--TARGET_CRS=EPSG:32636", f"--OUTPUT={out}"),
    )
    assert code == 0, said
    moved = gpd.read_file(out)
    expected = gpd.read_file(package, layer="regions").to_crs(32636)
    assert list(moved["title"]) == list(expected["title"])
    assert moved.area.to_numpy() == pytest.approx(expected.area.to_numpy(), rel=1e-9)


def test_the_script_buffers_features_as_the_core_does(home, tmp_path):
    lines = gpd.GeoDataFrame(
        {"name": ["a", "b"]},
        geometry=[
            shapely.LineString([(34, 51), (35, 51.3)]),
            shapely.LineString([(36, 50), (36, 51), (37, 51.1)]),
        ],
        crs=4326,
    )
    given, out = tmp_path / "lines.gpkg", tmp_path / "out.gpkg"
    lines.to_file(given)
    processed(home, "plugins", "enable", "processing")
    code, said = processed(
        home,
        *("run", "script:geodesicbuffer", f"--INPUT={given}"),
        *("--RADIUS=20000", "--SIDE=1", f"--OUTPUT={out}"),
    )
    assert code == 0, said
    made = gpd.read_file(out)
    assert list(made["name"]) == ["a", "b"]
    assert (made["bound_m"] <= 1).all()
    for shape, line in zip(made.geometry, lines.geometry, strict=True):
        expected = geodesy.buffer(line, 20_000, side="left")
        assert shapely.symmetric_difference(shape, expected).area < 1e-12
    code, said = processed(
        home, "run", "script:geodesicbuffer", f"--INPUT={given}", "--RADIUS=6e6", f"--OUTPUT={out}"
    )
    assert code != 0
    assert "feature 1: a radius of 6,000 km is past the 5,000 km" in said
