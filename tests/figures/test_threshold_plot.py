"""The plot of thresholds, read back from its SVG and compared with the reach."""

import itertools
import re

import geopandas as gpd
import pytest
import shapely
from figure_scenes import SUMY
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.text import Text

from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import thresholds
from rangemap.export.thresholds import THRESHOLDS
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import MIN_CONTRAST, STYLES, contrast
from rangemap.figures.thresholds import figure
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import parse_length
from rangemap.wording.quantities import area_text


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode())


def test_what_the_ranges_reach_stands_in_the_plot():
    scenario = Scenario((SUMY,))
    written = texts(THRESHOLDS.file(thresholds(scenario), ".svg"))
    totals = compute(scenario).totals().set_index("weapon")
    for weapon in ("himars", "atacms"):
        km2, error_km2 = totals.loc[weapon, ["reached_km2", "reached_error_km2"]]
        area = area_text(km2, "en", error_km2).removesuffix(" km²")
        assert f"{weapon.upper()}: {area}" in written


def test_a_plot_tells_of_a_range_what_reach_tells_of_it():
    """Of a ring that crosses no outline, and of more places than three digits."""
    box = shapely.box(175, 60, 180, 66)
    own = gpd.GeoDataFrame({"region": ["b"], "name": ["B"]}, geometry=[box], crs=4326)
    ranges = tuple(CustomRange(f"R{km}", parse_length(f"{km} km")) for km in range(100, 360, 20))
    scenario = Scenario((PointOrigin(63.0, 180.0),), ranges)
    reach = compute(scenario, own)
    written = texts(THRESHOLDS.file(thresholds(scenario, own), ".svg"))
    for each in ranges:
        row = reach.total(each.name)
        area = area_text(row["reached_km2"], "en", row["reached_error_km2"]).removesuffix(" km²")
        assert f"{each.name}: {area}" in written
    wide = Scenario((BorderOrigin(),), (CustomRange("Far", parse_length("990 km")),))
    places = len(compute(wide).places)
    assert places > 1000
    assert f"Far: {places:,}" in texts(THRESHOLDS.file(thresholds(wide), ".svg"))


def test_a_plot_says_that_minimum_ranges_are_left_out():
    nearest = CustomRange("Far", parse_length("300 km"), parse_length("70 km"))
    measured = thresholds(Scenario((SUMY,), (nearest,)), only=["RU-KRS"])
    said = "Minimum ranges are left out here: what lies nearer than the range counts."
    assert said in " ".join(texts(THRESHOLDS.file(measured, ".svg")))
    assert said in THRESHOLDS.table(measured)
    assert said in THRESHOLDS.picture(measured, FigureOptions()).alternative


def test_a_length_is_not_its_own_name():
    scenario = Scenario((SUMY,), weapons=(CustomRange("75 mi", parse_length("75 mi")),))
    written = texts(THRESHOLDS.file(thresholds(scenario, only=["RU-KRS"]), ".svg"))
    assert "121 km (75 mi)" in written
    assert not any("75 mi 75 mi" in each for each in written)


def test_a_plot_of_nothing_is_a_plot():
    far = thresholds(Scenario((PointOrigin(-40.0, -70.0),)))
    assert "ATACMS: 0" in texts(THRESHOLDS.file(far, ".svg"))


