"""How long the geodesic core takes, beside the least that geodesic problems alone would take.

Best of several runs, warm, in processor time, so that what else the machine does matters little.
The floor is one direct and one inverse problem for each vertex of the result. They are solved right
before and after each run, for the machine's speed changes by the minute; the ratio is the median.
"""

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Geometry, LineString, MultiPoint, Point

from rangemap import geodesy
from rangemap.analysis.reach import Reach, compute
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.world import boundaries

RADII_M = (80_467.2, 305_775.36)
SHORT_M, LONG_M = RADII_M
RUNS, MANY = 15, 60
SOLVED = 20_000
STRAY = 0.15
"""How far vertices put into a line stray sideways, in lengths of the edge they are put into."""
GEOD = Geod(ellps="WGS84")


class Work(NamedTuple):
    """What is timed."""

    name: str
    run: Callable[[], object]
    in_a_row: int = 1


def main() -> None:
    """Time everything and print a table."""
    problems = Problems.random()
    direct_ms, inverse_ms = (
        min(processor_ms(solve) for _ in range(MANY)) * 1e6 / SOLVED
        for solve in (problems.direct, problems.inverse)
    )
    print(f"A million direct problems: {direct_ms:.0f} ms; inverse: {inverse_ms:.0f} ms.\n")
    print("| work | ms | vertices | times the floor | in million inverse problems |")
    print("|---|---:|---:|---:|---:|")
    for each in works():
        vertices = vertices_of(each.run())
        runs = [timed(each, problems) for _ in range(RUNS)]
        best_ms = min(ms for ms, _ in runs)
        ratio = np.median([ms / floor_ms for ms, floor_ms in runs]) * SOLVED / max(vertices, 1)
        of_vertices = f"{vertices:,} | {ratio:.1f}" if vertices else " |"
        print(f"| {each.name} | {best_ms:.1f} | {of_vertices} | {best_ms / inverse_ms:.3f} |")


def works() -> Iterable[Work]:
    """All that is timed."""
    border = boundaries.border("RU").line
    ukraine = boundaries.ukraine()
    yield Work("border, both ranges, 1 m", both(border))
    for tolerance_m in (10.0, 0.1):
        yield Work(f"border, both ranges, {tolerance_m:g} m", both(border, tolerance_m))
    yield Work("border, 80 km", one(border, SHORT_M))
    yield Work("border, 306 km", one(border, LONG_M))
    for vertices in (3_000, 10_000, 30_000, 100_000):
        yield Work(f"line of {vertices:,} vertices, both ranges", both(crinkled(border, vertices)))
    yield Work("Ukraine, both ranges", both(ukraine))
    sparse_area = simplified(max(ukraine.geoms, key=shapely.area).exterior, 110)
    sparse_area = shapely.polygons(sparse_area)
    sparse_line = simplified(border, 110)
    yield Work(f"outline of {counted(sparse_area)} vertices, 80 km", one(sparse_area, SHORT_M))
    yield Work(f"line of {counted(sparse_line)} vertices, 80 km", one(sparse_line, SHORT_M))
    for where, lat in (("at 50° N", 50.0), ("200 km from the pole", 88.2), ("over the pole", 90.0)):
        yield Work(f"line of 3 vertices {where}, 306 km", one(three_vertices(lat), LONG_M))
    for km, radius_m in ((80, SHORT_M), (306, LONG_M)):
        yield Work(f"ring of a point, {km} km", ring((34.7, 51.0), radius_m), MANY)
    yield Work("ring over the pole, 306 km", ring((34.7, 89.0), LONG_M), MANY)
    rng = np.random.default_rng(3)
    points = MultiPoint(rng.uniform((22, 44), (40, 52), (10_000, 2)))
    yield Work("union of 10,000 points' rings, 306 km", lambda: geodesy.rings_union(points, LONG_M))
    for name, origin in (("border", BorderOrigin()), ("point", PointOrigin(51.0, 34.7))):
        yield Work(f"whole reach of the {name}, 83 regions", reach(Scenario((origin,))))


