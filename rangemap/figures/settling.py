"""Settling who stands where: regions' names, and the towns that a reader looks for first.

Every region's name is placed first, because it is the answer. A foremost town whose name then has
no room may move one region's name, if that has other room. No region loses its name to a town, but
to a city of a million: a map without Moscow misleads more than one without Moscow Oblast.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import shapely

from rangemap.figures.name_labels import Label, is_too_near, town_sides
from rangemap.figures.placing import Taken

_METROPOLIS = 1_000_000  # people
_FOREMOST_APART = 1.5  # between two dots, over the size of a name

RegionPlacer = Callable[[Taken], Label | None]


class Settlement:
    """Regions' and foremost towns' labels over what was taken before them.

    grounds: what neither may touch, the same without rings, and without rings and borders: a name
    that has no room by the first may have some by the next. placers: by region, where its name goes
    given what is taken.
    """

    def __init__(
        self, grounds: tuple[Taken, Taken, Taken], placers: Mapping[str, RegionPlacer]
    ) -> None:
        """Place the regions' names, in the order of `placers`."""
        self._taken, self._over_rings, self._over_lines = grounds
        self._placers = placers
        self._regions: dict[str, Label] = {}
        self._towns: list[Label] = []
        for code, place in placers.items():
            self._put(code, place(self._taken.also(self._grounds())))

    def name_towns(self, towns: Iterable[Any], size: float, most: int) -> None:
        """Name the towns for which there is or can be made room, in their order."""
        for town in towns:
            if len(self._towns) >= most:
                return
            if not is_too_near(town, _FOREMOST_APART * size, self._towns):
                is_metropolis = town.population >= _METROPOLIS
                label = self._town_label(list(town_sides(town, size)), is_metropolis=is_metropolis)
                if label is not None:
                    self._towns.append(label)

    @property
    def regions(self) -> list[Label]:
        """Labels of regions, in the order of their placing."""
        return list(self._regions.values())

    @property
    def towns(self) -> list[Label]:
        """Labels of towns, in the order of their importance."""
        return list(self._towns)

    def _put(self, code: str, label: Label | None) -> None:
        if label is not None:
            self._regions[code] = label

    def _grounds(self, without: str = "") -> Iterator[shapely.Geometry]:
        yield from (label.ground for code, label in self._regions.items() if code != without)
        yield from (label.ground for label in self._towns)

    def _town_label(self, sides: list[Label], *, is_metropolis: bool) -> Label | None:
        for base in (self._taken, self._over_lines):
            now = base.also(self._grounds())
            free = [side for side in sides if now.is_free(side.ground)]
            if free:
                return free[0]
        movable = [side for side in sides if self._only_in_the_way(side)]
        for side in movable:
            if self._move(self._only_in_the_way(side), side):
                return side
        if movable and is_metropolis:
            del self._regions[self._only_in_the_way(movable[0])]
            return movable[0]
        return None

    def _only_in_the_way(self, side: Label) -> str:
        """The one region whose name keeps a town within reach from its room, if it is just one."""
        if side.quiet or not self._over_lines.is_free(side.ground):
            return ""
        if any(label.ground.intersects(side.ground) for label in self._towns):
            return ""
        names = self._regions.items()
        found = [code for code, label in names if label.ground.intersects(side.ground)]
        return found[0] if len(found) == 1 else ""

    def _move(self, code: str, side: Label) -> bool:
        """Whether a region's name could make room, and did."""
        others = [*self._grounds(without=code), side.ground]
        place = self._placers[code]
        moved = place(self._taken.also(others)) or place(self._over_rings.also(others))
        self._put(code, moved)
        return moved is not None
