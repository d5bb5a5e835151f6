"""What travels between a page and its workers: questions there, numbers without shapes back.

Parcels are pickles between processes that this program started; none comes from outside.
"""

import functools
import io
import pickle
from collections.abc import Callable
from dataclasses import fields
from typing import IO, Any

import geopandas as gpd
import pandas as pd

from rangemap.analysis.reach import Reach
from rangemap.errors import RangemapError

MAX_FILE_BYTES, MAX_NUMBERS_BYTES = 50_000_000, 5_000_000
_LENGTH_BYTES = 8
# of what a reach works out once, that which the page shows
_SHOWN = ("reached", "findings", "_totals")
_PACKED = "_packed"  # what of a reach that has travelled has not been looked at


class TooLargeError(Exception):
    """An answer takes more memory than is given for it."""


class _WithoutShapes(pickle.Pickler):
    """Pickles frames without their geometries, and a reach with what the page shows of it.

    The outlines are the same for everybody and nine tenths of a reach; whoever needs shapes asks
    for what is made of them.
    """

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, gpd.GeoDataFrame):
            return pd.DataFrame, ({name: value[name].array for name in _columns(value)},)
        if isinstance(value, Reach):
            shown = {each.name: getattr(value, each.name) for each in fields(value)}
            shown |= {name: getattr(value, name) for name in _SHOWN}
            frames = {name for name, held in shown.items() if isinstance(held, pd.DataFrame)}
            packed = {name: _packed(shown.pop(name)) for name in frames}
            return _remade, (_Travelled, shown | {_PACKED: packed})
        if isinstance(value, RangemapError):  # whatever else it is made with
            return _remade_error, (type(value), value.args, vars(value))
        return NotImplemented


class _Travelled(Reach):
    """A reach whose frames are unpacked when they are looked at: most pages look at none."""

    def __getattr__(self, name: str) -> Any:
        packed = vars(self).get(_PACKED, {})
        if name not in packed:
            raise AttributeError(name)
        frame = vars(self)[name] = unpacked(packed[name])
        return frame

    @functools.cached_property
    def reached(self) -> Any:
        """As the worker has it; it is not in the rows without their shapes."""
        return self.__getattr__("reached")


def _columns(frame: gpd.GeoDataFrame) -> list[str]:
    return [name for name in frame.columns if name != frame.active_geometry_name]


def _remade(kind: type, held: dict[str, Any]) -> Any:
    made: Any = object.__new__(kind)
    vars(made).update(held)
    return made


def _remade_error(kind: type[RangemapError], texts: tuple[str, ...], held: dict[str, Any]) -> Any:
    made = kind.__new__(kind, *texts)
    vars(made).update(held)
    return made


def packed_question(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """A question: a function of `questions` and what it is asked with."""
    return pickle.dumps((function, arguments), protocol=pickle.HIGHEST_PROTOCOL)


def packed_answer(answer: Any) -> bytes:
    """An answer, or the exception that is one, without shapes.

    Raises TooLargeError for more than the process that asked may be given.
    """
    parcel = _packed(answer)
    if len(parcel) > (MAX_FILE_BYTES if isinstance(answer, bytes) else MAX_NUMBERS_BYTES):
        raise TooLargeError
    return parcel


def _packed(value: Any) -> bytes:
    into = io.BytesIO()
    _WithoutShapes(into, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return into.getvalue()


def unpacked(parcel: bytes) -> Any:
    """What was packed by either."""
    return pickle.loads(parcel)  # noqa: S301  see above


def send(pipe: IO[bytes], parcel: bytes) -> None:
    """Write a parcel into a pipe, its length first."""
    pipe.write(len(parcel).to_bytes(_LENGTH_BYTES, "little"))
    pipe.write(parcel)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """The next parcel of a pipe. Raises EOFError where the process at its other end has gone."""
    length = int.from_bytes(_all_of(pipe, _LENGTH_BYTES), "little")
    return _all_of(pipe, length)


def _all_of(pipe: IO[bytes], count: int) -> bytes:
    read = pipe.read(count)
    if len(read) < count:
        raise EOFError
    return read
