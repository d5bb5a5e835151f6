"""Thousands of random buffers against brute force: the worst error and the slowest case.

    python benchmarks/campaign.py CASES [--seed SEED] [--first NUMBER] [--published] [--seconds S]

All radii and tolerances, or with --published the ranges of the weapons to 1 m. Case NUMBER of a
SEED is the same on every machine, so a campaign can be split, and gone on with where it ended.
Prints one line per case that breaks its bound, is not proven to its tolerance, fails or takes too
long, and a summary. Measured are every vertex, the middle of every edge and one other point of it,
and scattered points. Cases run in one process of their own with a limit on time and memory, so that
none can end the campaign. The brute force is tests/geodesy/nearest.cpp, which shares nothing with
rangemap; it needs g++ and Debian's libgeographiclib-dev.
"""

import argparse
import multiprocessing
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from random_shapes import GEOD, Case, published_case, random_case
from shapely import Geometry

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from geodesy.compiled import distances_m, missing

from rangemap import geodesy

POINTS = 300
MAX_EDGES = 40_000
"""Of a longer boundary so many edges are measured, strewn over it."""
MAX_SECONDS = 300.0
"""Of processor time, for a case and its measurement."""
MAX_WAITING = 10
"""So many times as long by the clock, on a machine that does other things too."""
MAX_BYTES = 4 << 30
REPORT_EVERY = 500
ROUNDING_M = 1e-4


Draw = Callable[[np.random.Generator], Case]


class Outcome(NamedTuple):
    """How well, in metres, and how fast."""

    bound_m: float
    error_m: float
    misplaced_m: float
    seconds: float
    vertices: int
    is_valid: bool


class Done(NamedTuple):
    """A case by its number, and its outcome, or in words why there is none."""

    number: int
    case: Case
    outcome: Outcome | str


