"""Natural Earth's first-level regions and countries, mended and filed by ISO 3166."""

import json
import tarfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from rangemap.geodesy import areas_m2

CRS = "EPSG:4326"
MEMBER = "package/data/build.json"

# the two federal subjects carry each other's code upstream
SWAPPED = {"RU-MOW": "RU-MOS", "RU-MOS": "RU-MOW"}
# a nameless islet of 38 km² off the Yamal coast; nearest region, 3 km away
STRAY = {"RU-X01~": "RU-YAN"}
# islands of Arkhangelsk Oblast by a point within (lon, lat) and the region they are filed under
ISLANDS_OF_ARKHANGELSK = {
    (36.71, 80.16): "RU-MUR",  # Victoria Island
    (35.70, 65.08): "RU-KR",  # Bolshoy Solovetsky, of the Solovetsky Islands
    (36.06, 65.15): "RU-KR",  # Anzersky, of the Solovetsky Islands
    (35.96, 65.04): "RU-KR",  # Bolshaya Muksalma, of the Solovetsky Islands
}
# Not in the United Nations' list of countries (M49): each is filed where the UN counts it.
TERRITORIES = {
    "ALD": "FI",  # Åland
    "CYN": "CY",  # Northern Cyprus
    "ESB": "CY",  # Dhekelia, a British base area
    "WSB": "CY",  # Akrotiri, a British base area
    "KAB": "KZ",  # Baikonur, leased
    "KOS": "RS",  # Kosovo, Security Council resolution 1244
}
# West, south, east, north in degrees: 1,500 km from Ukraine, but in the south only 1,210 km, north
# of the Golan Heights, which the source files under Israel and does not outline.
WINDOW = (2.0, 33.5, 61.0, 66.0)


def read(tarball: Path) -> gpd.GeoDataFrame:
    """Natural Earth's regions as shipped: columns ``code``, ``a2``, ``a3``, ``geometry``."""
    with tarfile.open(tarball) as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            msg = f"{tarball} holds no {MEMBER}"
            raise FileNotFoundError(msg)
        features = json.load(member)["features"]
    properties = [feature["properties"] for feature in features]
    return gpd.GeoDataFrame(
        {
            "code": [item["iso_3166_2"] for item in properties],
            "a2": [item["iso_a2"] for item in properties],
            "a3": [item["adm0_a3"] for item in properties],
        },
        geometry=shapely.from_geojson([json.dumps(f["geometry"]) for f in features]),
        crs=CRS,
    )


def mend(source: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same regions with their codes, countries and seam at ±180° put right.

    Adds the column ``country``, ISO 3166-1 alpha-2 in the United Nations' view: what ISO 3166-2
    codes RU or UA is filed there, so Crimea (UA-43) and Sevastopol (UA-40) are Ukrainian.
    """
    code = source["code"].replace(SWAPPED).replace(STRAY)
    coded = code.str.extract(r"^(RU|UA)-", expand=False)
    country = coded.fillna(source["a3"].map(TERRITORIES)).fillna(source["a2"])
    geometry = shapely.transform(source.geometry.to_numpy(), _on_the_seam)
    for point, filed in ISLANDS_OF_ARKHANGELSK.items():
        _move_island(point, geometry, code == filed, code == "RU-ARK")
    return gpd.GeoDataFrame({"code": code, "country": country}, geometry=geometry, crs=CRS)


def _move_island(
    point: tuple[float, float], geometry: np.ndarray, filed: pd.Series, right: pd.Series
) -> None:
    """Give the part that the point lies in to the one row of ``right``, in place."""
    (old,), (new,) = np.flatnonzero(filed), np.flatnonzero(right)
    parts = shapely.get_parts(geometry[old])
    is_island = shapely.contains_xy(parts, *point)
    if is_island.sum() != 1:
        msg = f"no island lies at {point}"
        raise ValueError(msg)
    geometry[old] = shapely.multipolygons(parts[~is_island])
    geometry[new] = shapely.multipolygons([*shapely.get_parts(geometry[new]), *parts[is_island]])


def _on_the_seam(lon_lat: np.ndarray) -> np.ndarray:
    """Longitudes within 1e-9 degrees of ±180 become that (Chukotka has -179.99999999999991)."""
    near = np.isclose(np.abs(lon_lat[:, 0]), 180.0, rtol=0, atol=1e-9)
    return np.column_stack(
        [np.where(near, np.copysign(180.0, lon_lat[:, 0]), lon_lat[:, 0]), lon_lat[:, 1]]
    )


def regions(mended: gpd.GeoDataFrame, names: Path) -> gpd.GeoDataFrame:
    """Russia's and Ukraine's regions, one row each, sorted by code.

    Columns ``region``, ``country``, ``name_en``, ``name_uk``, ``name_ru``, ``area_km2`` (on the
    ellipsoid, edges straight in longitude and latitude), ``geometry`` (RFC 7946 rings).
    ``names`` is the reviewed table; a region without a name, or a name without one, is an error.
    """
    ours = mended[mended["country"].isin(["RU", "UA"])]
    parts = ours.groupby("code")["geometry"].agg(lambda g: shapely.coverage_union_all(g.array))
    table = pd.read_csv(names, index_col="region")
    if sorted(table.index) != list(parts.index):
        odd = set(table.index) ^ set(parts.index)
        msg = f"{names} and Natural Earth differ in {', '.join(sorted(odd))}"
        raise ValueError(msg)
    table = table.loc[parts.index]
    geometry = shapely.orient_polygons(parts.array, exterior_cw=False)
    _refuse_broken(geometry)
    return gpd.GeoDataFrame(
        {
            "region": table.index,
            "country": table.index.str[:2],
            "name_en": table["en"].array,
            "name_uk": table["uk"].array,
            "name_ru": table["ru"].array,
            "area_km2": (areas_m2(geometry) / 1e6).round(6),
        },
        geometry=geometry,
        crs=CRS,
    )


def countries(mended: gpd.GeoDataFrame, names: Path) -> gpd.GeoDataFrame:
    """Countries dissolved from the same regions and cut to ``WINDOW``, sorted by code.

    Columns ``country``, ``name_en``, ``name_uk``, ``name_ru``, ``geometry``. Inside the window
    every vertex of a border is a vertex of the regions on both its sides.
    """
    near = mended[mended.intersects(shapely.box(*WINDOW))]
    whole = near.groupby("country")["geometry"].agg(lambda g: shapely.coverage_union_all(g.array))
    cut = shapely.clip_by_rect(whole.array, *WINDOW)
    table = pd.read_csv(names, index_col="country").loc[whole.index]
    geometry = shapely.orient_polygons(cut, exterior_cw=False)
    _refuse_broken(geometry)
    return gpd.GeoDataFrame(
        {
            "country": table.index,
            "name_en": table["en"].array,
            "name_uk": table["uk"].array,
            "name_ru": table["ru"].array,
        },
        geometry=geometry,
        crs=CRS,
    )


def _refuse_broken(polygons: np.ndarray) -> None:
    if not shapely.is_valid(polygons).all():
        msg = "a polygon is not valid"
        raise ValueError(msg)
    if not shapely.coverage_is_valid(polygons):
        msg = "neighbours overlap or their borders do not match vertex by vertex"
        raise ValueError(msg)
