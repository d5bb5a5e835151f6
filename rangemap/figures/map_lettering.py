"""Lettering of a printed map: which words stand where, and their artists.

The order of what counts: rings, origins, reached regions and foremost towns, countries and seas,
other towns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.patches import PathPatch
from shapely import Point
from shapely.geometry.base import BaseGeometry

from rangemap.figures import name_labels, paint
from rangemap.figures.graticule import graticule_labels
from rangemap.figures.ground import towns_in
from rangemap.figures.name_labels import Label, Room, Surroundings
from rangemap.figures.placing import Taken
from rangemap.figures.plate import Plate
from rangemap.figures.projection import Geometries
from rangemap.figures.ring_labels import RingLabel, label_beside, place_ring_label
from rangemap.figures.seas import seas
from rangemap.figures.settling import RegionPlacer, Settlement
from rangemap.scenario.origins import PointOrigin
from rangemap.world import boundaries

_RING_SIZE, _TOWN_SIZE, _COUNTRY_SIZE, _SEA_SIZE, _GRID_SIZE = 0.92, 0.84, 0.9, 0.84, 0.66
_REACHED_FIRST = 2.5  # a town within reach counts as one so many times as large beyond it
_EMS_PER_TOWN = 130.0  # square ems of map for each
_TOWN_DOT = 0.16
_DOTS_KEPT = 12  # towns whose dots no region's name may cover
_LARGEST = 5  # towns within reach that count as foremost wherever they lie
_FOREMOST_SHARE = 0.7  # of all towns named, at most
_DOT_ROOM = 0.5
_TOWN_ROOM = 1.6  # around a large place that a ring's label leaves alone
_ORIGIN_ROOM = 0.42  # around a launch point
_BORDER_ROOM = 0.25
_SMALLER, _SMALLEST = 0.84, 0.74  # a region's name where room is scarce
_MAX_NAMED = 60  # regions, beyond which a map shows colours alone
_MAX_ORIGINS = 60  # launch points with a name on the map
_NEAR = 8.0  # how far from its reached part a region's name may stand


def place_origins(plate: Plate, taken: Taken) -> list[Label]:
    """The names of launch points, before all else: nothing may cover them, nor points and lines."""
    signs = _origin_grounds(plate)
    over = taken.also([*signs, *plate.panel.on_sheet(plate.border_m)])
    labels = []
    shown = plate.subject.framed or (plate.reach,)
    origins = dict.fromkeys(each for reach in shown for each in reach.scenario.origins)
    points = [each for each in origins if isinstance(each, PointOrigin)]
    for number, each in enumerate(points[:_MAX_ORIGINS]):
        x, y = plate.panel.at(each.lon, each.lat)
        if name := each.name or plate.subject.marks.get(each, ""):
            label = name_labels.origin_label(f"origin-{number}", name, (x, y), plate.text, over)
            if label is not None:
                over.add([label.ground])
                labels.append(label)
    taken.add(signs)
    taken.add(label.ground for label in labels)
    return labels


def place_ring_labels(plate: Plate, taken: Taken) -> dict[str, RingLabel]:
    """The label of each range's ring, by weapon: on its firm part, else anywhere on the ring.

    A ring too small for letters has its label beside it. The largest places within reach keep room
    for their names where that is possible.
    """
    places = plate.layers.towns
    largest = places.nlargest(_LARGEST, "population").geometry
    spots = plate.panel.places(largest.x.to_numpy(), largest.y.to_numpy())
    kept = [Point(spot).buffer(_TOWN_ROOM * plate.text) for spot in spots]
    rings = plate.layers.rings
    lines = plate.panel.on_sheet(plate.rings_m)
    inside = taken.frame.buffer(-0.6 * plate.text)
    labels: dict[str, RingLabel] = {}
    for weapon in dict.fromkeys(rings["weapon"]):
        mine = (rings["weapon"] == weapon).to_numpy()
        others = [*lines[~mine], *(label.ground for label in labels.values()), *taken.shapes]
        text, size = rings["label"][mine].iloc[0], _RING_SIZE * plate.text
        pieces = [_pieces(lines[chosen], inside) for chosen in (mine & plate.firm, mine)]
        label = (
            place_ring_label(text, size, pieces[0], shapely.geometrycollections([*others, *kept]))
            or place_ring_label(text, size, pieces[0], shapely.geometrycollections(others))
            or place_ring_label(text, size, pieces[1], shapely.geometrycollections(others))
            or place_ring_label(
                text,
                max(_SMALLER * size, plate.least),
                pieces[1],
                shapely.geometrycollections(others),
            )
            or label_beside(text, size, pieces[1], taken.also(others))
        )
        if label is not None:
            labels[weapon] = label
    if plate.subject.bundle and not labels:
        labels = _bundle_label(plate, _pieces(list(lines), inside), [*taken.shapes, *kept])
    taken.add(label.ground for label in labels.values())
    return labels


def _bundle_label(
    plate: Plate, pieces: Sequence[BaseGeometry], others: Sequence[BaseGeometry]
) -> dict[str, RingLabel]:
    """One label across thin rings that lie too close together for one each, on the outermost."""
    label = place_ring_label(
        plate.subject.bundle,
        _RING_SIZE * plate.text,
        pieces,
        shapely.geometrycollections(list(others)),
    )
    return {} if label is None else {plate.layers.rings["weapon"].iloc[0]: label}


def draw_ring_labels(plate: Plate, labels: Mapping[str, RingLabel]) -> None:
    """Draw them letter by letter, one group for each ring."""
    groups: list[Artist] = []
    for weapon, label in labels.items():
        ink = plate.style.text_ink(plate.numbers[weapon])
        letters: list[Artist] = []
        for letter in label.letters:
            letters += paint.words(
                plate.figure,
                letter.text,
                (letter.x, letter.y),
                label.size,
                ink,
                rotation=letter.angle,
                bold=True,
                halo=plate.theme.halo,
            )
        letters.sort(key=lambda artist: not isinstance(artist, PathPatch))  # halos beneath
        kind = weapon if plate.subject.bundle else plate.numbers[weapon] + 1
        name = f"ring-label-{kind}"
        groups.append(paint.CurvedWords(name, letters, label.text))
    paint.add_to_sheet(plate.figure, "ring-labels", groups, above=12)


def letter_map(plate: Plate, taken: Taken, origins: Sequence[Label]) -> set[str]:
    """Place and draw every name on the map, by layers; returns the regions that are named.

    origins: the names of launch points, as place_origins placed them.
    """
    lines = plate.panel.on_sheet(plate.rings_m)[plate.firm]
    border = plate.panel.on_sheet(plate.border_m)
    over_lines = taken.also([])
    taken.add(shapely.buffer(border, _BORDER_ROOM * plate.text))
    over_rings = taken.also([])
    taken.add(lines)
    towns = _towns(plate)
    settled = Settlement((taken, over_rings, over_lines), _region_placers(plate, towns))
    most = round(_FOREMOST_SHARE * _most_towns(plate))
    settled.name_towns(towns[towns["foremost"]].itertuples(), _TOWN_SIZE * plate.text, most)
    taken.add(label.ground for label in (*settled.regions, *settled.towns))
    for name, labels in (
        ("region-names", settled.regions),
        ("country-names", _country_labels(plate, taken)),
        ("sea-names", _sea_labels(plate, taken)),
        ("town-names", _all_towns(plate, towns, taken, settled.towns)),
        ("graticule-names", _graticule_labels(plate, taken)),
    ):
        paint.add_to_sheet(plate.figure, name, _artists(plate, list(labels)), above=11)
    paint.add_to_sheet(plate.figure, "origin-names", _artists(plate, origins), above=13.5)
    return {label.key for label in settled.regions}


def _region_placers(plate: Plate, towns: gpd.GeoDataFrame) -> dict[str, RegionPlacer]:
    """Functions that place the labels of reached regions, by code, the most important first.

    Permitted regions come before withheld ones, then those that are reached most. With more than
    _MAX_NAMED regions there are none: names would be all there is to see.
    """
    reach = plate.reach
    said = plate.subject.labels
    rows = _labelled(plate)
    rows = rows[rows["region"].isin(set(said))]
    if len(rows) > _MAX_NAMED:
        return {}
    outlines = reach.outlines.set_index("region").geometry
    whole, parts = (
        shapely.make_valid(plate.panel.on_sheet(plate.thinned_m(shapes)))
        for shapes in (outlines[rows["region"]].to_numpy(), rows.geometry.to_numpy())
    )
    names = name_labels.short_names(list(rows["name"]), reach.scenario.language)
    spots = _spots(plate, towns[~towns["quiet"]].head(_DOTS_KEPT))
    only_widest = {} if plate.subject.labelled is not None else _only_widest(plate)
    surroundings = _surroundings(plate, whole)
    placers: dict[str, RegionPlacer] = {}
    for region, name, part, around in zip(rows["region"], names, parts, surroundings, strict=True):
        band = only_widest.get(region, Point()) if only_widest else part
        placers[region] = partial(
            _region_label,
            areas=_Areas(band, part, around.own, _NEAR * plate.text),
            words=(region, name, said[region]),
            size=plate.text,
            spots=spots,
            around=around,
            least=plate.least / name_labels.CAPITALS,
        )
    return placers


@dataclass(frozen=True)
class _Areas:
    """Where a region's label may stand: where only the widest range reaches, all that is reached.

    own: all of the region. near: how far from what is reached the label may stand, in points.
    """

    band: BaseGeometry
    part: BaseGeometry
    own: BaseGeometry
    near: float

    @cached_property
    def rest(self) -> BaseGeometry:
        """What is near to the reached part: of use to few labels, and slow to make."""
        near = self.part.simplify(1).buffer(self.near, quad_segs=3)
        return shapely.difference(shapely.intersection(near, self.own), self.part)


def _labelled(plate: Plate) -> gpd.GeoDataFrame:
    """The regions to be labelled, in the order of what counts."""
    if plate.subject.labelled is not None:
        return plate.subject.labelled
    reached = plate.reach.reached
    rows = reached[reached["weapon"] == plate.reach.widest.weapon]
    return rows.sort_values(["permitted", "share", "area_km2"], ascending=False, kind="stable")


def _surroundings(plate: Plate, whole: Geometries) -> list[Surroundings]:
    """Each region's own ground and its surroundings, in points of the sheet."""
    ground = plate.ground
    regions = shapely.make_valid(plate.panel.on_sheet(ground.regions))
    countries = shapely.make_valid(plate.panel.on_sheet([*ground.countries.values()]))
    for shapes in (regions, countries):
        shapely.prepare(shapes)
    found = []
    for shape in whole:
        shapely.prepare(shape)
        middle = shapely.point_on_surface(shape)
        others, abroad = (
            shapes[~shapely.intersects(shapes, middle)] for shapes in (regions, countries)
        )
        found.append(Surroundings(shape, others, abroad))
    return found


