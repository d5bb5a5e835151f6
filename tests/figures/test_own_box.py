"""Maps in an axes or a subfigure of somebody's own figure."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pytest
from figure_scenes import measured
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

import rangemap
from rangemap.analysis.comparison import compare
from rangemap.analysis.depth import depth
from rangemap.analysis.disputes import disputes
from rangemap.errors import OutputError
from rangemap.figures.paint import Layer, Words
from rangemap.figures.palette import STYLES
from rangemap.scenario.scenario import Scenario

CAVEAT = "Maximum published range. Not a prediction."
COLOUR = {
    name: np.round(255 * np.array(to_rgb(style.theme.land))) for name, style in STYLES.items()
}


def own_figure(**options):
    """Two places side by side, the right one with a plot; without pyplot's list of figures."""
    made = Figure(figsize=(14, 7), dpi=50, **options)
    FigureCanvasAgg(made)
    left, right = made.subplots(1, 2)
    right.plot([1, 2, 3], [1, 4, 9])
    right.set(title="Beside", ylabel="other")
    return made, left, right


def pixels(made):
    made.canvas.draw()
    return np.asarray(made.canvas.buffer_rgba())[..., :3].astype(int)


def box_of(axes):
    """Of an axes, in rows and columns of pixels."""
    high = axes.get_figure(root=True).bbox.height
    box = axes.bbox
    return (
        slice(round(high - box.y1), round(high - box.y0)),
        slice(round(box.x0), round(box.x1)),
    )


def said(made):
    """Every line of text on a figure, and where it stands in shares of it."""
    found = []
    for artist in made.findobj(Words):
        box = artist.get_window_extent().transformed(made.transFigure.inverted())
        found.append((artist.get_text(), box))
    return found


@cache
def composed():
    made, left, right = own_figure()
    place, before = left.get_position().frozen(), pixels(made)
    beside = before[box_of(right)]
    answer = measured("point").figure(ax=left)
    assert answer is made
    return made, left, right, place, beside


def test_a_map_fills_the_axes_and_leaves_the_plot_beside_it_alone():
    made, left, right, place, beside = composed()
    after = pixels(made)
    assert (after[box_of(right)] == beside).all()
    assert right.get_title() == "Beside"
    assert len(right.lines) == 1
    inside = left.get_position()
    assert place.x0 - 1e-9 <= inside.x0 < inside.x1 <= place.x1 + 1e-9
    assert place.y0 - 1e-9 <= inside.y0 < inside.y1 <= place.y1 + 1e-9
    land = (after == COLOUR["light"]).all(axis=2)
    rows, columns = np.nonzero(land)
    ours = np.zeros(land.shape, dtype=bool)
    ours[box_of(left)] = True
    assert len(rows) > 1000
    assert ours[rows, columns].mean() > 0.9  # the rest is the land of the locator's like and paper


def test_all_words_of_the_sheet_stand_in_the_axes_and_the_caveat_among_them():
    made, _, _, place, _ = composed()
    lines = [(text, box) for text, box in said(made) if text.strip()]
    assert CAVEAT in {text for text, _ in lines}
    assert any("Natural Earth" in text for text, _ in lines)
    for text, box in lines:
        assert place.x0 <= box.x0 < box.x1 <= place.x1, text
        assert place.y0 <= box.y0 < box.y1 <= place.y1, text


def test_the_scale_of_the_axes_is_metres_alike_both_ways():
    _, left, *_ = composed()
    box = left.get_window_extent()
    across, up = (np.ptp(each) for each in (left.get_xlim(), left.get_ylim()))
    assert across / box.width == pytest.approx(up / box.height, rel=1e-6)
    assert across > 600_000


def test_a_map_keeps_its_size_and_its_words_when_the_figure_is_moved_or_cropped():
    made, left, right = own_figure()
    measured("point").figure(ax=left)
    size = left.get_window_extent().size
    made.subplots_adjust(left=0.3, right=0.9, wspace=0.5)
    made.set_size_inches(20, 9)
    made.canvas.draw()
    assert left.get_window_extent().size == pytest.approx(size)
    right.remove()
    cropped = made.get_tightbbox()
    words = [box for text, box in said(made) if text.strip()]
    inches = [box.transformed(made.transFigure + made.dpi_scale_trans.inverted()) for box in words]
    assert min(box.x0 for box in inches) >= cropped.x0
    assert max(box.x1 for box in inches) <= cropped.x1
    assert min(box.y0 for box in inches) >= cropped.y0
    assert max(box.y1 for box in inches) <= cropped.y1


