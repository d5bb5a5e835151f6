"""QGIS styles (QML): symbols that take each feature's colours from its own columns."""

import xml.etree.ElementTree as ET

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def polygon_style(*, opacity: float) -> str:
    """Filled with the column `fill`, outlined with `stroke`."""
    properties = {"fillColor": '"fill"', "outlineColor": '"stroke"'}
    options = {"outline_width": "0.3", "outline_style": "solid", "style": "solid"}
    return _style("fill", "SimpleFill", options, properties, opacity)


def line_style() -> str:
    """Outlined with the column `stroke`, not filled."""
    properties = {"outlineColor": '"stroke"'}
    return _style("fill", "SimpleFill", {"outline_width": "0.6", "style": "no"}, properties, 1.0)


def point_style() -> str:
    """A small dark dot with a light edge."""
    options = {"color": "46,44,42,255", "outline_color": "255,255,255,255", "size": "1.6"}
    return _style("marker", "SimpleMarker", options, {}, 1.0)


def _style(
    kind: str, layer_class: str, options: dict[str, str], properties: dict[str, str], opacity: float
) -> str:
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology|Rendering")
    renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol", enableorderby="0")
    symbol = ET.SubElement(
        ET.SubElement(renderer, "symbols"), "symbol", type=kind, name="0", alpha="1"
    )
    layer = ET.SubElement(symbol, "layer", {"class": layer_class, "enabled": "1", "pass": "0"})
    _options(layer, options)
    driven = ET.SubElement(layer, "data_defined_properties")
    outer = ET.SubElement(driven, "Option", type="Map")
    ET.SubElement(outer, "Option", type="QString", name="name", value="")
    listed = ET.SubElement(outer, "Option", type="Map", name="properties")
    for name, expression in properties.items():
        one = ET.SubElement(listed, "Option", type="Map", name=name)
        ET.SubElement(one, "Option", type="bool", name="active", value="true")
        ET.SubElement(one, "Option", type="QString", name="expression", value=expression)
        ET.SubElement(one, "Option", type="int", name="type", value="3")  # 3: an expression
    ET.SubElement(outer, "Option", type="QString", name="type", value="collection")
    # of the layer, not of each symbol: where ranges overlap colours would mix
    ET.SubElement(root, "layerOpacity").text = f"{opacity}"
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


def _options(layer: ET.Element, options: dict[str, str]) -> None:
    listed = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(listed, "Option", type="QString", name=name, value=value)
        ET.SubElement(layer, "prop", k=name, v=value)  # as QGIS before 3.20 reads it
