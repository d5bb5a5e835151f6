"""Starting workers: by a nursery that is ready and forks them, or one by one where none can fork.

A forked worker begins within milliseconds and shares what the nursery has loaded; so ending one
costs little.
"""

import contextlib
import os
import select
import socket
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO

from rangemap.intake.memory import held_bytes, is_bounded_by_system
from rangemap.workers import parcels
from rangemap.workers.threads import ONE_THREAD
from rangemap.workers.worker import NURSERY, READY

_COMMAND = (sys.executable, "-P", "-m", "rangemap.workers.worker")
_ENVIRONMENT = {
    **ONE_THREAD,
    "MALLOC_ARENA_MAX": "2",  # each arena reserves addresses, which are bounded
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
_USER_TICKS, _SYSTEM_TICKS = 11, 12  # proc(5): utime and stime, counted from behind the name
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")


class UnaskedError(Exception):
    """A worker had ended before it could be asked."""


class Worker(ABC):
    """A process that answers: parcels go in and come out."""

    def __init__(self, pid: int, questions: IO[bytes], answers: IO[bytes]) -> None:
        """The worker of that process id, behind those pipes."""
        self.pid = pid
        self.is_ended = False
        self._questions, self._answers = questions, answers

    def ask(self, parcel: bytes) -> bytes:
        """What the worker answers. Raises OSError or EOFError where it ends instead.

        UnaskedError where it had ended before.
        """
        try:
            parcels.send(self._questions, parcel)
        except OSError as error:
            raise UnaskedError from error
        return parcels.receive(self._answers)

    def is_ready(self) -> bool:
        """Wait until it is ready for a question; False where it has ended instead."""
        with contextlib.suppress(EOFError, OSError):
            return parcels.receive(self._answers) == READY
        return False

    def processor_s(self) -> float:
        """How many seconds of processors it has used; of the clock where the system hides them."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return time.monotonic()
        return (int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])) / _TICKS_A_SECOND

    def queued_s(self) -> float:
        """How many seconds it has waited for a processor; 0 where the system hides them."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[1]) / 1e9
        return 0.0

    def held_bytes(self) -> int:
        """How much memory it holds, where nothing but who asks can bound it; else 0."""
        return 0 if is_bounded_by_system() else held_bytes(self.pid)

    @abstractmethod
    def is_alive(self) -> bool:
        """Whether it is there, while it is ready for a question."""

    @abstractmethod
    def end(self) -> None:
        """End it, whatever it does."""

    def close(self) -> None:
        """Let its pipes go, after its end."""
        for pipe in (self._questions, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()


class _Spawned(Worker):
    """A worker with a Python of its own."""

    def __init__(self, memory_bytes: int, nice: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603  our own program, no word from outside
            (*_COMMAND, str(memory_bytes), str(nice)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | _ENVIRONMENT,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        super().__init__(self._process.pid, self._process.stdin, self._process.stdout)

    def is_alive(self) -> bool:
        return not self.is_ended and self._process.poll() is None

    def end(self) -> None:
        self.is_ended = True
        self._process.kill()
        self._process.wait()


class _Forked(Worker):
    """A worker that a nursery forked, and ends when it is told to."""

    def __init__(self, nursery: "_Nursery", pid: int, pipe: socket.socket) -> None:
        super().__init__(pid, pipe.makefile("wb"), pipe.makefile("rb"))
        self._nursery, self._pipe = nursery, pipe

    def is_alive(self) -> bool:
        # while it has nothing to say, what can be read is its end
        return not (self.is_ended or select.select([self._pipe], [], [], 0)[0])

    def end(self) -> None:
        if not self.is_ended:
            self.is_ended = True
            self._nursery.end(self.pid)

    def close(self) -> None:
        super().close()
        self._pipe.close()


class _Nursery:
    """The process that forks workers. Methods raise OSError where it has gone."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(  # noqa: S603  our own program, no word from outside
            (*_COMMAND, NURSERY),
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            env=os.environ | _ENVIRONMENT,
        )
        theirs.close()
        self._pipe, self._turn = ours, threading.Lock()

    def start(self, memory_bytes: int, nice: int) -> Worker:
        """Fork a worker; waits until the nursery is ready."""
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._turn:
                socket.send_fds(
                    self._pipe, [f"start {memory_bytes} {nice}".encode()], [theirs.fileno()]
                )
                pid = self._pipe.recv(64)
            if not pid:
                raise ConnectionError("the nursery has ended")
        except OSError:
            ours.close()
            raise
        return _Forked(self, int(pid), ours)

    def end(self, pid: int) -> None:
        """End a worker; where the nursery has gone, its workers go too."""
        with self._turn, contextlib.suppress(OSError):
            self._pipe.sendall(f"end {pid}".encode())
            self._pipe.recv(64)

    def close(self) -> None:
        """End the nursery and all its workers."""
        self._pipe.close()
        self._process.kill()
        self._process.wait()


class WorkerSource:
    """Where workers come from."""

    def __init__(self, *, forks: bool = CAN_FORK) -> None:
        """A source that starts nothing yet. forks: by a nursery."""
        self._forks, self._turn = forks, threading.Lock()
        self._nursery: _Nursery | None = None
        self._is_closed = False

    def worker(self, memory_bytes: int, nice: int) -> Worker:
        """A worker that will be ready soon. Raises OSError where none can be started.

        memory_bytes: what it may use on top of what it has at rest. nice: as the system's.
        """
        if not self._forks:
            return _Spawned(memory_bytes, nice)
        with self._turn:
            if self._is_closed:
                raise ConnectionError("the page has ended")
            if self._nursery is None:
                self._nursery = _Nursery()
            nursery = self._nursery
        try:
            return nursery.start(memory_bytes, nice)
        except OSError:
            with self._turn:
                if self._nursery is nursery:
                    self._nursery = None
            nursery.close()
            raise

    def close(self) -> None:
        """End the nursery, and with it its workers."""
        with self._turn:
            self._is_closed, nursery, self._nursery = True, self._nursery, None
        if nursery is not None:
            nursery.close()
