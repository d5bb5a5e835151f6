"""Base map: water, land, Ukraine's tint, region lines, borders, graticule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import Reach
from rangemap.figures import paint
from rangemap.figures.graticule import GridLine, graticule
from rangemap.figures.palette import Theme
from rangemap.figures.panel import Panel
from rangemap.figures.projection import Geometries
from rangemap.world import boundaries

_MAPPED = (2.0, 33.5, 61.0, 66.0)  # beyond this only Russia's land is in the bundled data
DETAIL_PT = 0.22  # bends smaller than this do not show
_KEPT = 4  # frames: the maps of a page have one or two, light and dark, before and after


@dataclass(frozen=True)
class Ground:
    """What is on the ground in a scene, in metres of its projection.

    mapped: where land and water are told apart. land: all of it. countries: their codes and shapes.
    borders and coast: lines. home_regions: Ukraine's. grid: meridians and parallels. regions:
    shapes of those reported.
    """

    mapped: BaseGeometry
    land: BaseGeometry
    countries: Mapping[str, BaseGeometry]
    borders: BaseGeometry
    coast: BaseGeometry
    home_regions: Geometries
    grid: Sequence[GridLine]
    regions: Geometries


def ground(reach: Reach, panel: Panel) -> Ground:
    """The ground of a scene, bends too small to see left out."""
    return replace(_ground(panel), regions=_thinned(reach.outlines.geometry.to_numpy(), panel))


@lru_cache(_KEPT)
def _ground(panel: Panel) -> Ground:
    """What any reach has for its ground, without regions."""
    tolerance = DETAIL_PT / panel.points_per_metre
    countries = _countries(panel)
    shapes = np.array(list(countries.values()), dtype=object)
    land = shapely.union_all(shapes)
    along_coast = shapely.buffer(land.boundary, tolerance, quad_segs=1)
    borders = shapely.difference(shapely.union_all(shapely.boundary(shapes)), along_coast)
    mapped = shapely.union(_box_drawn(panel), land)
    return Ground(
        mapped=mapped,
        land=land,
        countries=countries,
        borders=borders,
        coast=land.boundary,
        home_regions=_thinned(boundaries.regions("UA").geometry.to_numpy(), panel),
        grid=graticule(panel),
        regions=np.empty(0, dtype=object),
    )


def draw(axes: Axes, ground: Ground, panel: Panel, theme: Theme) -> None:
    """Draw everything that is not reach, lowest first."""
    unmapped = () if is_mapped(panel) else (paint.area(_frame(panel), theme.unmapped),)
    paint.add(axes, "water", [*unmapped, paint.area(ground.mapped, theme.water)], above=0)
    land = [shape for code, shape in ground.countries.items() if code != "UA"]
    paint.add(axes, "land", [paint.area(shape, theme.land) for shape in land], above=1)
    home = ground.countries.get("UA", shapely.Polygon())
    paint.add(axes, "ukraine", [paint.area(home, theme.home)], above=1.1)


def draw_lines(axes: Axes, ground: Ground, theme: Theme) -> None:
    """Draw what lies over the reach: graticule, region lines, coast, countries' borders."""
    grid = [paint.line(each.shape, theme.graticule, 0.4) for each in ground.grid]
    paint.add(axes, "graticule", grid, above=1.5)
    lines = [paint.line(each, theme.region_line, 0.45) for each in _edges(ground.regions)]
    lines += [paint.line(each, theme.region_line, 0.35) for each in _edges(ground.home_regions)]
    paint.add(axes, "region-lines", lines, above=3)
    paint.add(axes, "coast", [paint.line(ground.coast, theme.coast, 0.5)], above=3.1)
    borders = paint.line(ground.borders, theme.country_line, 0.9)
    paint.add(axes, "country-borders", [borders], above=3.2)


def _countries(panel: Panel) -> dict[str, BaseGeometry]:
    """Shapes of the countries in the scene; Russia's whole, the others' where they are mapped."""
    table = boundaries.countries()
    shapes = table.geometry.to_numpy()
    codes = table["country"].to_numpy()
    if not is_mapped(panel):
        beyond = boundaries.regions("RU")
        shapes = np.append(shapes[codes != "RU"], beyond.geometry.to_numpy())
        codes = np.append(codes[codes != "RU"], np.full(len(beyond), "RU"))
    drawn = _thinned(shapes, panel)
    found: dict[str, BaseGeometry] = {}
    for code in dict.fromkeys(codes):
        parts = [part for part in drawn[codes == code] if not part.is_empty]
        if parts:
            found[code] = shapely.union_all(shapely.make_valid(np.array(parts, dtype=object)))
    return found


def _thinned(shapes: Geometries, panel: Panel) -> Geometries:
    detail = DETAIL_PT / panel.points_per_metre
    return cast("Geometries", shapely.simplify(panel.scene.drawn(shapes), detail))


def is_mapped(panel: Panel) -> bool:
    """Whether land and water are told apart all over the frame."""
    lon, lat = panel.scene.lon_lat().T
    west, south, east, north = _MAPPED
    return bool((lon > west).all() and (lon < east).all() and (lat > south).all()) and bool(
        (lat < north).all()
    )


def _box_drawn(panel: Panel) -> BaseGeometry:
    box = shapely.segmentize(shapely.box(*_MAPPED), 1.0)
    return shapely.make_valid(panel.scene.drawn([box])[0])


def _frame(panel: Panel) -> BaseGeometry:
    scene = panel.scene.grown(1 + 2 * panel.scene.margin)
    return shapely.box(scene.west, scene.south, scene.east, scene.north)


def _edges(shapes: Geometries) -> list[BaseGeometry]:
    return [shape.boundary for shape in shapes if not shape.is_empty]


def towns_in(panel: Panel, language: str) -> gpd.GeoDataFrame:
    """Towns in the frame, most people first, with `x`, `y` in points of the sheet."""
    towns = boundaries.places(language=language)
    towns = towns[panel.scene.near(towns.geometry.to_numpy())]
    placed = panel.places(towns.geometry.x.to_numpy(), towns.geometry.y.to_numpy())
    towns = towns.assign(x=placed[:, 0], y=placed[:, 1])
    box = panel.box
    inside = towns["x"].between(box.left, box.right) & towns["y"].between(box.bottom, box.top)
    return towns[inside].reset_index(drop=True)
