"""Draw docs/figures/geodesy-steps.png: a buffer's five steps, by the code that takes them.

python benchmarks/geodesy_steps.py
"""

import itertools
from pathlib import Path

import numpy as np
import shapely
from geodesy_figure import LINE, RADIUS_M
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from pyproj import Transformer

from rangemap import geodesy
from rangemap.geodesy.contour import level_curves
from rangemap.geodesy.field import DistanceField
from rangemap.geodesy.mesh import Band, refine, to_lon_lat
from rangemap.geodesy.source import Source

OUT = Path(__file__).parents[1] / "docs" / "figures" / "geodesy-steps.png"
GREY, BLUE, ORANGE, RED = "0.75", "tab:blue", "tab:orange", "tab:red"
WHOLE = (34.0, 38.0, 48.7, 51.3)
NOTCH = (36.9, 37.7, 49.7, 50.25)


def main() -> None:
    """Draw and write."""
    source = Source(LINE, 1_000, 1.0, RADIUS_M)
    mesh = refine(
        DistanceField(source, RADIUS_M).rough, [Band(RADIUS_M, RADIUS_M + 100, RADIUS_M / 6)]
    )[0]
    seeds = level_curves(mesh._replace(values=mesh.values - RADIUS_M - 100))
    shape = geodesy.buffer(LINE, RADIUS_M)
    figure = Figure(figsize=(11, 7.2), layout="constrained")
    places = figure.subplots(2, 3).ravel()

    place(places[0], "1 Source: pieces and their nodes", (36.85, 37.1, 50.2, 50.37))
    nodes = source.lon_lat
    places[0].plot(*nodes.T, ".", color=RED, ms=4, label="nodes in a k-d tree")

    place(places[1], "2 Mesh: halved where the level may pass", WHOLE)
    corners = to_lon_lat(mesh.nodes)[mesh.triangles]
    places[1].add_collection(PolyCollection(corners, facecolor="none", edgecolor=GREY, lw=0.5))
    for seed in seeds:
        at = to_lon_lat(seed)
        places[1].plot(*np.vstack([at, at[:1]]).T, color=ORANGE, lw=1, label="level curve")

    place(places[2], "3 Front: pulled in along geodesics to their feet", NOTCH)
    vertices = np.vstack([shapely.get_coordinates(each) for each in shapely.get_rings(shape)])
    feet = np.array([geodesy.nearest_point(LINE, shapely.Point(each))[:2] for each in vertices])
    lines = LineCollection(list(np.stack([vertices, feet], axis=1)), colors=GREY, lw=0.4)
    places[2].add_collection(lines)
    outline(places[2], shape)
    places[2].plot(*vertices.T, ".", color=BLUE, ms=3)

    edges(places[3], vertices)

    place(places[4], "5 Certificate: no summit hides between", WHOLE)
    inside = shapely.Polygon(shape.exterior)
    places[4].fill(*np.asarray(inside.exterior.coords).T, color=BLUE, alpha=0.15)
    for hole in shape.interiors:
        places[4].fill(*np.asarray(hole.coords).T, color="white")
    outline(places[4], shape)
    places[4].plot(36, 50, "x", color=RED, label="a summit of the distance: outside, tested")

    peers(places[5], vertices)
    for axes in places:
        handles, labels = axes.get_legend_handles_labels()
        unique = dict(zip(labels, handles, strict=True))
        axes.legend(unique.values(), unique.keys(), fontsize=7, loc="upper left")
    figure.savefig(OUT, dpi=120, metadata={"Software": None})


def place(axes: Axes, title: str, extent: tuple[float, float, float, float]) -> None:
    """A map of that extent with the line that is buffered."""
    west, east, south, north = extent
    axes.plot(*LINE.xy, color="black", lw=1.5, label="source")
    axes.set_title(title, fontsize=9, loc="left")
    axes.set(xlim=(west, east), ylim=(south, north), aspect=1 / np.cos(np.radians(50)))
    axes.tick_params(labelsize=7)


def outline(axes: Axes, shape: shapely.Polygon) -> None:
    """The buffer's boundary."""
    for ring in shapely.get_rings(shape):
        axes.plot(*shapely.get_coordinates(ring).T, color=BLUE, lw=1, label="boundary")


def errors_m(boundary: np.ndarray) -> np.ndarray:
    """How far places of a boundary are off the radius, metres."""
    return np.asarray(geodesy.nearest_m(LINE, list(shapely.points(boundary)))) - RADIUS_M


def with_middles(vertices: np.ndarray) -> np.ndarray:
    """Vertices and the middles of the edges between neighbours (not from ring to ring)."""
    middles = (vertices[:-1] + vertices[1:]) / 2
    is_edge = np.abs(vertices[1:] - vertices[:-1]).max(axis=1) < 0.2
    return np.vstack([vertices, middles[is_edge]])


def edges(axes: Axes, vertices: np.ndarray) -> None:
    """How far vertices and the places between them are off, along a part of the boundary."""
    part = vertices[:60]
    steps = np.linspace(0, 1, 8, endpoint=False)
    along = np.concatenate(
        [first + (last - first) * steps[:, None] for first, last in itertools.pairwise(part)]
    )
    axes.plot(np.arange(len(along)) / 8, errors_m(along), color=BLUE, lw=0.8)
    axes.plot(np.arange(len(part)), errors_m(part), ".", color=BLUE, ms=4, label="vertices")
    for edge in (-1, 1):
        axes.axhline(edge, color=RED, lw=0.8, label="tolerance, 1 m")
    axes.set_title("4 Edges: error in metres, vertex by vertex", fontsize=9, loc="left")
    axes.tick_params(labelsize=7)
    axes.set_ylim(-1.3, 1.9)


def peers(axes: Axes, vertices: np.ndarray) -> None:
    """The error of usual ways beside it, all along their boundaries, sorted."""
    ways = {"one azimuthal plane": "+proj=aeqd +lat_0=50 +lon_0=36", "UTM 36N": "EPSG:32636"}
    for colour, (name, crs) in zip((ORANGE, RED), ways.items(), strict=True):
        there = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
        back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform
        flat = shapely.transform(LINE, lambda at, to=there: np.column_stack(to(*at.T)))
        ring = shapely.get_coordinates(shapely.buffer(flat, RADIUS_M, quad_segs=90))
        off = np.abs(errors_m(with_middles(np.column_stack(back(*ring.T)))))
        axes.semilogy(np.linspace(0, 100, len(off)), np.sort(off), color=colour, label=name)
    ours = np.sort(np.abs(errors_m(with_middles(vertices))))
    axes.semilogy(np.linspace(0, 100, len(ours)), ours, color=BLUE, label="rangemap, 1 m")
    axes.set_title("Others: |error|, m, by % of places", fontsize=9, loc="left")
    axes.tick_params(labelsize=7)
    axes.set_ylim(1e-2, 1e3)


if __name__ == "__main__":
    main()
