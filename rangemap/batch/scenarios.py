"""Many scenarios: a reach each, its rows in a dataset, and files of it if asked for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from rangemap.analysis.many import SCHEMA, Survey
from rangemap.analysis.origin_geometry import origin_geometry
from rangemap.analysis.reach import Reach, compute
from rangemap.batch.tasks import Failure, Outcome, Task
from rangemap.errors import InputError, ScenarioError
from rangemap.export.reach import REACH
from rangemap.export.reports import check_suffix
from rangemap.figures.options import FigureOptions
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.world.catalog import Catalog
from rangemap.world.regions import Regions

SCENARIOS_A_TASK: Final = (50, 50)  # what asks alike in a task is measured together
DRAWN_A_TASK: Final = (10, 50)  # with files of each, one to some seconds
FILES: Final = "files"
JSON: Final = ".json"
_COLUMNS: Final = [pa.field("scenario", pa.string()), *list(SCHEMA)[1:]]
_SCHEMA: Final = pa.schema(_COLUMNS)
_ANYWHERE: Final = (PointOrigin(0.0, 0.0),)
_LOST: Final = "ended the process that measured it; look whether it is simple enough"


class NamedScenario(NamedTuple):
    """A scenario by its name: itself, the text of its file, or what is wrong with it."""

    name: str
    scenario: Scenario | str | InputError


@dataclass(frozen=True)
class Scenarios:
    """The work of a batch.

    suffixes: of the files that each scenario gets, such as ``".png"``; ``".json"`` is what
    ``rangemap reach --json`` prints.
    """

    suffixes: tuple[str, ...]
    regions: Regions | None
    catalog: Catalog
    looks: FigureOptions | None = None

    def __post_init__(self) -> None:
        """Raise OutputError for a suffix that is none."""
        for suffix in self.suffixes:
            check_suffix(suffix, (JSON, *REACH.suffixes))

    def outcome(self, task: Task) -> Outcome:
        """Measure every scenario of a task."""
        scenarios: dict[int, Scenario] = {}
        failed: list[Failure] = []
        for number, (name, given) in enumerate(task.items, task.first):
            try:
                scenarios[number] = _scenario(given)
            except Exception as error:  # noqa: BLE001  one bad scenario must not stop the others
                failed.append(Failure(number, name, _sentence(error)))
        tables = {} if self.suffixes else self._surveyed(scenarios)
        files: dict[str, bytes] = {}
        for number in scenarios.keys() - tables.keys():
            name = task.items[number - task.first].name
            try:
                reach = compute(scenarios[number], self.regions, self.catalog)
                made = {f"{FILES}/{name}{each}": file for each, file in self._files(reach)}
                tables[number] = _reached(reach)
            except Exception as error:  # noqa: BLE001  nor one that cannot be drawn
                failed.append(Failure(number, name, _sentence(error)))
            else:
                files |= made
        named = [_named(task.items[n - task.first].name, tables[n]) for n in sorted(tables)]
        rows = pa.concat_tables([_SCHEMA.empty_table(), *named])
        return Outcome(rows, dict(sorted(files.items())), tuple(sorted(failed)))

    def _surveyed(self, scenarios: Mapping[int, Scenario]) -> dict[int, pa.Table]:
        """Rows of scenarios of one origin each, by number: those that ask alike are one survey.

        It takes a seventh of the time of a reach each. Left out are those that cannot be measured
        together with others; they are told of one by one.
        """
        alike: dict[Scenario, list[int]] = {}
        for number, each in scenarios.items():
            if len(each.origins) == 1:
                alike.setdefault(replace(each, origins=_ANYWHERE, title=""), []).append(number)
        tables: dict[int, pa.Table] = {}
        for question, numbers in alike.items():
            try:
                survey = Survey.of(question, self.regions, self.catalog)
                places = [origin_geometry(scenarios[number].origins[0]) for number in numbers]
                rows = survey.rows(places)
            except Exception:  # noqa: BLE001, S112  whose fault it is shows where each is alone
                continue
            tables |= zip(numbers, _ordered(rows, survey, len(numbers)), strict=True)
        return tables

    def lost(self, task: Task) -> Outcome:
        """The outcome of a scenario that ended the processes that measured it."""
        failure = Failure(task.first, task.items[0].name, _LOST)
        return Outcome(_SCHEMA.empty_table(), {}, (failure,))

    def _files(self, reach: Reach) -> Iterator[tuple[str, bytes]]:
        """The files of a scenario, each with its suffix."""
        if JSON in self.suffixes:
            yield JSON, json.dumps(REACH.summary(reach), ensure_ascii=False, indent=1).encode()
        others = [each for each in self.suffixes if each != JSON]
        yield from zip(others, REACH.files(reach, others, self.looks), strict=True)


def scenarios_in(paths: Sequence[Path]) -> list[NamedScenario]:
    """Scenario files by name: of a folder all that end in .toml, by their path in it.

    Names are told apart by a number where they are alike. Raises ScenarioError where there is none.
    """
    named: list[tuple[str, Path]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*.toml"))
            named += [(each.relative_to(path).with_suffix("").as_posix(), each) for each in inside]
        else:
            named.append((path.stem, path))
    if not named:
        raise ScenarioError(
            f"{', '.join(map(str, paths))[:200]}: holds no scenario; give files that end in .toml, "
            "or a folder of them"
        )
    return [
        NamedScenario(name, _text(path))
        for name, (_, path) in zip(distinct_names([n for n, _ in named]), named, strict=True)
    ]


def distinct_names(names: Sequence[str]) -> Iterator[str]:
    """Names as they are, with a number behind those that came already, whatever their case."""
    taken: set[str] = set()
    for name in names:
        alone, number = name, 1
        while alone.casefold() in taken:
            number += 1
            alone = f"{name}-{number}"
        taken.add(alone.casefold())
        yield alone


def _text(path: Path) -> str | InputError:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        return ScenarioError(f"{path}: cannot be read ({error.strerror})")
    except UnicodeDecodeError:
        return ScenarioError(f"{path}: is not UTF-8 text")


def _scenario(given: Scenario | str | InputError) -> Scenario:
    if isinstance(given, InputError):
        raise given
    return Scenario.from_toml(given) if isinstance(given, str) else given


def _sentence(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())


def _ordered(rows: pa.RecordBatch, survey: Survey, count: int) -> list[pa.Table]:
    """Rows of each of so many origins, ordered as those of `Reach.reached`."""
    places = {each.weapon: n for n, each in enumerate(survey.ranges)}
    origin = rows["origin"].to_numpy()
    keys = (
        np.array(rows["region"].to_pylist(), dtype=str),
        -rows["reached_km2"].to_numpy(),
        np.array([places[weapon] for weapon in rows["weapon"].to_pylist()], dtype=np.int64),
        origin,
    )
    ordered = pa.table(rows.take(np.lexsort(keys))).drop_columns(["origin"])
    ends = np.searchsorted(origin, np.arange(count + 1))
    return [ordered.slice(start, stop - start) for start, stop in pairwise(ends)]


def _reached(reach: Reach) -> pa.Table:
    columns = {each.name: reach.reached[each.name].to_numpy() for each in _COLUMNS[1:]}
    return pa.table(columns, pa.schema(_COLUMNS[1:]))


def _named(name: str, rows: pa.Table) -> pa.Table:
    """Rows of a scenario, with its name before them."""
    names = pa.array([name] * rows.num_rows, pa.string())
    return rows.add_column(0, _COLUMNS[0], names).replace_schema_metadata(None)
