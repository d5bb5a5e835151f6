"""Reading a file in a process of its own, which may fail without harm to this one."""

import functools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from rangemap.intake.drivers import DRIVERS
from rangemap.intake.limits import MAX_AT_ONCE, MAX_BYTES, Allowed
from rangemap.intake.memory import watched
from rangemap.intake.phrases import Note, UnreadableError, layer_error
from rangemap.intake.shapes import Shapes

_COMMAND = (sys.executable, "-P", "-m", "rangemap.intake.worker")
_FREE = threading.BoundedSemaphore(MAX_AT_ONCE)
_PATIENCE = 4  # on a busy machine the clock runs on while a worker waits for a processor
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0) or None  # how a worker ends that used its seconds
_MAX_MB = round(MAX_BYTES / 1e6)
_ARC_STEP_DEG = "1"
"""GDAL draws an arc as lines so many degrees wide: its own 4 leave out 33 m of 55 km, these 2 m."""
_SETTINGS_OF_GDAL = ("GDAL_", "OGR_", "CPL_", "SHAPE_", "PROJ_NETWORK", "PROJ_USER")


def bytes_of(path: Path) -> bytes:
    """The bytes of a file. Raises InputError where it is missing, too large, or half written."""
    journal = Path(f"{path}-wal")
    try:
        if journal.is_file() and journal.stat().st_size:
            raise UnreadableError("open")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)  # of a device or pipe no more either
    except FileNotFoundError as error:
        raise UnreadableError("missing") from error
    except OSError as error:
        raise UnreadableError("unreadable", trouble=error.strerror) from error
    if len(content) > MAX_BYTES:
        raise UnreadableError("large", most=_MAX_MB)
    return content


def read_shapes(
    content: bytes,
    *,
    columns: Iterable[str],
    areas: bool,
    find_key: bool = False,
    layer: str | None = None,
    allowed: Allowed | None = None,
) -> Shapes:
    """The shapes that the bytes of a file hold, in lon, lat degrees (WGS 84).

    columns: names of those wanted, in lower case; the file's may be in any. areas: give None for
    lines and points. find_key: look for another column of text where none of those wanted tells
    all apart. layer: which of several. allowed: how much, Allowed() by default. Raises InputError
    with one phrase that follows the name of the file: ``is a damaged zip``; LayerError where the
    file holds several layers and none is chosen.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableError("large", most=_MAX_MB)
    asked = {"columns": sorted(columns), "layer": layer, "areas": areas, "find_key": find_key}
    given = allowed or Allowed()
    request = json.dumps(asked | {"allowed": asdict(given)})
    with _FREE:
        answer = _answer(request.encode() + b"\n" + content, given)
    return _unpacked(answer)


def _answer(request: bytes, allowed: Allowed) -> bytes:
    """What the worker says. Raises InputError where it ends otherwise, or is too slow for that."""
    with subprocess.Popen(  # noqa: S603  our own program, and no word of it from outside
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    ) as worker:
        try:
            with watched(worker, allowed.memory_bytes):
                answer, _ = worker.communicate(request, timeout=_PATIENCE * allowed.seconds)
        except subprocess.TimeoutExpired as error:
            worker.kill()
            raise UnreadableError("slow", seconds=allowed.seconds) from error
        except BaseException:
            worker.kill()
            raise
    if worker.returncode == _OUT_OF_TIME:
        raise UnreadableError("slow", seconds=allowed.seconds)
    if worker.returncode:
        raise UnreadableError("broke")
    return answer


def _unpacked(answer: bytes) -> Shapes:
    line, _, rest = answer.partition(b"\n")
    header = json.loads(line)
    if "layers" in header:
        raise layer_error(header["layers"], header["asked"])
    if "error" in header:
        raise UnreadableError(header["error"], **header["values"])
    lengths = np.frombuffer(rest, "<i8", header["count"])
    ends = lengths.nbytes + np.cumsum(lengths)
    binaries = np.full(len(lengths), None, dtype=object)
    for number, (length, end) in enumerate(zip(lengths.tolist(), ends.tolist(), strict=True)):
        binaries[number] = rest[end - length : end] if length else None
    return Shapes(
        geometries=shapely.from_wkb(binaries),
        columns=header["columns"],
        names=tuple(header["names"]),
        crs=header["crs"],
        notes=tuple(Note(**note) for note in header["notes"]),
        key=header["key"],
    )


@functools.cache
def _environment() -> dict[str, str]:
    """The environment of the worker: GDAL has the drivers needed and no setting of the user's."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS_OF_GDAL)
    }
    skipped = sorted(set(pyogrio.list_drivers()) - set(DRIVERS))
    return kept | {
        "GDAL_SKIP": ",".join(skipped),
        "OGR_ARC_STEPSIZE": _ARC_STEP_DEG,
        "PROJ_NETWORK": "OFF",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",  # mimalloc reserves more addresses than it may have
    }
