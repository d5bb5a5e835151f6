import re
from dataclasses import replace
from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely
from figure_scenes import SCENARIOS, measured
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from pyproj import Geod

from rangemap.analysis.reach import compute
from rangemap.errors import OutputError
from rangemap.figures.layers import ring_label
from rangemap.figures.legend import legend
from rangemap.figures.name_labels import short_names
from rangemap.figures.paint import CurvedWords, Layer, Words
from rangemap.figures.palette import STYLES
from rangemap.figures.reach import figure
from rangemap.figures.scene import scene
from rangemap.figures.sizes import SIZES
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.world import boundaries

CAVEAT = "Maximum published range. Not a prediction."

MAP_LETTERING = {"region-names", "town-names", "country-names", "sea-names", "origin-names"}
# every scene once, and each size and style at least twice
PICTURES = [
    ("point", "article", "light"),
    ("point", "portrait", "dark"),
    ("border", "article", "light"),
    ("border", "square", "greyscale"),
    ("border", "a4", "light"),
    ("border", "phone", "light"),
    ("withheld", "phone", "dark"),
    ("towns", "slide", "light"),
    ("towns", "portrait", "light"),
    ("ukrainian", "article", "dark"),
    ("withheld", "slide", "light"),
    ("ring", "square", "light"),
    ("near", "a4", "greyscale"),
    ("hundred", "article", "light"),
    ("own", "portrait", "light"),
    ("chukotka", "article", "light"),
    ("pole", "article", "light"),
    ("wide", "article", "light"),
    ("belarus", "square", "light"),
    ("nothing", "article", "light"),
    ("shapes", "article", "light"),
    ("many", "article", "light"),
    ("hostile", "article", "light"),
]


def drawn(name, size="article", style="light", **options):
    """A figure to look at, not to change."""
    return _drawn(name, size=size, style=style, **options)


@cache
def _drawn(name, **options):
    made = figure(measured(name), **options)
    FigureCanvasAgg(made)
    return made


def members(artist):
    for child in artist.get_children():
        yield child
        if isinstance(child, Layer):
            yield from members(child)


def named_layers(made):
    found = [*made.artists, *(each for axes in made.axes for each in axes.get_children())]
    return {each.get_gid(): each for each in found if isinstance(each, Layer)}


def lines_of(made):
    """Every line of text: its layer and the artist; of a curved label each letter."""
    for name, layer in named_layers(made).items():
        for child in members(layer):
            if isinstance(child, Words) and child.get_text().strip("\u200a \u00a0"):
                yield name, child


def words_of(made):
    """Every line of text: layer, text, box in pixels."""
    for name, line in lines_of(made):
        yield name, line.get_text(), line.get_window_extent()


def plain(text):
    return text.replace("\u200a", "").replace("\u00a0", " ")


def texts(made, *layers):
    return [plain(line.get_text()) for name, line in lines_of(made) if name in layers]


def curved(made):
    return [
        "".join(each.get_text() for each in members(group) if isinstance(each, Words))
        for group in members(named_layers(made)["ring-labels"])
        if isinstance(group, CurvedWords)
    ]


def overlap(one, other):
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(wide, high)


@pytest.mark.parametrize(("name", "size", "style"), PICTURES)
def test_no_text_touches_another_or_leaves_the_sheet(name, size, style):
    made = drawn(name, size=size, style=style, dpi=72)
    boxes = list(words_of(made))
    assert len(boxes) > 10
    for layer, text, box in boxes:
        inside = made.bbox
        assert min(box.x0 - inside.x0, box.y0 - inside.y0) >= 0, (layer, text)
        assert min(inside.x1 - box.x1, inside.y1 - box.y1) >= 0, (layer, text)
    low_x, low_y, high_x, high_y = np.transpose([box.extents for _, _, box in boxes])
    wide = np.minimum.outer(high_x, high_x) - np.maximum.outer(low_x, low_x)
    high = np.minimum.outer(high_y, high_y) - np.maximum.outer(low_y, low_y)
    touching = [
        (boxes[one][:2], boxes[other][:2])
        for one, other in np.argwhere(np.triu(np.minimum(wide, high) > 0.5, 1))
        if not boxes[one][0] == boxes[other][0] == "ring-labels"
    ]
    assert touching == []


