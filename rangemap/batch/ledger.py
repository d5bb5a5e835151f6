"""The folder of a job: what was asked, what is done, and files that are whole or not there.

`manifest.json` holds the question and its digest; `journal.jsonl` a line for each task that is
done, added only after its files are in their place. A line that was cut short is not there, and a
file without a line is written again, to the same bytes. One run at a time holds the folder.
"""

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rangemap import __version__
from rangemap.batch.tasks import Failure, Outcome, Task
from rangemap.errors import OutputError, RangemapError

MANIFEST: Final = "manifest.json"
JOURNAL: Final = "journal.jsonl"
PARTS: Final = "parts"
FAILED: Final = "failed.csv"
_LOCK: Final = ".lock"
_GO_ON: Final = "what is done is kept, and the same command goes on from there"
_UNDONE: Final = ".part"
_VERSION: Final = "rangemap"  # of a question: by which version it is answered
_MANIFEST: Final = {"digest": str, "total": int, "question": dict}
_LINE: Final = ("task", "first", "stop", "rows", "files", "failed")


@dataclass(frozen=True)
class Progress:
    """How far a job has come: items of all, rows, failures; and seconds worked on them."""

    total: int
    done: int
    rows: int
    failed: int
    tasks: int

    @property
    def is_complete(self) -> bool:
        """Whether every item is done."""
        return self.done >= self.total


@dataclass
class Ledger:
    """A job's folder, open for writing."""

    folder: Path
    manifest: Mapping[str, Any]
    _done: dict[int, dict[str, Any]] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)

    def is_done(self, task: Task) -> bool:
        """Whether that task's line stands in the journal and its files are as it says."""
        line = self._done.get(task.number)
        if line is None or (line["first"], line["stop"]) != (task.first, task.stop):
            return False
        if task.number not in self._seen:  # all files are read once a run, not twice
            is_there = all(
                (self.folder / name).is_file() and digest == file_digest(self.folder / name)
                for name, digest in line["files"].items()
            )
            if not is_there:
                return False
            self._seen.add(task.number)
        return True

    def part_name(self, task: Task) -> str:
        """The name of a task's part: from the digest of the question and the run of items."""
        key = f"{self.manifest['digest']}:{task.first}:{task.stop}"
        digest = hashlib.sha256(key.encode()).hexdigest()[:12]
        return f"{PARTS}/part-{task.number:06d}-{digest}.parquet"

    def keep(self, task: Task, outcome: Outcome, part: bytes | None) -> None:
        """Put the files of an outcome into their place, then say so in the journal.

        part: its rows as a file, None where it has none. Raises RangemapError where there is no
        room, or another reason why nothing can be written.
        """
        contents = dict(outcome.files)
        if part is not None:
            contents[self.part_name(task)] = part
        line = {
            "task": task.number,
            "first": task.first,
            "stop": task.stop,
            "rows": outcome.rows.num_rows,
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()},
            "failed": outcome.failed,
        }
        with _writing(self.folder):
            for name, data in contents.items():
                write_whole(self.folder / name, data)
            with (self.folder / JOURNAL).open("ab") as journal:
                journal.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                journal.flush()
                os.fsync(journal.fileno())
        self._done[task.number] = line

    @property
    def progress(self) -> Progress:
        """How far the job has come."""
        return _progress(self.manifest, self._done)

    def failures(self) -> list[Failure]:
        """Items that failed, by number."""
        return sorted(Failure(*each) for line in self._done.values() for each in line["failed"])

    def write_failures(self) -> None:
        """Write the file of items that failed; none where there are none."""
        from rangemap.export.csv import csv_bytes  # noqa: PLC0415  only at the end

        failures = self.failures()
        if failures:
            with _writing(self.folder):
                write_whole(self.folder / FAILED, csv_bytes(Failure._fields, failures))


