"""What a ring alone does not tell, each in a drawer of its own under the map.

What an analysis measures is measured while its drawer is open, and kept for all visits.
"""

from collections.abc import Callable

from rangemap.analysis.reach import Reach
from rangemap.errors import RangemapError
from rangemap.page import page, session
from rangemap.page.drawers import comparison as comparing
from rangemap.page.drawers import depth as depth_drawer
from rangemap.page.drawers import disputes as dispute_drawer
from rangemap.page.drawers import thresholds as threshold_drawer
from rangemap.scenario.scenario import Scenario


def show(reach: Reach, before: Scenario | None) -> None:
    """Every drawer: before and after, thresholds, disputed figures, depth."""
    _part(comparing.section, reach, before)
    for section in (threshold_drawer.section, dispute_drawer.section, depth_drawer.section):
        _part(section, reach)


@session.part
def _part(section: Callable[..., None], *given: object) -> None:
    """A drawer that runs by itself; what it cannot measure it says in its place."""
    try:
        section(*given)
    except RangemapError as error:
        page.unmeasured(error)
