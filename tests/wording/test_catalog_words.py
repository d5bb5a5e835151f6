"""What a heading of the catalogue says of figures that differ, and of those that do not."""

import pytest

from rangemap.wording.catalog import weapon_heading
from rangemap.world.catalog import bundled_catalog


@pytest.mark.parametrize(
    ("weapon", "heading"),
    [
        ("himars", "himars  HIMARS  80 km (50 mi), published figures 70 to 84 km"),
        ("atacms", "atacms  ATACMS  306 km (190 mi), one figure, printed as 290 to 306 km"),
        ("glsdb", "glsdb  GLSDB  150 km (93 mi)"),
    ],
)
def test_a_heading_tells_whether_publications_disagree_or_only_round(weapon, heading):
    assert weapon_heading(bundled_catalog()[weapon]).replace("\u00a0", " ") == heading
