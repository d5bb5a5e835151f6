import re
from functools import cache
from itertools import combinations

import geopandas as gpd
import pytest
import shapely
from figure_scenes import CHERNIHIV, KHARKIV, SUMY
from matplotlib.backends.backend_agg import FigureCanvasAgg

from rangemap.analysis.comparison import compare, shortest_and_longest
from rangemap.analysis.depth import depth
from rangemap.analysis.disputes import disputes
from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import thresholds
from rangemap.analysis.towns import place_origin
from rangemap.errors import OutputError
from rangemap.figures import paint
from rangemap.figures.comparison import subject as comparison_subject
from rangemap.figures.depth import subject as depth_subject
from rangemap.figures.disputes import subject as dispute_subject
from rangemap.figures.figure import drawn, picture_of
from rangemap.figures.files import picture_file
from rangemap.figures.legend import Legend, LegendRange
from rangemap.figures.lettering import width
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import STYLES
from rangemap.figures.thresholds import figure as curves
from rangemap.scenario.choices import FIGURE_SIZES
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario, parse_range
from rangemap.scenario.units import parse_length
from rangemap.wording.figure import subtitle_text
from rangemap.wording.language import language_of
from rangemap.world.catalog import bundled_catalog

CAVEATS = {
    "en": "Maximum published range. Not a prediction.",
    "uk": "Найбільша опублікована дальність. Не прогноз.",
}
LETTERING = ("region-names", "town-names", "country-names", "sea-names", "origin-names")
FURNITURE = ("legend", "scale", "north", "locator", "ranking", "title", "subtitle", "notes")


@cache
def subject_of(kind, language="en"):
    scenario = Scenario((SUMY, KHARKIV, CHERNIHIV), language=language)
    if kind == "disputes":
        return dispute_subject(disputes(scenario))
    reach = compute(scenario)
    if kind == "depth":
        return depth_subject(depth(reach))
    return comparison_subject(shortest_and_longest(reach))


@cache
def picture(kind, size="article", language="en"):
    """A figure to look at, not to change."""
    return drawn(subject_of(kind, language), FigureOptions(size=size, dpi=50))


def layers_of(made):
    found = [*made.artists, *(artist for axes in made.axes for artist in axes.artists)]
    return {each.get_gid(): each for each in found if isinstance(each, paint.Layer)}


def texts(layer):
    return [each.get_text() for each in layer.get_children() if isinstance(each, paint.Words)]


@pytest.mark.parametrize("kind", ["comparison", "depth", "disputes"])
@pytest.mark.parametrize(
    ("size", "language"), list(zip(FIGURE_SIZES, ["en", "uk", "en", "uk", "en", "uk"], strict=True))
)
def test_words_neither_touch_each_other_nor_leave_the_sheet(kind, size, language):
    made = picture(kind, size, language)
    FigureCanvasAgg(made).draw()
    found = layers_of(made)
    boxes = [
        (word.get_text(), shapely.box(*word.get_window_extent().extents))
        for name in (*LETTERING, *FURNITURE)
        if name in found
        for word in found[name].get_children()
        if isinstance(word, paint.Words) and word.get_text().strip()
    ]
    sheet = shapely.box(*made.bbox.extents).buffer(0.5)
    assert [text for text, box in boxes if not sheet.contains(box)] == []
    for (text, box), (other, there) in combinations(boxes, 2):
        if box.intersects(there):
            west, south, east, north = shapely.intersection(box, there).bounds
            assert min(east - west, north - south) < 1.5, (text, other)
    assert CAVEATS[language] in " ".join(texts(found["notes"]))


def test_a_comparison_shows_what_is_gained_hatched_and_both_sources():
    before = compute(Scenario((SUMY,), weapons=("himars",)))
    after = compute(Scenario((SUMY,), weapons=("atacms",)))
    found = comparison_subject(compare(before, after))
    assert found.title == "From Sumy, ATACMS reaches about 117,000 km² more than HIMARS"
    assert found.labels["RU-BRY"].startswith("+30,")
    assert re.search("HIMARS 50 mi: .*; ATACMS 190 mi: ", found.source)
    layers = layers_of(drawn(found, FigureOptions(dpi=50)))
    assert all(each.get_hatch() for each in layers["gained"].get_children())
    assert not any(each.get_hatch() for each in layers["kept"].get_children())
    assert "lost" not in layers
    words = texts(layers["legend"])
    assert "before: HIMARS 80 km (50 mi)" in words
    assert "within range before only" not in words


