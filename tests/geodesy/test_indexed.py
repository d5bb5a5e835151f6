"""Threads that share geometries: in a process of its own, which a fault would end or stop."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest
import shapely

from rangemap import geodesy
from rangemap.geodesy.indexed import indexed, is_inside, meets

SHARED = """
import sys, threading, warnings
from concurrent.futures import ThreadPoolExecutor
import numpy as np, shapely
from rangemap import geodesy
from rangemap.geodesy.raster import DistanceRaster
from rangemap.analysis.reach import parts_within

sys.setswitchinterval(1e-5)
rng = np.random.default_rng(4)
turn = np.linspace(0, 2 * np.pi, {vertices}, endpoint=False)
far = 1 + 0.1 * rng.random(len(turn))
written = shapely.to_wkb(
    shapely.Polygon(np.column_stack([35 + far * np.cos(turn), 51 + far * np.sin(turn)]))
)
points = rng.uniform((33.8, 49.8), (36.2, 52.2), (400, 2))
boxes = shapely.box(*(points[:50] - 0.2).T, *(points[:50] + 0.2).T)


def asked(area):
    {ready}
    return lambda: {question}


def fresh():
    return shapely.from_wkb(written)


right = asked(fresh())()
with ThreadPoolExecutor(4) as threads:
    for _ in range({rounds}):
        together = threading.Barrier(4)
        ask = asked(fresh())
        for answer in threads.map(lambda _: (together.wait(), ask())[1], range(4)):
            assert all(np.array_equal(a, b) for a, b in zip(right, answer, strict=True))
print("the same")
"""

NUMBERS = "number = np.zeros(len(points), int)"
READY = {
    "nearest_m": ("targets = geodesy.Targets(boxes)", "[geodesy.nearest_m(area, targets)]"),
    "nearest_pairs_m": (
        f"targets = geodesy.Targets([area]); {NUMBERS}; each = np.arange(len(points))",
        "[geodesy.nearest_pairs_m(points, targets, each, number)]",
    ),
    "Gauge": ("gauge = geodesy.Gauge(area)", "[gauge.metres(points)]"),
    "DistanceRaster": ("raster = DistanceRaster(area)", "[raster.metres(points)[0]]"),
    "parts_within": ("", "[shapely.area(parts_within(area, boxes)[0])]"),
}


@pytest.mark.parametrize("name", READY)
def test_threads_that_ask_of_the_same_geometry_get_the_same(name):
    ready, question = READY[name]
    script = SHARED.format(ready=ready or "pass", question=question, vertices=3000, rounds=12)
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.stdout == "the same\n", done.stderr[-2000:]


def test_what_is_indexed_is_a_copy_and_leaves_the_callers_geometry_as_it_was():
    area = shapely.from_wkt("POLYGON Z ((34 51 7, 35 51 7, 35 52 7, 34 51 7))")
    copy = indexed(area)
    assert shapely.is_prepared(copy)
    assert not shapely.is_prepared(area)
    geodesy.nearest_m(area, [shapely.Point(40, 51)])
    geodesy.Gauge(area)
    assert not shapely.is_prepared(area)


def test_points_are_in_on_and_off_as_shapely_says_without_an_index():
    areas = np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)])
    points = np.array([(0.5, 0.5), (2.0, 2.0), (3.0, 1.0), (4.0, 4.0)])
    assert is_inside(indexed(areas), points).tolist() == [True, True, True, False]
    assert meets(indexed(areas[0]), points).tolist() == [True, True, False, False]
    assert meets(indexed(areas)[[0, 1, 0, 1]], points).tolist() == [True, True, False, False]
