"""Geometries from well-known binary."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.intake import rings
from rangemap.intake.phrases import UnreadableError

_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000  # flags of PostGIS's extended binary
_THOUSAND = 1000  # ISO's codes: 1003 is a polygon with heights, 2003 with measures, 3003 with both
_POINT, _LINE, _POLYGON = 1, 2, 3
_MULTI = range(4, 8)
_MAX_DEPTH = 50
_UNREADABLE = (
    shapely.GEOSException,
    TypeError,
    ValueError,
    IndexError,
    RecursionError,
    NotImplementedError,
)


def shapes_of_wkb(binaries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Shapes, None for None; rings left open are closed. Raises InputError with the feature."""
    try:
        shapes: NDArray[np.object_] = shapely.from_wkb(binaries)
    except _UNREADABLE:
        shapes = np.full(len(binaries), None, dtype=object)
        for number, binary in enumerate(binaries):
            shapes[number] = _shape(binary, number + 1)
    return shapes


def _shape(binary: bytes | None, number: int) -> BaseGeometry | None:
    try:
        return shapely.from_wkb(binary)
    except _UNREADABLE:
        pass
    try:
        return _Reader(bytes(binary or b"")).shape()
    except _UNREADABLE as error:
        raise UnreadableError("wkb", feature=number) from error


class _Reader:
    """Reads a geometry whose rings GEOS finds open or too short."""

    def __init__(self, binary: bytes) -> None:
        """binary: one geometry, from its first byte on."""
        self.binary, self.at = binary, 0

    def shape(self, depth: int = 0) -> BaseGeometry:
        """The geometry that starts here; raises one of many errors where it is none."""
        order = "<" if self._numbers("u1", 1)[0] else ">"
        code = int(self._numbers(f"{order}u4", 1)[0])
        if code & _SRID:
            self._numbers(f"{order}u4", 1)
        plain = code & ~(_Z | _M | _SRID)
        more = [0, 1, 1, 2][plain // _THOUSAND] or bool(code & _Z) + bool(code & _M)
        kind, size = plain % _THOUSAND, 2 + more
        if kind == _POINT:
            return shapely.Point(self._positions(order, 1, size)[0])
        if kind == _LINE:
            return rings.line(self._positions(order, self._count(order), size))
        if kind == _POLYGON:
            return rings.polygon(
                [
                    self._positions(order, self._count(order), size)
                    for _ in range(self._count(order))
                ]
            )
        if kind not in _MULTI or depth > _MAX_DEPTH:
            raise ValueError(kind)
        return rings.together([self.shape(depth + 1) for _ in range(self._count(order))])

    def _count(self, order: str) -> int:
        return int(self._numbers(f"{order}u4", 1)[0])

    def _positions(self, order: str, count: int, size: int) -> rings.Positions:
        return self._numbers(f"{order}f8", count * size).reshape(count, size)[:, :2].astype(float)

    def _numbers(self, kind: str, count: int) -> NDArray[np.number]:
        numbers = np.frombuffer(self.binary, kind, count, self.at)
        self.at += numbers.nbytes
        return numbers
