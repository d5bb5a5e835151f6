"""Hundreds of thousands of nearest distances against brute force: the worst error by distance.

    python benchmarks/distances.py [SOURCES [SEED]]

Prints a table for docs/geodesy.md. The brute force is the one of campaign.py.
"""

import itertools
import sys
import time

import numpy as np
import shapely
from campaign import distances_m
from random_shapes import GEOD, KINDS

from rangemap import geodesy

POINTS = 4000
SPREADS_M = (3e5, 1.5e6, 4e6, 2e7)
EDGES_KM = (0, 100, 1000, 2000, 3000, 5000, 8000, 12_000, 20_004)


def main() -> None:
    """Draw sources of every kind, points round them, and compare."""
    sources, seed = (int(a) for a in [*sys.argv[1:], *("75", "1")[len(sys.argv) - 1 :]])
    rng = np.random.default_rng(seed)
    metres, errors, seconds = [], [], 0.0
    for _ in range(sources):
        lat = np.degrees(np.arcsin(rng.uniform(-1, 1)))
        place = np.array([rng.uniform(-180, 180), lat])
        source = KINDS[rng.integers(len(KINDS))](rng, place, 10 ** rng.uniform(4, 6.5))
        points = scattered(place, rng)
        expected = distances_m(source, points)
        start = time.perf_counter()
        found = geodesy.nearest_m(source, shapely.points(points))
        seconds += time.perf_counter() - start
        metres.append(expected)
        errors.append(np.abs(found - expected))
    report(np.concatenate(metres) / 1000, np.concatenate(errors))
    print(f"\n{seconds / sources / POINTS * 1e6:.0f} microseconds a pair")


def scattered(place: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Points round a place, lon, lat (n, 2), as far as its antipode, more of them near."""
    far_m = rng.choice(SPREADS_M, POINTS) * rng.uniform(0, 1, POINTS)
    starts = np.tile(place, (POINTS, 1))
    lon, lat, _ = GEOD.fwd(*starts.T, rng.uniform(0, 360, POINTS), far_m)
    return np.column_stack([lon, lat])


def report(km: np.ndarray, errors: np.ndarray) -> None:
    """One row per band of distances."""
    print("| distance, km | pairs | worst error, m |")
    print("|---|---|---|")
    for low, high in itertools.pairwise(EDGES_KM):
        band = (km > low) & (km <= high)
        print(f"| {low:,}–{high:,} | {band.sum():,} | {errors[band].max(initial=0.0):,.3f} |")


if __name__ == "__main__":
    main()
