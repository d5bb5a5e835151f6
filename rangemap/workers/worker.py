"""The process that answers one question after another: parcels come in, parcels go out.

Started by `processes` for a crew, which ends it where an answer takes too long or nobody waits for
it any more. Its memory is bounded where the system can.
"""

import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import IO, Any

from rangemap.errors import DataError, RangemapError
from rangemap.workers import parcels
from rangemap.workers.parcels import TooLargeError

NURSERY = "nursery"
READY = b"ready"
_RARELY = 50_000  # things made until garbage is looked for: a question leaves little
_LOOK_S = 0.5  # how often it looks whether the process that asks is still there
_END_WITH_PARENT = 1  # prctl(2): PR_SET_PDEATHSIG
_PAGE_BYTES = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 0


def main() -> None:
    """Answer questions from standard input to standard output; or be the nursery of others."""
    # Ctrl-C reaches every process of a terminal; when to go is the crew's to say
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed gets between the answers
    gc.set_threshold(_RARELY)
    from rangemap.workers import questions, readings  # noqa: PLC0415  none of it is garbage

    with contextlib.suppress(DataError):  # told of by whatever is asked
        questions.get_ready()
        readings.get_ready()
    if sys.argv[1] == NURSERY:
        _nurse(socket.socket(fileno=0))
        return
    memory_bytes, nice = map(int, sys.argv[1:])
    _serve(sys.stdin.buffer, answers, memory_bytes, nice, parent)


def _nurse(pipe: socket.socket) -> None:
    """Fork workers and end them, as the other end of the pipe says, until it is closed."""
    gc.freeze()  # what is shared stays so
    nursery, workers = os.getpid(), set[int]()
    while True:
        line, ends, _, _ = socket.recv_fds(pipe, 64, 1)
        if not line:
            break
        word, *numbers = line.decode().split()
        if word == "start":
            pid = os.fork()
            if not pid:
                _end_at_once_with(nursery)
                pipe.close()
                own = socket.socket(fileno=ends[0])
                _serve(
                    own.makefile("rb"),
                    own.makefile("wb"),
                    int(numbers[0]),
                    int(numbers[1]),
                    nursery,
                )
                os._exit(0)
            os.close(ends[0])
            workers.add(pid)
            pipe.sendall(str(pid).encode())
        else:
            pid = int(numbers[0])
            if pid in workers:  # not waited for yet, so the number is still its own
                workers.remove(pid)
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            pipe.sendall(b"ended")
    for pid in workers:
        os.kill(pid, signal.SIGKILL)


def _serve(asked: IO[bytes], answers: IO[bytes], memory_bytes: int, nice: int, parent: int) -> None:
    """Answer one question after another."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    rest_bytes = _address_bytes()
    _bound(rest_bytes + memory_bytes)
    # ends where it has grown by half of what it may, so that the next question finds room
    while _address_bytes() <= rest_bytes + memory_bytes / 2 and _answered_one(asked, answers):
        pass


def _answered_one(asked: IO[bytes], answers: IO[bytes]) -> bool:
    """Answer the next question; False where there is none, or memory for no more."""
    parcels.send(answers, READY)
    try:
        parcel = parcels.receive(asked)
    except EOFError:
        return False
    answer = _answer(parcel)
    try:
        packed = parcels.packed_answer(answer)
    except (MemoryError, TooLargeError):
        answer = TooLargeError()
        packed = parcels.packed_answer(answer)
    parcels.send(answers, packed)
    return not isinstance(answer, TooLargeError)


def _answer(parcel: bytes) -> Any:
    """What is asked for, or the exception that it raises."""
    try:
        function, arguments = parcels.unpacked(parcel)
        return function(*arguments)
    except RangemapError as error:
        return error
    except Exception as error:  # noqa: BLE001  the next question may do better
        if isinstance(error, MemoryError) or "bad_alloc" in str(error):
            return TooLargeError()
        traceback.print_exc()
        return RuntimeError(f"{type(error).__name__} in a worker")


def _bound(address_bytes: int) -> None:
    """Bound the addresses that this process may use, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_AS, (address_bytes, address_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_bytes() -> int:
    """How many bytes of addresses this process uses; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE_BYTES
    except OSError:
        return 0


def _end_with(parent: int) -> None:
    """End this process where the one that started it has gone, whatever is being measured."""
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os._exit(1)


def _end_at_once_with(parent: int) -> None:
    """Have the system end this process with the one that forked it, where it can.

    A thread that looks, as in `_end_with`, gets no turn while a function in C holds Python's lock.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    main()
