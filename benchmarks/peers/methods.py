"""Ways to buffer a line by a distance; each returns the buffer and the time it took.

That is milliseconds of processor time; PostGIS tells only the clock's.
"""

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
MAX_SECONDS = 300
PIECE_DEG = 0.7
LEAFLET_RADIUS_M = 6_371_000


class SkippedError(Exception):
    """The peer is not installed here."""


Made = tuple[Geometry, float]


def timed(make: Callable[[], Geometry]) -> Made:
    """Make once to warm up, then again."""
    make()
    start = time.process_time()
    made = make()
    return made, (time.process_time() - start) * 1000


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
    return timed(lambda: _aeqd(line, radius_m))


def _aeqd(line: Geometry, radius_m: float) -> Geometry:
    at = shapely.centroid(line)
    crs = f"+proj=aeqd +lon_0={at.x} +lat_0={at.y} +ellps=WGS84"
    return projected(line, radius_m, crs)


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
    if line.geom_type == "Point":
        raise SkippedError  # s2.cpp adds lines only
    return compiled(S2, line, radius_m, S2_SEGMENTS)


def boost(points: int) -> Callable[[Geometry, float], Made]:
    """Boost.Geometry's geographic buffer with Karney's geodesics, by boost.cpp."""
    return lambda line, radius_m: compiled(CACHE / "boost", line, radius_m, points)


def compiled(program: Path, line: Geometry, radius_m: float, segments: int) -> Made:
    """What a program of install.sh answers: milliseconds, then rings, holes after their shells."""
    if not program.exists():
        raise SkippedError
    asked = [f"{radius_m!r} {segments}"]
    for part in shapely.get_parts(line):
        vertices = shapely.get_coordinates(part).tolist()
        asked += [str(len(vertices)), *(f"{lon!r} {lat!r}" for lon, lat in vertices)]
    out = subprocess.run(
        [str(program)],
        input="\n".join(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=MAX_SECONDS,
    )
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


def sedona(options: str) -> Callable[[Geometry, float], Made]:
    """SedonaDB's ST_Buffer of a geography, in a Python of its own."""

    def made(line: Geometry, radius_m: float) -> Made:
        python = CACHE / "python" / "bin" / "python"
        if not python.exists():
            raise SkippedError
        asked = {"wkt": line.wkt, "metres": radius_m, "options": options}
        out = subprocess.run(
            [str(python), str(HERE / "sedona.py")],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
            timeout=MAX_SECONDS,
        )
        answer = json.loads(out.stdout)
        return shapely.from_wkb(bytes.fromhex(answer["wkb"])), answer["milliseconds"]

    return made


def pieces(line: Geometry, radius_m: float) -> Made:
    """An azimuthal equidistant plane for every piece of 0.7 degrees, the buffers united."""
    return timed(lambda: shapely.union_all([_aeqd(part, radius_m) for part in _cut(line)]))


def _cut(line: Geometry) -> list[Geometry]:
    """A line in pieces that reach no further than PIECE_DEG."""
    found = []
    for part in shapely.get_parts(line):
        vertices = shapely.get_coordinates(shapely.segmentize(part, PIECE_DEG))
        run = [vertices[0]]
        for at in vertices[1:]:
            if np.abs(at - run[0]).max() > PIECE_DEG and len(run) > 1:
                found.append(shapely.LineString(run))
                run = [run[-1]]
            run.append(at)
        found.append(shapely.LineString(run) if len(run) > 1 else shapely.Point(run[0]))
    return found


def leaflet_circle(point: Geometry, radius_m: float) -> Made:
    """What L.Circle of Leaflet 1.9 draws in Web Mercator: an ellipse, by a formula on a sphere."""
    if point.geom_type != "Point":
        raise SkippedError
    return timed(lambda: _leaflet(point.x, point.y, radius_m))


def _leaflet(lon: float, lat: float, radius_m: float) -> Geometry:
    half = radius_m / LEAFLET_RADIUS_M
    top, bottom = (_mercator(np.radians(lat) + side * half) for side in (1, -1))
    middle = (top + bottom) / 2
    at = np.arctan(np.sinh(middle))
    cosine = np.cos(half) - np.sin(np.radians(lat)) * np.sin(at)
    across = np.arccos(cosine / (np.cos(np.radians(lat)) * np.cos(at)))
    turn = np.linspace(0, 2 * np.pi, 361)
    lons = lon + np.degrees(across * np.cos(turn))
    lats = np.degrees(np.arctan(np.sinh(middle + (top - middle) * np.sin(turn))))
    return shapely.Polygon(np.column_stack([lons, lats]))


def _mercator(lat: float) -> float:
    return float(np.arctanh(np.sin(lat)))


def rangemap(tolerance_m: float) -> Callable[[Geometry, float], Made]:
    """Rangemap's own, to a tolerance."""
    return lambda line, radius_m: timed(lambda: geodesy.buffer(line, radius_m, tolerance_m))


METHODS: dict[str, Callable[[Geometry, float], Made]] = {
    "shapely, degrees": degrees,
    "shapely, Web Mercator / cos": web_mercator,
    "shapely, UTM": utm,
    "shapely, one AEQD": aeqd,
    "shapely, an AEQD for each 0.7°, united": pieces,
    "PostGIS geography, quad_segs 90": postgis,
    "Turf, 64 steps": turf,
    "SedonaDB geography": sedona(""),
    "SedonaDB geography, quad_segs 90": sedona(", 'quad_segs=90'"),
    f"S2, {S2_SEGMENTS} segments": s2,
    "Leaflet's L.Circle": leaflet_circle,
    "Boost.Geometry, Karney, 90 points": boost(90),
    "Boost.Geometry, Karney, 360 points": boost(360),
    "Boost.Geometry, Karney, 3,600 points": boost(3600),
    "rangemap, 10 m": rangemap(10.0),
    "rangemap, 1 m": rangemap(1.0),
    "rangemap, 0.1 m": rangemap(0.1),
}
NOT_RUN = {
    "Esri GeodeticBuffer": "needs ArcGIS; by default it allows itself 0.2 % of the radius",
    "SQL Server BufferWithTolerance": "needs SQL Server; least tolerance 0.1 % of the radius",
    "Oracle SDO_BUFFER": "needs Oracle",
    "terra, sf, GMT": "R and GMT are not on the machine that this was run on",
    "DuckDB spatial, BigQuery": "no geodesic buffer of lines; a service",
}
"""What install.sh cannot fetch, and why."""
