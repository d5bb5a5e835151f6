"""The scheduler and workers of deploy/, each a process on loopback that a test may kill."""

import contextlib
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"


def unit(name, **changed):
    """What a unit of systemd starts, and its environment; in this Python, with words changed."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    command = shlex.split(re.search(r"^ExecStart=(.+)$", text, re.MULTILINE)[1])
    environment = re.search(r"^Environment=(.+)$", text, re.MULTILINE)[1].split()
    words = [changed.get(word, word) for word in command[1:]]
    return [sys.executable, *words], dict(each.split("=") for each in environment)


class Cluster:
    """Started by `running`; `address` is for --scheduler."""

    def __init__(self, workers):
        self.scheduler = start(*unit("rangemap-scheduler.service", **{"8786": "0"}))
        self.address = ""
        for line in self.scheduler.stderr:
            if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
                self.address = found[1]
                break
        self.workers = [self.worker() for _ in range(workers)]

    def worker(self):
        changed = {"tcp://127.0.0.1:8786": self.address}
        return start(*unit("rangemap-worker@.service", **changed), quiet=True)

    def end(self):
        for process in [*self.workers, self.scheduler]:
            kill(process)


def start(command, environment, *, quiet=False):
    return subprocess.Popen(
        command,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if quiet else subprocess.PIPE,
        text=True,
    )


def kill(process):
    """As kill -9 does, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


@contextlib.contextmanager
def running(workers):
    cluster = Cluster(workers)
    try:
        yield cluster
    finally:
        cluster.end()
