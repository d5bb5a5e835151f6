"""Thousands of random buffers against brute force: the worst error and the slowest case.

    python benchmarks/campaign.py [CASES [SEED [FIRST]]]

Prints one line per case that breaks its bound, and a summary. The brute force shares nothing with
rangemap but pyproj's inverse problem: it samples the source densely and compares chords to every
sample, then geodesics to every one that could be nearest, then the two edges beside the best.
"""

import itertools
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import Geod
from shapely import Geometry, LineString, MultiPoint, MultiPolygon, Polygon

from rangemap import geodesy

GEOD = Geod(ellps="WGS84")
RADII_M = (100.0, 1e3, 1e4, 80_467.2, 305_775.0, 1e6, 5e6)
TOLERANCES_M = (0.1, 1.0, 10.0)
POINTS = 300


class Case(NamedTuple):
    """What is buffered."""

    kind: str
    source: Geometry
    radius_m: float
    tolerance_m: float


class Outcome(NamedTuple):
    """How well, in metres, and how fast."""

    bound_m: float
    error_m: float
    misplaced_m: float
    seconds: float
    vertices: int
    is_valid: bool


def main() -> None:
    """Run the campaign that the command line asks for."""
    cases, seed, first = (int(a) for a in [*sys.argv[1:], *("200", "1", "0")[len(sys.argv) - 1 :]])
    outcomes = []
    for number in range(first, first + cases):
        case = random_case(np.random.default_rng([seed, number]))
        outcome = examine(case, np.random.default_rng([seed, number, 1]))
        outcomes.append((number, case, outcome))
        if is_wrong(case, outcome):
            print("WRONG", *described(number, case, outcome), flush=True)
    report(outcomes)


def is_wrong(case: Case, outcome: Outcome) -> bool:
    """Whether an outcome breaks its own bound or was not proven to the tolerance."""
    allowed = min(case.tolerance_m, case.radius_m / 8) * (1 + 1e-6) + 1e-4
    worst = max(outcome.bound_m, outcome.error_m, outcome.misplaced_m)
    return bool(worst > allowed or not outcome.is_valid)


def described(number: int, case: Case, outcome: Outcome) -> list[str]:
    """One line for a case."""
    size = shapely.count_coordinates(case.source)
    return [
        f"{number} {case.kind} of {size} at {case.radius_m:g} m, tolerance {case.tolerance_m:g}:",
        f"bound {outcome.bound_m:.4f}, error {outcome.error_m:.4f},",
        f"misplaced {outcome.misplaced_m:.4f}, {outcome.seconds * 1000:.0f} ms,",
        f"{outcome.vertices} vertices, valid {outcome.is_valid}",
    ]


def report(outcomes: list[tuple[int, Case, Outcome]]) -> None:
    """Print the summary."""
    share = [
        max(o.error_m, o.misplaced_m) / min(c.tolerance_m, c.radius_m / 8) for _, c, o in outcomes
    ]
    unproven = sum(o.bound_m > c.tolerance_m for _, c, o in outcomes)
    print(f"{len(outcomes)} cases, {sum(is_wrong(c, o) for _, c, o in outcomes)} wrong,")
    print(f"{unproven} not proven to the tolerance; error over tolerance: worst {max(share):.3f},")
    print(
        f"median {np.median(share):.3f};",
        f"median time {np.median([o.seconds for *_, o in outcomes]) * 1e3:.0f} ms",
    )
    for name, key in (
        ("slowest", lambda x: x[2].seconds),
        ("worst", lambda x: x[2].error_m / x[1].tolerance_m),
    ):
        print(f"{name}:", *described(*max(outcomes, key=key)))


def examine(case: Case, rng: np.random.Generator) -> Outcome:
    """Buffer a case and measure the result by brute force."""
    start = time.perf_counter()
    made = geodesy.buffers(case.source, [case.radius_m], case.tolerance_m)[0]
    seconds = time.perf_counter() - start
    measure = brute_force(case.source, case.radius_m, min(case.tolerance_m, case.radius_m / 8))
    edge = boundary_points(made.geometry, rng)
    error = np.abs(measure(edge) - case.radius_m).max() if len(edge) else 0.0
    near = scattered(edge, case, rng)
    metres = measure(near)
    inside = shapely.intersects_xy(made.geometry, near[:, 0], near[:, 1])
    wrong = inside != (metres <= case.radius_m)
    misplaced = np.abs(metres - case.radius_m)[wrong].max(initial=0.0)
    vertices = int(shapely.count_coordinates(made.geometry))
    valid = bool(made.geometry.is_valid and is_right_handed(made.geometry))
    return Outcome(made.bound_m, float(error), float(misplaced), seconds, vertices, valid)


def is_right_handed(area: Geometry) -> bool:
    """Shells counter-clockwise, holes clockwise."""
    return all(
        p.exterior.is_ccw and not any(hole.is_ccw for hole in p.interiors)
        for p in shapely.get_parts(area)
    )