def _region_label(
    taken: Taken,
    *,
    areas: _Areas,
    words: tuple[str, str, str],
    size: float,
    spots: Sequence[BaseGeometry],
    around: Surroundings,
    least: float,
) -> Label | None:
    """A region's label. words: code, name, share. spots: dots of towns. least: size, in points."""
    kept = taken.also(spots)
    smaller, smallest = (max(times * size, least) for times in (_SMALLER, _SMALLEST))

    def rooms() -> Iterator[Room]:
        """The best first."""
        best = (areas.part,) if areas.band is areas.part else (areas.band, areas.part)
        yield from (Room(area, kept, each) for area in best for each in (size, smaller))
        yield from (Room(area, taken, smaller) for area in best)
        yield Room(areas.rest, taken, smaller)
        yield from (Room(area, taken, smallest) for area in (areas.rest, areas.part))

    return name_labels.region_label(*words, rooms(), around)


def _only_widest(plate: Plate) -> dict[str, BaseGeometry]:
    """The part of each region that only the widest range reaches, in points of the sheet."""
    rows = plate.layers.reach
    widest = (rows["weapon"] == plate.reach.widest.weapon).to_numpy()
    placed = plate.panel.on_sheet(plate.parts_m[widest])
    return dict(zip(rows["region"][widest], shapely.make_valid(placed), strict=True))