def test_on_a_telephone_words_are_ten_pixels_and_none_lies_over_another():
    seven = ("himars", "atacms", "glsdb", "tochka-u", "iskander-m", "neptune", "caesar")
    for asked in (Scenario((SUMY,)), Scenario((SUMY,), seven, language="uk")):
        made = figure(thresholds(asked), size="phone")
        made.draw_without_rendering()
        words = [each for each in made.findobj(Text) if each.get_text().strip()]
        assert min(each.get_fontsize() for each in words) >= 10
        beyond = {
            tick.label1
            for axes in made.axes
            for axis in (axes.xaxis, axes.yaxis)
            for tick in axis.get_major_ticks()  # of which those past an axis' ends are not drawn
            if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
        }
        seen = [each for each in words if each.get_visible() and each not in beyond]
        sheet = made.bbox.padded(1)
        boxes = [(each.get_text(), Text.get_window_extent(each)) for each in seen]  # no arrows
        for (one, here), (other, there) in itertools.combinations(boxes, 2):
            assert not here.padded(-1).overlaps(there.padded(-1)), (one, other)
        for text, box in boxes:
            assert sheet.containsx(box.x0), text
            assert sheet.containsx(box.x1), text


def test_every_word_stands_out_from_the_paper_in_the_dark():
    paper = STYLES["dark"].theme.paper
    made = figure(thresholds(Scenario((SUMY,))), style="dark")
    words = [each for each in made.findobj(Text) if each.get_text().strip()]
    assert len(words) > 20
    for each in words:
        assert contrast(to_hex(each.get_color()), paper) >= MIN_CONTRAST, each.get_text()


def test_a_curve_is_the_share_of_its_region():
    scenario = Scenario((SUMY,), weapons=(CustomRange("300 km", parse_length("300 km")),))
    lines = [each.get_ydata() for each in figure(thresholds(scenario)).findobj(Line2D)]
    drawn = [float(each[300]) for each in lines if len(each) == 1001]  # kilometre by kilometre
    shares = compute(scenario).reached.set_index("region")["share"]
    for region in ("RU-KRS", "RU-BEL", "RU-BRY"):
        assert min(abs(each - 100 * shares[region]) for each in drawn) < 0.1


def test_labels_of_near_ranges_lie_over_nothing():
    """300 and 306 km, and names that would meet in between."""
    near = ("himars", "glsdb", "atacms", "neptune")
    for language in ("en", "uk"):
        made = figure(thresholds(Scenario((SUMY,), near, language=language)))
        made.draw_without_rendering()
        labels = [
            (each.get_text(), Text.get_window_extent(each))  # no arrows
            for each in made.findobj(Text)
            if re.search(r"\d\s(km|км)\s\(", each.get_text()) and each.axes
        ]
        assert len(labels) == len(near)
        for (one, here), (other, there) in itertools.combinations(labels, 2):
            assert not here.padded(-1).overlaps(there.padded(-1)), (one, other)


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_headings_of_curves_side_by_side_leave_each_other_room(language):
    measured = thresholds(Scenario((SUMY,), language=language), only=["RU-BEL"])
    made = figure(measured, size="square")
    made.draw_without_rendering()
    headings = [Text.get_window_extent(axes._left_title) for axes in made.axes[-3:]]
    for one, next_one in itertools.pairwise(headings):
        assert one.x1 < next_one.x0


@pytest.mark.parametrize("size", ["article", "phone", "slide"])
@pytest.mark.parametrize("weapons", [("himars", "atacms"), ("himars", "atacms", "neptune"), ()])
def test_a_curve_that_rises_early_runs_beneath_the_numbers(size, weapons):
    """Of one small region with few towns, all within reach of the first range."""
    box = gpd.GeoDataFrame(
        {"region": ["A"], "name": ["Ay"]}, geometry=[shapely.box(35, 51, 36, 52)], crs=4326
    )
    far = (CustomRange("Far", parse_length("1200 km")),)  # beyond the graphs: no number
    scenario = Scenario((PointOrigin(51.5, 35.5),), weapons or far)
    drawn = figure(thresholds(scenario, box), size=size)
    drawn.draw_without_rendering()
    for axes in drawn.axes[-3:]:
        numbers = axes.texts[0].get_window_extent()
        curve = axes.lines[0].get_transform().transform_path(axes.lines[0].get_path())
        assert not curve.intersects_bbox(numbers, filled=False) or not weapons
        assert curve.vertices[:, 1].max() <= axes.bbox.y1
