"""KML: its placemarks, wherever in its folders; nothing that it links to."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.intake import rings
from rangemap.intake.contents import Contents, Wanted, contents_of_rows
from rangemap.intake.limits import check_features
from rangemap.intake.phrases import Note, UnreadableError
from rangemap.intake.systems import LON_LAT

_MAX_AXES = 3  # longitude, latitude, height
_SPACED_COMMA = re.compile(r"\s*,\s*")
_UNREADABLE = (ValueError, IndexError, shapely.GEOSException)


def read_kml(root: ET.Element, wanted: Wanted) -> Contents:
    """The placemarks of a KML document, with name and extended data as columns.

    Raises InputError with the placemark whose coordinates are damaged.
    """
    changed = {each for update in root.iter("Update") for each in update.iter("Placemark")}
    placemarks = [each for each in root.iter("Placemark") if each not in changed]
    check_features(len(placemarks))
    shapes = np.full(len(placemarks), None, dtype=object)
    for number, placemark in enumerate(placemarks):
        try:
            parts = [shape for child in placemark for shape in _shapes(child)]
        except rings.NotFiniteError as error:
            raise UnreadableError("not_finite", feature=number + 1) from error
        except _UNREADABLE as error:
            raise UnreadableError("kml_coordinates", feature=number + 1) from error
        if parts:
            shapes[number] = parts[0] if len(parts) == 1 else rings.together(parts)
    unread = {"links": "NetworkLink", "updates": "Update", "overlays": "GroundOverlay"}
    counts = {key: sum(1 for _ in root.iter(tag)) for key, tag in unread.items()}
    notes = tuple(Note(key, {"count": count}) for key, count in counts.items() if count)
    return contents_of_rows(
        shapes, [_values(each) for each in placemarks], LON_LAT, wanted, notes=notes
    )


def _values(placemark: ET.Element) -> dict[str, str]:
    """Its name, and what ExtendedData says by name."""
    values = [("name", _text(placemark.find("name")))]
    values += [(each.get("name", ""), _text(each.find("value"))) for each in placemark.iter("Data")]
    values += [(each.get("name", ""), _text(each)) for each in placemark.iter("SimpleData")]
    return {name: text for name, text in values if name and text}


def _shapes(element: ET.Element) -> Iterator[BaseGeometry]:
    """The shapes of a geometry; none of an element that is none."""
    match element.tag:
        case "Point":
            positions = _positions(element)
            if len(positions) > 1:
                raise ValueError("a point has one position")
            yield from map(shapely.Point, positions)
        case "LineString" | "LinearRing":
            yield rings.line(_positions(element))
        case "Polygon":
            outer, inner = (
                [
                    _positions(ring)
                    for boundary in element.iter(side)
                    for ring in boundary.iter("LinearRing")
                ]
                for side in ("outerBoundaryIs", "innerBoundaryIs")
            )
            if len(outer) > 1:
                raise ValueError("a polygon has one outer boundary")
            yield rings.polygon([*outer, *inner])
        case "Track":
            coordinates = " ".join(",".join(_text(each).split()) for each in element.iter("coord"))
            yield rings.line(_read(coordinates))
        case "MultiGeometry" | "MultiTrack":
            for child in element:
                yield from _shapes(child)


def _positions(element: ET.Element) -> rings.Positions:
    return _read(_text(element.find("coordinates")))


def _read(coordinates: str) -> rings.Positions:
    """Positions of ``lon,lat,height lon,lat,height``; some programs put spaces after commas."""
    tuples = _SPACED_COMMA.sub(",", coordinates).split()
    cells = [each.rstrip(",").split(",") for each in tuples]
    if max(map(len, cells), default=0) > _MAX_AXES:
        raise ValueError("decimal commas")
    return rings.positions_of(cells)


def _text(element: ET.Element | None) -> str:
    """All text of an element, that of any formatting in it too."""
    return "" if element is None else "".join(element.itertext()).strip()