@pytest.mark.parametrize("name", ["point", "border", "towns", "ukrainian", "many"])
def test_no_name_lies_on_a_firm_ring_or_under_the_furniture(name):
    made = drawn(name, dpi=72)
    layers = named_layers(made)
    width = STYLES["light"].ring_pt
    rings = [
        shapely.LineString(vertices)
        for each in layers["rings"].get_children()
        if each.get_linewidth() == pytest.approx(width)
        for vertices in each.get_transform()
        .transform_path(each.get_path())
        .to_polygons(closed_only=False)
    ]
    assert rings
    cards = [layers["legend"].get_children()[0].get_window_extent()]
    over_a_ring = []
    for layer, text, box in words_of(made):
        if layer in MAP_LETTERING:
            if shapely.intersects(rings, shapely.box(*box.extents)).any():
                over_a_ring.append((layer, text))
            assert all(overlap(box, card) <= 0 for card in cards), text
    # the first city of a region and the five largest within reach have their names, or move those
    # of their regions, where there is no other room
    first = set(boundaries.places().drop_duplicates("region")["name"])
    within = measured(name).places.drop_duplicates("place")
    first |= set(within.nlargest(5, "population")["name"])
    towns = [text for layer, text in over_a_ring if layer == "town-names"]
    assert set(towns) <= first
    regions = [text for layer, text in over_a_ring if layer == "region-names"]
    assert len(over_a_ring) == len(towns) + len(regions)
    assert len(regions) <= 2, "the two lines of one label"


@pytest.mark.parametrize("name", ["point", "towns", "chukotka", "near", "hundred", "shapes"])
def test_no_word_covers_where_ranges_are_measured_from(name):
    made = drawn(name, dpi=72)
    layers = named_layers(made)
    signs = [
        shapely.box(*each.get_window_extent().extents)
        for each in layers["launch-points"].get_children()
    ]
    signs += [
        shapely.LineString(each.get_transform().transform(each.get_path().vertices))
        for each in layers["origins"].get_children()
        if each.get_linewidth() == pytest.approx(STYLES["light"].origin_pt)
    ]
    assert signs
    for layer, text, box in words_of(made):
        if layer in MAP_LETTERING | {"ring-labels", "graticule-names"}:
            assert not shapely.intersects(signs, shapely.box(*box.extents)).any(), text


@pytest.mark.parametrize(
    "name", ["point", "border", "towns", "chukotka", "wide", "nothing", "ukrainian", "many"]
)
def test_each_ring_says_its_range_in_both_units_on_its_line(name):
    made = drawn(name, dpi=72)
    assert sorted(curved(made)) == sorted(
        ring_label(each, measured(name).scenario.language) for each in measured(name).ranges
    )


def test_a_range_named_by_its_length_says_it_once():
    assert curved(drawn("own", dpi=72)) == ["121 km (75 mi)"]


def test_around_one_origin_rings_are_true_circles():
    reach = measured("point")
    made = drawn("point", dpi=72)
    radii = []
    for each in named_layers(made)["rings"].get_children():
        x, y = each.get_path().vertices.T
        radii.append(np.hypot(x, y))
    for each in reach.by_range:
        metres = each.length.metres
        mine = [radius for radius in radii if abs(np.median(radius) - metres) < 1000]
        assert mine
        assert np.abs(np.concatenate(mine) - metres).max() < 2


def test_axes_are_metres_that_a_user_can_go_on_with():
    made = figure(measured("point"))
    axes = made.axes[0]
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    assert west < 0 < east  # the origin is the projection's centre
    assert south < 0 < north
    axes.plot([0, 100_000], [0, 0])
    assert (axes.get_xlim(), axes.get_ylim()) == ((west, east), (south, north))
    box = axes.get_position()
    shape = (box.width * made.get_figwidth()) / (box.height * made.get_figheight())
    assert (east - west) / (north - south) == pytest.approx(shape)


@pytest.mark.parametrize("name", ["point", "border", "withheld", "wide"])
def test_all_that_is_reached_and_every_origin_is_in_the_frame(name):
    reach = measured(name)
    made = drawn(name, dpi=72)
    axes = made.axes[0]
    for layer_name, layer in named_layers(made).items():
        if layer_name.startswith("reach-"):
            for each in layer.get_children():
                corners = each.get_path().get_extents().corners()
                west, south = axes.get_xlim()[0], axes.get_ylim()[0]
                assert (corners > [west, south]).all()
                assert (corners < [axes.get_xlim()[1], axes.get_ylim()[1]]).all()
    assert len(named_layers(made)["launch-points"].get_children()) == sum(
        each == "Point" for each in reach.origins.geom_type
    )


def pixels(made):
    made.canvas.draw()
    return np.asarray(made.canvas.buffer_rgba())[..., :3]


