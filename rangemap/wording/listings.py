"""What the lesser commands list: regions, places, the border."""

from dataclasses import asdict
from typing import Any

import shapely

from rangemap.scenario.choices import WORLDVIEWS
from rangemap.wording.language import language_of
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
        ["place", "name", "country", "region", "population", "exact"]
    ].to_dict("records")
    for record, point in zip(records, found.geometry, strict=True):
        record |= {"lat": point.y, "lon": point.x}
    return records


def place_lines(records: list[Record], language: str) -> str:
    """The towns as a table, with the attribution that GeoNames asks for."""
    rows = [
        (
            each["name"],
            each["region"] or each["country"],
            language_of(language).number(each["population"]),
            f"{each['lat']:.4f},{each['lon']:.4f}",
        )
        for each in records
    ]
    heading = _heading(("name", "region", "people", "place"), language)
    lines = aligned([heading, *rows], right=(2,))
    return "\n".join([*lines, "", *(source.attribution for source in boundaries.sources())])


def _heading(names: tuple[str, ...], language: str) -> tuple[str, ...]:
    return tuple(language_of(language).say(f"table.{name}") for name in names)


# Ukraine's State Border Guard Service and Ministry of Foreign Affairs, Interfax-Ukraine, 2012-11-07
OFFICIAL_LAND_KM = 1_974


def border_record(neighbour: str) -> Record:
    """The border's length and ends; distances along it count from `start`."""
    border = boundaries.border(neighbour)
    first, last = border.point(0), border.point(border.length_km)
    return {
        "border_with": neighbour,
        "length_km": border.length_km,
        "vertices": int(shapely.get_num_coordinates(border.line)),
        "start": {"lat": first.y, "lon": first.x, "km": 0.0},
        "end": {"lat": last.y, "lon": last.x, "km": border.length_km},
        "sources": [asdict(source) for source in boundaries.sources()[:1]],
        "worldview": WORLDVIEWS[0],
    }


def border_lines(record: Record) -> str:
    """The border in a few lines: what its length is the length of, and how true the line is."""
    is_russia = record["border_with"] == "RU"
    official = f"; officially {OFFICIAL_LAND_KM:,} km on land" if is_russia else ""
    ends = (f"{record[end]['lat']:.4f},{record[end]['lon']:.4f}" for end in ("start", "end"))
    return "\n".join(
        [
            f"Ukraine's border with {record['border_with']}: {record['length_km']:,.0f} km",
            "the length of a generalised line: small bends are smoothed away" + official,
            f"{record['vertices']:,} vertices; off by typically 1 km, in places 4",
            "km 0 at {}, last km at {}".format(*ends),
            record["sources"][0]["attribution"],
        ]
    )
