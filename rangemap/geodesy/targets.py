"""What distances are measured to: edges of targets, in blocks, and what is known of them.

All of it compares chords, and keeps what may still be the nearest: see `distance`.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final, NamedTuple, Self

import numpy as np
import shapely
from shapely import Geometry

from . import arguments
from .bounds import chord_to_geodesic, geodesic_spread, lengths_and_bends
from .ellipsoid import Bools, Floats, Ints, earth_centred, row_norm
from .indexed import indexed
from .shapes import outlines, simple_parts

SPACING_M: Final = 300.0
"""How far apart the nodes of a source are that is looked for."""
SAG_M: Final = 0.002
FINEST_M: Final = 25.0
BEND_M: Final = 0.005
_MIN_GAP_M: Final = 1e-3
_BLOCK: Final = 16
_PARTS: Final = 4
_DRIFTING_M: Final = 15_000_000.0


class Parts(NamedTuple):
    """Edges, or parts of them, of the targets; a point is an edge of no length."""

    start: Floats
    """lon, lat, (n, 2)."""
    end: Floats
    owner: Ints
    """Index of the target, (n,)."""
    middle: Floats
    """Earth-centred, (n, 3)."""
    half_m: Floats
    """Half the length, metres, (n,), at most."""
    bend_m: Floats
    """How far each leaves its chord, metres, (n,), at most."""

    @classmethod
    def between(cls, start: Floats, end: Floats, owner: Ints) -> Self:
        """Parts from start to end, with their middles and lengths."""
        length, bend = lengths_and_bends(start, end, is_short_way=False)
        return cls(start, end, owner, earth_centred(*((start + end) / 2).T), length / 2, bend)

    @classmethod
    def of(cls, targets: Any) -> Self:
        """Every edge of targets."""
        parts, owner = simple_parts(targets)
        lines, part = outlines(parts)
        vertices, line = shapely.get_coordinates(lines, return_index=True)
        is_last = np.diff(line, append=-1) != 0
        is_single = is_last & (np.diff(line, prepend=-1) != 0)
        keep = ~is_last | is_single
        end = np.where(is_last[:, None], vertices, np.roll(vertices, -1, axis=0))
        owners = owner[part[line]][keep]
        order = np.argsort(owners, kind="stable")
        return cls.between(vertices[keep][order], end[keep][order], owners[order])

    def taken(self, chosen: Ints | Bools) -> Self:
        """Only the chosen parts."""
        return type(self)._make(values[chosen] for values in self)

    def joined(self, other: Self) -> Self:
        """These parts, then the others."""
        return type(self)._make(np.concatenate(pair) for pair in zip(self, other, strict=True))

    def quartered(self) -> Self:
        """Each cut into equal parts."""
        step = (self.end - self.start) / _PARTS
        starts = [self.start + k * step for k in range(_PARTS)]
        start = np.stack(starts, axis=1).reshape(-1, 2)
        owner = np.repeat(self.owner, _PARTS)
        return self.between(start, start + np.repeat(step, _PARTS, axis=0), owner)


class Targets:
    """Geometries made ready to be measured to again and again: their edges, in blocks.

    Parameters
    ----------
    geometries
        A series, frame or sequence, as the targets of `nearest_m`.

    Raises
    ------
    GeometryError
        For geometry that is empty, missing, not finite, not valid or outside the world.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> targets = geodesy.Targets([shapely.box(34, 51, 35, 52), shapely.box(37, 51, 38, 52)])
    >>> geodesy.nearest_m(shapely.Point(36, 51.5), targets).round()
    array([69438., 69438.])

    """

    def __init__(self, geometries: Iterable[Geometry] | Any) -> None:
        """Take the geometries, as `nearest_m` takes them, apart."""
        self.members = arguments.geometries(geometries)
        self.edges = Parts.of(self.members)
        number = np.arange(len(self.edges.owner)) // _BLOCK
        owner = self.edges.owner
        first = np.flatnonzero(np.diff(number, prepend=-1) | np.diff(owner, prepend=-1))
        self.first = first
        """Number of the first edge of each block, (m,)."""
        self.size = np.diff(first, append=len(number))
        self.owner = owner[first]
        middle, half = self.edges.middle, self.edges.half_m
        self.center = middle[first + self.size // 2]
        """Of each block, earth-centred, (m, 3)."""
        reach = row_norm(middle - np.repeat(self.center, self.size, axis=0)) + half
        self.radius = np.maximum.reduceat(reach, first) if len(first) else reach

    @cached_property
    def indexed(self) -> Any:
        """The members, ready for `meets`."""
        return indexed(self.members)

    @cached_property
    def balls(self) -> tuple[Floats, Floats]:
        """Earth-centred middles, (n, 3), and radii, metres, (n,), of balls that hold all edges."""
        number = np.bincount(self.owner, minlength=len(self.members))[:, None]
        sums = [np.bincount(self.owner, axis, len(self.members)) for axis in self.center.T]
        middle = np.column_stack(sums) / number
        reach = row_norm(self.center - middle[self.owner]) + self.radius
        radius = np.zeros(len(self.members))
        np.maximum.at(radius, self.owner, reach)
        return middle, radius


def bounded(parts: Parts, chords: Floats, spacing_m: float) -> tuple[Floats, Floats, Floats]:
    """Least and greatest that the shortest chord to each part can be; and the part's sag.

    chords (2 n,) are those to the nodes, spacing_m apart, that are nearest to starts, then to ends.

    A chord changes by a metre a metre, and along a straight line it bends upwards by no more than
    one over its length: between its ends a part is nearer than at them by its sag at most.
    """
    most = chords.reshape(2, -1)
    least = to_pieces(most, spacing_m)
    length = 2 * parts.half_m
    gap = np.maximum((least.sum(axis=0) - length) / 2, 0.0)
    sag = parts.bend_m + length**2 / (8 * np.maximum(gap, _MIN_GAP_M))
    return np.maximum(gap, least.min(axis=0) - sag), most.min(axis=0), sag


def is_settled(parts: Parts, sag_m: Floats) -> tuple[Bools, Bools]:
    """Whether parts are flat, so that their ends are the nearest; and whether flat or short."""
    is_flat = sag_m <= SAG_M
    return is_flat, is_flat | ((parts.half_m <= FINEST_M / 2) & (parts.bend_m <= BEND_M))


def may_be_nearest(parts: Parts, least: Floats, most: Floats, extent_m: float) -> Bools:
    """Whether a part may be the nearest of its target, for what is known of its nearest end.

    least and most (n,) bound the shortest chord to each part. By how much the geodesic from that
    end exceeds what its chord tells changes by no more than a drift along the way to the part, and
    along that from place to place of the source, which is extent_m wide.
    """
    order = np.lexsort((most, parts.owner))
    nearest = order[np.searchsorted(parts.owner[order], parts.owner)]
    way = row_norm(parts.middle - parts.middle[nearest]) + parts.half_m + parts.half_m[nearest]
    known = chord_to_geodesic(most[nearest])
    could = known + drift(known) * (way + extent_m + SPACING_M)
    is_nearest = nearest == np.arange(len(nearest))  # whatever rounding makes of its bounds
    return np.asarray(is_nearest | (chord_to_geodesic(least) <= could))


def to_pieces(chord: Floats, spacing_m: float) -> Floats:
    """How near a source may be whose nearest node, of some spacing_m apart, is a chord away."""
    return np.asarray(np.sqrt(np.maximum(chord**2 - (spacing_m / 2) ** 2, 0.0)))


def longest(chord: Floats, most_m: float = np.inf) -> Floats:
    """How long the chord of the shortest geodesic can be where the shortest chord is this long."""
    return chord + geodesic_spread(chord_to_geodesic(np.minimum(chord, most_m)))


def drift(length_m: Floats) -> Floats:
    """Metres a metre by which a geodesic's excess over its chord changes with its end, at most.

    Measured over all latitudes and azimuths (`test_distance.py` does it again): 1.5 times the
    spread over the length, and more past a quarter of the way round the world.
    """
    spread_share = geodesic_spread(1.0) * length_m**2  # spread over length, where that is 0 too
    share = 1.5 * (1 + (length_m / 1.35e7) ** 2) * spread_share
    return np.where(length_m < _DRIFTING_M, share, np.inf)
