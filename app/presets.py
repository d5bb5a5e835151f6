"""The ready scenarios: what a first visit can show with one click."""

from dataclasses import dataclass

from rangemap.origins import BorderOrigin, PointOrigin
from rangemap.scenario import Scenario


@dataclass(frozen=True)
class Preset:
    """A scenario with the words on its button; before, if it is a comparison."""

    label: str
    scenario: Scenario
    before: Scenario | None = None


FIRST = Scenario(
    origins=(PointOrigin(51.0, 34.7, "Sumy's border"),),
)

# km along the border with Russia where the oblasts of Sumy and Kharkiv begin and end
_SUMY, _KHARKIV = (152.0, 573.0), (573.0, 805.0)


def _along(stretch: tuple[float, float], name: str) -> BorderOrigin:
    return BorderOrigin("RU", *stretch, name=name)


PRESETS = (
    Preset(
        "HIMARS from Kharkiv's border",
        Scenario((_along(_KHARKIV, "Kharkiv's border"),), weapons=("himars",)),
    ),
    Preset(
        "ATACMS from Sumy's border",
        Scenario((_along(_SUMY, "Sumy's border"),), weapons=("atacms",)),
    ),
    Preset(
        "The whole border, before and after",
        Scenario((BorderOrigin("RU"),), weapons=("himars", "atacms")),
        before=Scenario((BorderOrigin("RU"),), weapons=("himars",)),
    ),
)
