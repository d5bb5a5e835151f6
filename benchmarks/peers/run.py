"""Buffer lines with every peer, measure every vertex and edge, and write the tables and the figure.

``run.py METHOD…`` measures only methods whose names contain one of the words; nothing is written.
"""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from matplotlib.figure import Figure
from methods import METHODS, NOT_RUN, SkippedError

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "geodesy"))
from compiled import distances_m

from rangemap.world import boundaries

RADII_M = (1_000.0, 10_000.0, 80_467.2, 305_775.0)
FAR_M = RADII_M[2:]
DOCS = Path(__file__).parents[2] / "docs"
MAX_SECONDS = 900.0


class Row(NamedTuple):
    """How one method did on one shape."""

    method: str
    shape: str
    radius_m: float
    worst_m: float
    mean_m: float
    milliseconds: float
    vertices: int
    note: str = ""


def shapes() -> dict[str, tuple[shapely.Geometry, tuple[float, ...]]]:
    """The shapes and the radii they are buffered by; long edges have a vertex every tenth degree.

    So what an edge between far vertices is, which tools understand differently, does not matter.
    """
    rng = np.random.default_rng(1)
    starts = rng.uniform((30, 48), (40, 53), (1000, 2))
    ends = starts + rng.uniform(-0.1, 0.1, (1000, 2))
    return {
        "border": (boundaries.border("RU").line, RADII_M),
        "point": (shapely.Point(36.0, 50.0), FAR_M),
        "90° wide": (shapely.segmentize(shapely.LineString([(0, 40), (90, 60)]), 0.1), FAR_M),
        "parallel": (shapely.segmentize(shapely.LineString([(-180, 60), (180, 60)]), 0.1), FAR_M),
        "1,000 parts": (shapely.MultiLineString(list(np.stack([starts, ends], axis=1))), FAR_M),
    }


def main() -> None:
    """Measure, print, write."""
    words = sys.argv[1:]
    rows = [
        row
        for name in METHODS
        if not words or any(word in name for word in words)
        for row in measured(name)
    ]
    if not words:
        write_tables(rows)
        write_figure([row for row in rows if row.shape == "border"])


def measured(name: str) -> list[Row]:
    """A row for each shape and radius that the method takes."""
    rows = []
    for shape, (line, radii_m) in shapes().items():
        for radius_m in radii_m:
            row = _row(name, shape, line, radius_m)
            if row:
                rows.append(row)
                print(*row, flush=True)
    if not rows:
        print(f"{name}: skipped, not installed (benchmarks/peers/install.sh)")
    return rows


def _row(name: str, shape: str, line: shapely.Geometry, radius_m: float) -> Row | None:
    try:
        area, milliseconds = METHODS[name](line, radius_m)
        if shapely.is_empty(area):
            return Row(name, shape, radius_m, *[np.nan] * 3, 0, "gives nothing")
        points = boundary_points(area)
        off = np.abs(distances_m(line, points, MAX_SECONDS) - radius_m)
    except SkippedError:
        return None
    except (subprocess.SubprocessError, shapely.GEOSException, ValueError) as error:
        said = "aborts" if isinstance(error, subprocess.CalledProcessError) else str(error)
        return Row(name, shape, radius_m, *[np.nan] * 3, 0, f"fails: {said[:60]}")
    vertices = int(shapely.count_coordinates(area))
    note = "" if area.is_valid else "not valid"
    return Row(name, shape, radius_m, off.max(), off.mean(), milliseconds, vertices, note)


def boundary_points(area: shapely.Geometry) -> np.ndarray:
    """Every vertex and the quarter points of every edge, but of cuts at +-180 and the poles."""
    rings, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(area)), return_index=True
    )
    same = ring[1:] == ring[:-1]
    a, b = rings[:-1][same], rings[1:][same]
    at_180 = (np.abs(a[:, 0]) == 180) & (a[:, 0] == b[:, 0])
    at_pole = (np.abs(a[:, 1]) == 90) & (a[:, 1] == b[:, 1])
    a, b = (ends[~(at_180 | at_pole)] for ends in (a, b))
    return np.vstack([a + (b - a) * k / 4 for k in range(4)])


def write_tables(rows: list[Row]) -> None:
    """Write docs/geodesy-peers.md."""
    missing = [name for name in METHODS if name not in {row.method for row in rows}]
    today = f"{dt.datetime.now(dt.UTC):%d %B %Y}".lstrip("0")
    text = [
        "# Geodesic buffers: rangemap and its peers",
        "",
        f"Written by `python benchmarks/peers/run.py` on {today}. Errors are |distance to the",
        "source - radius| at every vertex and the quarter points of every edge, edges straight in",
        "lon, lat as GeoJSON has them, by a compiled brute force that shares nothing with",
        "rangemap. Times are processor time (PostGIS: the clock's) of a second run, on a machine",
        "that did other things too. S2's own bound with 360 segments is 2e-5 of the radius; the",
        "rest of its error, and SedonaDB's, is that of a sphere.",
        "",
        "Natural Earth's Ukraine–Russia border (571 vertices, 1,524 km):",
        "",
        *_table([row for row in rows if row.shape == "border"], with_shape=False),
        "",
        "Other shapes: a point at 50° N; a line 90° wide, from 40° to 60° N; the whole parallel of",
        "60° N; 1,000 short lines. Long edges have a vertex every tenth of a degree, so that what",
        "lies between far vertices, which tools understand differently, does not count.",
        "",
        *_table([row for row in rows if row.shape != "border"], with_shape=True),
        "",
        "Not run:",
        "",
        *(f"- {name}: {why}." for name, why in NOT_RUN.items()),
        *(f"- {name}: not installed on the machine of this run." for name in missing),
        "",
    ]
    (DOCS / "geodesy-peers.md").write_text("\n".join(text), encoding="utf-8")


def _table(rows: list[Row], *, with_shape: bool) -> list[str]:
    head = ["method", *(["shape"] if with_shape else []), "radius, km", "worst error, m"]
    head += ["mean error, m", "ms", "vertices", ""]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for row in rows:
        figures = (
            ["–"] * 4
            if np.isnan(row.worst_m)
            else [
                f"{row.worst_m:,.2f}",
                f"{row.mean_m:,.2f}",
                f"{row.milliseconds:,.1f}",
                f"{row.vertices:,}",
            ]
        )
        shape = [row.shape] if with_shape else []
        cells = [row.method, *shape, f"{row.radius_m / 1000:.1f}", *figures, row.note]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def write_figure(rows: list[Row]) -> None:
    """Write docs/figures/geodesy-peers.png."""
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for radius_m, marker in zip(FAR_M, "os", strict=True):
        mine = [row for row in rows if row.radius_m == radius_m and not np.isnan(row.worst_m)]
        axes.scatter(
            [row.milliseconds for row in mine],
            [row.worst_m for row in mine],
            marker=marker,
            s=28,
            label=f"{radius_m / 1000:.0f} km",
        )
        for row in mine if radius_m == FAR_M[0] else []:
            at = (row.milliseconds, row.worst_m)
            axes.annotate(row.method, at, xytext=(5, 4), textcoords="offset points", fontsize=7)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="milliseconds of processor time",
        ylabel="worst error, metres",
    )
    axes.margins(x=0.15)
    axes.legend()
    (DOCS / "figures").mkdir(exist_ok=True)
    figure.savefig(DOCS / "figures" / "geodesy-peers.png", dpi=150)


if __name__ == "__main__":
    main()
