"""KML 2.2 for Google Earth: a folder for each kind of feature, named and coloured."""

import xml.etree.ElementTree as ET

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.export.dataset import Dataset
from rangemap.export.features import Feature
from rangemap.wording.language import language_of

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_LINE_WIDTH = "2"


def dataset_kml(dataset: Dataset) -> bytes:
    """The dataset as UTF-8 KML; each placemark holds its numbers as extended data."""
    said = language_of(dataset.language)
    root = ET.Element("kml", xmlns=_NAMESPACE)
    document = ET.SubElement(root, "Document")
    _text(document, "name", dataset.title)
    _text(document, "description", dataset.notes)
    by_kind: dict[str, list[Feature]] = {}
    for feature in dataset.features:
        by_kind.setdefault(feature.kind, []).append(feature)
    for kind, group in by_kind.items():
        folder = ET.SubElement(document, "Folder")
        _text(folder, "name", said.say(f"kml.{kind}"))
        for feature in group:
            folder.append(_placemark(feature))
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _placemark(feature: Feature) -> ET.Element:
    placemark = ET.Element("Placemark")
    _text(placemark, "name", feature.title)
    style = ET.SubElement(placemark, "Style")
    line = ET.SubElement(style, "LineStyle")
    _text(line, "color", _abgr(feature.stroke, 1.0))
    _text(line, "width", _LINE_WIDTH)
    _text(ET.SubElement(style, "PolyStyle"), "color", _abgr(feature.fill, feature.fill_opacity))
    data = ET.SubElement(placemark, "ExtendedData")
    for name, value in {"kind": feature.kind, **feature.columns}.items():
        _text(ET.SubElement(data, "Data", name=name), "value", str(value))
    placemark.append(_geometry(feature.geometry))
    return placemark


def _geometry(shape: BaseGeometry) -> ET.Element:
    match shape.geom_type:
        case "Point":
            element = ET.Element("Point")
            _text(element, "coordinates", _coordinates(shape))
        case "LineString":
            element = ET.Element("LineString")
            _text(element, "tessellate", "1")
            _text(element, "coordinates", _coordinates(shape))
        case "Polygon":
            element = ET.Element("Polygon")
            _text(element, "tessellate", "1")
            for tag, rings in (
                ("outerBoundaryIs", [shape.exterior]),
                ("innerBoundaryIs", list(shape.interiors)),
            ):
                for ring in rings:
                    boundary = ET.SubElement(ET.SubElement(element, tag), "LinearRing")
                    _text(boundary, "coordinates", _coordinates(ring))
        case _:
            element = ET.Element("MultiGeometry")
            element.extend(_geometry(part) for part in shapely.get_parts(shape))
    return element


def _coordinates(shape: BaseGeometry) -> str:
    rounded = np.round(shapely.get_coordinates(shape), 7).tolist()
    return " ".join(f"{lon!r},{lat!r}" for lon, lat in rounded)


def _abgr(colour: str, opacity: float) -> str:
    """KML writes colours backwards: opacity, blue, green, red."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{round(255 * opacity):02x}{blue}{green}{red}".lower()


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text
