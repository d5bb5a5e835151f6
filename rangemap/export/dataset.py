"""Dataset: what the data files of a result hold, gathered once and written in six formats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rangemap.analysis.ranges import Range
from rangemap.export.features import Feature
from rangemap.scenario.scenario import Scenario
from rangemap.wording.origins import origins_named
from rangemap.wording.provenance import Measured, range_source

Row = Mapping[Any, Any]
_MAX_SCENARIO = 2_000  # characters of a scenario in a cell


@dataclass(frozen=True, eq=False)
class Dataset:
    """A result as data.

    title, notes: of the file, in the language of the scenario. about: what is true of all of it, as
    the members of a GeoJSON file. tables: rows by kind, as ``region`` or ``place``; a row has the
    columns that its kind has. leading: columns that stand first, whether there are rows or none.
    common: what every row of a table ends with. features: in the order in which they are drawn,
    lowest first.
    """

    language: str
    title: str
    notes: str
    about: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]]
    leading: Sequence[str]
    common: Mapping[str, Any]
    features: Sequence[Feature] = ()

    def columns(self) -> list[str]:
        """Every column of a table that holds all kinds of rows, `kind` and the common ones last."""
        names = dict.fromkeys(
            name for rows in self.tables.values() for row in rows[:1] for name in row
        )
        return list(dict.fromkeys([*self.leading, *names, "kind", *self.common]))

    def rows(self) -> list[dict[str, Any]]:
        """All rows, kind by kind; a column that a kind has not is left out."""
        return [
            {**self.common, **row, "kind": kind}
            for kind, rows in self.tables.items()
            for row in rows
        ]


def common_columns(
    measured: Measured, ranges: Sequence[Range], caveat: str, before: Measured | None = None
) -> dict[str, str]:
    """Origin, scenario, sources and caveat, as they stand in every row.

    before: where two scenarios are compared, the earlier.
    """
    earlier = (
        {}
        if before is None
        else {"origin_before": origins_named(before), "scenario_before": _link(before.scenario)}
    )
    return {
        "origin": origins_named(measured),
        "scenario": _link(measured.scenario),
        **earlier,
        "range_source": "; ".join(dict.fromkeys(map(range_source, ranges))),
        "boundary_source": "; ".join(each.attribution for each in measured.sources),
        "caveat": caveat,
    }


def _link(scenario: Scenario) -> str:
    """The scenario as the part of a link, which the page and `Scenario.from_query` read back."""
    query = scenario.to_query()
    if len(query) <= _MAX_SCENARIO:
        return query
    return "too long for a cell; the same result as .toml or .geojson holds it"
