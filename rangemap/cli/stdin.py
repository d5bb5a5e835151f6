"""``-``: standard input in the place of a file that is read."""

import io
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    _Base = Path
else:
    _Base = type(Path())  # before Python 3.12 Path itself cannot be inherited from

DASH = "-"
_KEY = "rangemap.standard_input"
_NO_LISTS = (b"PK", b"SQLite format 3\0", b"PAR1", b"fgb", b"{", b"[", b"<", b"\x1e")
_BLANK = b"\xef\xbb\xbf \t\r\n"  # a byte order mark too


class StandardInput(_Base):
    """Standard input as a file of that name: read when it is asked for, and at most once.

    What is no map is a list, so that points can be piped as lines.
    """

    _content: bytes | None = None

    def read_bytes(self) -> bytes:
        """All that comes, to one byte more than any reader takes."""
        from rangemap.intake.limits import MAX_BYTES

        if self._content is None:
            stream = sys.stdin.buffer
            self._content = stream.read(MAX_BYTES + 1)
        return self._content

    def read_text(self, encoding: str | None = None, *_: Any, **__: Any) -> str:
        """The same as text."""
        return self.read_bytes().decode(encoding or "utf-8")

    def open(  # type: ignore[override]  # nobody asks for more
        self, mode: str = "r", *_: Any, **options: Any
    ) -> IO[Any]:
        """A stream of it."""
        stream = io.BytesIO(self.read_bytes())
        return stream if "b" in mode else io.TextIOWrapper(stream, **options)

    def stat(self, **_: Any) -> os.stat_result:
        """As a file of now."""
        import time

        now = int(time.time())
        return os.stat_result((0o100644, 0, 0, 1, 0, 0, len(self.read_bytes()), now, now, now))

    @property
    def suffix(self) -> str:
        """``.csv`` of what is no map."""
        begins = self.read_bytes()[:64].lstrip(_BLANK)
        return "" if begins.startswith(_NO_LISTS) else ".csv"


class InputFile(click.ParamType[Any]):
    """A file to read, or ``-`` for standard input, which only one of them can be.

    has_addresses: what is no ``-`` stays text, since it may be an address.
    """

    name = "file"

    def __init__(self, *, has_addresses: bool = False) -> None:
        """Say whether addresses may be given too."""
        self.has_addresses = has_addresses

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | str:
        """The path; standard input is noted in the context."""
        if isinstance(value, Path):
            return value
        if value == DASH:
            if ctx is not None:
                if _KEY in ctx.meta:
                    self.fail("- is standard input, which is read once; give a file", param, ctx)
                ctx.meta[_KEY] = True
            return StandardInput("standard input")
        return str(value) if self.has_addresses else Path(value)

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Files, by the shell."""
        return [click.shell_completion.CompletionItem(incomplete, type="file")]
