"""Words with a fixed set of values, in one place and free to import."""

from typing import Literal, get_args

FigureSize = Literal["article", "square", "portrait", "phone", "slide", "a4"]
FigureStyle = Literal["light", "dark", "greyscale"]
Furniture = Literal["title", "subtitle", "legend", "scale", "north", "locator", "ranking"]
TextKind = Literal["live", "outlines"]

COUNTRIES = ("RU", "UA", "all")
LANGUAGES = ("en", "uk", "ru")
WORLDVIEWS = ("un",)
NEIGHBOURS = ("RU", "BY", "PL", "SK", "HU", "RO", "MD")
FIGURE_SIZES: tuple[FigureSize, ...] = get_args(FigureSize)
FIGURE_STYLES: tuple[FigureStyle, ...] = get_args(FigureStyle)
TEXT_KINDS: tuple[TextKind, ...] = get_args(TextKind)
FURNITURE: tuple[Furniture, ...] = get_args(Furniture)
DEFAULT_WEAPONS = ("himars", "atacms")
FIELD_KINDS = ("distance", "count", "ranges", "first")
SCHEMAS = (
    *("scenario", "pair", "catalog", "timeline"),
    *("reach-output", "compare-output", "thresholds-output", "disputes-output", "depth-output"),
    *("timeline-output", "story-output", "lesson-output"),
    *("weapons-output", "regions-output", "places-output", "border-output"),
)