def main() -> None:
    """Run the campaign that the command line asks for."""
    if missing():
        sys.exit(f"the campaign has no brute force: {missing()}")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("cases", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--published", action="store_true", help="the ranges of the weapons, 1 m")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="end after these")
    asked = parser.parse_args()
    draw = published_case if asked.published else random_case
    end = time.monotonic() + asked.seconds
    done: list[Done] = []
    for each in run(draw, asked.seed, range(asked.first, asked.first + asked.cases)):
        done.append(each)
        if is_wrong(each):
            print("WRONG", described(each), flush=True)
        if len(done) % REPORT_EVERY == 0:
            report(done)
        if time.monotonic() > end:
            break
    print(f"cases {asked.first} to {done[-1].number} of seed {asked.seed}:")
    report(done)


def run(draw: Draw, seed: int, numbers: Iterable[int]) -> Iterable[Done]:
    """Examine cases one by one in a process that is replaced when it hangs or dies."""
    worker, pipe = started(draw, seed)
    for number in numbers:
        case = draw(np.random.default_rng([seed, number]))
        pipe.send(number)
        try:
            waited = MAX_SECONDS * MAX_WAITING
            outcome = pipe.recv() if pipe.poll(waited) else f"over {waited:.0f} s by the clock"
        except EOFError:
            outcome = "the process died"
        if isinstance(outcome, str):
            worker.kill()
            worker, pipe = started(draw, seed)
        yield Done(number, case, outcome)
    worker.kill()


def started(draw: Draw, seed: int) -> tuple[multiprocessing.Process, Connection]:
    ours, theirs = multiprocessing.Pipe()
    worker = multiprocessing.Process(target=serve, args=(draw, seed, theirs), daemon=True)
    worker.start()
    theirs.close()
    return worker, ours


def serve(draw: Draw, seed: int, pipe: Connection) -> None:
    """Answer numbers of cases with their outcomes."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    signal.signal(signal.SIGPROF, over_time)
    while True:
        number = pipe.recv()
        signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)
        case = draw(np.random.default_rng([seed, number]))
        try:
            pipe.send(examine(case, np.random.default_rng([seed, number, 1])))
        except subprocess.TimeoutExpired:
            pipe.send("the brute force took too long")
        except Exception as error:  # noqa: BLE001 - whatever a case does is its result
            pipe.send(f"{type(error).__name__}: {error}")


def over_time(*_: object) -> None:
    """End a case that takes too long."""
    raise TimeoutError(f"over {MAX_SECONDS:.0f} s")


def examine(case: Case, rng: np.random.Generator) -> Outcome:
    """Buffer a case and measure the result by brute force."""
    start = time.process_time()
    made = geodesy.buffers(case.source, [case.radius_m], case.tolerance_m)[0]
    seconds = time.process_time() - start
    edge = boundary_points(made.geometry, rng)
    near = scattered(edge, case, rng)
    metres = distances_m(case.source, np.vstack([edge, near]), MAX_SECONDS * MAX_WAITING / 2)
    error = np.abs(metres[: len(edge)] - case.radius_m).max(initial=0.0)
    inside = shapely.intersects_xy(made.geometry, near[:, 0], near[:, 1])
    wrong = inside != (metres[len(edge) :] <= case.radius_m)
    misplaced = np.abs(metres[len(edge) :] - case.radius_m)[wrong].max(initial=0.0)
    vertices = int(shapely.count_coordinates(made.geometry))
    valid = bool(made.geometry.is_valid and is_right_handed(made.geometry))
    return Outcome(made.bound_m, float(error), float(misplaced), seconds, vertices, valid)


def is_wrong(done: Done) -> bool:
    """Whether a case failed, broke its own bound or was not proven to the tolerance."""
    if isinstance(done.outcome, str):
        return True
    allowed = done.case.allowed_m * (1 + 1e-6) + ROUNDING_M
    worst = max(done.outcome.bound_m, done.outcome.error_m, done.outcome.misplaced_m)
    return bool(worst > allowed or not done.outcome.is_valid)


def share(case: Case, outcome: Outcome) -> float:
    """Error over tolerance."""
    return max(outcome.error_m, outcome.misplaced_m) / case.allowed_m


def described(done: Done) -> str:
    """One line for a case."""
    case, outcome = done.case, done.outcome
    asked = (
        f"{done.number} {case.kind} of {shapely.count_coordinates(case.source)} "
        f"at {case.radius_m:g} m, tolerance {case.tolerance_m:g}:"
    )
    if isinstance(outcome, str):
        return f"{asked} {outcome}"
    return (
        f"{asked} bound {outcome.bound_m:.4f}, error {outcome.error_m:.4f}, "
        f"misplaced {outcome.misplaced_m:.4f}, {outcome.seconds * 1000:.0f} ms, "
        f"{outcome.vertices} vertices, valid {outcome.is_valid}"
    )


def report(done: list[Done]) -> None:
    """Print the summary."""
    measured = [(each, each.outcome) for each in done if isinstance(each.outcome, Outcome)]
    failed = [each for each in done if isinstance(each.outcome, str)]
    broke = sum(
        share(each.case, outcome) > 1 + ROUNDING_M / each.case.allowed_m
        for each, outcome in measured
    )
    unproven = sum(outcome.bound_m > each.case.allowed_m + ROUNDING_M for each, outcome in measured)
    shares = [share(each.case, outcome) for each, outcome in measured]
    times = [outcome.seconds for _, outcome in measured]
    print(f"{len(measured)} cases measured, {len(failed)} failed; {broke} broke their tolerance;")
    print(f"{unproven} not proven to it; {sum(not o.is_valid for _, o in measured)} not valid;")
    print(f"error over tolerance: worst {max(shares):.3f}, median {np.median(shares):.3f};")
    print(f"time: median {np.median(times) * 1e3:.0f} ms")
    print("slowest:", described(measured[int(np.argmax(times))][0]))
    print("worst:", described(measured[int(np.argmax(shares))][0]), flush=True)


def is_right_handed(area: Geometry) -> bool:
    """Shells counter-clockwise, holes clockwise."""
    return all(
        p.exterior.is_ccw and not any(hole.is_ccw for hole in p.interiors)
        for p in shapely.get_parts(area)
    )


def boundary_points(area: Geometry, rng: np.random.Generator) -> np.ndarray:
    """Vertex, middle and another point of every edge, but not of cuts at +-180 and the poles."""
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
    pick = np.sort(rng.choice(len(a), min(len(a), MAX_EDGES), replace=False))
    shares = np.stack([np.zeros(len(pick)), np.full(len(pick), 0.5), rng.uniform(0, 1, len(pick))])
    return (a[pick] + (b - a)[pick] * shares[..., None]).transpose(1, 0, 2).reshape(-1, 2)


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


if __name__ == "__main__":
    main()
