"""Writing files so that nothing is lost: a whole new file, or the old one untouched."""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from rangemap.errors import OutputError, RangemapError

_PART = ".part"
_TEXT_SUFFIXES = (".csv", ".geojson", ".kml", ".svg", ".html", ".toml")
_MAX_NAME = 40  # characters of a target's name in that of its part; a name's bytes are limited
_MAX_NAME_BYTES = 255  # of a file, on every usual file system
_LEFT_AFTER_S = 3600.0  # a part that nobody has written to for so long is of a run that was killed


def is_standard_output(path: Path) -> bool:
    """Whether that output is ``-`` and a suffix: standard output in that form."""
    return str(path) == f"-{path.suffix}" and path.suffix != ""


def check_targets(paths: Iterable[Path], *, force: bool) -> None:
    """Raise OutputError where a folder is missing, or a file exists and force is not given."""
    seen: set[Path] = set()
    listed = list(paths)
    piped = [path for path in listed if is_standard_output(path)]
    if len(piped) > 1:
        raise OutputError(f"{piped[0]} and {piped[1]}: standard output holds one file; name others")
    if piped and piped[0].suffix.lower() not in _TEXT_SUFFIXES and sys.stdout.isatty():
        raise OutputError(f"{piped[0]}: is no text for a terminal; redirect it, as in > map.png")
    for path in listed:
        if is_standard_output(path):
            continue
        _check_place(path)
        if path.exists() and not path.is_file():
            raise OutputError(f"{path}: is a device or a pipe; name a file")
        if path.exists() and not force:
            raise OutputError(f"{path}: exists; give another name, or --force to replace it")
        if path.resolve() in seen:
            raise OutputError(f"{path}: is named twice; name each output once")
        seen.add(path.resolve())


def _check_place(path: Path) -> None:
    """Raise OutputError where no file of that name can be."""
    if len(os.fsencode(path.name)) > _MAX_NAME_BYTES:
        raise OutputError(f"{path.name[:40]}…: the name is too long for a file; shorten it")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist; make it first")
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file in it")


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write every file beside its target first, then move all into place.

    A symbolic link stays, and what it leads to is written. What runs that were killed left beside a
    target an hour ago or earlier is removed. Raises RangemapError with the system's reason; every
    file is then whole, old or new, and the message says which.
    """
    written: dict[Path, Path] = {}
    moved: list[Path] = []
    to_files = {path: each for path, each in contents.items() if not is_standard_output(path)}
    try:
        for path, content in to_files.items():
            _remove_left_parts(path.resolve())
            written[path] = _write_beside(path.resolve(), content)
        for path, beside in written.items():
            beside.replace(path.resolve())
            moved.append(path)
    except OSError as error:
        reason = error.strerror or str(error)
        already = f"; already written: {', '.join(map(str, moved))}" if moved else ""
        raise RangemapError(
            f"{path}: could not be written ({reason}); nothing was changed there{already}"
        ) from error
    finally:
        for beside in written.values():
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
    for content in (contents[path] for path in contents if path not in to_files):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _write_beside(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=_part_prefix(path), suffix=_PART, dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o666 & ~_umask())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _remove_left_parts(path: Path) -> None:
    prefix = _part_prefix(path)
    for entry in list(os.scandir(path.parent)):
        if entry.name.startswith(prefix) and entry.name.endswith(_PART):
            with contextlib.suppress(OSError):
                if time.time() - entry.stat().st_mtime > _LEFT_AFTER_S:
                    Path(entry.path).unlink()


def _part_prefix(path: Path) -> str:
    return f".{path.name[:_MAX_NAME]}."


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
