"""Many origins and scenarios: time a point, memory and growth, workers, against `compute`.

Processor times of one core, in one run, so that ratios hold on a busy machine too. With a number
on the command line growth is measured up to so many points (10,000 by default); with a word one
part alone: `python benchmarks/batch.py growth 100000`, `python benchmarks/batch.py workers 8000`.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from rangemap import PointOrigin, Scenario, compute, reach_many
from rangemap.batch.allocator import keep_freed_memory
from rangemap.world import boundaries

RANGES = ("himars", "atacms")


def districts(count: int = 3000) -> gpd.GeoDataFrame:
    """About so many pieces of the regions: the land nearest to places strewn about towns."""
    regions, rng = boundaries.regions("RU"), np.random.default_rng(1)
    towns = boundaries.places()
    xy = shapely.get_coordinates(towns.geometry[towns["country"] == "RU"].to_numpy())
    strewn = xy[rng.integers(0, len(xy), 3 * count)] + rng.normal(0, 0.25, (3 * count, 2))
    place, region = shapely.STRtree(regions.geometry.to_numpy()).query(
        shapely.points(strewn), predicate="intersects"
    )
    share = np.bincount(region, minlength=len(regions)) / len(region)
    shapes = []
    for number, shape in enumerate(regions.geometry):
        seeds = strewn[place[region == number]][: max(1, round(count * share[number]))]
        cells = [shape]
        if len(seeds) > 1:
            points = shapely.multipoints(seeds)
            cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=shape.envelope))
        cut = shapely.intersection(cells, shape)
        shapes += [s for s in cut if s.geom_type.endswith("Polygon") and not s.is_empty]
    keys = [str(n) for n in range(len(shapes))]
    return gpd.GeoDataFrame({"region": keys, "name": keys}, geometry=shapes, crs=4326)


def border_points(count: int) -> np.ndarray:
    """So many points strewn about a thousand places of the border, about one after another."""
    border, rng = boundaries.border("RU"), np.random.default_rng(1)
    kms = rng.uniform(0, border.length_km, min(count, 1000))
    some = np.array([border.point(km).coords[0] for km in kms])
    return some[np.arange(count) % len(some)] + rng.normal(0, 0.3, (count, 2))


def ms_each(work: Callable[[], object], count: int) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) / count * 1000


def kernel() -> None:
    print(
        "| regions | compute, ms a point | reach_many, ms a point | ratio |\n|---|---:|---:|---:|"
    )
    for name, regions, few in (("83 oblasts", None, 30), ("3,000 districts", districts(), 8)):
        points = border_points(400)
        reach_many(points[:2], RANGES, regions).read_all()
        scenarios = [Scenario((PointOrigin(lat, lon),), RANGES) for lon, lat in points[:few]]
        compute(scenarios[0], regions)
        one = ms_each(lambda s=scenarios, r=regions: [compute(each, r) for each in s], few)
        many = ms_each(lambda p=points, r=regions: reach_many(p, RANGES, r).read_all(), 400)
        print(f"| {name} | {one:.1f} | {many:.1f} | {one / many:.1f} |", flush=True)


def growth(most: int) -> None:
    """Times of one run's first thousand points, first ten thousand, and so on, as a worker has it.

    Every thousand is strewn about the same thousand places, so that each is as much work. The
    median of its thousands is what a moment's load of the machine moves least.
    """
    keep_freed_memory()
    points = border_points(most)
    reach_many(points[:200], RANGES).read_all()
    rows = reach_many(points, RANGES, chunk=200)
    print("\n| points | ms a point | median of thousands | greatest memory, MB |")
    print("|---:|---:|---:|---:|")
    thousands: list[float] = []
    while 1000 * len(thousands) < most:
        thousands.append(ms_each(lambda: [rows.read_next_batch() for _ in range(5)], 1000))
        count = 1000 * len(thousands)
        if count in {10**n for n in range(3, 10)} | {most}:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            mean, median = np.mean(thousands), np.median(thousands)
            print(f"| {count:,} | {mean:.2f} | {median:.2f} | {memory:.0f} |", flush=True)


def workers(points: int) -> None:
    """One worker against two, by the clock: this needs two cores that nobody else uses.

    What no program can go below is told by two that know nothing of each other, each with half.
    """
    print("\n| command | workers | seconds | of one's |\n|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "scenarios").mkdir()
        at = border_points(points)
        lines = [f"{lat:.6f},{lon:.6f}\n" for lon, lat in at]
        for part, some in (("", lines), ("-0", lines[::2]), ("-1", lines[1::2])):
            (folder / f"points{part}.csv").write_text("lat,lon\n" + "".join(some))
        for number, (lon, lat) in enumerate(at[:400]):
            scenario = Scenario((PointOrigin(float(lat), float(lon)),), RANGES)
            (folder / f"scenarios/{number}.toml").write_text(scenario.to_toml())
        ranges = [word for each in RANGES for word in ("--weapon", each)]
        sweep = ("sweep", "--origins", str(folder / "points.csv"), *ranges)
        batch = ("batch", str(folder / "scenarios"), "--form", "json", "--chunk", "10")
        for asked in (sweep, batch):
            alone = 0.0
            for count in (1, 2):
                target = folder / f"{asked[0]}-{count}"
                command = [sys.executable, "-m", "rangemap", *asked, "-o", str(target)]
                start = time.perf_counter()
                command += ["--workers", str(count)]
                subprocess.run(command, check=True, capture_output=True)
                seconds = time.perf_counter() - start
                alone = alone or seconds
                print(
                    f"| {asked[0]} | {count} | {seconds:.1f} | {seconds / alone:.2f} |", flush=True
                )
            if asked is sweep:
                seconds = _apart(folder, ranges)
                print(f"| {asked[0]} | 1 and 1 | {seconds:.1f} | {seconds / alone:.2f} |")


def _apart(folder: Path, ranges: list[str]) -> float:
    """Seconds of two sweeps at the same time, of half of the places each, in one process each."""
    start = time.perf_counter()
    running = []
    for n in (0, 1):
        asked = ("sweep", "--origins", f"{folder}/points-{n}.csv", *ranges, "--workers", "1")
        command = [sys.executable, "-m", "rangemap", *asked, "-o", f"{folder}/apart-{n}"]
        running.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
    if any(each.wait() for each in running):
        raise SystemExit("a sweep failed")
    return time.perf_counter() - start


PARTS: Final = ("kernel", "growth", "workers")


def main() -> None:
    """Measure all of it, or the part that is named, with so many points."""
    chosen = [each for each in sys.argv[1:] if each in PARTS] or PARTS
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    if "kernel" in chosen:
        kernel()
    if "growth" in chosen:
        growth(numbers[0] if numbers else 10_000)
    if "workers" in chosen:
        workers(numbers[0] if numbers else 8_000)


if __name__ == "__main__":
    main()
