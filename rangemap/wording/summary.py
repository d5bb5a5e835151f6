"""The answer as plain data, numbers unrounded: what ``--json`` prints."""

from typing import Any

from rangemap.analysis.reach import CAVEAT, REGION_COLUMNS, Reach
from rangemap.analysis.uncertainty import ERROR_COLUMNS
from rangemap.scenario.scenario import Scenario
from rangemap.wording.provenance import sources
from rangemap.wording.reach import caption
from rangemap.world import boundaries


def summary(reach: Reach) -> dict[str, Any]:
    """Scenario, reached regions (one row per region and weapon), totals, sources and caveat."""
    table = reach.reached[[*REGION_COLUMNS, *ERROR_COLUMNS]]
    return {
        "scenario": reach.scenario.to_dict(),
        "regions": table.to_dict("records"),
        "totals": reach.totals().to_dict("records"),
        "sentence": caption(reach),
        **provenance(reach),
    }


def provenance(reach: Reach) -> dict[str, Any]:
    """What every machine-readable output carries beside its numbers."""
    return {"sources": sources(reach.ranges, reach.sources), **data_provenance(reach.scenario)}


def data_provenance(scenario: Scenario) -> dict[str, Any]:
    """Caveat, data version and worldview."""
    return {
        "caveat": CAVEAT,
        "data_version": boundaries.DATA_VERSION,
        "worldview": scenario.worldview,
    }
