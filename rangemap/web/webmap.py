"""The folium map: for pages that are exported and for notebooks. It asks nobody for anything."""

import json
import math
from collections.abc import Iterator
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import Reach
from rangemap.figures.layers import Layers, ring_label
from rangemap.figures.palette import STYLES, Style, Theme, dash, share_class
from rangemap.web import basemap, offline, scheme
from rangemap.web.cell import Cell, cell_script
from rangemap.web.display import (
    MAP_END,
    at_display_resolution,
    beyond_text,
    extent,
    leaflet_bounds,
    screen_layers,
)
from rangemap.web.ground import DECIMALS, land_within
from rangemap.web.inert import inert
from rangemap.web.map_labels import label_columns, map_labels
from rangemap.web.offline_map import OfflineMap, OwnLayer, SceneScript, Screen, document_of
from rangemap.web.region_facts import region_facts
from rangemap.web.seam import TURN, seam_of
from rangemap.wording.language import language_of

_POINT_DECIMALS = 4  # about 10 m; outlines have as many as those of the ground, which they meet
_MARGIN = 0.3  # of the rings' box, on each side
_WIDEST_UPRIGHT_DEGREES = 75.0  # such a map shows no more: 430 pixels at the least zoom
_TOP, _SIDE = 26, 12  # pixels around the rings; the label of the northernmost needs more
_ANY_SCREEN = Screen(widest=3.2, tallest=2.0)  # a telephone held upright
_ESCAPES = str.maketrans({each: f"\\u{ord(each):04x}" for each in "<>&{}"})


def web_map(
    reach: Reach, *, style: Style = STYLES["light"], screen: Screen = _ANY_SCREEN
) -> OfflineMap:
    """The reach as a folium map: ground, reached regions and rings per range, border, origins.

    Every text in it is inert, names on the map too. screen: where it is shown; there is ground for
    as much.
    """
    shown = at_display_resolution(reach)
    drawn = screen_layers(shown)
    bounds, seam = leaflet_bounds(drawn), seam_of(reach)
    west, south, east, north = scene_box(drawn, seam, screen).bounds
    made = OfflineMap(
        sentence=repr(reach),
        whole=bounds,
        zoom_snap=0.25,
        min_zoom=3,
        max_zoom=11,
        control_scale=True,
        max_bounds=True,
        min_lat=south,
        max_lat=north,
        min_lon=west,
        max_lon=east,
    )
    groups = dict(_reach_layers(reach, shown, drawn, style))
    above = (_border_layer(drawn, style.theme), _origin_layer(drawn, style.theme))
    for layer in (*groups.values(), *above):
        layer.add_to(made)
    figure = document_of(made)
    figure.header.add_child(folium.Element(f"<style>{_look(style)}</style>"))
    figure.html.add_child(folium.Element(hatches(reach, style)))
    control = folium.LayerControl(collapsed=False)
    control.add_to(made)
    whole = folium.FitBounds(
        bounds,
        padding_top_left=(_SIDE, _TOP),
        padding_bottom_right=(_SIDE, _SIDE),
    )
    whole.options["animate"] = False  # at once, or a page printed or pictured early is half drawn
    made.add_child(whole)
    about = {
        "weapons": list(groups),
        "units": _units(reach.scenario.language),
        "bounds": bounds,
        "colours": scheme.ground(style),
    }
    if beyond := beyond_text(shown):
        about["beyond"] = beyond
    names = made.get_name(), control.get_name()
    ordered = [[layer.get_name() for layer in each] for each in (groups.values(), above)]

    def written(box: BaseGeometry, cell: Cell | None) -> str:
        decimals = DECIMALS if cell else _POINT_DECIMALS
        labels = label_columns(map_labels(shown, drawn, box, style), decimals)
        return _map_script(names, ordered, labels, about, cell or land_within(box))

    made.scene = SceneScript(written, lambda screen: scene_box(drawn, seam, screen), screen)
    figure.html.add_child(made.scene)
    return made


def _look(style: Style) -> str:
    if isinstance(style, scheme.Named):
        return f"{scheme.sheet()}{offline.text('map.css')}"
    named = "".join(f"--rm-{name}:{colour};" for name, colour in scheme.ground(style).items())
    return f":root{{{named}}}{offline.text('map.css')}"


def _units(language: str) -> dict[str, str]:
    """What the scale bar says instead of Leaflet's words."""
    said = language_of(language)
    lengths = {unit: said.say(f"unit.{unit}", 5, n="").strip() for unit in ("km", "mi")}
    return lengths | {"m": said.say("web.metre"), "ft": said.say("web.foot")}


