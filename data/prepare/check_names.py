"""Compares the reviewed names with CLDR and pycountry: python data/prepare/check_names.py.

Every difference must stand in ``names_differences.csv`` with its reason, and everything that
stands there must still be a difference; otherwise the exit code is 1.
"""

import argparse
import csv
import gettext
import json
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import packages
import pycountry

HERE = Path(__file__).parent
LANGUAGES = ("en", "uk", "ru")
# what CLDR leaves out of a region's English name, or adds to it
_KIND = re.compile(r"\b(?:Autonomous|Oblast|Okrug|Republic|Province|of)\b|\(Yakutia\)")

Difference = tuple[str, str, str, str]  # code, language, authority, what it says


def main() -> None:
    """Print what differs without a reason, and reasons for what does not differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "rangemap")
    cache = parser.parse_args().cache
    found = set(differences(cache))
    with (HERE / "names_differences.csv").open(encoding="utf-8", newline="") as stream:
        listed = {
            (row["code"], row["language"], row["authority"], row["theirs"])
            for row in csv.DictReader(stream)
        }
    for code, language, authority, theirs in sorted(found - listed):
        print(f"without a reason: {code},{language},{authority},{theirs}")
    for code, language, authority, theirs in sorted(listed - found):
        print(f"no difference any more: {code},{language},{authority},{theirs}")
    sys.exit(found != listed)


def differences(cache: Path) -> Iterator[Difference]:
    """What CLDR (English) and pycountry (Ukrainian, Russian) call by another name than we do."""
    english = _cldr_subdivisions(cache)
    translations = {
        language: gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[language])
        for language in ("uk", "ru")
    }
    for row in _rows("names.csv"):
        code = row["region"]
        theirs = english[code.replace("-", "").lower()]
        if _bare(theirs) != _bare(row["en"]):
            yield code, "en", "CLDR", theirs
        original = pycountry.subdivisions.get(code=code).name
        for language, translation in translations.items():
            theirs = translation.gettext(original)
            if theirs not in (row[language], original):
                yield code, language, "pycountry", theirs
    territories = {language: _cldr_territories(cache, language) for language in LANGUAGES}
    for row in _rows("countries.csv"):
        for language in LANGUAGES:
            theirs = territories[language][row["country"]]
            if theirs != row[language]:
                yield row["country"], language, "CLDR", theirs


def _rows(file: str) -> list[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _bare(name: str) -> str:
    return " ".join(_KIND.sub("", name).split())


def _cldr_subdivisions(cache: Path) -> dict[str, str]:
    member = "package/subdivisions/en/en.json"
    content = _json(packages.CLDR_SUBDIVISIONS.fetch(cache), member)
    names: dict[str, str] = content["subdivisions"]["localeDisplayNames"]["subdivisions"]
    return names


def _cldr_territories(cache: Path, language: str) -> dict[str, str]:
    member = f"package/main/{language}/territories.json"
    content = _json(packages.CLDR_TERRITORIES.fetch(cache), member)
    names: dict[str, str] = content["main"][language]["localeDisplayNames"]["territories"]
    return names


def _json(tarball: Path, member: str) -> Any:
    with tarfile.open(tarball) as archive:
        stream = archive.extractfile(member)
        if stream is None:
            sys.exit(f"{tarball} holds no {member}")
        return json.load(stream)


if __name__ == "__main__":
    main()
