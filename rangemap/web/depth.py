"""Depth on the page's map, in the place of shares: its shapes and its key."""

import shapely

from rangemap.analysis.depth import Depth
from rangemap.analysis.reach import polygons_of
from rangemap.figures.layers import ring_label
from rangemap.figures.palette import Style
from rangemap.web.display import RING_TOLERANCE_DEGREES, at_display_resolution
from rangemap.web.mapdata import SCENE_DECIMALS, Data
from rangemap.web.seam import seam_of, turned
from rangemap.web.shapes import shape_data
from rangemap.wording.depth import count_class, count_names
from rangemap.wording.language import language_of


def depth_parts(depth: Depth, style: Style) -> list[Data]:
    """What the widest range reaches, region by region, shaded by how many origins reach it."""
    each = depth.reach.widest
    number = depth.reach.numbers[each.weapon]
    shown = at_display_resolution(depth.reach).reached
    regions = shown[shown["weapon"] == each.weapon].geometry.to_numpy()
    areas = depth.areas[depth.areas["weapon"] == each.weapon]
    whole = turned(areas.geometry, seam_of(depth.reach))
    thin = shapely.make_valid(shapely.simplify(whole, RING_TOLERANCE_DEGREES))
    return [
        {
            "weapon": each.weapon,
            "fill": style.share_ink(number, count_class(count, len(areas))),
            "shape": shape_data(part, SCENE_DECIMALS),
        }
        for count, shape in zip(areas["origins"], thin, strict=True)
        for part in map(polygons_of, shapely.intersection(regions, shape))
        if not part.is_empty
    ]


def depth_legend(depth: Depth, style: Style) -> Data:
    """The key to that shading: see legend."""
    said = language_of(depth.reach.scenario.language)
    each = depth.reach.widest
    number = depth.reach.numbers[each.weapon]
    most = len(depth.areas[depth.areas["weapon"] == each.weapon])
    return {
        "caption": f"{ring_label(each, said.code)}: {said.say('depth.legend')}",
        "heads": [],
        "rows": [
            {"label": name, "line": None, "fills": [style.share_ink(number, step)]}
            for step, name in count_names(most, said).items()
        ],
        "withheld": None,
    }
