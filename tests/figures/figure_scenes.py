"""Scenes that figures are tested on, each measured once."""

from functools import cache

from shapely import LineString, Polygon

from rangemap.analysis.reach import Reach, compute
from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length

SUMY = PointOrigin(50.91, 34.8, "Sumy")
KHARKIV = PointOrigin(49.98, 36.25, "Kharkiv")
CHERNIHIV = PointOrigin(51.5, 31.29, "Chernihiv")


def custom(name: str, length: str, minimum: str | None = None) -> CustomRange:
    return CustomRange(name, parse_length(length), parse_length(minimum) if minimum else None)


SCENARIOS = {
    "point": Scenario((PointOrigin(51.0, 34.7),)),
    "border": Scenario((BorderOrigin(),)),
    "towns": Scenario((SUMY, KHARKIV, CHERNIHIV)),
    "ukrainian": Scenario((PointOrigin(49.98, 36.25, "Харків"),), language="uk"),
    "withheld": Scenario(
        (BorderOrigin(),), permission=Permission(only=("RU-KRS", "RU-BEL")), language="ru"
    ),
    "ring": Scenario((PointOrigin(51.0, 34.7),), weapons=(custom("Ring", "300 km", "70 km"),)),
    "near": Scenario((PointOrigin(50.45, 36.0),), weapons=("himars",)),
    "hundred": Scenario((PointOrigin(51.2, 35.0),), weapons=(custom("Own", "100 km"),)),
    "own": Scenario((SUMY,), weapons=(custom("75 mi", "75 mi"),)),
    "chukotka": Scenario((PointOrigin(66.0, -175.0),)),
    "pole": Scenario((PointOrigin(89.0, 60.0),), weapons=(custom("Far", "2000 km"),)),
    "wide": Scenario((KHARKIV,), weapons=(custom("Far", "2000 km"), "atacms")),
    "belarus": Scenario((BorderOrigin("BY"),), country="UA"),
    "nothing": Scenario((PointOrigin(49.8, 24.0, "Lviv"),)),
    "shapes": Scenario(
        (
            ShapeOrigin(LineString([(33.0, 51.2), (34.6, 50.9)]), "a road"),
            ShapeOrigin(Polygon([(36, 49.5), (37, 49.5), (37, 50), (36, 50)]), "an area"),
        )
    ),
    "many": Scenario(
        (SUMY,), weapons=tuple(custom(f"No. {km}", f"{km} km") for km in range(60, 340, 40))
    ),
    "hostile": Scenario(
        (PointOrigin(50.91, 34.8, "$\\frac{1}{0}$ <b>&amp; {{7*7}} 中文 %s"),),
        weapons=(custom("$x_2$ & <i>中", "150 km"),),
        title="</text><script>alert(1)</script> $E=mc^2$ {{7*7}} \\alpha 中文",
    ),
}


@cache
def measured(name: str) -> Reach:
    return compute(SCENARIOS[name])