def colour_at(made, shown, lon, lat):
    """The commonest colour around a place, as text may run through it."""
    scene = Geod(ellps="WGS84").inv(34.7, 51.0, lon, lat)
    angle, distance = np.radians(scene[0]), scene[2]
    x, y = distance * np.sin(angle), distance * np.cos(angle)  # azimuthal equidistant
    column, row = made.axes[0].transData.transform((x, y))
    row = shown.shape[0] - row
    patch = shown[int(row) - 4 : int(row) + 5, int(column) - 4 : int(column) + 5].reshape(-1, 3)
    found, counts = np.unique(patch, axis=0, return_counts=True)
    return "#" + "".join(f"{channel:02X}" for channel in found[counts.argmax()])


@pytest.mark.parametrize("style", list(STYLES))
def test_colours_at_known_places(style):
    made = drawn("point", style=style, dpi=100)
    shown, look = pixels(made), STYLES[style]
    assert colour_at(made, shown, 36.9, 51.6) == look.share_ink(1, 4)  # Kursk Oblast: all
    assert colour_at(made, shown, 33.2, 52.9) == look.share_ink(1, 3)  # Bryansk: 91 %
    assert colour_at(made, shown, 38.3, 52.0) == look.share_ink(1, 0)  # Lipetsk: 17 %
    assert colour_at(made, shown, 34.8, 51.5) == look.share_ink(0, 0)  # Kursk, HIMARS: 21 %
    assert colour_at(made, shown, 33.0, 50.4) == look.theme.home
    assert colour_at(made, shown, 31.0, 53.3) == look.theme.land  # Belarus
    assert colour_at(made, shown, 38.9, 53.3) == look.theme.land  # Russia beyond the ring


@pytest.mark.parametrize("size", list(SIZES))
def test_a_size_is_what_it_says(size):
    made = drawn("hundred", size=size)
    expected = {
        "article": (3200, 2000),
        "square": (2160, 2160),
        "portrait": (2160, 2700),
        "phone": (1170, 2532),
        "slide": (3840, 2160),
        "a4": (2481, 3507),
    }
    assert tuple(round(float(each)) for each in made.bbox.size) == expected[size]
    if size == "a4":
        assert 25.4 * made.get_size_inches() == pytest.approx([210, 297], abs=0.2)


@pytest.mark.parametrize(
    ("name", "style"), [("border", "light"), ("withheld", "dark"), ("ukrainian", "light")]
)
def test_nothing_on_a_telephone_is_smaller_than_ten_pixels(name, style):
    made = drawn(name, size="phone", style=style, dpi=72)
    assert (made.get_figwidth() * 72, made.get_figheight() * 72) == pytest.approx((390, 844))
    sizes = [each.get_fontsize() for each in made.findobj(Words)]
    assert len(sizes) > 30
    assert min(sizes) >= 10 - 1e-9


def test_dots_per_inch_change_pixels_and_nothing_else():
    coarse, fine = drawn("hundred", dpi=50), drawn("hundred", dpi=200)
    assert fine.bbox.width == 4 * coarse.bbox.width
    assert list(map(plain, texts(coarse, *MAP_LETTERING))) == texts(fine, *MAP_LETTERING)


def test_the_words_around_say_finding_assumption_and_sources():
    made = drawn("point", dpi=72)
    title = " ".join(texts(made, "title"))
    assert "nine Russian regions" in title
    assert "ATACMS" in title
    assert "Assumes a launch from a point 12 km north-west of Sumy" in " ".join(
        texts(made, "subtitle")
    )
    notes = " ".join(texts(made, "notes"))
    for part in (
        CAVEAT,
        "ATACMS 190 mi: Biden for the first time OKs",
        "Natural Earth 5.1",
        "GeoNames",
        "68/262",
        "azimuthal equidistant, centred on 51.000° N, 34.700° E",
        "Launch point: 51.000° N, 34.700° E.",
    ):
        assert part in notes


def test_everything_but_the_caveat_can_be_replaced_or_left_out():
    made = drawn(
        "point",
        title="A title",
        subtitle="A subtitle",
        source="A source",
        without=("legend", "scale", "north", "locator", "ranking"),
        dpi=72,
    )
    assert texts(made, "title") == ["A title"]
    assert texts(made, "subtitle") == ["A subtitle"]
    notes = " ".join(texts(made, "notes"))
    assert "A source" in notes
    assert "Biden" not in notes
    assert notes.startswith(CAVEAT)
    assert not {"legend", "scale", "north", "locator", "ranking"} & set(named_layers(made))