def boundary_points(area: Geometry, rng: np.random.Generator) -> np.ndarray:
    """Random vertices and quarter points of edges, without the cuts at +-180 and the poles."""
    rings, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(area)), return_index=True
    )
    same = ring[1:] == ring[:-1]
    a, b = rings[:-1][same], rings[1:][same]
    cut = (np.abs(a[:, 0]) == 180) & (a[:, 0] == b[:, 0]) | (np.abs(a[:, 1]) == 90) & (
        a[:, 1] == b[:, 1]
    )
    a, b = a[~cut], b[~cut]
    if len(a) == 0:
        return np.empty((0, 2))
    pick = rng.integers(0, len(a), POINTS)
    return a[pick] + (b - a)[pick] * rng.integers(0, 4, POINTS)[:, None] / 4


def scattered(edge: np.ndarray, case: Case, rng: np.random.Generator) -> np.ndarray:
    """Points round the source and the boundary, some near, some far."""
    about = np.vstack([shapely.get_coordinates(case.source), edge])
    pick = about[rng.integers(0, len(about), POINTS)]
    reach = case.radius_m * 10 ** rng.uniform(-6, 0.2, POINTS)
    reach = np.where(
        np.arange(POINTS) < POINTS // 2, case.radius_m * rng.uniform(0.5, 1.3, POINTS), reach
    )
    lon, lat, _ = GEOD.fwd(pick[:, 0], pick[:, 1], rng.uniform(0, 360, POINTS), reach)
    return np.column_stack([lon, lat])


def xyz(points: np.ndarray) -> np.ndarray:
    """Earth-centred coordinates, by the book."""
    lam, phi = np.radians(points.T)
    n = 6378137.0 / np.sqrt(1 - 0.0066943799901413165 * np.sin(phi) ** 2)
    across = n * np.cos(phi)
    z = n * (1 - 0.0066943799901413165) * np.sin(phi)
    return np.column_stack([across * np.cos(lam), across * np.sin(lam), z])


def brute_force(
    source: Geometry, radius_m: float, tolerance_m: float
) -> Callable[[np.ndarray], np.ndarray]:
    """A function from points to their distance to source, 0 inside areas."""
    step = max((8 * radius_m * 0.02 * tolerance_m) ** 0.5, 1.0)
    samples, beside = dense(source, step)
    at = xyz(samples)

    def measure(points: np.ndarray) -> np.ndarray:
        metres = np.array([one(p, x) for p, x in zip(points, xyz(points), strict=True)])
        metres[shapely.intersects_xy(source, points[:, 0], points[:, 1])] = 0.0
        return metres

    def one(point: np.ndarray, where: np.ndarray) -> float:
        chord = np.sqrt(((at - where) ** 2).sum(axis=1))
        least = chord.min()
        could = np.flatnonzero(
            chord <= least + 6e-16 * least**3 / 24 + step**2 / max(least, step) + 0.01
        )
        many = np.full(len(could), 1.0)
        length = GEOD.inv(samples[could, 0], samples[could, 1], many * point[0], many * point[1])[2]
        best = could[np.argsort(length)[:3]]
        return min(on_edge(samples[k], samples[j], point) for k in best for j in beside[k])

    return measure


def on_edge(start: np.ndarray, end: np.ndarray, point: np.ndarray) -> float:
    """Least distance from a point to a short edge: three rounds of sampling."""
    low, high = 0.0, 1.0
    for _ in range(3):
        t = np.linspace(low, high, 9)
        c = start + t[:, None] * (end - start)
        length = GEOD.inv(c[:, 0], c[:, 1], np.full(9, point[0]), np.full(9, point[1]))[2]
        k = int(np.argmin(length))
        low, high = t[max(k - 1, 0)], t[min(k + 1, 8)]
    return float(length.min())


def dense(source: Geometry, step: float) -> tuple[np.ndarray, np.ndarray]:
    """Samples along every line, and for each the samples before and after it."""
    samples: list[np.ndarray] = []
    beside: list[np.ndarray] = []
    for line in lines(source):
        c = shapely.get_coordinates(line)
        points = [c[:1]]
        for a, b in itertools.pairwise(c):
            length = np.hypot(111_700 * (b - a)[1], 111_400 * (b - a)[0])
            points.append(
                a
                + (
                    np.arange(1, max(1, int(np.ceil(length / step))) + 1)
                    / max(1, int(np.ceil(length / step)))
                )[:, None]
                * (b - a)
            )
        new = np.vstack(points)
        first = sum(map(len, samples))
        index = np.arange(len(new)) + first
        samples.append(new)
        pairs = np.column_stack([np.maximum(index - 1, first), np.minimum(index + 1, index[-1])])
        beside.append(pairs)
    at = np.vstack(samples)
    return at, np.vstack(beside)


def lines(source: Geometry) -> list[Geometry]:
    """Points, lines and rings."""
    parts = shapely.get_parts(shapely.get_parts(source))
    return [r for p in parts for r in (shapely.get_rings(p) if p.geom_type == "Polygon" else [p])]


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


if __name__ == "__main__":
    main()
