"""Ways to buffer a line by a distance; each returns the buffer and the milliseconds it took."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from shapely import Geometry
from shapely.geometry import mapping, shape

from rangemap import geodesy

HERE = Path(__file__).parent
CACHE = Path.home() / ".cache" / "rangemap-peers"
"""Where install.sh puts what is not from PyPI or Debian."""
S2 = CACHE / "s2"
S2_SEGMENTS = 360
REPEATS = 5


class SkippedError(Exception):
    """The peer is not installed here."""


Made = tuple[Geometry, float]


def timed(make: Callable[[], Geometry]) -> Made:
    """Make once to warm up, then several times; the median."""
    made = make()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        make()
        times.append(time.perf_counter() - start)
    return made, float(np.median(times)) * 1000


def projected(line: Geometry, radius_m: float, crs: str, scale: float = 1.0) -> Geometry:
    """Buffer in a plane and come back."""
    ahead = Transformer.from_crs(4326, crs, always_xy=True).transform
    back = Transformer.from_crs(crs, 4326, always_xy=True).transform
    plane = shapely.transform(line, ahead, interleaved=False)
    flat = shapely.buffer(plane, radius_m * scale, quad_segs=90)
    return shapely.transform(flat, back, interleaved=False)


def degrees(line: Geometry, radius_m: float) -> Made:
    """Kilometres over 111.32, in degrees."""
    return timed(lambda: shapely.buffer(line, radius_m / 111_320, quad_segs=90))


def web_mercator(line: Geometry, radius_m: float) -> Made:
    """EPSG:3857 with the radius over cos(latitude)."""
    scale = 1 / np.cos(np.radians(shapely.centroid(line).y))
    return timed(lambda: projected(line, radius_m, "EPSG:3857", scale))


def utm(line: Geometry, radius_m: float) -> Made:
    """The zone that geopandas estimates."""
    crs = gpd.GeoSeries([line], crs=4326).estimate_utm_crs().to_string()
    return timed(lambda: projected(line, radius_m, crs))


def aeqd(line: Geometry, radius_m: float) -> Made:
    """One azimuthal equidistant plane, about the middle."""
    at = shapely.centroid(line)
    crs = f"+proj=aeqd +lon_0={at.x} +lat_0={at.y} +ellps=WGS84"
    return timed(lambda: projected(line, radius_m, crs))


def turf(line: Geometry, radius_m: float) -> Made:
    """Turf's buffer, 64 steps."""
    if not (CACHE / "node_modules" / "@turf").exists() or not shutil.which("node"):
        raise SkippedError
    asked = {"geometry": mapping(line), "kilometres": radius_m / 1000, "steps": 64}
    command = ["node", str(HERE / "turf.mjs"), str(CACHE)]
    out = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    answer = json.loads(out.stdout)
    return shape(answer["geometry"]), answer["milliseconds"]


def postgis(line: Geometry, radius_m: float) -> Made:
    """PostGIS geography, quad_segs 90, in a throw-away cluster."""
    if not shutil.which("pg_virtualenv"):
        raise SkippedError
    query = f"ST_AsBinary(ST_Buffer('{line.wkt}'::geography, {radius_m}, 'quad_segs=90'))"
    script = (
        f"create extension postgis;\nselect length({query});\n"
        f"\\timing on\nselect length({query});\n"
        f"\\timing off\nselect encode({query}, 'hex');\n"
    )
    command = ["pg_virtualenv", "psql", "-qAtX", "-f", "-"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    lines = done.stdout.split()
    if done.returncode or "Time:" not in lines:
        raise SkippedError
    wkb = max(lines, key=len)  # pg_virtualenv prints lines of its own
    return shapely.from_wkb(wkb), float(lines[lines.index("Time:") + 1])


def s2(line: Geometry, radius_m: float) -> Made:
    """S2BufferOperation, by s2.cpp, on a sphere of 6,371,010 m."""
    if not S2.exists():
        raise SkippedError
    vertices = shapely.get_coordinates(line).tolist()
    asked = "\n".join(f"{a!r} {b!r}" for a, b in [(radius_m, S2_SEGMENTS), *vertices])
    out = subprocess.run([str(S2)], input=asked, capture_output=True, text=True, check=True)
    milliseconds, *rings = out.stdout.splitlines()
    shells: list[tuple[np.ndarray, list[np.ndarray]]] = []
    for ring in rings:
        is_hole, *numbers = ring.split()
        corners = np.array(numbers, float).reshape(-1, 2)
        if is_hole == "1":
            shells[-1][1].append(corners)
        else:
            shells.append((corners, []))
    made = [shapely.Polygon(shell, holes) for shell, holes in shells]
    return (made[0] if len(made) == 1 else shapely.MultiPolygon(made)), float(milliseconds)


def rangemap(tolerance_m: float) -> Callable[[Geometry, float], Made]:
    """Rangemap's own, to a tolerance."""
    return lambda line, radius_m: timed(lambda: geodesy.buffer(line, radius_m, tolerance_m))


METHODS: dict[str, Callable[[Geometry, float], Made]] = {
    "shapely, degrees": degrees,
    "shapely, Web Mercator / cos": web_mercator,
    "shapely, UTM": utm,
    "shapely, one AEQD": aeqd,
    "PostGIS geography, quad_segs 90": postgis,
    "Turf, 64 steps": turf,
    f"S2, {S2_SEGMENTS} segments": s2,
    "rangemap, 10 m": rangemap(10.0),
    "rangemap, 1 m": rangemap(1.0),
    "rangemap, 0.1 m": rangemap(0.1),
}
