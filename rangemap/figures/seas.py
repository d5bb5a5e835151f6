"""Seas: their names, and where their water is."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.figures.ground import Ground
from rangemap.figures.panel import Panel

# where to look for the water of a sea: west, south, east, north in degrees, by eye
_SEAS = (
    (
        {"en": "Black Sea", "uk": "Чорне море", "ru": "Чёрное море"},
        (27.5, 41.0, 41.5, 45.0),
    ),
    (
        {"en": "Sea of Azov", "uk": "Азовське море", "ru": "Азовское море"},
        (34.8, 45.3, 39.3, 47.3),
    ),
    (
        {"en": "Caspian Sea", "uk": "Каспійське море", "ru": "Каспийское море"},
        (46.6, 36.5, 54.5, 47.2),
    ),
    (
        {"en": "Baltic Sea", "uk": "Балтійське море", "ru": "Балтийское море"},
        (13.0, 54.0, 23.0, 59.5),
    ),
)


def seas(panel: Panel, ground: Ground, language: str) -> Iterator[tuple[str, BaseGeometry]]:
    """Names of seas in the frame, each with its water there, in points of the sheet."""
    for names, box in _SEAS:
        around = shapely.segmentize(shapely.box(*box), 0.5)
        shape = panel.scene.drawn([around])[0]
        water = shapely.difference(shape, ground.land)
        if not water.is_empty:
            yield names[language], panel.on_sheet([water])[0]
