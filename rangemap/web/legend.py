"""The key to a map's lines and shading, as plain data: drawn by pages as HTML, by maps in a corner.

Keys: `caption`; `heads`, the classes of share; `rows`, each with a `label`, the `line` of its range
as a background of CSS (or none) and its `fills`; `withheld`, the ink and the words of hatching, or
None. All text is plain text.
"""

from typing import Any

from rangemap.analysis.reach import Reach
from rangemap.figures.layers import ring_label
from rangemap.figures.palette import SHARE_STRENGTHS, Style, dash
from rangemap.wording.language import language_of
from rangemap.wording.quantities import both_units, share_classes
from rangemap.wording.typography import bound

# as app/static/map.js and webmap draw rings
_PX_PER_POINT, _LINE_PX = 2, 2.6


def legend_data(reach: Reach, style: Style) -> dict[str, Any]:
    """Per range its line and the five classes of share."""
    said = language_of(reach.scenario.language)
    rows = []
    for range_ in reach.by_range:
        number = reach.numbers[range_.weapon]
        minimum = (
            said.say("web.beyond", length=both_units(range_.minimum, said.code, case="genitive"))
            if range_.minimum
            else ""
        )
        rows.append(
            {
                "label": bound(f"{ring_label(range_, said.code)}{minimum}"),
                "line": _line(number, style.ink(number)),
                "fills": [style.share_ink(number, step) for step in range(len(SHARE_STRENGTHS))],
            }
        )
    return {
        "caption": said.say("web.shares"),
        "heads": list(share_classes(said.code)),
        "rows": rows,
        "withheld": None
        if reach.regions["permitted"].all()
        else {"ink": style.ink(0), "label": said.say("web.hatched")},
    }


def _line(number: int, ink: str) -> str:
    """The line of a range as the map draws it, with round ends, as a background of CSS."""
    stops, end = [], 0.0
    for place, length in enumerate(dash(number)):
        drawn = place % 2 == 0
        start, end = end, end + _PX_PER_POINT * length + (_LINE_PX if drawn else -_LINE_PX)
        stops.append(f"{ink if drawn else 'transparent'} {start:g}px {end:g}px")
    return f"repeating-linear-gradient(90deg,{','.join(stops)})" if stops else ink
