import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from rangemap.figures import lettering, paint
from rangemap.figures.name_labels import Surroundings, short_names
from rangemap.figures.placing import Taken, box_around, middles_in, points_in, visual_middle
from rangemap.figures.ranking import cut_to_width
from rangemap.figures.ring_labels import label_beside, place_ring_label
from rangemap.figures.sizes import Box

WORDS = st.text(st.sampled_from("abcdefgh WXYZ ёжї 0123-"), max_size=80)


@pytest.mark.parametrize("text", ["ATACMS 306 km (190 mi)", "Бєлгородська", "Sea of Azov"])
@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_matplotlibs_own_kerning_aside(text, bold):
    font = FontProperties(family=lettering.FAMILY, weight="bold" if bold else "normal", size=12)
    wide, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    assert lettering.width(text, 12, bold=bold) == pytest.approx(wide, rel=0.03)


@settings(deadline=None)
@given(WORDS, st.floats(40, 300))
def test_lines_fit_and_lose_nothing(text, most):
    lines = lettering.wrapped(text, 12, most)
    assert all(lettering.width(line, 12) <= most for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@settings(deadline=None)
@given(WORDS, st.floats(20, 300))
def test_a_fitted_text_fits(text, most):
    found = cut_to_width(text, 12, most)
    assert lettering.width(found, 12) <= most
    assert found == text or found.endswith("…")


def test_a_letter_that_the_typeface_lacks_is_a_box():
    assert lettering.drawable("Sumy 中 Суми") == "Sumy ▯ Суми"
    assert lettering.width("中", 10) == lettering.width("▯", 10)


def test_names_are_shortened_but_kept_apart():
    english = ["Kursk Oblast", "Krasnodar Krai", "Republic of Adygea", "Kyiv", "Kyiv Oblast"]
    assert short_names(english, "en") == ["Kursk", "Krasnodar", "Adygea", "Kyiv", "Kyiv Oblast"]
    assert short_names(["Курська область", "Київ"], "uk") == ["Курська", "Київ"]
    assert short_names(["Республика Адыгея"], "ru") == ["Адыгея"]
    assert short_names(["Autonomous Republic of Crimea"], "en") == ["Crimea"]
    assert short_names(["Автономна Республіка Крим"], "uk") == ["Крим"]


def test_the_visual_middle_is_in_the_roomiest_part():
    bell = shapely.union(shapely.box(0, 0, 200, 10), shapely.box(150, 0, 200, 60))
    x, y, room = visual_middle(bell, 30, 15)
    assert 150 < x < 200
    assert 10 < y < 50
    assert room > 1
    assert visual_middle(shapely.Polygon(), 30, 15) is None
    assert visual_middle(shapely.box(0, 0, 20, 5), 30, 15)[2] < 1


def test_every_middle_found_leaves_its_box_inside():
    area = shapely.Point(0, 0).buffer(50)
    found = middles_in(area, 40, 20)
    assert len(found)
    assert all(shapely.covers(area, box_around(x, y, 40, 20)) for x, y in found)
    assert len(middles_in(area, 120, 20)) == 0


def test_points_begin_in_the_middle_and_an_area_beyond_the_sheet_has_none():
    found = points_in(shapely.Point(30, 20).buffer(10), 2)
    assert np.hypot(*(found[0] - [30, 20])) < 2
    assert (np.diff(np.hypot(*(found - [30, 20]).T)) > -1e-9).all()
    assert points_in(shapely.Polygon(), 2).shape == (0, 2)


def test_what_is_taken_stays_free():
    taken = Taken(Box(0, 0, 100, 100))
    assert taken.is_free(shapely.box(10, 10, 20, 20))
    taken.add([shapely.box(15, 15, 30, 30)])
    assert not taken.is_free(shapely.box(10, 10, 20, 20))
    assert not taken.is_free(shapely.box(90, 90, 110, 95))  # leaves the frame
    more = taken.also([shapely.LineString([(60, 0), (60, 100)])])
    assert not more.is_free(shapely.box(50, 50, 70, 60))
    assert taken.is_free(shapely.box(50, 50, 70, 60))
    assert more.rest_of(shapely.box(50, 50, 70, 60)).area == pytest.approx(200 - 30)


@pytest.mark.parametrize("radius", [70, 150, 600])
def test_a_label_follows_its_circle_and_reads_upright(radius):
    circle = shapely.Point(400, 300).buffer(radius, quad_segs=64).exterior
    label = place_ring_label("ATACMS 306 km (190 mi)", 11, [circle], shapely.Polygon())
    assert "".join(letter.text for letter in label.letters) == label.text
    assert all(abs(letter.angle) < 90 for letter in label.letters)
    assert np.diff([letter.x for letter in label.letters]).min() > 0
    middle = np.array([[letter.x, letter.y] for letter in label.letters])
    off = np.hypot(*(middle - [400, 300]).T) - radius
    assert np.abs(off).max() < 11
    assert middle[:, 1].mean() > 300  # the top of a ring before its foot


def test_a_label_goes_where_nothing_is_taken_or_nowhere():
    circle = shapely.Point(0, 0).buffer(200, quad_segs=64).exterior
    top = shapely.box(-300, 0, 300, 300)
    label = place_ring_label("HIMARS 80 km (50 mi)", 11, [circle], top)
    assert not shapely.intersects(label.ground, top)
    assert place_ring_label("HIMARS 80 km (50 mi)", 11, [circle], circle.buffer(20)) is None
    small = shapely.Point(0, 0).buffer(20).exterior
    assert place_ring_label("HIMARS 80 km (50 mi)", 11, [small], shapely.Polygon()) is None


def test_a_ring_too_small_for_its_label_has_it_beside():
    small = shapely.Point(100, 100).buffer(20).exterior
    taken = Taken(Box(0, 0, 400, 400))
    above = label_beside("HIMARS 80 km (50 mi)", 11, [small], taken)
    assert above.ground.bounds[1] > 120
    taken.add([above.ground])
    below = label_beside("HIMARS 80 km (50 mi)", 11, [small], taken)
    assert below.ground.bounds[3] < 80
    assert not shapely.intersects(below.ground, small)
    assert label_beside("HIMARS 80 km (50 mi)", 11, [small], Taken(Box(90, 90, 20, 20))) is None


@pytest.mark.parametrize("rotation", [0.0, 33.0, -90.0])
def test_the_box_of_words_is_the_one_that_matplotlib_goes_round_curve_by_curve(rotation):
    sheet = Figure(figsize=(4, 4))
    for text in ("Belgorod Oblast 97 %", "Київ, Ґрунт «їжа»", "Ярославская (ATACMS)", "1° ’&Ж"):
        *_, line = paint.words(sheet, text, (100.0, 90.0), 7.3, "black", rotation=rotation)
        outline = line._outline
        slow = outline.get_path().get_extents(outline.get_transform())
        assert line.get_window_extent().get_points() == pytest.approx(slow.get_points(), abs=1e-9)


@pytest.mark.parametrize(
    ("box", "is_held"),
    [
        ((2, 2, 4, 3), True),
        ((11, 4, 15, 6), False),  # over a neighbour for the most part
        ((9.5, 4, 12, 6), False),
        ((7.9, 4, 10.05, 6), True),  # hardly over it
        ((2, -2, 6, 2.2), False),  # abroad by a good part, if with its middle at home
    ],
)
def test_a_name_is_a_regions_where_nearly_all_of_it_stands_on_its_ground(box, is_held):
    neighbour, abroad = shapely.box(10, 0, 20, 10), shapely.box(0, -10, 20, 0)
    around = Surroundings(shapely.box(0, 0, 10, 10), np.array([neighbour]), np.array([abroad]))
    assert around.holds(shapely.box(*box)) == is_held


@pytest.mark.parametrize(
    ("wide", "high", "has_room"), [(10, 10, True), (10, 500, False), (500, 10, False)]
)
@pytest.mark.parametrize("at", [(0, 0), (2000, 0), (0, 2000)])
def test_only_a_small_ring_has_its_label_beside_it_wherever_it_is(wide, high, has_room, at):
    ring = shapely.box(*at, at[0] + wide, at[1] + high).exterior
    taken = Taken(Box(-500, -500, 5000, 5000))
    assert (label_beside("80 km", 8, [ring], taken) is not None) == has_room


def test_a_label_beside_a_crooked_ring_is_near_it_or_nowhere():
    """The middle of the sides of its bounds may be far from where it goes."""
    taken = Taken(Box(-500, -500, 5000, 5000))
    crooked = shapely.LineString([(0, 0), (70, 70)]).buffer(3).exterior
    assert label_beside("80 km", 8, [crooked], taken) is None
    beside = label_beside("80 km", 8, [shapely.Point(0, 0).buffer(30).exterior], taken)
    assert shapely.distance(beside.ground, shapely.Point(0, 0)) == pytest.approx(30, abs=8)
