"""Maps that reach an edge of the sheet go on beyond it; nothing else moves."""

import pytest
from matplotlib.figure import Figure

from rangemap.errors import OutputError
from rangemap.figures.bleed import extend_maps, parse_bleed

WIDE, HIGH, BLEED = 720.0, 360.0, 18.0  # points


@pytest.mark.parametrize(
    ("place", "moved"),
    [
        ((0, 0, 1, 1), (-BLEED, -BLEED, BLEED, BLEED)),
        ((0, 0.5, 0.25, 0.25), (-BLEED, 0, 0, 0)),
        ((0.5, 0.25, 0.5, 0.25), (0, 0, BLEED, 0)),
        ((0.25, 0, 0.5, 0.5), (0, -BLEED, 0, 0)),
        ((0.25, 0.5, 0.5, 0.5), (0, 0, 0, BLEED)),
        ((0.25, 0.25, 0.5, 0.5), (0, 0, 0, 0)),
    ],
)
def test_what_reaches_an_edge_goes_on_there_by_the_bleed_and_stays_where_it_was(place, moved):
    made = Figure(figsize=(WIDE / 72, HIGH / 72))
    axes = made.add_axes(place)
    axes.set(xlim=(100, 300), ylim=(-50, 50))

    def on_sheet(x, y):
        return made.transFigure.inverted().transform(axes.transData.transform((x, y)))

    before = on_sheet(120, 10)
    extend_maps(made, BLEED)
    west, south, wide, high = place
    box = axes.get_position()
    expected = (west * WIDE, south * HIGH, (west + wide) * WIDE, (south + high) * HIGH)
    found = (box.x0 * WIDE, box.y0 * HIGH, box.x1 * WIDE, box.y1 * HIGH)
    assert found == pytest.approx([at + by for at, by in zip(expected, moved, strict=True)])
    assert on_sheet(120, 10) == pytest.approx(before)


@pytest.mark.parametrize(
    ("text", "points"), [("3mm", 3 * 72 / 25.4), ("1 cm", 72 / 2.54), ("0.125in", 9), ("9 PT", 9)]
)
def test_a_bleed_is_read_in_every_unit_up_to_a_centimetre(text, points):
    assert parse_bleed(text) == pytest.approx(points)
    for wrong in ("0mm", "10.1mm", "1.01cm", "3", "-3mm", "1e1mm"):
        with pytest.raises(OutputError, match="no width of up to 10 mm"):
            parse_bleed(wrong)
