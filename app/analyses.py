"""What a ring alone does not tell, each in a drawer of its own under the map.

What an analysis measures is measured while its drawer is open, and kept for all visits.
"""

import comparing
import depth_drawer
import dispute_drawer
import threshold_drawer

from rangemap.reach import Reach
from rangemap.scenario import Scenario


def show(reach: Reach, before: Scenario | None) -> None:
    """Every drawer: before and after, thresholds, disputed figures, depth."""
    comparing.section(reach, before)
    threshold_drawer.section(reach)
    dispute_drawer.section(reach)
    depth_drawer.section(reach)
