"""A job: items cut into tasks, done by an engine, kept in a folder."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from rangemap.batch import ledger
from rangemap.batch.dataset import part_bytes
from rangemap.batch.engine import engine
from rangemap.batch.ledger import Ledger, Progress
from rangemap.batch.tasks import Task, Work

Tell = Callable[[Progress, float], None]
"""Is told how far a job is, and for how many seconds it runs already."""
_TASKS: Final = 100  # at the end of so many no worker waits long for the last of another


def items_a_task(total: int, sizes: tuple[int, int]) -> int:
    """The default number of items in a task: less for short jobs, so that workers end together.

    sizes: the smallest, of which it is a multiple, and the largest. It depends on the question
    alone, so that parts are the same whoever works on them.
    """
    least, most = sizes
    return min(most, max(1, -(-total // (_TASKS * least))) * least)


@dataclass(frozen=True)
class Job:
    """What is to be done.

    question: what decides about the results, as JSON. about: what is told beside them. items: read
    anew each time. chunk: how many items make a task.
    """

    work: Work
    items: Callable[[], Iterable[Any]]
    total: int
    chunk: int
    question: Mapping[str, Any]
    about: Mapping[str, Any]

    def tasks(self) -> Iterator[Task]:
        """The items in runs of so many."""
        waiting, number = iter(self.items()), 0
        while some := list(islice(waiting, self.chunk)):
            yield Task(number, number * self.chunk, some)
            number += 1


def run(
    job: Job, folder: Path, *, workers: int | None, scheduler: str | None, tell: Tell
) -> Progress:
    """Do what is not done yet of a job, and keep it in a folder.

    Raises InputError for a folder that is somebody else's or a cluster that is none, RangemapError
    where the cluster is lost or nothing can be written: what is done is kept.
    """
    start = time.monotonic()
    question = {**job.question, "chunk": job.chunk}
    with ledger.open_folder(folder, question, job.total, job.about) as book:
        tell(book.progress, 0.0)
        try:
            if not _is_complete(job, book):
                with engine(job.work, workers, scheduler) as crew:
                    open_ = (task for task in job.tasks() if not book.is_done(task))
                    for task, outcome in crew.outcomes(open_):
                        told = {**job.about["file"], "question": book.manifest["digest"]}
                        part = part_bytes(outcome.rows, told) if outcome.rows.num_rows else None
                        book.keep(task, outcome, part)
                        tell(book.progress, time.monotonic() - start)
        finally:
            book.write_failures()
        return book.progress


def _is_complete(job: Job, book: Ledger) -> bool:
    """Whether all is done; without a look at the items, whose number decides about the tasks."""
    numbers = range(-(-job.total // job.chunk))
    return all(
        book.is_done(Task(number, first, range(min(job.chunk, job.total - first))))
        for number, first in ((number, number * job.chunk) for number in numbers)
    )
