"""A comparison as text and files: the table of differences, its sentence, CSV and GeoJSON."""

import json
from typing import Any

from rangemap.comparison import COLUMNS, Comparison
from rangemap.reach import CAVEAT
from rangemap.render.csv import csv_bytes
from rangemap.render.geojson import rfc7946_geometry
from rangemap.render.provenance import sources
from rangemap.render.summary import provenance
from rangemap.render.table import columns
from rangemap.render.wording import area_text, share_text

SUFFIXES = (".geojson", ".csv")


def render(comparison: Comparison, suffix: str) -> bytes:
    """The whole file: ``.csv`` the table unrounded, ``.geojson`` the parts gained."""
    return _geojson(comparison) if suffix.lower() == ".geojson" else _csv(comparison)


def sentence(comparison: Comparison) -> str:
    """What changed, in one sentence that can be quoted."""
    totals = comparison.totals()
    newly = totals["regions_newly_reached"]
    regions = {0: "no new region", 1: "1 new region"}.get(int(newly), f"{newly} new regions")
    gained, lost = totals["gained_km2"], totals["lost_km2"]
    change = f"about {area_text(gained)} more" if gained > 0 else "no more area"
    less = f", and loses about {area_text(lost)}" if lost >= 1 else ""
    return f"After the change the ranges reach {change}, into {regions}{less}."


def summary(comparison: Comparison) -> dict[str, Any]:
    """Both scenarios, one record per region, totals, sources of both, caveat."""
    return {
        "before": comparison.before.scenario.to_dict(),
        "after": comparison.after.scenario.to_dict(),
        "regions": comparison.regions[list(COLUMNS)].to_dict("records"),
        "totals": comparison.totals(),
        "sentence": sentence(comparison),
        **provenance(comparison.after),
        "sources": _sources(comparison),
    }


def table(comparison: Comparison) -> str:
    """One line per region, the most gained first; figures rounded to what they carry."""
    rows = [
        (
            row.region,
            row.name_,
            share_text(row.before_share) if row.before_km2 else "–",
            share_text(row.after_share) if row.after_km2 else "–",
            area_text(row.gained_km2) if row.gained_km2 else "–",
            area_text(row.lost_km2) if row.lost_km2 else "–",
            "newly reached" if row.newly_reached else "",
        )
        for row in comparison.regions.rename(columns={"name": "name_"}).itertuples()
    ]
    heading = ("region", "name", "before", "after", "gained", "lost", "")
    lines = columns([heading, *rows], right=(2, 3, 4, 5))
    return "\n".join([sentence(comparison), "", *lines, "", CAVEAT])


def _sources(comparison: Comparison) -> list[dict[str, str]]:
    before, after = comparison.before, comparison.after
    listed = sources([*before.ranges, *after.ranges], [*before.sources, *after.sources])
    return [each for n, each in enumerate(listed) if each not in listed[:n]]


def _csv(comparison: Comparison) -> bytes:
    rows = comparison.regions[list(COLUMNS)].itertuples(index=False)
    return csv_bytes([*COLUMNS, "caveat"], ((*row, CAVEAT) for row in rows))


def _geojson(comparison: Comparison) -> bytes:
    frame = comparison.regions[~comparison.regions.geometry.is_empty]
    records = frame[list(COLUMNS)].to_dict("records")
    document = {
        "type": "FeatureCollection",
        **{key: value for key, value in summary(comparison).items() if key != "regions"},
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": "gained", **record},
                "geometry": rfc7946_geometry(shape),
            }
            for record, shape in zip(records, frame.geometry, strict=True)
        ],
    }
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()
