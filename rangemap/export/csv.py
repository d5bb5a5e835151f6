"""CSV for spreadsheets: the table, with each row's source beside its numbers."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from rangemap.analysis.reach import REGION_COLUMNS, Reach
from rangemap.analysis.uncertainty import ERROR_COLUMNS
from rangemap.wording.provenance import caveat_text, range_source
from rangemap.wording.remarks import data_remarks

# a formula at the start of a cell, or of what a spreadsheet takes for one where cells are parted by
# semicolons, as in Ukraine; wide letters are read as formulas in East Asia
_FORMULA = re.compile(r"""(^|;)(?=[\s"']*[=+\-@\t\r＝＋－＠])""")


def reach_csv(reach: Reach) -> bytes:
    """Reached regions, one row per region and weapon, numbers unrounded.

    UTF-8; a byte order mark goes first where the text is not plain ASCII, because spreadsheets need
    it there. Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    source = {each.weapon: range_source(each) for each in reach.ranges}
    data = "; ".join(each.attribution for each in reach.sources)
    caveat = " ".join([*data_remarks(reach), caveat_text(reach.ranges)])
    table = reach.reached[[*REGION_COLUMNS, *ERROR_COLUMNS]].itertuples(index=False)
    return csv_bytes(
        [
            *REGION_COLUMNS,
            *ERROR_COLUMNS,
            "permitted_km2",
            "withheld_km2",
            "range_source",
            "boundary_source",
            "caveat",
        ],
        ((*row, *_apart(row), source[row.weapon], data, caveat) for row in table),
    )


def _apart(row: Any) -> tuple[float, float]:
    """The reached area as permitted or as withheld."""
    return (row.reached_km2, 0.0) if row.permitted else (0.0, row.reached_km2)


def frame_csv(frame: pd.DataFrame, columns: Sequence[str]) -> bytes:
    """Those columns of a frame as a spreadsheet reads them right: see reach_csv."""
    return csv_bytes(columns, frame[list(columns)].itertuples(index=False))


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as a spreadsheet reads it right: see reach_csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    table = text.getvalue()
    return table.encode("ascii" if table.isascii() else "utf-8-sig")


def _cell(value: object) -> object:
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else value
