"""Tasks and their outcomes: what travels between a job and those who work on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import pyarrow as pa


class Failure(NamedTuple):
    """An item that could not be worked on: its number, what it is, and the sentence why."""

    item: int
    what: str
    why: str


class Task(NamedTuple):
    """A run of items of a job, first the number of the first of them."""

    number: int
    first: int
    items: Sequence[Any]

    @property
    def stop(self) -> int:
        """One more than the number of the last item."""
        return self.first + len(self.items)

    def halves(self) -> tuple["Task", "Task"]:
        """The same items in two tasks."""
        middle = len(self.items) // 2
        return (
            Task(self.number, self.first, self.items[:middle]),
            Task(self.number, self.first + middle, self.items[middle:]),
        )


@dataclass(frozen=True)
class Outcome:
    """What came of a task: rows of Arrow, whole files by name, items that failed."""

    rows: pa.Table
    files: Mapping[str, bytes] = field(default_factory=dict)
    failed: tuple[Failure, ...] = ()

    def joined(self, other: "Outcome") -> "Outcome":
        """One outcome with that of the items that follow."""
        return Outcome(
            pa.concat_tables([self.rows, other.rows]),
            {**self.files, **other.files},
            self.failed + other.failed,
        )


class Work(Protocol):
    """What is sent to every worker once, and does any task of a job. It can be pickled."""

    def outcome(self, task: Task) -> Outcome:
        """Do a task. Items that fail are told of, and do not stop the others."""

    def lost(self, task: Task) -> Outcome:
        """The outcome of a task of one item that ended the processes that worked on it."""