def test_what_is_lost_has_a_sign_of_its_own():
    before = compute(Scenario((SUMY,), weapons=("atacms",)))
    for after, lost in (
        (Scenario((SUMY,), weapons=("himars",)), "within range before only"),
        (Scenario((KHARKIV,), weapons=("atacms",)), "only from there: Sumy"),
    ):
        found = comparison_subject(compare(before, compute(after)))
        layers = layers_of(drawn(found, FigureOptions(dpi=50)))
        assert {each.get_hatch() for each in layers["lost"].get_children()} == {"...."}
        assert lost in texts(layers["legend"])


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_every_gain_and_loss_bears_its_sign_however_uncertain(language):
    here, there = (
        compute(Scenario((PointOrigin(lat, lon),), weapons=("atacms",), language=language))
        for lat, lon in ((52.3, 34.7), (52.6, 34.9))
    )
    found = comparison_subject(compare(there, here))
    labels = {code: text.replace("\u00a0", " ") for code, text in found.labels.items()}
    to, until, unit = ("…", "до ", "км²") if language != "en" else (" to ", "up to ", "km²")
    assert labels["RU-VOR"] == f"+20{to}+190 {unit}, −500 {unit}"
    assert labels["RU-MOW"] == f"{until}−14 {unit}"
    assert {entry.text for entry in found.ranking.entries} == set(found.labels.values())
    assert found.labels.keys() == {entry.key for entry in found.ranking.entries}
    assert "))" not in found.title
    assert "))" not in found.subtitle


def test_two_places_have_colours_and_names_of_their_own():
    here, there = (compute(Scenario((each,), weapons=("atacms",))) for each in (KHARKIV, SUMY))
    found = comparison_subject(compare(there, here))
    assert len(set(found.numbers.values())) == 2
    layers = layers_of(drawn(found, FigureOptions(dpi=50)))
    assert set(texts(layers["origin-names"])) == {"Kharkiv", "Sumy"}
    assert len(layers["launch-points"].get_children()) == 2
    assert found.subtitle == (
        "Assumes a launch here (Kharkiv) or there (Sumy), and ranges as published."
    )


def test_depth_is_darker_where_more_reach_and_its_ranking_sums_to_any():
    found = subject_of("depth")
    layers = layers_of(picture("depth"))
    shades = [sum(each.get_facecolor()[:3]) for each in layers["depth"].get_children()]
    assert shades == sorted(shades, reverse=True)
    assert [each.name for each in found.ranking.entries] == [
        "1 launch point",
        "2 launch points",
        "3 launch points",
    ]
    assert {"1 launch point", "2 launch points", "3 launch points"} <= set(texts(layers["legend"]))


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("Sumy", "Odesa"), "reaches about 125,000 km² in all; no place is reached from both"),
        (("Lviv", "Odesa"), "From Lviv and Odesa, ATACMS reaches no region"),
    ],
)
def test_a_title_of_depth_tells_that_no_place_is_reached_by_all(names, title):
    origins = tuple(place_origin(name) for name in names)
    found = depth_subject(depth(compute(Scenario(origins, ("atacms",)))))
    assert found.title.endswith(title)


@pytest.mark.parametrize(
    ("language", "many"), [("uk", "чотири точки пуску"), ("ru", "четыре точки пуска")]
)
def test_many_launch_points_are_assumed_in_the_nominative(language, many):
    origins = tuple(PointOrigin(51 + step / 10, 34.7) for step in range(4))
    reach = compute(Scenario(origins, ("himars",), language=language))
    assert f"\N{NO-BREAK SPACE}— {many};" in subtitle_text(reach)


def test_a_comparison_says_whose_the_ranges_of_both_are():
    far = CustomRange("Far", parse_length("500 km"))
    before, after = (compute(Scenario((SUMY,), (each,))) for each in ("himars", far))
    found = comparison_subject(compare(before, after))
    caveat = "Maximum ranges, not all of them published. Not a prediction."
    shown = picture_of(found)
    assert (shown.caveat, shown.warning) == (caveat, caveat)
    assert found.alternative.endswith(caveat)
    for size in ("article", "phone"):
        notes = layers_of(drawn(found, FigureOptions(size=size, dpi=40)))["notes"]
        assert caveat in " ".join(texts(notes))
    assert "assumed here" not in found.subtitle


