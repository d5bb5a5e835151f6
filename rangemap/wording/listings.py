"""What the lesser commands list: weapons, regions, places, the border."""

import json
from dataclasses import asdict
from typing import Any

import shapely

from rangemap.export.geojson import rfc7946_geometry
from rangemap.scenario.choices import WORLDVIEWS
from rangemap.wording.language import language as language_of
from rangemap.wording.provenance import citation_text
from rangemap.wording.quantities import area_text, both_units, length_span, length_text
from rangemap.wording.table import columns
from rangemap.world import boundaries
from rangemap.world.catalog import Catalog, PublishedRange, Weapon

Record = dict[str, Any]


def weapon_records(catalog: Catalog) -> list[Record]:
    """Every weapon with all its figures and their sources; range_km is the one maps use."""
    return [
        {
            "weapon": weapon.id,
            "name": weapon.name,
            "names": dict(weapon.names),
            "claimed": weapon.is_claimed,
            "description": weapon.description,
            "range_km": weapon.range.range_km,
            "minimum_km": weapon.minimum.range_km if weapon.minimum else None,
            "published": [_figure_record(figure) for figure in weapon.ranges],
            "minimums": [_figure_record(figure) for figure in weapon.minimums],
        }
        for weapon in catalog.weapons
    ]


def weapon_lines(catalog: Catalog) -> str:
    """The catalogue as text: one block per weapon, one line per figure."""
    return "\n\n".join(_weapon_block(weapon) for weapon in catalog.weapons)


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
    return "\n".join(columns([_heading(("region", "name", "area"), language), *rows], right=(2,)))


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
    lines = columns([heading, *rows], right=(2,))
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


def border_geojson(neighbour: str) -> bytes:
    """The border line as a GeoJSON feature collection."""
    record = border_record(neighbour)
    feature = {
        "type": "Feature",
        "properties": {"kind": "border", **{k: record[k] for k in ("border_with", "length_km")}},
        "geometry": rfc7946_geometry(boundaries.border(neighbour).line),
    }
    document = {
        "type": "FeatureCollection",
        "sources": record["sources"],
        "worldview": record["worldview"],
        "data_version": boundaries.DATA_VERSION,
        "features": [feature],
    }
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _figure_record(figure: PublishedRange) -> Record:
    return {
        "range_km": figure.range_km,
        "value": str(figure.length),
        "as_printed": figure.as_printed,
        "variant": figure.variant,
        "restates": figure.restates,
        "note": figure.note,
        "source": asdict(figure.source),
    }


def weapon_heading(weapon: Weapon, language: str = "en") -> str:
    """Id, name, range, and the band of figures: whether publications disagree or only round."""
    said = language_of(language)
    least, greatest = (figure.length for figure in weapon.band)
    heading = (
        f"{weapon.id}  {weapon.name_in(language)}  {both_units(weapon.range.length, language)}"
    )
    if least.metres == greatest.metres:
        return heading
    kind = "differ" if weapon.is_disputed else "rounded"
    span = length_span(least, greatest, language)
    return f"{heading}, {said.say(f'catalog.{kind}', span=span)}"


def figure_lines(weapon: Weapon, language: str = "en") -> list[str]:
    """Every published figure with its source, the one that maps use first."""
    said = language_of(language)
    lines = []
    for figure in (*weapon.ranges, *weapon.minimums):
        length = length_text(figure.length, language)
        if figure in weapon.minimums:
            length = said.say("catalog.minimum", length=length)
        variant = f" [{figure.variant_in(language)}]" if figure.variant else ""
        lines.append(f"  {length}{variant}: {citation_text(figure.source, said)}")
        lines += [f"      {figure.source.url}"] if figure.source.url else []
    return lines


def _weapon_block(weapon: Weapon) -> str:
    claimed = f"  ({language_of('en').say('catalog.claimed')})" if weapon.is_claimed else ""
    described = [f"  {weapon.description}"] if weapon.description else []
    return "\n".join([weapon_heading(weapon) + claimed, *described, *figure_lines(weapon)])
