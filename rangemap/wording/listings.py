"""What the lesser commands list: regions, places, the border."""

from dataclasses import asdict
from typing import Any

import pandas as pd
import shapely

from rangemap.scenario.choices import WORLDVIEWS
from rangemap.wording.language import language_of
from rangemap.wording.people import population_note
from rangemap.wording.quantities import area_text
from rangemap.wording.table import aligned
from rangemap.world import boundaries

Record = dict[str, Any]


def region_records(country: str, language: str) -> list[Record]:
    """Code, name and ellipsoidal area in km² of the bundled regions."""
    frame = boundaries.regions(country, language=language)
    records: list[Record] = frame[["region", "name", "area_km2"]].to_dict("records")
    return records


def region_lines(records: list[Record], language: str) -> str:
    """The regions as a table, areas to three digits."""
    rows = [
        (each["region"], each["name"], area_text(each["area_km2"], language)) for each in records
    ]
    return "\n".join(aligned([_heading(("region", "name", "area"), language), *rows], right=(2,)))


def place_records(name: str, language: str) -> list[Record]:
    """Towns whose name is, begins like, or resembles the one given; exact ones first."""
    found = boundaries.find_places(name, language=language)
    records: list[Record] = found[
        ["place", "name", "country", "region", "population", "population_date", "part_of", "exact"]
    ].to_dict("records")
    for record, point in zip(records, found.geometry, strict=True):
        record |= {"lat": point.y, "lon": point.x}
    return records


def place_lines(records: list[Record], language: str) -> str:
    """The towns as a table, how old their populations are, and what GeoNames asks for."""
    said = language_of(language)
    rows = [
        (
            each["name"],
            each["region"] or each["country"],
            said.number(each["population"]),
            each["population_date"] or said.say("people.no_date"),
            f"{each['lat']:.4f},{each['lon']:.4f}",
        )
        for each in records
    ]
    heading = _heading(("name", "region", "people", "as_of", "place"), language)
    lines = aligned([heading, *rows], right=(2,))
    foot = (population_note(pd.DataFrame(records), language), said.say("source.places"))
    return "\n".join([*lines, "", *foot])


def _heading(names: tuple[str, ...], language: str) -> tuple[str, ...]:
    return tuple(language_of(language).say(f"table.{name}") for name in names)


_OFFICIAL_LAND_KM = 1_974  # the border with Russia
_OFFICIAL_SOURCE = (
    "State Border Guard Service and Ministry of Foreign Affairs of Ukraine, "
    "Interfax-Ukraine, 2012-11-07"
)


def border_record(neighbour: str) -> Record:
    """The border's length and ends; distances along it count from `start`.

    `length_note` says what the length is the length of; where it is known, `official_land_km` is
    the officially stated length on land, with its source.
    """
    border = boundaries.border(neighbour)
    first, last = border.point(0), border.point(border.length_km)
    return {
        "border_with": neighbour,
        "length_km": border.length_km,
        **_official(neighbour),
        "vertices": int(shapely.get_num_coordinates(border.line)),
        "start": {"lat": first.y, "lon": first.x, "km": 0.0},
        "end": {"lat": last.y, "lon": last.x, "km": border.length_km},
        "sources": [asdict(source) for source in boundaries.sources()[:1]],
        "worldview": WORLDVIEWS[0],
    }


def _official(neighbour: str) -> Record:
    """What the length of the drawn line is, and the official one where it is known."""
    note = "the length of a generalised line: small bends are smoothed away"
    if neighbour != "RU":
        return {"length_note": note}
    return {
        "length_note": f"{note}; officially {_OFFICIAL_LAND_KM:,} km on land",
        "official_land_km": _OFFICIAL_LAND_KM,
        "official_source": _OFFICIAL_SOURCE,
    }


def border_lines(record: Record) -> str:
    """The border in a few lines: what its length is the length of, and how true the line is."""
    neighbour = language_of("en").say(f"neighbour.{record['border_with']}")
    ends = (f"{record[end]['lat']:.4f},{record[end]['lon']:.4f}" for end in ("start", "end"))
    return "\n".join(
        [
            f"Ukraine’s border {neighbour}: {record['length_km']:,.0f} km",
            record["length_note"],
            f"{record['vertices']:,} vertices; off by typically 1 km, in places 4",
            "km 0 at {}, last km at {}".format(*ends),
            record["sources"][0]["attribution"],
        ]
    )
