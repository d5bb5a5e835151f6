"""A crew of workers that measure for many visitors, none of whom can hold all of it.

Every question has a time and a memory. Visitors take turns. Whoever leaves is no longer measured
for; what several ask at once is measured once. What takes longer than a moment goes to a worker of
its own, so that short questions never wait for long ones.
"""

import contextlib
import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rangemap.errors import RangemapError
from rangemap.workers import parcels
from rangemap.workers.cache import Cache
from rangemap.workers.parcels import TooLargeError
from rangemap.workers.processes import UnaskedError, Worker, WorkerSource

_LOOK_S = 0.2  # how often the watch looks at what is being measured
_PATIENCE = 4  # what a worker sleeps or waits for a disk may take longer than what it reckons
_GRACE_S = 1.0  # for a question that nobody waits for: it may be nearly done, and asked again
_RETRY_S = 2.0  # before a worker that did not start is started again
_REFUSAL_S = 300.0  # as long, a question that was too large is refused unmeasured
_MAX_REFUSALS = 1_000
_MAX_KEPT_BYTES = 60_000_000  # of answers, as they travel


class Trouble(StrEnum):
    """Why there is no answer."""

    BUSY = "busy"
    TOO_LARGE = "too_large"
    LOST = "lost"


class NotMeasuredError(RangemapError):
    """A question that got no answer; trouble says why."""

    def __init__(self, trouble: Trouble) -> None:
        """Say what to do about it."""
        super().__init__(_SENTENCES[trouble])
        self.trouble = trouble


_SENTENCES = {
    Trouble.BUSY: "too many questions wait to be measured; try again in a minute",
    Trouble.TOO_LARGE: "this is too large for a page; use rangemap reach for it",
    Trouble.LOST: "the process that measured this failed; try again",
}


@dataclass(frozen=True)
class Lane:
    """Workers for questions of a kind. nice: as the system's; higher gives way to others.

    seconds, memory_bytes: what a question may take: of processor time, or _PATIENCE times as much
    of the clock's without its waits for a processor, which a busy machine makes long; on top of a
    worker's memory at rest. max_waiting: questions, and of one visitor.
    """

    workers: int
    seconds: float
    memory_bytes: int
    nice: int
    max_waiting: int
    max_waiting_of_one: int


SHORT, LONG, READING = range(3)  # lanes by what is asked


def lanes() -> tuple[Lane, Lane, Lane]:
    """The lanes of short questions, a worker for each processor but at most four; the others."""
    return (
        Lane(min(max(os.cpu_count() or 1, 1), 4), 4.0, 250_000_000, 0, 200, 8),
        Lane(1, 20.0, 700_000_000, 5, 20, 2),
        Lane(1, 15.0, 450_000_000, 5, 50, 2),
    )


