"""A sweep: what ranges reach from each of very many origins, as a dataset of GeoParquet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.many import CHUNK, SCHEMA, Survey
from rangemap.batch.dataset import BOX, BOX_TYPE, GEOMETRY, boxes
from rangemap.batch.origins import Given, shape_of
from rangemap.batch.tasks import Failure, Outcome, Task
from rangemap.errors import InputError
from rangemap.scenario.origins import BorderOrigin

POINTS_A_TASK: Final = (CHUNK, 1_000)  # one to some seconds of work, thousands of rows
_KEPT: Final = (
    *("region", "name", "weapon", "range_km", "reached_km2", "share", "nearest_km", "permitted"),
    *("reached_error_km2", "share_error"),
)
_ALONG: Final = (("border_km", pa.float64()), ("setback_km", pa.float64()))
_LOST: Final = "ended the process that measured it; look whether it is simple enough, and drop it"


@dataclass(frozen=True)
class Sweep:
    """The work of a sweep: a survey, and whether origins are places along a border."""

    survey: Survey
    is_along_border: bool = False

    @property
    def schema(self) -> pa.Schema:
        """Columns of the dataset; geometry is the origin's."""
        along = _ALONG if self.is_along_border else ()
        columns = [SCHEMA.field(name) for name in _KEPT]
        columns = [pa.field("origin", pa.int64()), *(pa.field(*each) for each in along), *columns]
        return pa.schema([*columns, (GEOMETRY, pa.binary()), (BOX, BOX_TYPE)])

    def outcome(self, task: Task) -> Outcome:
        """Measure from every origin of a task; one that cannot be measured from is told of."""
        numbers: list[int] = []
        shapes: list[BaseGeometry] = []
        failed: list[Failure] = []
        for number, given in enumerate(task.items, task.first):
            try:
                shapes.append(shape_of(given))
            except InputError as error:
                failed.append(Failure(number, _named(given), _sentence(error)))
            else:
                numbers.append(number)
        tables = [self.schema.empty_table()]
        for first in range(0, len(numbers), CHUNK):
            some = slice(first, first + CHUNK)
            tables += self._measured(numbers[some], shapes[some], task, failed)
        return Outcome(pa.concat_tables(tables), {}, tuple(sorted(failed)))

    def lost(self, task: Task) -> Outcome:
        """The outcome for an origin that ended the processes that measured from it."""
        failure = Failure(task.first, _named(task.items[0]), _LOST)
        return Outcome(self.schema.empty_table(), {}, (failure,))

    def _measured(
        self,
        numbers: Sequence[int],
        shapes: Sequence[BaseGeometry],
        task: Task,
        failed: list[Failure],
    ) -> list[pa.Table]:
        """Rows of those origins; halved until one is alone that cannot be measured from."""
        try:
            return [self._rows(numbers, shapes, task)]
        except Exception as error:  # noqa: BLE001  one bad origin must not stop a million others
            if len(numbers) == 1:
                given = task.items[numbers[0] - task.first]
                failed.append(Failure(numbers[0], _named(given), _sentence(error)))
                return []
        middle = len(numbers) // 2
        halves = (slice(None, middle), slice(middle, None))
        return [
            table
            for half in halves
            for table in self._measured(numbers[half], shapes[half], task, failed)
        ]

    def _rows(self, numbers: Sequence[int], shapes: Sequence[BaseGeometry], task: Task) -> pa.Table:
        found = self.survey.rows(shapes)
        number = found["origin"].to_numpy()
        columns: dict[str, Any] = {"origin": np.asarray(numbers, np.int64)[number]}
        if self.is_along_border:
            given = [task.items[each - task.first] for each in numbers]
            columns |= {
                name: np.array([values[n] for values in map(_along, given)])[number]
                for n, (name, _) in enumerate(_ALONG)
            }
        columns |= {name: found[name] for name in _KEPT}
        columns[GEOMETRY] = pa.array(shapely.to_wkb(shapes), pa.binary()).take(number)
        columns[BOX] = boxes(np.array(shapes, dtype=object)).take(number)
        return pa.table(columns, self.schema)


def _along(given: BorderOrigin) -> tuple[float, float]:
    """Where along the border a place is, and how far inside, km."""
    assert given.start_km is not None
    return given.start_km, given.setback.km if given.setback else 0.0


def _named(given: Given) -> str:
    """What an origin is, for somebody who looks for it."""
    if isinstance(given, BorderOrigin):
        return given.label
    if isinstance(given, bytes):
        shape = shapely.from_wkb(given, on_invalid="ignore")
        return "" if shape is None else shape.wkt[:80]
    return f"{given[1]},{given[0]}" if isinstance(given, tuple) else ""


def _sentence(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())
