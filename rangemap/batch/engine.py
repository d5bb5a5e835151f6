"""Who does the work: this process, processes of this machine, or a Dask cluster by its address.

Work is sent to each worker once, as a plugin that the scheduler also gives to workers that come
later or start anew; tasks and rows travel. One thread a worker: two threads of one process hinder
each other. A worker that dies loses the tasks it holds to others; a task that ends one worker after
another is halved until the item is found that does it.
"""

import contextlib
import hashlib
import logging
import pickle
import queue
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, Protocol

from rangemap import __version__
from rangemap.batch.allocator import keep_freed_memory
from rangemap.batch.processes import count_of, has_dask, prepare, start_method
from rangemap.batch.tasks import Outcome, Task, Work
from rangemap.errors import InputError, RangemapError

_AHEAD: Final = 3  # tasks a worker has waiting, so that none waits for the client
_ANSWER_S: Final = 15  # a scheduler that has not answered by then is not there
_START_S: Final = 60
_LOOK_S: Final = 1.0  # how often it is looked whether the scheduler is still there
_GONE_S: Final = 5.0  # after so long it will not come back with what it knew
_COUNT_S: Final = 5.0  # how often workers are counted: some come later
_UNWATCHED: Final = {  # what Dask looks at by itself, for a dashboard that there is not
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}


class Engine(Protocol):
    """Whoever does tasks."""

    workers: int

    def outcomes(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Outcome]]:
        """Every task with its outcome, in the order in which they are done."""


class Alone:
    """The engine of this process alone, which does tasks one after another."""

    workers = 1

    def __init__(self, work: Work) -> None:
        """Take what the tasks need."""
        keep_freed_memory()
        self._work = work

    def outcomes(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Outcome]]:
        """Every task with its outcome, in order."""
        for task in tasks:
            yield task, self._work.outcome(task)


class Cluster:
    """Workers of a Dask cluster."""

    def __init__(self, client: Any, work: Work, address: str) -> None:
        """Send the work to all workers, and look whether they have the same rangemap."""
        from distributed import WorkerPlugin  # noqa: PLC0415  an extra

        self._client, self._work, self._address = client, work, address
        try:
            client.wait_for_workers(1, timeout=_START_S)
        except TimeoutError as error:
            raise InputError(
                f"the cluster at {address} has no workers; start one, as deploy/ has it"
            ) from error
        try:
            others = set(client.run(_version).values()) - {__version__}
        except Exception as error:
            raise self._unfit(error) from error
        if others:
            raise InputError(
                f"the workers at {address} have rangemap {', '.join(sorted(others))}, this is "
                f"{__version__}; install one version everywhere"
            )
        packed = pickle.dumps(work)
        self._name = f"rangemap-{hashlib.sha256(packed).hexdigest()[:16]}"

        class Plugin(WorkerPlugin):  # goes by value: no module of workers need have it
            name = self._name
            work_packed = packed
            work: Work | None = None

        client.register_plugin(Plugin(), name=self._name)
        self._counted_s = -_COUNT_S
        self._count()

    def _count(self) -> None:
        """Look now and then how many workers there are."""
        if time.monotonic() - self._counted_s >= _COUNT_S:
            self.workers = max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))
            self._counted_s = time.monotonic()

    def outcomes(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Outcome]]:
        """Every task with its outcome, as they come."""
        waiting: dict[Any, Task] = {}
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()

        def submit(task: Task) -> None:
            future = self._client.submit(_done, self._name, __version__, task, pure=False)
            waiting[future] = task
            future.add_done_callback(done.put)

        for task in islice(tasks, _AHEAD * self.workers):
            submit(task)
        while waiting:
            future = self._next(done)
            task = waiting.pop(future)
            if future.status == "lost":  # the worker that held its outcome is gone
                submit(task)
                continue
            yield task, self._outcome(future, task)
            self._count()
            for following in islice(tasks, max(0, _AHEAD * self.workers - len(waiting))):
                submit(following)

    def _next(self, done: "queue.SimpleQueue[Any]") -> Any:
        """The next future that is done. Raises RangemapError where the scheduler is gone."""
        since = time.monotonic()
        while True:
            try:
                return done.get(timeout=_LOOK_S)
            except queue.Empty:
                if self._client.status == "running":
                    since = time.monotonic()
                elif time.monotonic() - since > _GONE_S:
                    raise self._lost("no answer") from None

    def _outcome(self, future: Any, task: Task) -> Outcome:
        from distributed import KilledWorker  # noqa: PLC0415  an extra

        if future.status not in {"finished", "error"}:
            raise self._lost(future.status)
        try:
            outcome: Outcome = future.result(timeout=_START_S)
        except KilledWorker:
            return self._halved(task)
        except (OSError, TimeoutError) as error:
            raise self._lost(type(error).__name__) from error
        except InputError:
            raise
        except Exception as error:
            raise self._unfit(error) from error
        return outcome

    def _halved(self, task: Task) -> Outcome:
        """The outcome of a task that ended its workers, from its halves."""
        if len(task.items) == 1:
            return self._work.lost(task)
        halves = iter(task.halves())
        one, other = (outcome for _, outcome in sorted(self.outcomes(halves), key=_first))
        return one.joined(other)

    def _unfit(self, error: Exception) -> InputError:
        return InputError(
            f"the workers at {self._address} cannot run rangemap {__version__} "
            f"({type(error).__name__}: {error}); install rangemap[batch] where they are"
        )

    def _lost(self, why: str) -> RangemapError:
        return RangemapError(
            f"the cluster at {self._address} was lost ({why}); what is done is kept, and the same "
            "command goes on from there"
        )


