"""Excel workbooks: one sheet per kind of rows, and one that says where they come from."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from rangemap.export.csv import is_missing
from rangemap.export.dataset import Dataset

_MAX_CELL = 32_767  # characters, Excel's limit
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # the same result is the same bytes
_MAX_WIDTH = 40  # of a column, in characters
# text is text: no formula, no link, no number is made of it
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def dataset_xlsx(dataset: Dataset) -> bytes:
    """The workbook, the same bytes for the same dataset: numbers are numbers, text is text."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **_PLAIN}) as book:
        facts = {"title": dataset.title[:255], "comments": dataset.notes[:255], "created": _CREATED}
        book.set_properties(facts)
        bold = book.add_format({"bold": True})
        for kind, rows in dataset.tables.items():
            if rows:
                columns = list(dict.fromkeys([*rows[0], *dataset.common]))
                cells = [[{**dataset.common, **row}.get(name) for name in columns] for row in rows]
                _write_sheet(book.add_worksheet(f"{kind}s"), columns, cells, bold)
        about = [[name, _text(value)] for name, value in dataset.about.items()]
        notes = ["notes", dataset.notes]
        _write_sheet(book.add_worksheet("about"), ["what", "value"], [notes, *about], bold)
    return file.getvalue()


def _write_sheet(sheet: Any, columns: list[str], rows: list[list[Any]], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.write_row(0, 0, columns, bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if not is_missing(value):
                sheet.write(number, column, _text(value) if _is_long(value) else value)
    for column, name in enumerate(columns):
        longest = max((len(_text(row[column])) for row in rows[:50]), default=0)
        sheet.set_column(column, column, min(max(len(name), longest) + 2, _MAX_WIDTH))


def _is_long(value: Any) -> bool:
    return not isinstance(value, int | float)


def _text(value: Any) -> str:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown[:_MAX_CELL]