def _graticule_labels(plate: Plate, taken: Taken) -> list[Label]:
    """Degrees at the map's edge; none where they would be too small to read."""
    size = _GRID_SIZE * plate.text
    if size < plate.least:
        return []
    return list(graticule_labels(plate.ground.grid, plate.panel, plate.said, size, taken))


def _country_labels(plate: Plate, taken: Taken) -> Iterator[Label]:
    names = name_labels.country_names(plate.reach.scenario.language)
    codes = list(plate.ground.countries)
    rooms = plate.panel.on_sheet(list(plate.ground.countries.values()))
    for code, shape in zip(codes, rooms, strict=True):
        room = shapely.difference(shapely.make_valid(shape), plate.reached)
        label = name_labels.quiet_label(code, names[code], room, _COUNTRY_SIZE * plate.text, taken)
        if label is not None:
            taken.add([label.ground])
            yield label


def _sea_labels(plate: Plate, taken: Taken) -> Iterator[Label]:
    for name, room in seas(plate.panel, plate.ground, plate.reach.scenario.language):
        label = name_labels.quiet_label(
            name, name, room, _SEA_SIZE * plate.text, taken, is_water=True
        )
        if label is not None:
            taken.add([label.ground])
            yield label


def _all_towns(
    plate: Plate, towns: gpd.GeoDataFrame, taken: Taken, foremost: Sequence[Label]
) -> list[Label]:
    others = name_labels.town_labels(
        towns, _TOWN_SIZE * plate.text, _most_towns(plate), taken, foremost
    )
    return [*foremost, *others]


