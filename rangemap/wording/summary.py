"""The answer as plain data, numbers unrounded: what ``--json`` prints."""

from typing import Any

from rangemap.analysis.reach import BUFFER_COLUMNS, REGION_COLUMNS, UNION, Reach
from rangemap.analysis.uncertainty import ERROR_COLUMNS
from rangemap.wording.provenance import Measured, caveat_text, sources
from rangemap.wording.reach import caption
from rangemap.wording.remarks import data_remarks, is_wide
from rangemap.world import boundaries


def summary(reach: Reach) -> dict[str, Any]:
    """Scenario, reached regions (one row per region and weapon), totals, sources and caveat.

    buffers: how exact each range's is proven to be, and each origin's that could not be proven.
    """
    table = reach.reached[[*REGION_COLUMNS, *ERROR_COLUMNS]]
    return {
        "scenario": reach.scenario.to_dict(),
        "regions": table.to_dict("records"),
        "totals": reach.totals().to_dict("records"),
        "buffers": _buffer_records(reach),
        "sentence": caption(reach),
        **provenance(reach),
    }


def provenance(reach: Reach) -> dict[str, Any]:
    """What every machine-readable output carries beside its numbers."""
    return {
        "sources": sources(reach.ranges, reach.sources),
        "remarks": data_remarks(reach),
        **data_provenance(reach),
    }


def _buffer_records(reach: Reach) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = reach.buffers[list(BUFFER_COLUMNS)].to_dict("records")
    return [row for row in rows if row["origin"] == UNION or is_wide(row["bound_m"])]


def data_provenance(measured: Measured) -> dict[str, Any]:
    """Caveat, data version and worldview."""
    return {
        "caveat": caveat_text(measured.ranges),
        "data_version": boundaries.DATA_VERSION,
        "worldview": measured.scenario.worldview,
    }