@contextlib.contextmanager
def engine(work: Work, workers: int | None, scheduler: str | None) -> Iterator[Engine]:
    """Whoever does the tasks of a job: by default a process for each core.

    workers: how many processes of this machine; 1 is this one, which needs no Dask, and the
    default where there is none. scheduler: the address of a cluster instead. Raises InputError
    where Dask is missing, a cluster cannot be reached, or its workers have another rangemap.
    """
    count = count_of(workers)
    if scheduler is None and count == 1:
        yield Alone(work)
        return
    if not has_dask():
        wanted, without = (
            ("a cluster needs", "leave out --scheduler")
            if scheduler
            else ("more than one worker needs", "give --workers 1")
        )
        raise InputError(
            f"{wanted} Dask, which is not installed; install it with pip install "
            f"'rangemap[batch]', or {without}"
        )
    if scheduler is None:
        prepare(type(work).__module__)
    with _client(count, scheduler) as client:
        yield Cluster(client, work, scheduler or "this machine")


@contextlib.contextmanager
def _client(count: int, scheduler: str | None) -> Iterator[Any]:
    import dask  # noqa: PLC0415  an extra
    from distributed import Client, LocalCluster  # noqa: PLC0415  an extra

    # what is wrong is said in one sentence, not in the traces of three libraries
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    settings = {
        "distributed.comm.timeouts.connect": "10s",
        "distributed.worker.multiprocessing-method": start_method(),
        **_UNWATCHED,
    }
    with dask.config.set(settings):
        if scheduler is not None:
            try:
                client = Client(scheduler, timeout=_ANSWER_S)
            except (OSError, ValueError, TimeoutError) as error:
                raise InputError(
                    f"no Dask scheduler answers at {scheduler}; give its address as in "
                    "--scheduler tcp://host:8786"
                ) from error
            with client:
                yield client
            return
        with (
            LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                # without one the scheduler would listen on 8787, to every machine; it may be taken
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                silence_logs=50,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client


def _first(done: tuple[Task, Outcome]) -> int:
    return done[0].first


def _version() -> str:
    from rangemap import __version__ as theirs  # noqa: PLC0415  that of the worker

    return theirs


def _done(name: str, version: str, task: Task) -> Outcome:
    """Do a task on a worker, with the work that was sent to it by a client of that version."""
    from distributed import get_worker  # noqa: PLC0415  an extra

    worker: Any = get_worker()
    if version != __version__:  # it came after the client had looked
        raise InputError(
            f"the worker at {worker.address} has rangemap {__version__}, the client {version}; "
            "install one version everywhere"
        )
    plugin = worker.plugins[name]
    if plugin.work is None:
        keep_freed_memory()
        plugin.work = pickle.loads(plugin.work_packed)  # noqa: S301  our own client's
    outcome: Outcome = plugin.work.outcome(task)
    return outcome
