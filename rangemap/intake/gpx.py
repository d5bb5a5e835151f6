"""GPX: its waypoints, routes and tracks; nothing that it links to."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.intake import rings
from rangemap.intake.contents import Contents, Wanted, contents_of_rows
from rangemap.intake.limits import check_features
from rangemap.intake.phrases import UnreadableError
from rangemap.intake.systems import LON_LAT


def read_gpx(root: ET.Element, wanted: Wanted) -> Contents:
    """Waypoints as points, routes and tracks as lines, each with its name.

    Raises InputError with the one whose latitude or longitude is missing.
    """
    features = [each for each in root if each.tag in ("wpt", "rte", "trk")]
    check_features(len(features))
    shapes = np.full(len(features), None, dtype=object)
    for number, feature in enumerate(features):
        try:
            shapes[number] = _shape(feature)
        except rings.NotFiniteError as error:
            raise UnreadableError("not_finite", feature=number + 1) from error
        except (KeyError, ValueError) as error:
            why = "gpx_comma" if _has_comma(feature) else "gpx_point"
            raise UnreadableError(why, feature=number + 1) from error
    rows = [{"name": feature.findtext("name", "")} for feature in features]
    return contents_of_rows(shapes, rows, LON_LAT, wanted)


def _shape(feature: ET.Element) -> BaseGeometry:
    match feature.tag:
        case "wpt":
            return shapely.Point(_positions([feature])[0])
        case "rte":
            return rings.line(_positions(feature.iter("rtept")))
    pieces = [_positions(segment.iter("trkpt")) for segment in feature.iter("trkseg")]
    pieces = [piece for piece in pieces if len(piece)]
    return rings.line(pieces[0]) if len(pieces) == 1 else rings.lines(pieces)


def _has_comma(feature: ET.Element) -> bool:
    return any("," in each.get(axis, "") for each in feature.iter() for axis in ("lat", "lon"))


def _positions(points: Iterable[ET.Element]) -> rings.Positions:
    return np.array([(p.attrib["lon"], p.attrib["lat"]) for p in points], dtype=float).reshape(
        -1, 2
    )