class Problems(NamedTuple):
    """SOLVED geodesic problems about the border."""

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    azimuth: NDArray[np.float64]
    length_m: NDArray[np.float64]

    @classmethod
    def random(cls) -> "Problems":
        """Starts and ends strewn about it, and ways of the longer range."""
        rng = np.random.default_rng(1)
        start, end = rng.uniform((20, 45), (60, 60), (2, SOLVED, 2))
        return cls(start, end, rng.uniform(0, 360, SOLVED), np.full(SOLVED, LONG_M))

    def direct(self) -> None:
        """Solve the direct problems."""
        GEOD.fwd(*self.start.T, self.azimuth, self.length_m)

    def inverse(self) -> None:
        """Solve the inverse problems."""
        GEOD.inv(*self.start.T, *self.end.T)

    def floor_ms(self) -> float:
        """Milliseconds for all of both, just now."""
        return processor_ms(self.direct) + processor_ms(self.inverse)


def timed(work: Work, problems: Problems) -> tuple[float, float]:
    """Milliseconds of a run, and of the problems right before and after it, in the mean."""
    before = problems.floor_ms()
    ms = processor_ms(work.run, work.in_a_row)
    return ms, (before + problems.floor_ms()) / 2


def processor_ms(run: Callable[[], object], in_a_row: int = 1) -> float:
    """Processor time of a run, milliseconds; of so many in a row, the mean."""
    start = time.process_time()
    for _ in range(in_a_row):
        run()
    return 1000 * (time.process_time() - start) / in_a_row


def vertices_of(made: object) -> int:
    """Vertices of what was made, if that is geometry."""
    shapes = made if isinstance(made, list) else [made]
    shapes = [each.geometry if isinstance(each, geodesy.Buffered) else each for each in shapes]
    return sum(counted(each) for each in shapes if isinstance(each, Geometry))


def counted(shape: Geometry) -> int:
    return int(shapely.count_coordinates(shape))


def both(source: Geometry, tolerance_m: float = 1.0) -> Callable[[], list[geodesy.Buffered]]:
    return lambda: geodesy.buffers(source, RADII_M, tolerance_m)


def one(source: Geometry, radius_m: float) -> Callable[[], Geometry]:
    return lambda: geodesy.buffer(source, radius_m)


def ring(center: tuple[float, float], radius_m: float) -> Callable[[], Geometry]:
    return lambda: geodesy.ring(center, radius_m)


def reach(scenario: Scenario) -> Callable[[], Reach]:
    return lambda: compute(scenario)


def crinkled(line: LineString, vertices: int) -> LineString:
    """The line with so many vertices, those put in as ragged as a coast."""
    rng, xy = np.random.default_rng(7), shapely.get_coordinates(line)
    while len(xy) < vertices:
        some = np.sort(rng.permutation(len(xy) - 1)[: vertices - len(xy)])
        start, end = xy[some], xy[some + 1]
        sideways = (end - start)[:, ::-1] * (1, -1) * rng.normal(0, STRAY, (len(some), 1))
        xy = np.insert(xy, some + 1, (start + end) / 2 + sideways, axis=0)
    return LineString(xy)


def simplified(shape: Geometry, vertices: int) -> Geometry:
    """The shape with so few vertices or fewer."""
    step = 0.005
    while counted(shapely.simplify(shape, step)) > vertices:
        step *= 1.05
    return shapely.simplify(shape, step)


def three_vertices(lat: float) -> LineString:
    """A line of 220 km, bent in the middle, which lies at that latitude."""
    middle = Point(30.0, lat)
    ends = [GEOD.fwd(middle.x, middle.y, azimuth, 110_000)[:2] for azimuth in (80.0, 240.0)]
    return LineString([ends[0], middle, ends[1]])


if __name__ == "__main__":
    main()