@contextlib.contextmanager
def open_folder(
    folder: Path, question: Mapping[str, Any], total: int, about: Mapping[str, Any]
) -> Iterator[Ledger]:
    """The folder of a job, new or to be gone on with.

    question: what decides about the results, as JSON; total: of items; about: what is told beside.
    Raises OutputError where the folder holds something else, another question, or another run.
    """
    digest = hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()
    manifest = {**about, "digest": digest, "total": total, "question": question}
    with contextlib.ExitStack() as held:
        with _writing(folder, "make room or give another folder"):
            if not _is_free(folder):
                raise OutputError(
                    f"{folder}: holds something else; give a folder that is new or empty"
                )
            (folder / PARTS).mkdir(parents=True, exist_ok=True)
            lock = held.enter_context((folder / _LOCK).open("ab"))
            if not _is_locked(lock):
                raise OutputError(f"{folder}: another run is writing there; wait until it is done")
            if not (folder / MANIFEST).exists():
                text = json.dumps(manifest, ensure_ascii=False, indent=1)
                write_whole(folder / MANIFEST, text.encode())
            kept = read_manifest(folder)
            if kept["digest"] != digest:
                raise OutputError(f"{folder}: {_difference(kept, question)}; give another folder")
            _remove_left(folder)
        yield Ledger(folder, kept, _journal(folder))


def _is_free(folder: Path) -> bool:
    """Whether a job may use a folder: new, empty, a job's, or left by a run that barely began."""
    if (folder / MANIFEST).is_file() or not folder.exists():
        return True
    left = (_LOCK, PARTS)
    return folder.is_dir() and all(
        each.name in left or _is_cut_short(each)
        for each in (*folder.iterdir(), *(folder / PARTS).glob("*"))
    )


def _is_cut_short(path: Path) -> bool:
    """Whether that is the beginning of a file that a run could not end."""
    return path.name.startswith(".") and path.suffix == _UNDONE


@contextlib.contextmanager
def _writing(folder: Path, advice: str = _GO_ON) -> Iterator[None]:
    """Say in one sentence why a folder could not be written to, and what to do."""
    try:
        yield
    except OSError as error:
        raise RangemapError(
            f"{folder}: could not be written to ({error.strerror or error}); {advice}"
        ) from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a folder is the answer to. Raises OutputError where it is no folder of a job."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except OSError as error:
        raise OutputError(
            f"{folder}: holds no {MANIFEST} of rangemap; name another folder"
        ) from error
    except ValueError:
        manifest = None
    is_ours = isinstance(manifest, dict) and all(
        isinstance(manifest.get(name), kind) for name, kind in _MANIFEST.items()
    )
    if not is_ours:
        raise OutputError(
            f"{path}: is damaged, or of a rangemap that this one ({__version__}) cannot read; name "
            "another folder"
        )
    return dict(manifest)


def status(folder: Path) -> Progress:
    """How far the job of a folder has come. Raises OutputError where it holds none."""
    return _progress(read_manifest(folder), _journal(folder))


def failed_items(folder: Path) -> list[int]:
    """Numbers of the items of a folder's job that could not be worked on, ascending."""
    return sorted(each[0] for line in _journal(folder).values() for each in line["failed"])


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=_UNDONE, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink(missing_ok=True)
        raise


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _journal(folder: Path) -> dict[int, dict[str, Any]]:
    """Lines of the journal by task, but for those that were cut short or damaged."""
    path, done = folder / JOURNAL, {}
    content = path.read_bytes() if path.is_file() else b""
    for line in content.split(b"\n")[:-1]:
        try:
            entry = json.loads(line)
            done[entry["task"]] = {name: entry[name] for name in _LINE}
        except (ValueError, KeyError, TypeError):  # damaged: its task is done again
            continue
    return done


def _progress(manifest: Mapping[str, Any], done: Mapping[int, Mapping[str, Any]]) -> Progress:
    lines = done.values()
    return Progress(
        manifest["total"],
        sum(line["stop"] - line["first"] for line in lines),
        sum(line["rows"] for line in lines),
        sum(len(line["failed"]) for line in lines),
        len(done),
    )


def _difference(kept: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    """How the question that a folder answers differs from the one that is asked now."""
    theirs = kept["question"]
    if theirs.get(_VERSION) != question.get(_VERSION):
        return (
            f"was made by rangemap {theirs.get(_VERSION)}, this is {question.get(_VERSION)}, whose "
            "numbers may be others"
        )
    names = [name for name in {**theirs, **question} if theirs.get(name) != question.get(name)]
    return f"holds the answer to another question (not the same: {', '.join(names)})"


def _remove_left(folder: Path) -> None:
    """Remove what a killed run left: parts of files, and a line of the journal cut short."""
    for each in folder.rglob(f".*{_UNDONE}"):
        each.unlink(missing_ok=True)
    path = folder / JOURNAL
    if path.is_file():
        content = path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            write_whole(path, whole)


def _is_locked(file: Any) -> bool:
    """Lock a file for this process until it is closed, or ends."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  of that system

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  of other systems

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
