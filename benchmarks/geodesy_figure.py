"""Draw docs/figures/geodesy-method.png: mesh, seeds and front of a small buffer.

python benchmarks/geodesy_figure.py
"""

from pathlib import Path

import numpy as np
import shapely
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from shapely import LineString

from rangemap import geodesy
from rangemap.geodesy.contour import level_curves
from rangemap.geodesy.field import DistanceField
from rangemap.geodesy.mesh import Band, refine, to_lon_lat
from rangemap.geodesy.source import Source

RADIUS_M = 40_000.0
LINE = LineString([(36 + 1.1 * np.cos(t), 50 + 0.7 * np.sin(t)) for t in np.linspace(0.4, 5.9, 12)])
OUT = Path(__file__).parents[1] / "docs" / "figures" / "geodesy-method.png"


def main() -> None:
    """Draw and write."""
    source = Source(LINE, 1_000, 1.0, RADIUS_M)
    field = DistanceField(source, RADIUS_M)
    mesh = refine(field.rough, [Band(RADIUS_M, RADIUS_M + 100, RADIUS_M / 6)])[0]
    seeds = level_curves(mesh._replace(values=mesh.values - RADIUS_M - 100))
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    for axes, (west, east, south, north) in zip(
        figure.subplots(1, 2), [(34.0, 38.0, 48.7, 51.3), (36.9, 37.7, 49.7, 50.25)], strict=True
    ):
        corners = to_lon_lat(mesh.nodes)[mesh.triangles]
        axes.add_collection(PolyCollection(corners, facecolor="none", edgecolor="0.8", lw=0.6))
        for seed in seeds:
            at = to_lon_lat(seed)
            axes.plot(*np.vstack([at, at[:1]]).T, color="tab:orange", lw=0.8, label="level curve")
        for ring in shapely.get_rings(geodesy.buffer(LINE, RADIUS_M)):
            axes.plot(*shapely.get_coordinates(ring).T, color="tab:blue", lw=1.2, label="front")
        axes.plot(*LINE.xy, color="black", lw=1.5, label="source")
        axes.set(xlim=(west, east), ylim=(south, north), aspect=1 / np.cos(np.radians(50)))
    handles, labels = axes.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    axes.legend(unique.values(), unique.keys(), fontsize=8)
    figure.savefig(OUT, dpi=130)


if __name__ == "__main__":
    main()
