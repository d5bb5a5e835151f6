"""Buffer one border with every peer, measure, and write the table and the figure."""

import sys
from pathlib import Path

import numpy as np
import shapely
from matplotlib.figure import Figure
from methods import METHODS, SkippedError

sys.path.insert(0, str(Path(__file__).parents[1]))
from campaign import boundary_points, distances_m

from rangemap.world import boundaries

RADII_M = (80_467.2, 305_775.0)
DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Measure, print, write."""
    line = boundaries.border("RU").line
    rows = [row for name in METHODS for row in measured(name, line)]
    missing = [name for name in METHODS if name not in {row[0] for row in rows}]
    write_table(rows, missing)
    write_figure(rows)


def measured(
    name: str, line: shapely.Geometry
) -> list[tuple[str, float, float, float, float, int]]:
    """Rows of name, radius, worst and mean error in metres, milliseconds, vertices."""
    rows = []
    for radius_m in RADII_M:
        try:
            area, milliseconds = METHODS[name](line, radius_m)
        except SkippedError:
            print(f"{name}: skipped, not installed (benchmarks/peers/install.sh)")
            return []
        points = boundary_points(area, np.random.default_rng(1))
        off = np.abs(distances_m(line, points) - radius_m)
        vertices = int(shapely.count_coordinates(area))
        rows.append((name, radius_m, float(off.max()), float(off.mean()), milliseconds, vertices))
        print(*rows[-1], flush=True)
    return rows


def write_table(
    rows: list[tuple[str, float, float, float, float, int]], missing: list[str]
) -> None:
    """Write docs/geodesy-peers.md."""
    head = "| method | radius, km | worst error, m | mean error, m | ms | vertices |"
    body = [
        f"| {n} | {r / 1000:.1f} | {w:,.2f} | {m:,.2f} | {t:.1f} | {v:,} |"
        for n, r, w, m, t, v in rows
    ]
    text = [
        "# Geodesic buffers: rangemap and its peers",
        "",
        "Natural Earth's Ukraine–Russia border (571 vertices, 1,524 km). Errors are",
        "|distance to the border - radius| at 300 random vertices and quarter points of edges, by",
        "brute force; times are medians, warm (S2, Turf: the second run). S2's own bound with 360",
        "segments is 2e-5 of the radius; the rest of its error is that of a sphere. Written by",
        "`python benchmarks/peers/run.py`.",
        "",
        head,
        "|---|---|---|---|---|---|",
        *body,
        *(["", f"Skipped: {', '.join(missing)}."] if missing else []),
        "",
    ]
    (DOCS / "geodesy-peers.md").write_text("\n".join(text), encoding="utf-8")


def write_figure(rows: list[tuple[str, float, float, float, float, int]]) -> None:
    """Write docs/figures/geodesy-peers.png."""
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for radius_m, marker in zip(RADII_M, "os", strict=True):
        mine = [row for row in rows if row[1] == radius_m]
        axes.scatter(
            [r[4] for r in mine],
            [r[2] for r in mine],
            marker=marker,
            s=28,
            label=f"{radius_m / 1000:.0f} km",
        )
        for name, _, worst, _, milliseconds, _ in mine if radius_m == RADII_M[0] else []:
            at = (milliseconds, worst)
            axes.annotate(name, at, xytext=(5, 4), textcoords="offset points", fontsize=7)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="milliseconds, median, warm",
        ylabel="worst error, metres",
    )
    axes.margins(x=0.15)
    axes.legend()
    (DOCS / "figures").mkdir(exist_ok=True)
    figure.savefig(DOCS / "figures" / "geodesy-peers.png", dpi=150)


if __name__ == "__main__":
    main()
