"""What a job would cost, from a sample of its items."""

import time
from itertools import islice
from typing import Final, NamedTuple

from rangemap.batch.job import Job
from rangemap.batch.tasks import Task

_SAMPLE: Final = 40
_MAX_LOOK: Final = 1_000_000  # items that are read to find the sample


class Estimate(NamedTuple):
    """What a job comes to: items, rows, tasks, and seconds of a core."""

    items: int
    rows: int
    tasks: int
    core_s: float


def estimate(job: Job) -> Estimate:
    """Do some items, evenly spread, and reckon from them."""
    step = max(1, min(job.total, _MAX_LOOK) // _SAMPLE)
    items = list(islice(job.items(), 0, step * _SAMPLE, step))
    job.work.outcome(Task(0, 0, items[:1]))  # what is loaded once is not counted
    start = time.process_time()
    outcome = job.work.outcome(Task(0, 0, items))
    seconds = time.process_time() - start
    share = job.total / len(items)
    return Estimate(
        job.total,
        round(outcome.rows.num_rows * share),
        -(-job.total // job.chunk),
        seconds * share,
    )
