"""Citations and texts of a file that says who published what: the catalogue, a timeline."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as day
from pathlib import Path
from typing import Any

from rangemap.errors import InputError
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.documents import read_toml
from rangemap.scenario.fields import check_fields
from rangemap.scenario.text import checked_text

MAX_BYTES = 1_000_000
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_URL = re.compile(r"https?://[^\s\"'<>]+")
_SOURCE_FIELDS = {"title", "publisher", "citing", "via", "date", "accessed", "url"}


def is_date(text: str) -> bool:
    """Whether the text is a year, a month or a day that there is: ``2024-11-17``."""
    if not _DATE.fullmatch(text):
        return False
    try:
        day.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Citation:
    """Where a figure was published.

    date is ISO 8601, of publication: a year, a month or a day. accessed stands in for it where the
    publisher gives none. url is empty for print. citing: whose report the publisher passes on.
    via: who reprints the publisher.
    """

    title: str
    publisher: str
    date: str = ""
    accessed: str = ""
    url: str = ""
    citing: str = ""
    via: str = ""

    def __str__(self) -> str:
        """One line: title, publisher, date."""
        passed_on = f", via {self.via}" if self.via else ""
        citing = f", citing {self.citing}" if self.citing else ""
        when = self.date or f"undated, accessed {self.accessed}"
        return f"{self.title} ({self.publisher}{passed_on}{citing}, {when})"


@dataclass(frozen=True)
class Reader:
    """Reads the fields of a file's tables.

    error: what is raised where one is wrong. entry: what it is that carries sources: ``figure``.
    """

    error: type[InputError]
    entry: str

    def document(self, path: Path, kind: str) -> dict[str, Any]:
        """The tables of a TOML file of at most MAX_BYTES. kind names it in messages: catalogue."""
        try:
            if path.stat().st_size > MAX_BYTES:
                raise self.error(f"{path}: a {kind} of more than 1 MB is not read")
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise self.error(f"{path}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise self.error(f"{path}: is not TOML ({error})") from error
        return read_toml(text, f"{path}:", self.error)

    def text(
        self,
        table: Mapping[str, Any],
        key: str,
        where: str,
        *,
        required: bool = True,
        most: int = 200,
    ) -> str:
        """The text of a field; where names the table in messages."""
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self.error(
                f"{where}: {key} must be text in quotes",
                reason="entry_text",
                where=where,
                field=key,
            )
        if required and not value.strip():
            raise self.error(
                f"{where}: {key} is missing", reason="entry_missing", where=where, field=key
            )
        return checked_text(value, f"{where}: {key}", self.error, most=most)

    def by_language(
        self, table: Mapping[str, Any], key: str, where: str, *, most: int = 1000
    ) -> dict[str, str]:
        """The texts of a field by language, of so many characters; empty where it is missing."""
        texts, where = table.get(key, {}), f"{where}, {key}"
        check_fields(texts, set(LANGUAGES), where, self.error)
        return {code: self.text(texts, code, where, most=most) for code in texts}

    def citation(self, source: Any, where: str) -> Citation:
        """The citation that a table holds: title, publisher, and date or day of access."""
        where = f"{where}, source"
        if source is None:
            raise self.error(
                f"{where}: is missing; every {self.entry} carries title, publisher and date",
                reason="entry_no_source",
                where=where,
            )
        check_fields(source, _SOURCE_FIELDS, where, self.error)
        dates = {key: self.text(source, key, where, required=False) for key in ("date", "accessed")}
        if not any(dates.values()):
            raise self.error(
                f"{where}: needs date, or accessed where the publisher gives none",
                reason="entry_undated",
                where=where,
            )
        for key, date in dates.items():
            if date and not is_date(date):
                raise self.error(
                    f"{where}: {key} {date!r} is not a year, month or day (2024-11-17)",
                    reason="entry_date",
                    where=where,
                    field=key,
                    date=date[:60],
                )
        url = self.text(source, "url", where, required=False, most=500)
        if url and not _URL.fullmatch(url):
            raise self.error(
                f"{where}: url {url[:60]!r} is not a web address",
                reason="entry_url",
                where=where,
                url=url[:60],
            )
        others = {key: self.text(source, key, where, required=False) for key in ("citing", "via")}
        title, publisher = (self.text(source, key, where) for key in ("title", "publisher"))
        return Citation(title, publisher, url=url, **dates, **others)