def _map_script(
    names: tuple[str, str],
    layers: list[list[str]],
    labels: list[list[Any]],
    about: dict[str, Any],
    land: dict[str, Any] | Cell,
) -> str:
    """The script that gives a map its ground and labels, and its layers their order.

    names: of the map and its layer switch. layers: the names of the ranges' layers from the ground
    up, and of what lies over them. about: `weapons` of the former, `units`, `bounds` of the rings,
    `colours` of the ground. Land is numbers and codes of countries and regions.
    """
    first, outlines = (
        cell_script(land, names[0])
        if isinstance(land, Cell)
        else ("", json.dumps(land, separators=(",", ":")))
    )
    ranges, above = (f"[{', '.join(f'window.{each}' for each in some)}]" for some in layers)
    return (
        f'{first}<script type="module">{offline.script("ground.js")}\n'
        f"{offline.script('labels.js')}\n"
        f"{offline.script('exported.js')}\n"
        f"{offline.script('tips.js')}\n"
        f"const labels = labelsOf(JSON.parse({_literal(labels)}));\n"
        f"const about = JSON.parse({_literal(about)});\n"
        f"const map = window.{names[0]}, ranges = {ranges};\n"
        "const pairs = about.weapons.map((of, place) => [of, ranges[place]]);\n"
        "const layers = Object.fromEntries(pairs);\n"
        f"drawLand(L, map, Ground, {outlines}, about.colours);\n"
        "nameUnits(L, map, about.units);\n"
        "keepWhole(L);\n"
        f"foldOnSmallScreens(map, {names[1]});\n"
        "const isOn = (of) => !(of in layers) || map.hasLayer(layers[of]);\n"
        'showLabels(L, map, labels, "markerPane", isOn);\n'
        f"keepOrder(map, [...ranges, ...{above}]);\n"
        "printWhole(map, about.bounds);\n"
        "if (about.beyond) tellBeyond(L, map, about.beyond);\n"
        "</script>"
    )


def _literal(document: Any) -> str:
    """JSON as a string of JavaScript, in which no text can be a template, a script or a tag."""
    written = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(written, ensure_ascii=False).translate(_ESCAPES)


def hatches(reach: Reach, style: Style) -> str:
    """Hatching for withheld regions, one pattern per range, for ``fill="url(#withheld-0)"``."""
    patterns = "".join(
        f'<pattern id="withheld-{number}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{style.theme.land}"/>'
        f'<rect width="1.6" height="6" fill="{style.ink(number)}"/>'
        "</pattern>"
        for number in reach.numbers.values()
    )
    return (
        f'<svg width="0" height="0" style="position:absolute" aria-hidden="true">{patterns}</svg>'
    )


def scene_box(drawn: Layers, seam: float, screen: Screen = _ANY_SCREEN) -> BaseGeometry:
    """Where the ground of a map ends: the rings' own box, with room around it to pan.

    seam: where the map is cut.
    """
    west, south, east, north = extent(drawn)
    stretch = 1 / math.cos(math.radians((south + north) / 2))  # degrees of longitude per latitude
    high = _MARGIN * (north - south)
    if east - west < _WIDEST_UPRIGHT_DEGREES:  # rings round a pole are as wide as the world
        high = max(high, (screen.tallest * (east - west) / stretch - (north - south)) / 2)
    wide = max(
        _MARGIN * (east - west),
        (screen.widest * (1 + _MARGIN) * (north - south) * stretch - (east - west)) / 2,
    )
    low, top = max(south - high, -MAP_END), min(north + high, MAP_END)
    tall = screen.tallest * min(east - west, _WIDEST_UPRIGHT_DEGREES)
    if top == MAP_END:  # what there is no room for at this end is there at the other
        low = max(min(low, _latitude(180 - tall)), -MAP_END)
    elif low == -MAP_END:
        top = max(top, _latitude(tall - 180))
    return shapely.box(max(west - wide, seam), low, min(east + wide, seam + TURN), top)


def _latitude(north: float) -> float:
    """The latitude so many degrees of longitude north of the equator on a web map."""
    return math.degrees(math.atan(math.sinh(math.radians(north))))


