"""How far long work has come: one line on a terminal, lines of JSON elsewhere."""

import json
import sys
from typing import TYPE_CHECKING, Any

from rangemap.terminal import is_quiet, say

if TYPE_CHECKING:
    from rangemap.batch.ledger import Progress

_HOUR_S, _MINUTE_S = 3600, 60


class Teller:
    """Tells on standard error how far a job is."""

    def __init__(self, what: str) -> None:
        """Name what is counted, such as ``origins``."""
        self.what = what
        self._first: Progress | None = None
        self._is_open = False

    def begin(self) -> None:
        """Say at once that something is done, before all is read that is needed."""
        if sys.stderr.isatty() and not is_quiet():
            sys.stderr.write(f"rangemap: reading {self.what} …")
            sys.stderr.flush()
            self._is_open = True

    def __call__(self, progress: "Progress", seconds: float) -> None:
        """Tell it: at the start, then after each task."""
        if is_quiet():
            return
        first = self._first = self._first or progress
        done = progress.done - first.done
        rate = done / seconds if seconds > 0 and done else None
        left_s = (progress.total - progress.done) / rate if rate else None
        if sys.stderr.isatty():
            self._write_over(progress, rate, left_s)
        else:
            record: dict[str, Any] = {
                "done": progress.done,
                "total": progress.total,
                "rows": progress.rows,
                "failed": progress.failed,
                "seconds": round(seconds, 1),
                "per_second": rate and round(rate, 1),
                "seconds_left": None if left_s is None else round(left_s),
            }
            say(json.dumps(record), err=True)

    def _write_over(self, progress: "Progress", rate: float | None, left_s: float | None) -> None:
        share = progress.done / progress.total if progress.total else 1.0
        text = f"rangemap: {progress.done:,} of {progress.total:,} {self.what}, {share:.1%}"
        if rate is not None and left_s is not None:
            text += f", {rate:,.0f} a second, {duration(left_s)} left"
        sys.stderr.write(f"\r{text:<79}")
        sys.stderr.flush()
        self._is_open = True

    def end(self) -> None:
        """Leave the line, so that what follows stands under it."""
        if self._is_open:
            sys.stderr.write("\n")
            self._is_open = False


def duration(seconds: float) -> str:
    """So many seconds as a person says them: ``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 2 * _MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < 2 * _HOUR_S:
        return f"{seconds / _MINUTE_S:.0f} min"
    return f"{seconds / _HOUR_S:,.1f} h"
