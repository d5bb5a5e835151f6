"""Random sources for the campaign: shapes of every kind, anywhere, of any size."""

from typing import NamedTuple

import numpy as np
import shapely
from pyproj import Geod
from shapely import Geometry, LineString, MultiPoint, MultiPolygon, Polygon

GEOD = Geod(ellps="WGS84")
RADII_M = (100.0, 1e3, 1e4, 80_467.2, 305_775.0, 1e6, 5e6)
TOLERANCES_M = (0.1, 1.0, 10.0)


class Case(NamedTuple):
    """What is buffered."""

    kind: str
    source: Geometry
    radius_m: float
    tolerance_m: float

    @property
    def allowed_m(self) -> float:
        """The tolerance that the buffer keeps: an eighth of the radius at most."""
        return min(self.tolerance_m, self.radius_m / 8)


def random_case(rng: np.random.Generator) -> Case:
    """A shape of any kind anywhere, from far smaller than the radius to larger."""
    radius = RADII_M[rng.integers(len(RADII_M))] * rng.uniform(0.5, 1.0)
    tolerance = TOLERANCES_M[rng.integers(len(TOLERANCES_M))]
    size = radius * 10 ** rng.uniform(-1.5, 0.8)
    while radius / tolerance > 5e6 or size * radius**-0.5 * tolerance**-0.5 > 1e5:
        tolerance *= 10
    size = min(size, 4e6)
    place = np.array([rng.uniform(-180, 180), np.degrees(np.arcsin(rng.uniform(-1, 1)))])
    if rng.random() < 0.25:
        place[1] = np.sign(place[1]) * rng.uniform(80, 90)
    kind = KINDS[rng.integers(len(KINDS))]
    source = kind(rng, place, size)
    return Case(kind.__name__, source, float(radius), float(tolerance))


def walk(rng: np.random.Generator, place: np.ndarray, size: float) -> Geometry:
    """A wandering line."""
    n = int(rng.integers(2, 60))
    steps = rng.normal(size=(n, 2)).cumsum(axis=0)
    return line_of(moved(place, steps / np.abs(steps).max() * size))


def outline(rng: np.random.Generator, place: np.ndarray, size: float) -> Geometry:
    """A star-shaped area."""
    n = int(rng.integers(3, 80))
    angle = np.sort(rng.uniform(0, 2 * np.pi, n))
    far = size * rng.uniform(0.3, 1.0, n)
    ring = moved(place, np.column_stack([np.cos(angle), np.sin(angle)]) * far[:, None])
    return polygon_of(ring)


def c_shape(rng: np.random.Generator, place: np.ndarray, size: float) -> Geometry:
    """An arc that nearly closes."""
    angle = np.linspace(0, 2 * np.pi * rng.uniform(0.6, 0.99), int(rng.integers(5, 60)))
    return line_of(moved(place, np.column_stack([np.cos(angle), np.sin(angle)]) * size))


def spike(rng: np.random.Generator, place: np.ndarray, size: float) -> Geometry:
    """A line there and back again, with a vertex twice."""
    far = rng.normal(size=2) * size
    return line_of(moved(place, np.array([[0, 0], far, far, far * 0.5 + size * 1e-6, far * 0.2])))


def cloud(rng: np.random.Generator, place: np.ndarray, size: float) -> Geometry:
    """Separate points."""
    return MultiPoint(moved(place, rng.uniform(-1, 1, (int(rng.integers(2, 40)), 2)) * size))


def islands(rng: np.random.Generator, place: np.ndarray, size: float) -> Geometry:
    """Several small areas."""
    at = moved(place, rng.uniform(-1, 1, (int(rng.integers(2, 8)), 2)) * size)
    return shapely.union_all([outline(rng, p, size * rng.uniform(0.02, 0.4)) for p in at])


def frame(rng: np.random.Generator, place: np.ndarray, size: float) -> Geometry:
    """A box along meridians and parallels, with a hole."""
    lat = np.clip(place[1], -85, 85)
    dlat = min(np.degrees(size / 6.37e6), 89 - abs(lat), 40)
    dlon = min(dlat / np.cos(np.radians(lat)), 60)
    lon = np.clip(place[0], -180 + dlon, 180 - dlon)
    shell = shapely.box(lon - dlon, lat - dlat, lon + dlon, lat + dlat)
    share = rng.uniform(0.2, 0.95)
    hole = shapely.box(
        lon - dlon * share, lat - dlat * share, lon + dlon * share, lat + dlat * share
    )
    return Polygon(shell.exterior, [hole.exterior])


def mixed(rng: np.random.Generator, place: np.ndarray, size: float) -> Geometry:
    """A collection of everything."""
    makers = [walk, outline, cloud]
    at = moved(place, rng.uniform(-1, 1, (3, 2)) * size)
    return shapely.GeometryCollection(
        [m(rng, p, size * 0.4) for m, p in zip(makers, at, strict=True)]
    )


def moved(place: np.ndarray, east_north: np.ndarray) -> np.ndarray:
    """Geodesic polar offsets from a place."""
    far = np.hypot(*east_north.T)
    azimuth = np.degrees(np.arctan2(*east_north.T))
    lon, lat, _ = GEOD.fwd(np.full(len(far), place[0]), np.full(len(far), place[1]), azimuth, far)
    return np.column_stack([lon, lat])


def line_of(points: np.ndarray) -> Geometry:
    """A line, cut where it crosses 180 degrees."""
    pieces = np.split(points, np.flatnonzero(np.abs(np.diff(points[:, 0])) > 180) + 1)
    made = [LineString(p) if len(p) > 1 else shapely.Point(p[0]) for p in pieces]
    return made[0] if len(made) == 1 else shapely.GeometryCollection(made)


def polygon_of(ring: np.ndarray) -> Geometry:
    """A valid area that does not cross 180 degrees: of one that does, the western part."""
    lon = np.degrees(np.unwrap(np.radians(ring[:, 0])))
    area = shapely.make_valid(Polygon(np.column_stack([lon, ring[:, 1]])))
    cut = shapely.intersection(area, shapely.box(-180, -90, 180, 90))
    parts = [p for p in shapely.get_parts(cut) if p.geom_type == "Polygon"]
    if not parts:
        return LineString(np.clip(ring, [-180, -90], [180, 90])[:2])
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


KINDS = (walk, outline, c_shape, spike, cloud, islands, frame, mixed)
