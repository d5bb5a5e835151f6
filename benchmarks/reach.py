"""How long a whole reach takes, and its parts; best of several runs, in one process.

Times depend on the machine; the ratio to a million geodesic inverse problems does less so.
"""

import time
from collections.abc import Callable

import numpy as np
from pyproj import Geod

from rangemap import geodesy
from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import thresholds
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.world import boundaries


def best_ms(work: Callable[[], object], runs: int = 7) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def million_inverses_ms() -> float:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(20, 60, (2, 200_000)), rng.uniform(45, 60, (2, 200_000))
    return 5 * best_ms(lambda: Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1]), 3)


def load_ms() -> float:
    def load() -> None:
        for cached in (
            boundaries._regions,
            boundaries._borders,
            boundaries._places,
            boundaries._named,
            boundaries._regions_of,
            boundaries._places_in,
        ):
            cached.cache_clear()
        boundaries.regions()
        boundaries.border()
        boundaries.places()

    return best_ms(load)


def main() -> None:
    point, border = Scenario((PointOrigin(51.0, 34.7),)), Scenario((BorderOrigin(),))
    line = boundaries.border("RU").line
    unit_ms = million_inverses_ms()
    print(f"a million geodesic inverse problems: {unit_ms:.0f} ms\n")
    print("| work | ms | in million inverse problems |\n|---|---:|---:|")
    for name, milliseconds in (
        ("load regions, border, towns", load_ms()),
        ("ring of a point, 1 m", best_ms(lambda: geodesy.ring((34.7, 51.0), 305_775.36), 50)),
        (
            "both buffers of the border, 1 m",
            best_ms(lambda: geodesy.buffers(line, [80467.2, 305775.36])),
        ),
        ("reach of a point, 2 ranges, 83 regions", best_ms(lambda: compute(point))),
        ("reach of the border, 2 ranges, 83 regions", best_ms(lambda: compute(border))),
        ("thresholds of the border", best_ms(lambda: thresholds(border), 2)),
    ):
        print(f"| {name} | {milliseconds:.1f} | {milliseconds / unit_ms:.3f} |")


if __name__ == "__main__":
    main()