def _reach_layers(
    reach: Reach, shown: Reach, drawn: Layers, style: Style
) -> Iterator[tuple[str, folium.FeatureGroup]]:
    """By weapon all that each range reaches, the widest first: shorter ones lie over it.

    So each layer is whole by itself when others are switched off. shown: the reach at display
    resolution.
    """
    texts = {each.region: each.lines for each in region_facts(reach)}
    order = reach.numbers
    for range_ in reversed(reach.by_range):
        number = order[range_.weapon]
        rows = shown.reached[shown.reached["weapon"] == range_.weapon]
        group = folium.FeatureGroup(name=inert(ring_label(range_, reach.scenario.language)))
        parts = [
            (
                {
                    "fill": style.share_ink(number, share_class(row.share))
                    if row.permitted
                    else f"url(#withheld-{number})",
                    "tip": _lines_html(texts[row.region]),
                },
                row.geometry,
            )
            for row in rows.itertuples()
        ]
        if parts:
            OwnLayer(
                _collection(parts),
                style_function=lambda feature: {
                    "fillColor": feature["properties"]["fill"],
                    "fillOpacity": 1,
                    "color": style.theme.quiet_text,
                    "weight": 0.8,
                    "opacity": 0.7,
                },
                highlight_function=lambda _: {"weight": 2.5, "opacity": 1},
                tooltip=folium.GeoJsonTooltip(["tip"], labels=False, sticky=True),
                popup=folium.GeoJsonPopup(["tip"], labels=False),
                smooth_factor=0,
            ).add_to(group)
        _ring_lines(drawn.rings[drawn.rings["weapon"] == range_.weapon], number, style).add_to(
            group
        )
        yield range_.weapon, group


def _ring_lines(rings: gpd.GeoDataFrame, number: int, style: Style) -> OwnLayer:
    lines = []
    for row in rings.itertuples():
        if row.firm:
            lines.append(({"halo": True, "firm": True}, row.geometry))
        lines.append(({"halo": False, "firm": row.firm}, row.geometry))
    pattern = " ".join(str(2 * length) for length in dash(number)) or None
    return _still(
        lines,
        lambda line: {
            "color": style.theme.halo if line["halo"] else style.ink(number),
            "weight": 5 if line["halo"] else (2.6 if line["firm"] else 1.2),
            "opacity": 0.8 if line["halo"] else (1 if line["firm"] else 0.6),
            "dashArray": None if line["halo"] else pattern,
            "fill": False,
        },
    )


def _border_layer(drawn: Layers, theme: Theme) -> OwnLayer:
    borders = basemap.ground().borders
    return _still(
        [({}, borders[neighbour]) for neighbour in drawn.border["neighbour"]],
        lambda _: {"color": theme.border, "weight": 2, "fill": False},
    )


def _origin_layer(drawn: Layers, theme: Theme) -> OwnLayer | folium.FeatureGroup:
    shown = [
        ({"tip": inert(label)}, shape)
        for label, shape in zip(drawn.origins["origin"], drawn.origins.geometry, strict=True)
        if abs(shape.centroid.y) <= MAP_END
    ]
    if not shown:
        return folium.FeatureGroup(control=False)
    return OwnLayer(
        _collection(shown),
        control=False,
        marker=folium.CircleMarker(radius=6),
        style_function=lambda _: (
            {
                "color": theme.halo,
                "weight": 2.5,
                "fill": True,
                "fillColor": theme.text,
                "fillOpacity": 1,
            }
            if set(drawn.origins.geom_type) <= {"Point", "MultiPoint"}
            else {"color": theme.text, "weight": 4, "fillColor": theme.text, "fillOpacity": 0.4}
        ),
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False),
    )


def _still(features: list[tuple[dict[str, Any], BaseGeometry]], style: Any) -> OwnLayer:
    """A layer that cannot be clicked and is not listed in the layer switch."""
    return OwnLayer(
        _collection(features),
        style_function=lambda feature: style(feature["properties"]),
        control=False,
        interactive=False,
        smooth_factor=0,
    )


def _collection(features: list[tuple[dict[str, Any], BaseGeometry]]) -> dict[str, Any]:
    """A FeatureCollection: properties are ours or inert, geometry is rounded for the screen."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": _rounded(shape)}
            for properties, shape in features
            if not shape.is_empty
        ],
    }


def _rounded(shape: BaseGeometry) -> Any:
    decimals = _POINT_DECIMALS if shape.geom_type in ("Point", "MultiPoint") else DECIMALS
    moved = shapely.transform(shape, lambda lon_lat: np.round(lon_lat, decimals))
    return json.loads(shapely.to_geojson(moved))


def _lines_html(lines: list[str]) -> str:
    first, *rest = (inert(line) for line in lines)
    return "<br>".join([f"<b>{first}</b>", *rest])
