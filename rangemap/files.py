"""Writing files so that nothing is lost: a whole new file, or the old one untouched."""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from rangemap.errors import OutputError, RangemapError


def check_targets(paths: Iterable[Path], *, force: bool) -> None:
    """Raise OutputError where a folder is missing, or a file exists and force is not given."""
    seen: set[Path] = set()
    for path in paths:
        if not path.parent.is_dir():
            raise OutputError(f"{path}: the folder {path.parent} does not exist; make it first")
        if path.is_dir():
            raise OutputError(f"{path}: is a folder; name a file in it")
        if path.exists() and not force:
            raise OutputError(f"{path}: exists; give another name, or --force to replace it")
        if path.absolute() in seen:
            raise OutputError(f"{path}: is named twice; name each output once")
        seen.add(path.absolute())


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write every file beside its target first, then move all into place.

    Raises RangemapError with the system's reason; whatever existed before is then still whole.
    """
    written: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            written[path] = _write_beside(path, content)
        for path, beside in written.items():
            beside.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RangemapError(
            f"{path}: could not be written ({reason}); nothing was changed there"
        ) from error
    finally:
        for beside in written.values():
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)


def _write_beside(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
