"""What cannot be used is told of in one sentence, whatever public name is given it from Python."""

import ast
import inspect
import math
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

import rangemap
import rangemap.geopandas
from rangemap import (
    BorderOrigin,
    Permission,
    PointOrigin,
    RangemapError,
    Regions,
    Scenario,
    Source,
    geodesy,
)

ROOT = Path(__file__).parents[1]
POINT, LINE = shapely.Point(34, 51), shapely.LineString([(34, 51), (35, 51)])
SQUARE = shapely.box(34, 51, 34.2, 51.2)
SERIES = geopandas.GeoSeries([POINT, LINE], crs=4326)
FRAME = geopandas.GeoDataFrame(
    {"region": ["A"], "name": ["Ay"]}, geometry=[shapely.box(35, 51, 36, 52)], crs=4326
)
SUMY = Scenario((PointOrigin(51.0, 34.7),), ("himars",))
LENGTH = rangemap.parse_length("20 km")
REACH = rangemap.compute(SUMY)
KURSK = rangemap.thresholds(SUMY, only=("RU-KRS",))
PLACES = np.array([[34.0, 51.0]])


class Wrong:
    """Nothing that anything can be made of."""


VALUES = {
    "none": None,
    "whole": 5,
    "less": -1.5,
    "huge": 10**400,
    "many digits": -(10**5000),
    "nan": math.nan,
    "truth": True,
    "text": "a",
    "bytes": b"x",
    "empty": [],
    "numbers": [1, 2],
    "texts": ["a"],
    "nones": [None],
    "table": {"a": 1},
    "array": np.array([1.0, 2.0]),
    "scalar": np.array("x"),
    "missing": pd.NA,
    "series": geopandas.GeoSeries([POINT], crs=4326),
    "geometry": POINT,
    "object": Wrong(),
    "class": Wrong,
}
RIGHT = {
    "BorderOrigin": {
        "neighbour": "RU",
        "start_km": 1,
        "end_km": 2,
        "setback": LENGTH,
        "name": "",
    },
    "Columns": {"key": "a", "name": "b", "layer": "c"},
    "CustomRange": {"name": "A", "length": LENGTH, "minimum": None},
    "Length": {"value": LENGTH.value, "unit": "km"},
    "Permission": {"only": ("RU-KRS",), "except_": ()},
    "PointOrigin": {"lat": 51.0, "lon": 34.0, "name": ""},
    "Regions": {"frame": FRAME, "source": Source("a", "b", "c", "d"), "notes": ()},
    "Scenario": {
        "origins": SUMY.origins,
        "weapons": SUMY.weapons,
        "permission": Permission(),
        "country": "RU",
        "worldview": "un",
        "language": "en",
        "title": "",
    },
    "ShapeOrigin": {"geometry": LINE, "name": ""},
    "Source": {
        "title": "a",
        "version": "b",
        "licence": "c",
        "attribution": "d",
        "worldview": "",
        "note": "",
    },
    "bundled_timeline": {},
    "compare": {"before": REACH, "after": REACH},
    "compute": {"scenario": SUMY, "regions": None, "catalog": None},
    "depth": {"reach": REACH},
    "disputes": {"scenario": SUMY, "regions": None, "catalog": None},
    "lesson": {"lon": 34.0, "lat": 51.0, "range_km": 50.0},
    "parse_length": {"text": "5 km"},
    "parse_range": {"text": "5 km"},
    "reach_many": {
        "origins": [POINT],
        "ranges": ("himars",),
        "regions": None,
        "permission": None,
        "country": "RU",
        "language": "en",
        "catalog": None,
        "every_region": False,
        "chunk": 200,
    },
    "read_catalog": {"path": "none.toml"},
    "read_origins": {"path": "none.csv", "layer": None},
    "read_regions": {"path": "none.gpkg", "columns": None},
    "read_timeline": {"path": "none.toml"},
    "story": {
        "scenarios": [SUMY, replace(SUMY, weapons=("atacms",))],
        "title": "",
        "regions": None,
        "catalog": None,
    },
    "thresholds": {"scenario": SUMY, "regions": None, "catalog": None, "only": ("RU-KRS",)},
    "timeline_story": {"timeline": None, "language": "en", "catalog": None},
    "Scenario.from_toml": {"text": SUMY.to_toml()},
    "Scenario.from_dict": {"document": SUMY.to_dict()},
    "Scenario.from_query": {"query": SUMY.to_query()},
    "Scenario.from_pairs": {"pairs": [("weapon", "himars")]},
    "curve": {"ranges_km": [50.0]},
    "geodesy.Gauge": {"source": LINE},
    "geodesy.Targets": {"geometries": [LINE]},
    "geodesy.area_m2": {"geometry": SQUARE},
    "geodesy.areas_m2": {"geometries": [SQUARE]},
    "geodesy.buffer": {
        "geometry": LINE,
        "radius_m": 1000.0,
        "tolerance_m": 1.0,
        "min_radius_m": None,
        "side": None,
    },
    "geodesy.buffers": {
        "geometry": LINE,
        "radii_m": [1000.0],
        "tolerance_m": 1.0,
        "min_radius_m": None,
        "side": None,
    },
    "geodesy.farthest_m": {"source": POINT, "targets": [LINE], "tolerance_m": 1.0},
    "geodesy.from_wgs84": {"shapes": np.array([POINT]), "crs": 3857},
    "geodesy.in_wgs84": {"shapes": np.array([POINT]), "crs": 3857},
    "geodesy.lengths_m": {"geometries": [LINE]},
    "geodesy.nearest_m": {"source": POINT, "targets": [LINE]},
    "geodesy.nearest_pairs_m": {
        "points": PLACES,
        "targets": geodesy.Targets([LINE]),
        "point": np.array([0]),
        "target": np.array([0]),
        "within_m": math.inf,
    },
    "geodesy.nearest_point": {"geometry": LINE, "point": POINT},
    "geodesy.ring": {
        "center": POINT,
        "radius_m": 1000.0,
        "tolerance_m": 1.0,
        "min_radius_m": None,
    },
    "geodesy.rings_union": {
        "centers": [POINT],
        "radius_m": 1000.0,
        "tolerance_m": 1.0,
        "min_radius_m": None,
    },
    "Gauge.metres": {"points": PLACES},
    "Gauge.feet": {"points": PLACES},
    "geodesic.bands": {"radii": [1000.0, 2000.0], "tolerance_m": 1.0},
    "geodesic.buffer": {
        "radius": 1000.0,
        "tolerance_m": 1.0,
        "min_radius_m": None,
        "side": None,
    },
    "geodesic.distance": {"other": POINT, "align": True},
    "geodesic.dwithin": {"other": POINT, "distance_m": 5.0, "align": True},
    "geodesic.hausdorff": {"other": POINT, "align": True, "tolerance_m": 1.0},
    "geodesic.nearest": {"other": FRAME, "max_distance_m": math.inf, "suffix": "right"},
}
METHODS = {
    "curve": KURSK.curve,
    "Gauge.metres": geodesy.Gauge(LINE).metres,
    "Gauge.feet": geodesy.Gauge(LINE).feet,
    **{
        f"geodesic.{name}": getattr(SERIES.geodesic, name)
        for name in ("bands", "buffer", "distance", "dwithin", "hausdorff", "nearest")
    },
}
MADE_BY_ANALYSES = {"Comparison", "Depth", "Disputes", "Lesson", "Reach", "Story", "Thresholds"}
MADE_BY_READERS = {"Catalog", "Timeline"}
MADE_BY_GEODESY = {"Buffered", "Foot", "ShiftWarning", "UnprovenWarning"}
ERRORS = {"InputError", "RangemapError"}


