"""Lettering of a printed map: which words stand where, and their artists.

The order of what counts: rings, origins, reached regions and foremost towns, countries and seas,
other towns.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

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
from rangemap.figures.name_labels import Label, Room
from rangemap.figures.placing import Taken
from rangemap.figures.plate import Plate
from rangemap.figures.ring_labels import RingLabel, label_beside, ring_label
from rangemap.figures.seas import seas
from rangemap.figures.settling import RegionPlacer, Settlement
from rangemap.scenario.origins import PointOrigin
from rangemap.world import boundaries

_RING_SIZE, _TOWN_SIZE, _COUNTRY_SIZE, _SEA_SIZE, _GRID_SIZE = 0.92, 0.84, 0.9, 0.84, 0.66
_REACHED_FIRST = 2.5  # a town within reach counts as one so many times as large beyond it
_EMS_PER_TOWN = 160.0  # square ems of map for each
_TOWN_DOT = 0.16
_DOTS_KEPT = 12  # towns whose dots no region's name may cover
_LARGEST = 5  # towns within reach that count as foremost wherever they lie
_FOREMOST_SHARE = 0.7  # of all towns named, at most
_DOT_ROOM = 0.5
_ORIGIN_ROOM = 0.42  # around a launch point
_BORDER_ROOM = 0.25
_SMALLER = 0.84  # a region's name where room is scarce
_NEAR = 8.0  # how far from its reached part a region's name may stand


def place_ring_labels(plate: Plate, taken: Taken) -> dict[str, RingLabel]:
    """Each range's label by weapon: on its firm line, else on all of it, else beside it.

    Launch points and lines are taken first: nothing may cover them.
    """
    taken.add(_origin_grounds(plate))
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
            ring_label(text, size, pieces[0], shapely.geometrycollections(others))
            or ring_label(text, size, pieces[1], shapely.geometrycollections(others))
            or label_beside(text, size, pieces[1], taken.also(others))
        )
        if label is not None:
            labels[weapon] = label
    taken.add(label.ground for label in labels.values())
    return labels


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
                _RING_SIZE * plate.text,
                ink,
                rotation=letter.angle,
                bold=True,
                halo=plate.theme.halo,
            )
        letters.sort(key=lambda artist: not isinstance(artist, PathPatch))  # halos beneath
        name = f"ring-label-{plate.numbers[weapon] + 1}"
        groups.append(paint.CurvedWords(name, letters, label.text, label.baseline))
    paint.add_to_sheet(plate.figure, "ring-labels", groups, above=12)


def letter_map(plate: Plate, taken: Taken) -> None:
    """Place and draw every name on the map, by layers."""
    lines = plate.panel.on_sheet(plate.rings_m)[plate.firm]
    border = plate.panel.on_sheet(plate.border_m)
    origins = list(_origin_labels(plate, taken))
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
        ("origin-names", origins),
        ("region-names", settled.regions),
        ("country-names", _country_labels(plate, taken)),
        ("sea-names", _sea_labels(plate, taken)),
        ("town-names", _all_towns(plate, towns, taken, settled.towns)),
        (
            "graticule-names",
            graticule_labels(plate.panel, plate.said, _GRID_SIZE * plate.text, taken),
        ),
    ):
        paint.add_to_sheet(plate.figure, name, _artists(plate, list(labels)), above=11)


def _origin_labels(plate: Plate, taken: Taken) -> Iterator[Label]:
    points = [each for each in plate.reach.scenario.origins if isinstance(each, PointOrigin)]
    for number, each in enumerate(points):
        x, y = plate.panel.at(each.lon, each.lat)
        if each.name:
            label = name_labels.point_label(
                f"origin-{number}", each.name, (x, y), plate.text, taken, dot=0.5, bold=True
            )
            if label is not None:
                taken.add([label.ground])
                yield label


def _region_placers(plate: Plate, towns: gpd.GeoDataFrame) -> dict[str, RegionPlacer]:
    """By reached region, where its name and what the subject says of it go.

    A label stands where only the widest range reaches, or says which range it speaks of.
    """
    reach = plate.reach
    said = plate.subject.labels
    rows = reach.reached[reach.reached["weapon"] == plate.reach.widest.weapon]
    rows = rows[rows["region"].isin(set(said))]
    outlines = reach.outlines.set_index("region").geometry
    whole = plate.panel.on_sheet(plate.thinned_m(outlines[rows["region"]].to_numpy()))
    parts = plate.panel.on_sheet(plate.thinned_m(rows.geometry.to_numpy()))
    names = name_labels.short_names(list(rows["name"]), reach.scenario.language)
    spots = _spots(plate, towns[~towns["quiet"]].head(_DOTS_KEPT))
    bands = _bands(plate)
    placers: dict[str, RegionPlacer] = {}
    for region, name, part, outline in zip(rows["region"], names, parts, whole, strict=True):
        band = bands.get(region, Point())
        near = part.simplify(1).buffer(_NEAR * plate.text, quad_segs=3)
        rest = shapely.difference(shapely.intersection(near, shapely.make_valid(outline)), part)
        placers[region] = partial(
            _region_label,
            areas=(band, part, rest),
            words=(region, name, said[region], said[region] + plate.subject.suffix),
            size=plate.text,
            spots=spots,
        )
    return placers


def _region_label(
    taken: Taken,
    *,
    areas: tuple[BaseGeometry, BaseGeometry, BaseGeometry],
    words: tuple[str, str, str, str],
    size: float,
    spots: Sequence[BaseGeometry],
) -> Label | None:
    """A region's label. areas: where only the widest range reaches, all that it does, what is near.

    words: code, name, share where it speaks for itself, share elsewhere. spots: dots of towns.
    """
    band, part, rest = areas
    region, name, share, elsewhere = words
    kept = taken.also(spots)
    rooms = [
        Room(area, kept, times * size, text)
        for area, text in ((band, share), (part, elsewhere))
        for times in (1, _SMALLER)
    ]
    rooms += [Room(area, taken, _SMALLER * size, share) for area in (band, rest)]
    rooms += [Room(part, taken, _SMALLER * size, elsewhere)]
    return name_labels.region_label(region, name, rooms)


def _bands(plate: Plate) -> dict[str, BaseGeometry]:
    """Of each region what only the widest range reaches, in points of the sheet."""
    rows = plate.layers.reach
    widest = (rows["weapon"] == plate.reach.widest.weapon).to_numpy()
    placed = plate.panel.on_sheet(plate.parts_m[widest])
    return dict(zip(rows["region"][widest], shapely.make_valid(placed), strict=True))


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
