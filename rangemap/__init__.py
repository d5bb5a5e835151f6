"""Geodesic reach of published ranges: what lies within them, region by region.

    >>> from rangemap import PointOrigin, Scenario, compute
    >>> reach = compute(Scenario(origins=(PointOrigin(lat=51.0, lon=34.7),)))
    >>> reach.reached[["name", "weapon", "share"]]

What is public stands here, and is imported when it is first used, so that importing rangemap costs
nothing. Everything else in the package is inner and may move. docs/python.md shows how to use it.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rangemap import geodesy
    from rangemap.analysis.comparison import Comparison, compare
    from rangemap.analysis.depth import Depth, depth
    from rangemap.analysis.disputes import Disputes, disputes
    from rangemap.analysis.lesson import Lesson, lesson
    from rangemap.analysis.many import reach_many
    from rangemap.analysis.reach import Reach, compute
    from rangemap.analysis.story import Story, story, timeline_story
    from rangemap.analysis.thresholds import Thresholds, thresholds
    from rangemap.errors import InputError, RangemapError
    from rangemap.intake.origins import read_origins
    from rangemap.intake.regions import Columns, read_regions
    from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
    from rangemap.scenario.scenario import CustomRange, Permission, Scenario, parse_range
    from rangemap.scenario.units import Length, parse_length
    from rangemap.world.boundaries import Source
    from rangemap.world.catalog import Catalog, read_catalog
    from rangemap.world.regions import Regions
    from rangemap.world.timeline import Timeline, bundled_timeline, read_timeline

__version__ = "0.1.0"
__all__ = [
    "BorderOrigin",
    "Catalog",
    "Columns",
    "Comparison",
    "CustomRange",
    "Depth",
    "Disputes",
    "InputError",
    "Length",
    "Lesson",
    "Permission",
    "PointOrigin",
    "RangemapError",
    "Reach",
    "Regions",
    "Scenario",
    "ShapeOrigin",
    "Source",
    "Story",
    "Thresholds",
    "Timeline",
    "__version__",
    "bundled_timeline",
    "compare",
    "compute",
    "depth",
    "disputes",
    "geodesy",
    "lesson",
    "parse_length",
    "parse_range",
    "reach_many",
    "read_catalog",
    "read_origins",
    "read_regions",
    "read_timeline",
    "story",
    "thresholds",
    "timeline_story",
]

_HOMES = {
    "analysis.comparison": ("Comparison", "compare"),
    "analysis.depth": ("Depth", "depth"),
    "analysis.disputes": ("Disputes", "disputes"),
    "analysis.lesson": ("Lesson", "lesson"),
    "analysis.many": ("reach_many",),
    "analysis.reach": ("Reach", "compute"),
    "analysis.story": ("Story", "story", "timeline_story"),
    "analysis.thresholds": ("Thresholds", "thresholds"),
    "errors": ("InputError", "RangemapError"),
    "intake.origins": ("read_origins",),
    "intake.regions": ("Columns", "read_regions"),
    "scenario.origins": ("BorderOrigin", "PointOrigin", "ShapeOrigin"),
    "scenario.scenario": ("CustomRange", "Permission", "Scenario", "parse_range"),
    "scenario.units": ("Length", "parse_length"),
    "world.timeline": ("Timeline", "bundled_timeline", "read_timeline"),
    "world.boundaries": ("Source",),
    "world.catalog": ("Catalog", "read_catalog"),
    "world.regions": ("Regions",),
}


def __getattr__(name: str) -> Any:
    """Import a public name from the module it lives in (PEP 562)."""
    if name == "geodesy":
        return importlib.import_module("rangemap.geodesy")
    for home, names in _HOMES.items():
        if name in names:
            return getattr(_imported(home, name), name)
    raise AttributeError(f"module 'rangemap' has no attribute {name!r}")


def _imported(home: str, name: str) -> Any:
    try:
        return importlib.import_module(f"rangemap.{home}")
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("rangemap."):
            raise
        raise ImportError(
            f"rangemap.{name} is not in rangemap-geodesy, which is the core alone; "
            "install rangemap instead"
        ) from None


def __dir__() -> list[str]:
    """What is public, whether it was used already or not."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