def test_a_layout_that_matplotlib_makes_is_settled_before_the_map_is_drawn():
    made, left, right = own_figure(layout="constrained")
    right.set_ylabel("a label\nof three\nlines")
    measured("point").figure(ax=left, style="dark")
    made.canvas.draw()
    tick_labels = right.get_tightbbox()
    [paper] = [each for each in made.artists if not isinstance(each, Layer)]
    assert paper.get_window_extent().x1 <= tick_labels.x0
    assert pixels(made)[box_of(left)].mean() < 100  # dark


def test_a_subfigure_becomes_the_sheet():
    made = Figure(figsize=(12, 6), dpi=50)
    FigureCanvasAgg(made)
    left, right = made.subfigures(1, 2)
    assert measured("point").figure(ax=right, style="greyscale", without=("ranking",)) is made
    shown = pixels(made)
    assert (shown[:, :300] == 255).all()
    assert not (shown[:, 300:] == 255).all()
    assert left.axes == []
    [axes] = right.axes
    assert axes.get_window_extent().x0 >= 300


@pytest.mark.parametrize("kind", ["comparison", "depth", "disputes"])
def test_every_analysis_that_is_a_map_goes_into_an_axes(kind):
    reach = measured("towns")
    results = {
        "comparison": lambda: compare(reach.narrowed("himars"), reach.narrowed("atacms")),
        "depth": lambda: depth(reach),
        "disputes": lambda: disputes(Scenario(origins=reach.scenario.origins[:1])),
    }
    made, left, _ = own_figure()
    assert results[kind]().figure(ax=left, title="Of one's own") is made
    texts = {text for text, _ in said(made)}
    assert {"Of one's own", CAVEAT} <= texts


def test_thresholds_are_a_sheet_of_their_own():
    found = rangemap.thresholds(measured("point").scenario)
    made = found.figure(size="square", title="A title", without=("subtitle",))
    assert made.get_size_inches().tolist() == [10.8, 10.8]
    assert "A title" in {text for text, _ in said(made)}
    with pytest.raises(OutputError, match="no furniture"):
        found.figure(without=("moon",))


def shared():
    return Figure(figsize=(14, 7)).subplots(1, 2, sharex=True)[0]


def filled():
    axes = Figure(figsize=(14, 7)).subplots()
    axes.plot([1, 2])
    return axes


def removed():
    axes = Figure(figsize=(14, 7)).subplots()
    axes.remove()
    return axes


REFUSED = {
    "small": (lambda: Figure(figsize=(3, 2)).subplots(), "too small for a map with its words"),
    "polar": (lambda: Figure().subplots(subplot_kw={"projection": "polar"}), "no plain axes"),
    "figure": (Figure, "no plain axes"),
    "shared": (shared, "shares its scale"),
    "filled": (filled, "already holds something"),
    "removed": (removed, "no longer part of a figure"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_axes_that_can_hold_no_map_is_refused_in_a_sentence(name):
    make, sentence = REFUSED[name]
    with pytest.raises(OutputError, match=sentence):
        measured("point").figure(ax=make())


def test_size_and_dots_go_with_no_axes():
    axes = plt.figure(figsize=(8, 7)).subplots()
    plt.close("all")
    for asked in ({"size": "square"}, {"dpi": 100}):
        with pytest.raises(OutputError, match="without size and dpi"):
            measured("point").figure(ax=axes, **asked)


def test_a_refused_subfigure_holds_nothing_afterwards():
    made = Figure(figsize=(6, 2))
    left, _ = made.subfigures(1, 2)
    with pytest.raises(OutputError, match=r"3\.0 by 2\.0 inches"):
        measured("point").figure(ax=left)
    assert left.axes == []
    assert made.artists == []