@dataclass(eq=False)
class Question:
    """A question that somebody waits for, and in the end its answer or what went wrong."""

    key: Hashable
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    visitor: Hashable  # who asked first
    lane: int
    waiting: int = 0
    left: float = 0.0  # when the last who waited for it went
    worker: Worker | None = None  # that answers it now
    started: float = 0.0  # by the clock
    started_processor_s: float = 0.0  # by what its worker had used
    started_queued_s: float = 0.0  # by what its worker had waited for a processor
    started_bytes: int = 0  # that its worker held
    verdict: Trouble | None = None  # why that worker was ended
    answer: Any = None
    done: threading.Event = field(default_factory=threading.Event)

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; whether it is answered."""
        return self.done.wait(seconds)

    def result(self) -> Any:
        """The answer. Raises what the function that was asked raised, or NotMeasuredError."""
        self.done.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Crew:
    """Workers, and the questions that wait for them.

    Workers start at the first question, or by `start`; `close` ends them.
    """

    def __init__(
        self, kinds: tuple[Lane, ...] | None = None, source: WorkerSource | None = None
    ) -> None:
        """A crew with those lanes, that of short questions first; lanes() by default.

        source: where its workers come from, if from one that others share.
        """
        self._lanes = lanes() if kinds is None else kinds
        self._source, self._is_shared = source or WorkerSource(), source is not None
        self._turn = threading.Condition()
        self._questions: dict[Hashable, Question] = {}
        self._queues: list[OrderedDict[Hashable, deque[Question]]] = [
            OrderedDict() for _ in self._lanes
        ]
        self._kept = Cache(_MAX_KEPT_BYTES)
        self._refused: OrderedDict[Hashable, float] = OrderedDict()
        self._is_started = self._is_closed = False

    def start(self) -> None:
        """Start the workers, which takes them a second or two, without waiting for them."""
        with self._turn:
            if self._is_started:
                return
            self._is_started = True
        for number, lane in enumerate(self._lanes):
            for _ in range(lane.workers):
                threading.Thread(target=self._tend, args=(number,), daemon=True).start()
        threading.Thread(target=self._watch, daemon=True).start()

    def close(self) -> None:
        """End all workers; what is asked afterwards is lost."""
        with self._turn:
            self._is_closed = True
            for question in list(self._questions.values()):
                self._finish(question, NotMeasuredError(Trouble.LOST))
            self._turn.notify_all()
        if not self._is_shared:
            self._source.close()

    @contextlib.contextmanager
    def asked(
        self,
        visitor: Hashable,
        function: Callable[..., Any],
        *arguments: Any,
        key: Hashable,
        lane: int = SHORT,
    ) -> Iterator[Question]:
        """A question while somebody waits for it; whoever leaves the block waits no more.

        function: one of `questions`. key: tells the question from all others; equal ones are
        measured once. lane: what is too large for SHORT goes on to LONG. Raises NotMeasuredError
        where too much waits already, or where it was too large a while ago.
        """
        self.start()
        question = self._joined(Question(key, function, arguments, visitor, lane))
        try:
            yield question
        finally:
            with self._turn:
                question.waiting -= 1
                if not question.waiting:
                    question.left = time.monotonic()
                    if question.worker is None:
                        self._forget(question)

    def _joined(self, asked: Question) -> Question:
        """The question to wait for: the same of somebody else, or this one in its queue."""
        with self._turn:
            kept = self._kept.get(asked.key)
            if kept is not None:
                self._finish(asked, kept)
                return asked
            if self._is_closed:
                raise NotMeasuredError(Trouble.LOST)
            if time.monotonic() < self._refused.get(asked.key, 0.0):
                raise NotMeasuredError(Trouble.TOO_LARGE)
            question = self._questions.get(asked.key, asked)
            if question.verdict:  # its process is about to end
                question = asked
            if question.worker is None:  # in the turn of whoever comes first
                self._queue(asked.visitor, question)
            self._questions[question.key] = question
            question.waiting += 1
            return question

    def _queue(self, visitor: Hashable, question: Question) -> None:
        """Put a question into the turn of a visitor. Raises NotMeasuredError for too many."""
        lane, queue = self._lanes[question.lane], self._queues[question.lane]
        of_one = queue.get(visitor, deque())
        is_full = sum(map(len, queue.values())) >= lane.max_waiting
        if is_full or len(of_one) >= lane.max_waiting_of_one:
            raise NotMeasuredError(Trouble.BUSY)
        queue.setdefault(visitor, of_one).append(question)
        self._turn.notify_all()

    def _forget(self, question: Question) -> None:
        """Make room for others where a question has not begun. The lock is held."""
        queue = self._queues[question.lane]
        for visitor, mine in list(queue.items()):
            if question in mine:
                mine.remove(question)
                if not mine:
                    del queue[visitor]
        self._finish(question, NotMeasuredError(Trouble.LOST))

    def _finish(self, question: Question, answer: Any) -> None:
        """Hand the answer to all who wait. The lock is held."""
        if self._questions.get(question.key) is question:
            del self._questions[question.key]
        question.answer, question.worker = answer, None
        question.done.set()

    def _tend(self, lane: int) -> None:
        """Keep one worker of a lane going, and hand it one question after another."""
        while not self._is_closed:
            try:
                worker = self._source.worker(self._lanes[lane].memory_bytes, self._lanes[lane].nice)
            except OSError:
                self._give_up(lane)
                continue
            if worker.is_ready():
                self._serve(lane, worker)
            else:
                self._give_up(lane)
            worker.end()
            worker.close()

    def _serve(self, lane: int, worker: Worker) -> None:
        """Hand a worker one question after another, until it ends."""
        while (question := self._next(lane, worker)) is not None:
            self._exchange(question, worker)
            if not worker.is_ready():
                return

    def _give_up(self, lane: int) -> None:
        """Answer what waits for a lane whose worker did not start: it would wait for ever."""
        with self._turn:
            for question in {each for queue in self._queues[lane].values() for each in queue}:
                self._finish(question, NotMeasuredError(Trouble.LOST))
            self._queues[lane].clear()
        time.sleep(_RETRY_S)

    def _next(self, lane: int, worker: Worker) -> Question | None:
        """The question whose turn it is, begun; None where the worker has gone."""
        queue = self._queues[lane]
        with self._turn:
            while worker.is_alive() and not self._is_closed:
                while queue:
                    visitor, mine = queue.popitem(last=False)
                    question = mine.popleft()
                    if mine:
                        queue[visitor] = mine  # behind the others
                    # who joined it has it in a turn of their own; it may have begun, or moved on
                    waits = question.worker is None and question.lane == lane
                    if waits and not question.done.is_set():
                        question.worker, question.started = worker, time.monotonic()
                        question.started_processor_s = worker.processor_s()
                        question.started_queued_s = worker.queued_s()
                        question.started_bytes = worker.held_bytes()
                        return question
                self._turn.wait(1.0)
        return None

    def _exchange(self, question: Question, worker: Worker) -> None:
        """Hand a question to a worker and its answer to those who wait."""
        answer: Any
        size_bytes = 0
        try:
            parcel = worker.ask(parcels.packed_question(question.function, question.arguments))
            answer, size_bytes = parcels.unpacked(parcel), len(parcel)
        except UnaskedError:  # killed in the moment before: another can answer
            with self._turn:
                self._ask_again(question, question.lane)
            return
        except Exception:  # noqa: BLE001  whatever it is, this thread must live for the next
            answer = NotMeasuredError(question.verdict or Trouble.LOST)
        if isinstance(answer, TooLargeError):
            answer = NotMeasuredError(Trouble.TOO_LARGE)
        elif isinstance(answer, Exception) and not isinstance(answer, RangemapError):
            answer = NotMeasuredError(Trouble.LOST)  # the worker's own words are in the log
        is_too_large = isinstance(answer, NotMeasuredError) and answer.trouble == Trouble.TOO_LARGE
        with self._turn:
            if is_too_large and question.lane == SHORT and len(self._lanes) > LONG:
                self._ask_again(question, LONG)  # it is too large for a moment
                return
            if is_too_large:
                self._refused[question.key] = time.monotonic() + _REFUSAL_S
                while len(self._refused) > _MAX_REFUSALS:
                    self._refused.popitem(last=False)
            if not isinstance(answer, Exception):
                self._kept.put(question.key, answer, size_bytes)
            self._finish(question, answer)

    def _ask_again(self, question: Question, lane: int) -> None:
        """Let a question wait in a lane, as if it had not begun. The lock is held."""
        question.worker, question.verdict, question.lane = None, None, lane
        if not question.waiting:
            self._finish(question, NotMeasuredError(Trouble.LOST))
            return
        try:
            self._queue(question.visitor, question)
        except NotMeasuredError as error:
            self._finish(question, error)

    def _watch(self) -> None:
        """End workers whose question takes too long, or is no longer waited for."""
        while not self._is_closed:
            time.sleep(_LOOK_S)
            now = time.monotonic()
            with self._turn:
                for question in self._questions.values():
                    worker = question.worker
                    if worker is None or question.verdict:
                        continue
                    if not question.waiting and now - question.left > _GRACE_S:
                        question.verdict = Trouble.LOST
                    elif self._takes_too_much(question, worker, now):
                        question.verdict = Trouble.TOO_LARGE
                    if question.verdict:
                        worker.end()

    def _takes_too_much(self, question: Question, worker: Worker, now: float) -> bool:
        lane = self._lanes[question.lane]
        seconds = lane.seconds
        if worker.held_bytes() - question.started_bytes > lane.memory_bytes:
            return True
        used_s = worker.processor_s() - question.started_processor_s
        queued_s = worker.queued_s() - question.started_queued_s
        return used_s > seconds or now - question.started - queued_s > _PATIENCE * seconds
