"""The ground under web maps: land, regions and towns, simplified for the screen.

For display only. All outlines are thinned together, so that neighbours still share every vertex:
no gaps, no overlaps. Numbers come from full resolution, never from here.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.scenario.choices import NEIGHBOURS
from rangemap.web.seam import OCEAN, turned
from rangemap.world import boundaries

# web maps are Mercator: one tolerance there is one tolerance on screen; past 180° it goes on
_MERCATOR = "+proj=merc +over +ellps=WGS84"
_TOLERANCE_M = 1600.0  # in Mercator metres: 1 km at 51° N, which is what the outlines are good to
_LABEL_TOLERANCE_DEGREES = 0.05
_MIN_PEOPLE = 15_000


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies under every web map. All frames are GeoDataFrames in EPSG:4326; never change them.

    Longitudes are counted on past 180, so that no region is in two halves: see seam.

    regions: `region`, `country`, `name_en`, `name_uk`, `name_ru`, `label` (a point well inside).
    countries: `country`, names and `label`, all but Russia and Ukraine, which are their regions.
    lines: `country`; the outline of each country, coasts among them.
    borders: Ukraine's land border with each neighbour, along the thinned outlines.
    towns: `country`, `population` and names; most people first.
    rivers: `rank` (1 for the longest, 9 for the least) and names, which may be empty.
    """

    regions: gpd.GeoDataFrame
    countries: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    borders: dict[str, BaseGeometry]
    towns: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame


@functools.cache
def ground() -> Ground:
    """The bundled land and towns at display resolution, made once."""
    regions = _in_all_languages(lambda each: boundaries.regions("all", language=each))
    countries = _in_all_languages(lambda each: boundaries.countries(language=each))
    others = countries[~countries["country"].isin(["RU", "UA"])].reset_index(drop=True)
    whole = turned([*regions.geometry, *others.geometry], OCEAN)
    thinned = thin(gpd.GeoSeries(whole, crs=boundaries.CRS))
    regions = regions.set_geometry(thinned[: len(regions)].to_numpy(), crs=boundaries.CRS)
    others = others.set_geometry(thinned[len(regions) :].to_numpy(), crs=boundaries.CRS)
    regions["label"] = _label_points(regions.geometry)
    others["label"] = _label_points(others.geometry)
    outlines = _country_outlines(regions, others)
    towns = _in_all_languages(lambda each: boundaries.places(language=each))
    return Ground(
        regions=regions,
        countries=others,
        lines=gpd.GeoDataFrame(
            {"country": outlines.index}, geometry=outlines.to_numpy(), crs=boundaries.CRS
        ),
        borders={
            neighbour: shapely.line_merge(shapely.intersection(outlines["UA"], outlines[neighbour]))
            for neighbour in NEIGHBOURS
        },
        towns=towns[towns["population"] >= _MIN_PEOPLE].reset_index(drop=True),
        rivers=_in_all_languages(lambda each: boundaries.rivers(language=each)),
    )


@functools.lru_cache(maxsize=4)
def thin_regions(seam: float) -> dict[str, tuple[BaseGeometry, BaseGeometry]]:
    """The bundled regions by code: as read, and thinned as a map with that seam has them."""
    whole, thinned = boundaries.regions("all"), ground().regions
    drawn = dict(zip(thinned["region"], turned(thinned.geometry, seam), strict=True))
    return {
        code: (shape, drawn[code])
        for code, shape in zip(whole["region"], whole.geometry, strict=True)
    }


def thin(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Neighbouring polygons with fewer vertices, still neighbours; moved by about 1 km at most."""
    flat = shapes.set_crs(boundaries.CRS).to_crs(_MERCATOR)
    thinned = gpd.GeoSeries(flat.simplify_coverage(_TOLERANCE_M), crs=_MERCATOR)
    return thinned.make_valid().to_crs(boundaries.CRS)


def _country_outlines(regions: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> gpd.GeoSeries:
    whole = {
        country: shapely.coverage_union_all(rows.geometry.to_numpy())
        for country, rows in regions.groupby("country")
    }
    whole |= dict(zip(others["country"], others.geometry, strict=True))
    return gpd.GeoSeries(whole, crs=boundaries.CRS).boundary


def _label_points(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """For each polygon the centre of the greatest circle that fits into its greatest part."""
    points = []
    for shape in shapes:
        largest = max(shapely.get_parts(shape), key=lambda part: part.area)
        circle = shapely.maximum_inscribed_circle(largest, tolerance=_LABEL_TOLERANCE_DEGREES)
        points.append(shapely.Point(shapely.get_coordinates(circle)[0]))
    return gpd.GeoSeries(points, crs=boundaries.CRS)


def _in_all_languages(read: Callable[[str], gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    frame = read("en").rename(columns={"name": "name_en"})
    return frame.assign(**{f"name_{language}": read(language)["name"] for language in ("uk", "ru")})
