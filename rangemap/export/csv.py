"""CSV for spreadsheets: all rows of a dataset, each with its sources beside its numbers."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from rangemap.export.dataset import Dataset

# a formula at the start of a cell, or of what a spreadsheet takes for one where cells are parted by
# semicolons, as in Ukraine; wide letters are read as formulas in East Asia
_FORMULA = re.compile(r"""(^|;)(?=[\s"']*[=+\-@\t\r＝＋－＠])""")


def dataset_csv(dataset: Dataset) -> bytes:
    """Every row of every kind in one table, numbers unrounded; `kind` tells them apart."""
    columns = dataset.columns()
    return csv_bytes(columns, ([row.get(name) for name in columns] for row in dataset.rows()))


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as a spreadsheet reads it right.

    UTF-8; a byte order mark goes first where the text is not plain ASCII, because spreadsheets need
    it there. Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    table = text.getvalue()
    return table.encode("ascii" if table.isascii() else "utf-8-sig")


def is_missing(value: object) -> bool:
    """Whether a cell has nothing in it."""
    return value is None or value != value  # noqa: PLR0124  NaN, which equals nothing


def _cell(value: object) -> object:
    if is_missing(value):
        return ""
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else value
