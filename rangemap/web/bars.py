"""Bars as the page's element draws them: app/static/bars.js."""

from typing import Any

from rangemap.analysis.depth import Depth
from rangemap.analysis.disputes import Disputes
from rangemap.analysis.ranges import Range, numbers_of
from rangemap.figures.palette import Style
from rangemap.wording.depth import count_class
from rangemap.wording.depth import sentence as depth_sentence
from rangemap.wording.disputes import finding, share_span
from rangemap.wording.language import language_of
from rangemap.wording.quantities import area_text
from rangemap.world.catalog import Weapon

Data = dict[str, Any]


def depth_bars(depth: Depth, range_: Range, style: Style) -> Data:
    """The area that each number of origins reaches with that range, as shaded as on the map."""
    said = language_of(depth.reach.scenario.language)
    number = depth.reach.numbers[range_.weapon]
    rows = depth.areas[depth.areas["weapon"] == range_.weapon]
    most_km2 = max(float(rows["area_km2"].max()), 1.0)
    return {
        "lang": said.code,
        "label": depth_sentence(depth),
        "rows": [
            {
                "name": said.say("depth.count", row.origins),
                "text": area_text(row.area_km2, said.code, row.error_km2) if row.area_km2 else "–",
                "from": 0.0,
                "to": row.area_km2 / most_km2,
                "dot": None,
                "ink": style.share_ink(number, count_class(row.origins, len(rows))),
                "ground": "",
            }
            for row in rows.itertuples()
        ],
    }


def dispute_bars(disputes: Disputes, weapon: Weapon, style: Style) -> Data:
    """Each region's share from the least figure to the greatest, a mark at the one used."""
    said = language_of(disputes.scenario.language)
    number = numbers_of(each.weapon for each in disputes.ranges)[weapon.id]
    rows = disputes.regions[disputes.regions["weapon"] == weapon.id]
    return {
        "lang": said.code,
        "label": finding(disputes, weapon),
        "rows": [
            {
                "name": row["name"],
                "text": share_span(row, said),
                "from": row["least_share"],
                "to": row["greatest_share"],
                "dot": row["used_share"],
                "ink": style.ink(number),
                "ground": style.share_ink(number, 1),
            }
            for row in rows.to_dict("records")
        ],
    }