def test_rings_of_depth_have_no_line_along_the_date_line():
    origins = (PointOrigin(65.0, 179.5), PointOrigin(65.0, 177.0))
    found = depth_subject(depth(compute(Scenario(origins, ("himars",)))))
    west_end = shapely.LineString([(-180, -90), (-180, 90)])
    assert shapely.intersects(found.layers.rings.geometry, west_end).any()
    assert not shapely.length(shapely.intersection(found.layers.rings.geometry, west_end)).any()


def test_a_key_is_as_wide_as_the_minimum_of_a_range_that_reaches_nothing():
    near = parse_range("500m..1.5km")
    (found,) = compute(Scenario((SUMY,), (near,), language="uk")).ranges
    entry = LegendRange(0, found, is_shaded=False)
    legend = Legend((entry,), "point", False, "", 9.0, language_of("uk"))
    assert legend.width > width(legend.minimum(entry), legend.small) + 2.8 * legend.size


def test_disputes_show_intervals_with_the_figure_in_use_on_them():
    found = subject_of("disputes")
    assert found.title.startswith("From Sumy")
    assert found.title.endswith("published figures differ, 70 to 84 km (43–52 mi)")
    bars = [each.bar for each in found.ranking.entries]
    assert all(bar.start <= bar.dot <= bar.end for bar in bars)
    assert re.fullmatch(r"\d+–\d+ %", found.ranking.entries[0].text)
    for source in ("U.S. Department of Defense", "WP Tech"):
        assert source in found.source


def test_every_published_figure_is_a_thin_ring_with_its_publisher():
    found = dispute_subject(disputes(Scenario((SUMY,), weapons=("himars",))))
    layers = layers_of(drawn(found, FigureOptions(dpi=50)))
    weapon = bundled_catalog()["himars"]
    legend = " ".join(texts(layers["legend"]))
    for figure in weapon.comparable:
        assert figure.source.publisher in legend
    lengths = {figure.length.metres for figure in weapon.comparable}
    assert len(found.layers.rings[found.layers.rings["firm"]]) == len(lengths)
    lines = layers["rings"].get_children()
    assert len(lines) == len(found.layers.rings)  # no halos, which would hide the next ring
    assert {line.get_linewidth() <= STYLES["light"].thin_ring_pt for line in lines} == {True}
    labels = list(layers["ring-labels"].get_children())
    assert len({each.get_gid() for each in labels}) == len(labels)
    assert "84 km (52 mi): WP Tech" in [each.text for each in labels]


def test_rings_too_close_for_a_label_each_share_one():
    scenario = Scenario((BorderOrigin(),), weapons=("himars",))
    layers = layers_of(drawn(dispute_subject(disputes(scenario)), FigureOptions(dpi=50)))
    labels = [each.text for each in layers["ring-labels"].get_children()]
    assert labels == ["HIMARS 70 to 84 km (43–52 mi)"]


def test_what_a_dot_means_stands_under_bars():
    found = subject_of("disputes")
    assert found.ranking.dot == "at the figure that maps use, 80 km (50 mi)"
    layers = layers_of(picture("disputes"))
    assert "at the figure that maps use, 80 km (50 mi)" in " ".join(texts(layers["ranking"]))
    square = layers_of(picture("disputes", "square"))
    assert "figure that maps use" not in " ".join(texts(square["ranking"]))  # it has no bars


def test_a_range_of_ones_own_is_no_dispute_to_draw():
    own = CustomRange("own", parse_length("75 mi"))
    with pytest.raises(OutputError, match="nothing disputed"):
        dispute_subject(disputes(Scenario((SUMY,), weapons=(own,))))


@pytest.mark.parametrize(
    ("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")]
)
def test_a_file_of_each_kind_repeats_and_tells_its_alternative_text(suffix, start):
    found = subject_of("depth")
    one, two = (picture_file(picture_of(found), suffix, FigureOptions(dpi=40)) for _ in range(2))
    assert one == two
    assert one.startswith(start)
    if suffix == ".svg":
        assert f"<desc>{found.alternative}</desc>" in one.decode()


def test_curves_that_end_before_a_range_keep_right_of_the_words():
    near = gpd.GeoDataFrame(
        {"region": ["N"], "name": ["Near"]}, geometry=[shapely.box(34, 51, 35, 52)], crs="EPSG:4326"
    )
    measured = thresholds(Scenario((PointOrigin(51.0, 34.7, "Sumy"),)), near)
    left, _, width, _ = curves(measured).axes[0].get_position().bounds
    assert left > 0.25
    assert left + width < 1
