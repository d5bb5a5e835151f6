"""The profile of a border, from the folder of a sweep along it."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rangemap.analysis.profile import Profile, profile
from rangemap.analysis.reach import compute
from rangemap.batch import ledger
from rangemap.batch.origins import kms_along
from rangemap.errors import InputError, OriginError, OutputError
from rangemap.scenario.origin_text import parse_setback
from rangemap.scenario.origins import BorderOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.scenario.units import Length
from rangemap.world.catalog import Catalog
from rangemap.world.regions import Regions

_ROWS = pa.schema(
    [
        ("border_km", pa.float64()),
        ("region", pa.string()),
        ("weapon", pa.string()),
        ("share", pa.float64()),
        ("reached_km2", pa.float64()),
        ("reached_error_km2", pa.float64()),
    ]
)


def profile_in(
    folder: Path,
    regions: Regions | None,
    catalog: Catalog,
    *,
    setback: str | None = None,
    language: str | None = None,
    title: str | None = None,
) -> Profile:
    """What a finished sweep along a border found.

    regions, catalog: those it was measured with. setback: which of them, the first by default.
    language, title: instead of the sweep's. Raises OutputError for a folder that holds no such
    sweep or not all of it, InputError for a catalogue or a setback that is not the sweep's.
    """
    manifest = ledger.read_manifest(folder)
    origins = manifest["question"].get("origins", {})
    if "border" not in origins or "scenario" not in manifest:
        raise OutputError(
            f"{folder}: holds no sweep along the border, or an older rangemap's; measure it with "
            "--border and -o for a new folder"
        )
    done = ledger.status(folder)
    if not done.is_complete:
        raise OutputError(
            f"{folder}: {done.done:,} of {done.total:,} places are measured; give the sweep's own "
            "command again, with --map"
        )
    asked = Scenario.from_toml(manifest["scenario"])
    setbacks = [_setback(each) for each in origins["setbacks"]]
    number = 0 if setback is None else _chosen(setbacks, setback)
    border = BorderOrigin(origins["border"], setback=setbacks[number])
    asked = replace(
        asked,
        origins=(border,),
        language=language or asked.language,
        title=asked.title if title is None else title,
    )
    reach = compute(asked, regions, catalog)
    measured = [[each.weapon, str(each.length), str(each.minimum or "")] for each in reach.ranges]
    if measured != manifest["question"]["ranges"]:
        raise InputError(
            f"{folder}: was measured with other ranges of these names; give the same --catalog"
        )
    at_km = kms_along(origins["border"], origins["every_km"])
    failed = ledger.failed_items(folder)
    mine = range(number * len(at_km), (number + 1) * len(at_km))
    unmeasured = at_km[[item - mine.start for item in failed if item in mine]]
    if len(unmeasured) == len(at_km):
        raise OutputError(f"{folder}: no place could be measured; see {folder}/{ledger.FAILED}")
    return profile(_rows(folder, setbacks[number]), reach, at_km, unmeasured.tolist())


def _rows(folder: Path, setback: Length | None) -> pa.Table:
    """The rows of one setback, in the order of the parts."""
    inside_km = setback.km if setback else 0.0
    tables = [_ROWS.empty_table()]
    for part in sorted((folder / ledger.PARTS).glob("*.parquet")):
        rows = pq.read_table(part, columns=["setback_km", *_ROWS.names])
        mine = rows.filter(pa.array(rows["setback_km"].to_numpy() == inside_km))
        tables.append(mine.select(_ROWS.names).cast(_ROWS))
    return pa.concat_tables(tables)


def _chosen(setbacks: list[Length | None], text: str) -> int:
    wanted = parse_setback(text)
    for number, each in enumerate(setbacks):
        if (each.km if each else 0.0) == (wanted.km if wanted else 0.0):
            return number
    known = ", ".join(str(each or "0 km") for each in setbacks)
    raise OriginError(f"--setback {text[:60]!r}: the sweep was measured at {known}; choose one")


def _setback(text: str) -> Length | None:
    return None if text == "None" else parse_setback(text)


def checked_regions(folder: Path, key: str) -> None:
    """Raise OutputError unless a sweep was measured with the regions of that key."""
    if ledger.read_manifest(folder)["question"].get("regions") != key:
        raise OutputError(
            f"{folder}: was measured with other regions; give the same --regions, or none"
        )