def _spots(plate: Plate, towns: gpd.GeoDataFrame) -> list[BaseGeometry]:
    """The ground of towns' dots."""
    return [Point(town.x, town.y).buffer(_DOT_ROOM * plate.text) for town in towns.itertuples()]


def _most_towns(plate: Plate) -> int:
    box = plate.panel.box
    return round(box.width * box.height / plate.text**2 / _EMS_PER_TOWN)


def _towns(plate: Plate) -> gpd.GeoDataFrame:
    """Towns in the frame, most important first: by people, those within reach before others.

    `foremost`: the first city of a region, or one of the largest within reach.
    """
    towns = towns_in(plate.panel, plate.reach.scenario.language)
    within = towns["place"].isin(set(plate.layers.towns["place"]))
    named = {each.name for each in plate.reach.scenario.origins if isinstance(each, PointOrigin)}
    first = boundaries.places().drop_duplicates("region")["place"]
    largest = towns[within].nlargest(_LARGEST, "population")["place"]
    towns = towns.assign(
        quiet=~within,
        rank=towns["population"] * np.where(within, _REACHED_FIRST, 1),
        foremost=towns["place"].isin({*first, *largest}),
    )
    return towns[~towns["name"].isin(named)].sort_values("rank", ascending=False, kind="stable")


def _artists(plate: Plate, labels: Sequence[Label]) -> list[Artist]:
    dots: list[Artist] = []
    words: list[Artist] = []
    for label in labels:
        colour = plate.theme.quiet_text if label.quiet else plate.theme.text
        if label.dot:
            dot = shapely.Point(label.dot).buffer(_TOWN_DOT * plate.text)
            dots.append(paint.area(dot, colour, edgecolor=plate.theme.halo, linewidth=0.8))
        for line in label.lines:
            words += paint.words(
                plate.figure,
                line.text,
                (line.x, line.y),
                line.size,
                plate.theme.water_text if label.is_water else colour,
                bold=line.bold,
                italic=line.italic,
                align=line.align,
                halo=None if label.is_water else plate.theme.halo,
            )
    words.sort(key=lambda artist: not isinstance(artist, PathPatch))  # halos beneath
    return [*dots, *words]


def _origin_grounds(plate: Plate) -> list[BaseGeometry]:
    """What the signs of points and lines to measure from take."""
    shapes = plate.panel.on_sheet(plate.origins_m)
    return [
        shape.buffer(_ORIGIN_ROOM * plate.text if shape.geom_type.endswith("Point") else 1.5)
        for shape in shapes
        if shapely.get_dimensions(shape) < 2  # noqa: PLR2004  areas may be written in
    ]


def _pieces(lines: Sequence[BaseGeometry], inside: BaseGeometry) -> list[BaseGeometry]:
    """The lines' connected pieces within the frame, whole circles unbroken."""
    cut = shapely.intersection(shapely.union_all(lines), inside)
    merged = shapely.line_merge(cut) if cut.geom_type == "MultiLineString" else cut
    return [part for part in shapely.get_parts(merged) if part.geom_type == "LineString"]