def called(name):
    """The public callable of that name."""
    if name in METHODS:
        return METHODS[name]
    found = rangemap
    for part in name.split("."):
        found = getattr(found, part)
    return found


def told(call, arguments):
    """What is said of arguments that cannot be used; nothing where they can."""
    try:
        made = call(**arguments)
        if hasattr(made, "read_all"):
            made.read_all()
    except RangemapError as error:
        return str(error)
    return None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("name", RIGHT)
def test_what_cannot_be_used_is_told_of_in_one_sentence(name, kind):
    call = called(name)
    assert set(RIGHT[name]) == set(inspect.signature(call).parameters)
    for argument in RIGHT[name]:
        said = told(call, {**RIGHT[name], argument: VALUES[kind]})
        assert said is None or re.fullmatch(r"[^\n]+[^.\n]", said), argument


def test_every_public_callable_is_given_what_it_cannot_use():
    public = {name for name in rangemap.__all__ if callable(getattr(rangemap, name))}
    measuring = {f"geodesy.{name}" for name in set(geodesy.__all__) - MADE_BY_GEODESY}
    assert public - MADE_BY_ANALYSES - MADE_BY_READERS - ERRORS | measuring <= set(RIGHT)


@pytest.mark.parametrize("argument", ["size", "style", "dpi", "title", "subtitle", "without"])
@pytest.mark.parametrize("draw", [REACH.figure, KURSK.figure], ids=["reach", "thresholds"])
def test_options_of_figures_are_told_of(draw, argument):
    for wrong in (5, -1.5, math.nan, True, [1], {"a": 1}, Wrong()):
        assert told(draw, {argument: wrong})


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Permission("RU-KRS"), "only=('RU-KRS',), not 'RU-KRS'"),
        (lambda: Permission([5]), "a code in 'only' is text, as in 'RU-KRS', not 5"),
        (lambda: rangemap.thresholds(SUMY, only=[5]), "a code in 'only' is text, as in 'RU-K"),
        (lambda: rangemap.thresholds(SUMY, only="RU-KRS"), "'only' takes several values: write"),
        (lambda: Scenario(SUMY.origins, "himars"), "weapons=('himars',), not 'himars'"),
        (lambda: Scenario(SUMY.origins[0]), r"origins=\(PointOrigin\(51.0, 34.7\),\), not a Point"),
        (lambda: Scenario(SUMY.origins, permission=None), r"not None; .* Permission\(only="),
        (lambda: rangemap.lesson("a", 51.0, 50), "the longitude is a number, as in 34.7, not 'a'"),
        (lambda: PointOrigin(10**5000, 34.7), "as in 51.0, not so large an int"),
        (lambda: rangemap.parse_length(5), "a length is text, as in '20 km', not 5"),
        (lambda: rangemap.parse_range(5), "a range is text, as in 'New=75 mi', not 5"),
        (lambda: Scenario.from_toml(Path("own.toml")), r"Path\('own.toml'\).read_text\('utf-8'\)"),
        (lambda: Scenario.from_toml("own.toml"), r"Path\('own.toml'\).read_text\('utf-8'\)"),
        (lambda: rangemap.compute(SUMY, catalog=[]), "expected a Catalog, not a list; read it"),
        (lambda: rangemap.read_regions("own.gpkg", "code"), r"Columns\(key='code'\)"),
        (lambda: Regions("own.gpkg"), r"expected a GeoDataFrame, not a str; read it, as in geop"),
        (lambda: rangemap.reach_many([POINT], permission="RU-KRS"), "expected a Permission"),
        (lambda: KURSK.figure(dpi=5), "dpi is from 30 to 1,200, not 5"),
    ],
)
def test_a_wrong_kind_is_told_what_to_give(call, said):
    with pytest.raises(RangemapError, match=said.replace("=(", r"=\(").replace(",)", r",\)")):
        call()


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, Decimal, Fraction])
def test_numbers_of_other_kinds_are_taken_for_what_they_are(kind):
    """As from a frame's column; links and files have them as they have Python's own."""
    given, same = (
        Scenario(
            (PointOrigin(number(51), number(34)), BorderOrigin("RU", number(100))), ("himars",)
        )
        for number in (kind, float)
    )
    assert given == same
    assert (given.to_query(), given.to_toml()) == (same.to_query(), same.to_toml())
    lessons = [rangemap.lesson(number(34), number(51), number(100)) for number in (kind, float)]
    assert lessons[0] == lessons[1]
    assert REACH.figure(dpi=kind(50)).dpi == 50


def ends(node):
    """The texts that a message may end with."""
    if isinstance(node, ast.IfExp):
        return [*ends(node.body), *ends(node.orelse)]
    if isinstance(node, ast.BinOp):
        return ends(node.right)
    if isinstance(node, ast.JoinedStr):
        return [end for part in list(ast.iter_child_nodes(node))[-1:] for end in ends(part)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_no_message_ends_with_a_full_stop():
    stopped = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "rangemap").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
        for argument in node.exc.args
        if any(text.endswith(".") for text in ends(argument))
    ]
    assert stopped == []