def test_regions_are_labelled_with_their_shares():
    made = drawn("point", dpi=72)
    labels = texts(made, "region-names")
    pairs = dict(zip(labels[::2], labels[1::2], strict=True))
    assert pairs["KURSK"] == "all"
    assert pairs["BRYANSK"] == "91 %"
    assert pairs["SMOLENSK"] == "under 1 %"
    ranking = " ".join(texts(made, "ranking"))
    assert "Kursk all" in ranking


def test_the_legend_says_once_which_range_numbers_are_of():
    labels = texts(drawn("border", dpi=72), "region-names")
    pairs = dict(zip(labels[::2], labels[1::2], strict=True))
    assert pairs["ROSTOV"] == "94 %"
    assert pairs["BELGOROD"] == "all"  # where HIMARS has nearly all of it too
    assert texts(drawn("border", dpi=72), "legend").count("percentages: ATACMS") == 1
    assert "percentages" not in " ".join(texts(drawn("ring", size="square", dpi=72), "legend"))


def test_of_seven_ranges_the_legend_explains_the_shades_of_the_widest_alone():
    assert [each.is_shaded for each in legend(measured("many"), 10.0).entries] == [False] * 6 + [
        True
    ]
    six = replace(SCENARIOS["many"], weapons=SCENARIOS["many"].weapons[-6:])
    assert all(each.is_shaded for each in legend(compute(six), 10.0).entries)
    words = named_layers(drawn("many", dpi=72))["legend"].findobj(Words)
    boxes = [shapely.box(*each.get_window_extent().extents) for each in words]
    assert len(boxes) > 12
    for one, other in shapely.STRtree(boxes).query(boxes, predicate="overlaps").T:
        assert one == other, (words[one].get_text(), words[other].get_text())


@pytest.mark.parametrize("size", ["article", "square", "portrait", "phone", "slide", "a4"])
@pytest.mark.parametrize("name", ["border", "withheld"])
def test_the_legend_speaks_of_numbers_where_the_map_has_some(name, size):
    """None has room on a telephone's map of these."""
    made = drawn(name, size=size, dpi=72)
    has_numbers = bool(named_layers(made)["region-names"].get_children())
    assert any(each.endswith(": ATACMS") for each in texts(made, "legend")) == has_numbers
    assert has_numbers == (size != "phone")


@cache
def bordering(language):
    return compute(replace(SCENARIOS["border"], language=language))


@cache
def along_the_border(language, size):
    """The figure of the whole border's reach, to look at; the English one is among the scenes."""
    if language == "en":
        return drawn("border", size=size, dpi=72)
    made = figure(bordering(language), size=size, dpi=40)
    FigureCanvasAgg(made)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_every_region_reached_has_its_number_on_the_map_or_beside_it(language, size):
    reach, made = bordering(language), along_the_border(language, size)
    rows = reach.reached[reach.reached["weapon"] == "atacms"]
    assert len(rows) == 17
    short = short_names(list(rows["name"]), language)
    labels = f" {' '.join(texts(made, 'region-names'))} "  # a long name stands on two lines
    on_map = {name.upper() for name in short if f" {name.upper()} " in labels}
    listed = {name for name in short if name in texts(made, "ranking")}
    whole = {name for name, share in zip(short, rows["share"], strict=True) if share > 1 - 1e-9}
    missing = {name for name in short if name.upper() not in on_map and name not in listed}
    assert missing <= whole
    if missing:  # said in one line: so many regions wholly
        assert any(re.match(rf"{len(whole)}\D", each) for each in texts(made, "ranking"))
    assert len(texts(made, "ranking")) > 6 * 2


FOREMOST = {
    "en": ("Rostov-on-Don", "Voronezh", "Krasnodar", "Bryansk", "Belgorod", "Kyiv", "Kharkiv"),
    "uk": ("Ростов-на-Дону", "Воронеж", "Краснодар", "Брянськ", "Бєлгород", "Київ", "Харків"),
    "ru": ("Ростов-на-Дону", "Воронеж", "Краснодар", "Брянск", "Белгород", "Киев", "Харьков"),
}
BELGOROD = ("Бєлгород", "Белгород")
KURSK = {"en": "Kursk", "uk": "Курськ", "ru": "Курск"}


