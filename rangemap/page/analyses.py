"""What a ring alone does not tell, each in a drawer of its own under the map.

What an analysis measures is measured while its drawer is open, and kept for all visits.
"""

from rangemap.analysis.reach import Reach
from rangemap.page.drawers import comparison as comparing
from rangemap.page.drawers import depth as depth_drawer
from rangemap.page.drawers import disputes as dispute_drawer
from rangemap.page.drawers import thresholds as threshold_drawer
from rangemap.scenario.scenario import Scenario


def show(reach: Reach, before: Scenario | None) -> None:
    """Every drawer: before and after, thresholds, disputed figures, depth."""
    comparing.section(reach, before)
    threshold_drawer.section(reach)
    dispute_drawer.section(reach)
    depth_drawer.section(reach)
