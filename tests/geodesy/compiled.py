"""Distances by a compiled brute force, nearest.cpp: GeographicLib's C++, nothing of rangemap's."""

import functools
import itertools
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import shapely

SOURCE = Path(__file__).with_name("nearest.cpp")
HEADER = Path("/usr/include/GeographicLib/Geodesic.hpp")


def missing():
    """What the brute force lacks on this machine, in words; nothing if it can be compiled."""
    compiler = "" if shutil.which("g++") else "g++ is not installed"
    library = "" if HEADER.exists() else "libgeographiclib-dev is not installed"
    return compiler or library


def distances_m(geometry, points, most_seconds=600.0):
    """Least geodesic distance, metres (n,), from geometry to points lon, lat (n, 2); 0 inside it.

    Raises subprocess.TimeoutExpired after most_seconds.
    """
    points = np.asarray(points, float)
    to_edges = edge_distances_m(edges(geometry), points, most_seconds)
    for area in _areas(
        geometry
    ):  # one by one, prepared: of a thousand parts that takes seconds less
        shapely.prepare(area)
        to_edges[shapely.intersects_xy(area, *points.T)] = 0.0
    return to_edges


def edge_distances_m(ends, points, most_seconds=600.0):
    """Least geodesic distance from edges, lon, lat, lon, lat (m, 4), to points lon, lat (n, 2)."""
    asked = [f"{len(ends)} {len(points)}"]
    asked += [" ".join(map(repr, row)) for row in [*ends.tolist(), *points.tolist()]]
    done = subprocess.run(
        [compiled()],
        input="\n".join(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=most_seconds,
    )
    return np.array(done.stdout.split(), float)


def edges(geometry):
    """Every edge of a geometry as lon, lat, lon, lat (m, 4); a point is an edge of no length."""
    return np.vstack([_of_line(line) for line in _lines(geometry)])


def _of_line(line):
    c = shapely.get_coordinates(line)
    return np.hstack([c[:-1], c[1:]]) if len(c) > 1 else np.hstack([c, c])


def _areas(geometry):
    parts = getattr(geometry, "geoms", [geometry])
    if geometry.geom_type == "GeometryCollection":
        return list(itertools.chain.from_iterable(map(_areas, parts)))
    return [part for part in parts if part.geom_type == "Polygon"]


def _lines(geometry):
    if geometry.geom_type == "Polygon":
        return list(shapely.get_rings(geometry))
    if hasattr(geometry, "geoms"):
        return list(itertools.chain.from_iterable(map(_lines, geometry.geoms)))
    return [geometry]


@functools.cache
def compiled():
    """Path of the program, compiled once a process."""
    room = tempfile.TemporaryDirectory(prefix="rangemap-oracle-")
    _rooms.append(room)
    program = str(Path(room.name) / "nearest")
    command = ["g++", "-O3", "-std=c++17", str(SOURCE), "-o", program, "-lGeographicLib"]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return program


_rooms = []
"""Kept for as long as the process lives."""