@pytest.mark.parametrize("size", ["article", "square", "a4"])
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_largest_cities_within_reach_are_on_every_map_of_the_border(language, size):
    made = along_the_border(language, size)
    wanted = {*FOREMOST[language], KURSK[language]}
    if size == "square":  # there the regions' names fill the room, longer in Ukrainian and Russian
        wanted -= {KURSK[language], *(() if language == "en" else BELGOROD)}
    assert wanted <= set(texts(made, "town-names"))
    assert texts(made, "region-names")


def test_a_wide_view_names_the_metropolises():
    assert {"Moscow", "Saint Petersburg", "Kazan"} <= set(
        texts(drawn("wide", dpi=72), "town-names")
    )


def test_a_map_of_ukraine_names_its_capital():
    assert {"Kyiv", "Lviv", "Chernihiv"} <= set(texts(drawn("belarus", dpi=72), "town-names"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["border", "withheld", "point", "ukrainian", "belarus"])
@pytest.mark.parametrize("size", ["article", "portrait"])
def test_a_regions_name_stands_on_its_region(name, size):
    reach = measured(name)
    made = drawn(name, size=size, dpi=72)
    axes = made.axes[0]
    where = scene([reach], 1.0).projection
    to_pixels = axes.transData.transform
    code = reach.scenario.language
    ground = {
        brief.upper(): shapely.transform(shape, to_pixels)
        for brief, shape in zip(
            short_names(list(reach.outlines["name"]), code),
            where.project(reach.outlines.geometry.to_numpy()),
            strict=True,
        )
    }
    labels = [(plain(text), box) for layer, text, box in words_of(made) if layer == "region-names"]
    named = [(ground[text], shapely.box(*box.extents)) for text, box in labels if text in ground]
    assert len(named) >= 3
    for own, box in named:
        assert shapely.contains(own, box.centroid)
        others = [shape for shape in ground.values() if shape is not own]
        over = shapely.area(shapely.intersection(shapely.make_valid(others), box)).sum()
        assert over <= 0.2 * box.area


def test_a_map_of_very_many_regions_has_no_names():
    squares = [
        shapely.box(35 + x / 5, 51 + y / 5, 35.2 + x / 5, 51.2 + y / 5)
        for x in range(9)
        for y in range(9)
    ]
    frame = gpd.GeoDataFrame(
        {"region": [f"C{n}" for n in range(81)], "name": [f"Cell {n}" for n in range(81)]},
        geometry=squares,
        crs="EPSG:4326",
    )
    made = figure(compute(Scenario((PointOrigin(51.0, 34.7),)), frame), dpi=40)
    assert texts(made, "region-names") == []
    assert "Cell" in " ".join(texts(made, "ranking"))
    rings = named_layers(made)["rings"].get_children()
    assert any(each.get_path().vertices.size for each in rings)


def test_no_dash_of_a_ring_runs_through_its_label():
    made = drawn("border", size="portrait", dpi=72)
    letters = {
        group.get_gid(): shapely.union_all(
            [
                shapely.box(*each.get_window_extent().extents).buffer(-1)
                for each in members(group)
                if isinstance(each, Words) and each.get_text().strip()
            ]
        )
        for group in members(named_layers(made)["ring-labels"])
        if isinstance(group, CurvedWords)
    }
    assert set(letters) == {"ring-label-1", "ring-label-2"}
    for each in named_layers(made)["rings"].get_children():
        for vertices in (
            each.get_transform().transform_path(each.get_path()).to_polygons(closed_only=False)
        ):
            if len(vertices) > 1:
                line = shapely.LineString(vertices)
                assert not any(shapely.intersects(box, line) for box in letters.values())


def test_a_map_speaks_one_language():
    made = drawn("ukrainian", dpi=72)
    kinds = ("region", "town", "country", "sea", "origin", "graticule")
    names = texts(made, *(f"{kind}-names" for kind in kinds))
    words = [name for name in names if not re.fullmatch(r"all|nearly all|under 1 %|\d+ %", name)]
    assert "УКРАЇНА" in words
    assert "КУРСЬКА" in words
    assert "Полтава" in words
    assert any(word.endswith("ш.") for word in words)  # a parallel's degrees
    assert [word for word in words if re.search("[A-Za-z]", word)] == []


def test_ukrainian_towns_are_spelt_as_in_ukraine():
    names = texts(drawn("border", dpi=72), "town-names")
    assert {"Kyiv", "Kharkiv", "Odesa"} <= set(names)


def test_what_is_withheld_is_hatched_and_nothing_else_is():
    made = drawn("withheld", dpi=72)
    reach = measured("withheld")
    parts = [
        each
        for name, layer in named_layers(made).items()
        if name.startswith("reach-")
        for each in layer.get_children()
    ]
    hatched = [each for each in parts if each.get_hatch()]
    assert 0 < len(hatched) < len(parts)
    permitted = reach.reached[reach.reached["permitted"]]
    assert len(parts) - len(hatched) == len(permitted)
    assert "не разрешено в этом сценарии" in texts(made, "legend")
    card, *signs = (
        each.get_window_extent() for each in named_layers(made)["legend"].get_children()
    )
    assert all(card.padded(1).contains(*corner) for sign in signs for corner in sign.corners())
    assert "withheld in this scenario" not in texts(drawn("border", dpi=72), "legend")


def test_scale_bar_and_note_where_there_is_no_one_scale():
    one = drawn("border", dpi=72)
    assert "scale" in named_layers(one)
    assert "200 km" in texts(one, "scale")
    assert any(each.endswith(" mi") for each in texts(one, "scale"))
    other = drawn("wide", dpi=72)
    assert "scale" not in named_layers(other)
    assert "the scale differs" in " ".join(texts(other, "notes"))


def test_the_scale_bar_is_as_long_as_it_says():
    made = drawn("point", dpi=72)
    axes = made.axes[0]
    stroke = named_layers(made)["scale"].get_children()[1].get_path().vertices
    pixels_per_metre = axes.bbox.width / np.ptp(axes.get_xlim())
    marks = {text: box for layer, text, box in words_of(made) if layer == "scale"}
    marks = {text: box for text, box in marks.items() if text.endswith((" km", " mi"))}
    assert set(marks) == {"100 km", "50 mi"}
    ends = sorted({round(float(x), 3) for x in stroke[:, 0]})
    lengths = [end - ends[0] for end in ends[1:]]
    for metres in (100_000, 50 * 1609.344):
        assert min(abs(length - metres * pixels_per_metre) for length in lengths) < 1.5


def test_a_pole_has_no_one_north():
    assert "north" not in named_layers(drawn("pole", dpi=72))
    assert "north" in named_layers(drawn("border", dpi=72))


def test_grey_ground_is_explained_where_it_is_drawn():
    made = drawn("chukotka", dpi=72)
    assert "not told apart" in " ".join(texts(made, "notes"))
    grey, _ = named_layers(made)["water"].get_children()
    assert to_hex(grey.get_facecolor()) == STYLES["light"].theme.unmapped.lower()
    painted, frame = grey.get_path().get_extents(), grey.axes.viewLim
    assert painted.x0 <= frame.x0 < frame.x1 <= painted.x1
    assert painted.y0 <= frame.y0 < frame.y1 <= painted.y1
    assert "not told apart" not in " ".join(texts(drawn("border", dpi=72), "notes"))


def test_the_locator_shows_where_the_scene_is():
    assert "locator" in named_layers(drawn("border", dpi=72))
    assert "locator" in named_layers(drawn("chukotka", dpi=72))
    assert "locator" not in named_layers(drawn("wide", dpi=72))  # as wide as the inset itself


def test_a_minimum_range_is_told():
    made = drawn("ring", size="square", dpi=72)
    assert "not within 70 km (43 mi)" in texts(made, "legend")


def test_text_from_outside_is_shown_as_typed():
    made = drawn("hostile", dpi=72)
    title = " ".join(texts(made, "title"))
    assert "$E=mc^2$ {{7*7}} \\alpha" in title
    assert all(not each.get_parse_math() for each in made.findobj(Words))
    made.canvas.draw()


def test_a_long_title_shrinks_rather_than_crowding_the_map():
    short = drawn("hundred", dpi=72, title="Short")
    long = drawn("hundred", dpi=72, title="A rather long title " * 9)
    sizes = [
        {each.get_fontsize() for each in named_layers(made)["title"].get_children()}
        for made in (short, long)
    ]
    assert max(sizes[1]) < min(sizes[0])
    assert long.axes[0].get_position().height > 0.5


@pytest.mark.parametrize("wrong", [{"size": "tall"}, {"style": "neon"}, {"without": ("caveat",)}])
def test_unknown_looks_are_refused_with_the_choices(wrong):
    with pytest.raises(OutputError, match="choose from"):
        figure(measured("hundred"), **wrong)


def test_every_scene_is_among_the_pictures():
    assert {name for name, _, _ in PICTURES} == set(SCENARIOS)
    assert {size for _, size, _ in PICTURES} == set(SIZES)
    assert {style for _, _, style in PICTURES} == set(STYLES)
