"""A field of distances against planar proximity: the picture in docs/batch.md, and its numbers.

    python benchmarks/planar_field.py [CELL]

The distance to Ukraine's border with Russia at every cell of 1 km, or as asked, over European
Russia: on the ellipsoid, as `rangemap field` has it, and by proximity tools' way, in a plane, in
Web Mercator and in the zone of UTM that geopandas suggests. In the planes the border has a node
every 200 m, and the nearest one is found exactly, so that no pixel's size is in the difference.
"""

import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.spatial import KDTree

from rangemap.batch.field import Field
from rangemap.batch.grid import TILE, Grid, grid_of
from rangemap.world import boundaries

BOUNDS = "30,45,60,65"
FIGURE = Path(__file__).parents[1] / "docs" / "figures" / "field-planar.webp"
NODES_M = 200.0
MAX_PIXELS = 700
LEVELS_KM = (-3000, -1000, -300, -100, -30, -10, -3, -1, 1, 3, 10, 30, 100, 300, 1000, 3000)

Floats = NDArray[np.float64]


def main() -> None:
    grid = grid_of(BOUNDS, sys.argv[1] if len(sys.argv) > 1 else "1 km")
    border = boundaries.border("RU").line
    start = time.process_time()
    field_km, bound_m = geodesic_km(grid, border)
    seconds = time.process_time() - start
    print(f"{field_km.size:,} cells, {seconds:.1f} s of a core, each to {bound_m:.0f} m")
    utm = gpd.GeoSeries([border], crs=4326).estimate_utm_crs()
    planes = {"Web Mercator": "EPSG:3857", utm.name.split(" / ")[-1]: utm.to_string()}
    differences = {name: planar_km(grid, border, crs) - field_km for name, crs in planes.items()}
    print("\n| plane | within | worst, km | mean, km |\n|---|---:|---:|---:|")
    for name, difference in differences.items():
        for within_km in (100, 300, 1000, 3000):
            off = np.abs(difference[field_km <= within_km])
            print(f"| {name} | {within_km:,} km | {off.max():,.2f} | {off.mean():,.2f} |")
    draw(grid, field_km, differences)


def tiled(grid: Grid, of: dict[tuple[int, int], Floats]) -> Floats:
    """Tiles as one array, down, across."""
    whole = np.empty((grid.height, grid.width))
    for (row, column), cells in of.items():
        down, across = grid.shape((row, column))
        at = slice(row * TILE, row * TILE + down), slice(column * TILE, column * TILE + across)
        whole[at] = cells.reshape(down, across)
    return whole


def geodesic_km(grid: Grid, border: shapely.Geometry) -> tuple[Floats, float]:
    """What `rangemap field distance` writes, and by how much it may be off, metres."""
    field = Field("distance", (border,), (), grid)
    made = {tile: field.cells(tile) for tile in grid.tiles}
    cells = {tile: cells[0] / 1000 for tile, (cells, _) in made.items()}
    return tiled(grid, cells), max(bound_m for _, bound_m in made.values())


def planar_km(grid: Grid, border: shapely.Geometry, crs: str) -> Floats:
    """Distances in a plane, as proximity tools measure them."""
    there = Transformer.from_crs(4326, crs, always_xy=True).transform
    line = shapely.transform(border, there, interleaved=False)
    tree = KDTree(shapely.get_coordinates(shapely.segmentize(line, NODES_M)))
    cells = {}
    for tile in grid.tiles:
        points = np.column_stack(there(*grid.centres(tile).T))
        cells[tile] = tree.query(points)[0] / 1000
    return tiled(grid, cells)


def draw(grid: Grid, field_km: Floats, differences: dict[str, Floats]) -> None:
    """Three maps side by side: the field, and what each plane is off by."""
    step = -(-grid.height // MAX_PIXELS)
    east, south = grid.west + grid.width * grid.cell, grid.north - grid.height * grid.cell
    extent = (grid.west, east, south, grid.north)
    figure = Figure(figsize=(12, 5.0), layout="constrained")
    first, *others = figure.subplots(1, 1 + len(differences), sharex=True, sharey=True)
    shown = first.imshow(field_km[::step, ::step], extent=extent, cmap="viridis_r", vmin=0)
    figure.colorbar(shown, ax=first, location="bottom", label="km to the border, on WGS 84")
    first.set_title("The field", loc="left")
    norm = BoundaryNorm(LEVELS_KM, 256)
    for axes, (name, difference) in zip(others, differences.items(), strict=True):
        shown = axes.imshow(difference[::step, ::step], extent=extent, cmap="RdBu_r", norm=norm)
        axes.set_title(f"{name} less the field", loc="left")
    label = (
        "km that proximity in the plane is too far (+) or too near (−); white: by less than 1 km"
    )
    figure.colorbar(shown, ax=others, location="bottom", label=label, ticks=LEVELS_KM, aspect=40)
    outlines = boundaries.regions("RU").geometry.to_crs(grid.crs)
    border = gpd.GeoSeries([boundaries.border("RU").line], crs=4326).to_crs(grid.crs)
    for axes in (first, *others):
        add_lines(axes, outlines.boundary, 0.3)
        add_lines(axes, border, 1.6)
        axes.set(xlim=extent[:2], ylim=extent[2:], xticks=[], yticks=[])
    FIGURE.parent.mkdir(exist_ok=True)
    figure.savefig(FIGURE, dpi=110)


def add_lines(axes: Axes, lines: gpd.GeoSeries, width: float) -> None:
    for line in shapely.get_parts(lines.to_numpy()):
        axes.plot(*shapely.get_coordinates(line).T, color="#22211F", linewidth=width)


if __name__ == "__main__":
    main()
