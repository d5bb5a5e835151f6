"""The terminal: the one place where the command line says something, in UTF-8."""

import importlib
import importlib.util
import io
import logging
import os
import sys
from pathlib import Path
from typing import TextIO

import click

from rangemap.scenario.text import terminal_text


def say(text: str, *, err: bool = False) -> None:
    """Print a text that commands nothing, whatever names and file names it quotes."""
    click.echo(terminal_text(text), err=err)


class _Teller(logging.Handler):
    """What is logged, said on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage(), err=True)


def listen(level: int) -> None:
    """Say on standard error what `rangemap` logs from that level on, and hand it to nobody else.

    INFO is what is said unasked, WARNING what must be known of a result, DEBUG what is done.
    """
    log = logging.getLogger("rangemap")
    log.setLevel(level)
    log.propagate = False
    if not any(isinstance(each, _Teller) for each in log.handlers):
        log.addHandler(_Teller())


def is_quiet() -> bool:
    """Whether nothing is to be said but what must be known."""
    return logging.getLogger("rangemap").level > logging.INFO


def take_over() -> None:
    """Make this process the command line's own: the same words and pictures under any settings.

    Text goes in and out as UTF-8, whatever the locale or ``PYTHONIOENCODING`` say: a pipe on
    Windows would lose letters, ``LC_ALL=C`` would not know the ones that were typed. Of matplotlib
    no window and no complaint about a user's settings is wanted, as they change no map.
    """
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    os.environ.pop("MPLBACKEND", None)
    os.environ.pop("MATPLOTLIBRC", None)
    if Path("matplotlibrc").exists():
        _import_matplotlib_elsewhere()
    logging.getLogger("matplotlib").setLevel(logging.ERROR)


def _import_matplotlib_elsewhere() -> None:
    """Matplotlib reads this folder's ``matplotlibrc`` when it starts, and may fail on it.

    In the folder of its own data that name is its own default.
    """
    found = importlib.util.find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    here = Path.cwd()
    os.chdir(Path(found.origin).parent / "mpl-data")
    try:
        importlib.import_module("matplotlib")
    finally:
        os.chdir(here)


def _speak_utf8(stream: TextIO) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
