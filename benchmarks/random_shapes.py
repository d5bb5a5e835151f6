"""Random sources for the campaign: shapes of every kind, anywhere, of any size."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import Geod
from shapely import Geometry, LineString, MultiPoint, MultiPolygon, Polygon

GEOD = Geod(ellps="WGS84")
RADII_M = (100.0, 1e3, 1e4, 80_467.2, 305_775.0, 1e6, 5e6)
TOLERANCES_M = (0.1, 1.0, 10.0)
PUBLISHED_RADII_M = (80_467.2, 305_775.36)
HARD_SHARE = 0.5
"""How many of the cases are made to be hard."""


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
    return _case(rng, radius, TOLERANCES_M[rng.integers(len(TOLERANCES_M))])


def published_case(rng: np.random.Generator) -> Case:
    """A shape of any kind anywhere, at one of the published ranges and the default tolerance."""
    return _case(rng, PUBLISHED_RADII_M[rng.integers(len(PUBLISHED_RADII_M))], 1.0)


def _case(rng: np.random.Generator, radius: float, tolerance: float) -> Case:
    size = radius * 10 ** rng.uniform(-1.5, 0.8)
    while radius / tolerance > 5e6 or size * radius**-0.5 * tolerance**-0.5 > 1e5:
        tolerance *= 10
    size = min(size, 4e6)
    place = np.array([rng.uniform(-180, 180), np.degrees(np.arcsin(rng.uniform(-1, 1)))])
    if rng.random() < 0.25:
        place[1] = np.sign(place[1]) * rng.uniform(80, 90)
    if rng.random() < HARD_SHARE:
        hard = HARD_KINDS[rng.integers(len(HARD_KINDS))]
        allowed = min(tolerance, radius / 8)
        return Case(hard.__name__, hard(rng, place, radius, allowed), float(radius), tolerance)
    kind = KINDS[rng.integers(len(KINDS))]
    return Case(kind.__name__, kind(rng, place, size), float(radius), tolerance)


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


def strait(rng: np.random.Generator, place: np.ndarray, radius: float, allowed: float) -> Geometry:
    """Two nearly parallel lines, all but twice the radius apart."""
    n, long = int(rng.integers(2, 40)), radius * 10 ** rng.uniform(-0.7, 0.7)
    gap = 2 * radius + allowed * rng.uniform(-2, 6, 2) * 10 ** rng.uniform(-1, 1)
    along = np.linspace(-1, 1, n) * min(long, 2e6)
    across = np.linspace(*gap, n) / 2
    turn = rng.uniform(0, 2 * np.pi) * rng.integers(0, 2)
    sides = [turned(np.column_stack([along, side * across]), turn) for side in (1, -1)]
    return shapely.union_all([line_of(moved(place, side)) for side in sides])


def triple(rng: np.random.Generator, place: np.ndarray, radius: float, allowed: float) -> Geometry:
    """Three lines that leave a hole between them, a little deeper than the tolerance."""
    depth = allowed * 10 ** rng.uniform(-0.5, 3) if rng.random() < HARD_SHARE else allowed * 1.5
    turns = rng.uniform(0, 2 * np.pi) + np.array([0, 2, 4]) * np.pi / 3 + rng.normal(0, 0.3, 3)
    lines = []
    for turn in turns:
        near = radius + depth * rng.choice([1.0, 1.0, rng.uniform(0.8, 1.5)])
        far = near + radius * 10 ** rng.uniform(-2, 0)
        lean = turn + rng.normal(0, 0.2) * (far - near) / far
        ends = [
            (near * np.cos(turn), near * np.sin(turn)),
            (far * np.cos(lean), far * np.sin(lean)),
        ]
        lines.append(line_of(moved(place, np.array(ends))))
    return shapely.union_all(lines)


def spiral(rng: np.random.Generator, place: np.ndarray, radius: float, allowed: float) -> Geometry:
    """An arm that winds outwards, its turns all but twice the radius apart."""
    turns = rng.uniform(1.2, 4)
    angle = np.linspace(0, 2 * np.pi * turns, int(rng.integers(20, 120) * turns))
    apart = 2 * radius * rng.choice([1.0, 1.0, rng.uniform(0.5, 1.3)])
    apart += allowed * rng.uniform(-3, 6)
    far = min(apart, 1e6) * (rng.uniform(0, 1) + angle / (2 * np.pi))
    return line_of(moved(place, np.column_stack([np.cos(angle), np.sin(angle)]) * far[:, None]))


def lattice(rng: np.random.Generator, place: np.ndarray, radius: float, allowed: float) -> Geometry:
    """A cloud of points, some on a lattice whose discs all but cover the plane."""
    n = int(rng.integers(2, 9))
    east, north = np.meshgrid(np.arange(n, dtype=float), np.arange(n, dtype=float))
    east += (north % 2) / 2
    apart = (radius + allowed * rng.uniform(-1, 5)) * 3**0.5
    points = np.column_stack([east.ravel(), north.ravel() * 3**0.5 / 2]) - n / 2
    points += rng.normal(0, 1, points.shape) * rng.choice([0.0, 1e-6, 1e-4, 0.3])
    return MultiPoint(moved(place, turned(points * min(apart, 1.5e6), rng.uniform(0, 2 * np.pi))))


def polar_cap(
    rng: np.random.Generator, place: np.ndarray, radius: float, allowed: float
) -> Geometry:
    """All beyond a parallel, or the rim of that, beside a pole, small and large."""
    far = max(radius * 10 ** rng.uniform(-1, 1.3), allowed)
    lat = max(90 - np.degrees(min(far, 3e6) / 6.37e6), 45)
    lons = np.linspace(-180, 180, int(rng.choice([2, 3, 5, 37])))
    rim = np.column_stack([lons, np.full(len(lons), np.copysign(lat, place[1]))])
    if rng.random() < HARD_SHARE:
        return LineString(rim)
    pole = np.copysign(90.0, place[1])
    return Polygon(np.vstack([rim, [(180, pole), (-180, pole)]])).normalize()


def quarter(rng: np.random.Generator, place: np.ndarray, radius: float, allowed: float) -> Geometry:
    """A single edge 90 degrees wide."""
    del allowed
    west, rise = rng.uniform(-180, 90), min(np.degrees(5 * radius / 6.37e6), 40)
    lat = np.copysign(max(abs(place[1]), _least_lat(radius, 90)), place[1])
    ends = np.clip(lat + rng.uniform(-1, 1, 2) * rise, -90, 90)
    return LineString([(west, ends[0]), (west + 90, ends[1])])


def parallel(
    rng: np.random.Generator, place: np.ndarray, radius: float, allowed: float
) -> Geometry:
    """A whole parallel, in one edge or in some."""
    del allowed
    lat = np.copysign(max(abs(place[1]), _least_lat(radius, 360)), place[1])
    lons = np.linspace(-180, 180, int(rng.integers(2, 6)))
    return LineString(np.column_stack([lons, np.full(len(lons), lat)]))


def thousand(
    rng: np.random.Generator, place: np.ndarray, radius: float, allowed: float
) -> Geometry:
    """A thousand short lines and points."""
    del allowed
    size = min(radius * 10 ** rng.uniform(-0.5, 0.9), 4e6)
    at = moved(place, rng.uniform(-1, 1, (1000, 2)) * size)
    lines = [line_of(moved(p, rng.normal(0, size / 40, (3, 2)))) for p in at[:500]]
    return shapely.GeometryCollection([*lines, MultiPoint(at[500:])])


def _least_lat(radius: float, degrees: float) -> float:
    """How near a pole a parallel must be so that its buffer is no more than 60 radii long."""
    return float(np.degrees(np.arccos(min(1.0, 60 * radius / (np.radians(degrees) * 6.37e6)))))


def turned(east_north: np.ndarray, turn: float) -> np.ndarray:
    """Offsets turned round the origin."""
    cos, sin = np.cos(turn), np.sin(turn)
    return east_north @ np.array([[cos, sin], [-sin, cos]])


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
HARD_KINDS: tuple[Callable[[np.random.Generator, np.ndarray, float, float], Geometry], ...] = (
    *(strait, triple, spiral, lattice),
    *(polar_cap, quarter, parallel, thousand),
)
"""From a place, a radius and a tolerance: made for where proofs fail."""
