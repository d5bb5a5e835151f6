"""Files are read by workers that one ready Python forks: ten for the time that one start takes."""

import contextlib
import os
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest

from rangemap.intake import memory, process

# what is asserted of processes is asserted of those that the program starts; so is every format
STARTED = (
    "test_a_reader_that_",
    "test_every_format_gives_the_same",
    "test_visitors_of_a_page_may_cost_it_less",
    "test_what_a_small_file_unpacks_to_is_not_handed_on",
    "test_what_is_too_much_is_said",
)
FORKS = """
import os, socket, sys, traceback
from rangemap.intake import drivers, worker

def answer(ends):
    for standard, end in enumerate(ends):
        os.dup2(end, standard)
        os.close(end)
    try:
        worker.main()
        sys.stdout.flush()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)

drivers._gdal()
pipe = socket.socket(fileno=os.dup(0))
while (message := socket.recv_fds(pipe, 1, 3))[0]:
    forked = os.fork() or answer(message[1])
    for end in message[1]:
        os.close(end)
    _, status = os.waitpid(forked, 0)
    pipe.sendall(f"{os.waitstatus_to_exitcode(status)}\\n".encode())
"""


@pytest.fixture(scope="session")
def forked():
    """A class as `subprocess.Popen`, for one worker after another."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-P", "-c", FORKS]
    ready = subprocess.Popen(command, stdin=theirs.fileno(), env=process._environment())
    theirs.close()

    class Forked(contextlib.nullcontext):
        returncode = None

        def __init__(self, *_, **__):
            super().__init__(self)

        def communicate(self, request, **_):
            asked, request_end = os.pipe()
            answer_end, answered = os.pipe()
            socket.send_fds(ours, [b"."], [asked, answered, 2])
            os.close(asked)
            os.close(answered)
            with os.fdopen(answer_end, "rb") as answer:
                with contextlib.suppress(BrokenPipeError), os.fdopen(request_end, "wb") as file:
                    file.write(request)
                content = answer.read()
            self.returncode = int(ours.recv(64))
            return content, None

    yield Forked
    ours.close()
    ready.wait()


@pytest.fixture(autouse=True)
def forked_workers(request, monkeypatch):
    """Has the workers that read files forked, where a system bounds each and nothing is told."""
    is_started = request.node.name.startswith(STARTED)
    if not is_started and hasattr(os, "fork") and memory.is_bounded_by_system():
        popen = request.getfixturevalue("forked")
        own = SimpleNamespace(
            Popen=popen, PIPE=subprocess.PIPE, TimeoutExpired=subprocess.TimeoutExpired
        )
        monkeypatch.setattr(process, "subprocess", own)
