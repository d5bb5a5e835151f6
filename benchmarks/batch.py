"""Many origins and scenarios: time a point, memory and growth, workers, against `compute`.

Processor times of one core, in one run, so that ratios hold on a busy machine too. With a number
on the command line growth is measured up to so many points (10,000 by default).
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from rangemap import PointOrigin, Scenario, compute, reach_many
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
    print("\n| points | ms a point | greatest memory, MB |\n|---:|---:|---:|")
    count = 1000
    while count <= most:
        points = border_points(count)

        def work(points: np.ndarray = points) -> None:
            for _ in reach_many(points, RANGES):
                pass

        each = ms_each(work, count)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"| {count:,} | {each:.2f} | {memory:.0f} |", flush=True)
        count *= 10


def workers() -> None:
    print("\n| command | workers | seconds |\n|---|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "scenarios").mkdir()
        for number, (lon, lat) in enumerate(border_points(200)):
            scenario = Scenario((PointOrigin(float(lat), float(lon)),), RANGES)
            (folder / f"scenarios/{number}.toml").write_text(scenario.to_toml())
        sweep = ("sweep", "--border", "--every", "1 km", "--chunk", "100")
        batch = ("batch", str(folder / "scenarios"), "--form", "json", "--chunk", "10")
        for asked in (sweep, batch):
            for count in (1, 2):
                target = folder / f"{asked[0]}-{count}"
                command = [sys.executable, "-m", "rangemap", *asked, "-o", str(target)]
                start = time.perf_counter()
                command += ["--workers", str(count)]
                subprocess.run(command, check=True, capture_output=True)
                seconds = time.perf_counter() - start
                print(f"| {asked[0]} | {count} | {seconds:.1f} |", flush=True)


def main() -> None:
    kernel()
    growth(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    workers()


if __name__ == "__main__":
    main()
