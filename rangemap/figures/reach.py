"""A reach as a figure: regions shaded by how much of each lies within range."""

from collections.abc import Collection

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from rangemap.analysis.reach import Reach
from rangemap.figures import legend
from rangemap.figures.figure import Asked, figure_of, picture_of
from rangemap.figures.files import Picture
from rangemap.figures.layers import layers
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import SHARE_BREAKS
from rangemap.figures.ranking import Bar, Entry, Ranking
from rangemap.figures.subject import Subject
from rangemap.wording.figure import alt_text, subtitle_text, title_text
from rangemap.wording.language import language_of
from rangemap.wording.provenance import source_line
from rangemap.wording.quantities import share_text
from rangemap.wording.ranges import range_name
from rangemap.wording.reach import caption_line


def picture(reach: Reach, options: FigureOptions) -> Picture:
    """The reach as a picture, in the words that the options ask for."""
    return picture_of(subject(reach, options.title, options.subtitle))


def figure(
    reach: Reach,
    *,
    size: str = "article",
    style: str = "light",
    dpi: float | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    source: str | None = None,
    without: Collection[str] = (),
    ax: Axes | SubFigure | None = None,
) -> Figure:
    """The reach as a map for print, ready to save; its axes are in metres of the projection.

    Arguments are those of `Reach.figure`.

    Raises OutputError for an unknown size, style or piece of furniture, and for an ax that cannot
    hold a map.
    """
    asked = Asked(
        size=size, style=style, dpi=dpi, title=title, source=source, without=without, ax=ax
    )
    return figure_of(subject(reach, title, subtitle), **asked)


def subject(reach: Reach, title: str | None = None, subtitle: str | None = None) -> Subject:
    """A reach: regions shaded by their shares, which the widest range's labels and ranking tell."""
    return Subject(
        reach,
        layers(reach),
        reach.numbers,
        title_text(reach, title),
        subtitle or subtitle_text(reach),
        caption_line(reach),
        alt_text(reach),
        _labels(reach),
        _ranking(reach),
        lambda size: legend.legend(reach, size),
        source_line(reach),
    )


def _labels(reach: Reach) -> dict[str, str]:
    rows = reach.reached[reach.reached["weapon"] == reach.widest.weapon]
    code = reach.scenario.language
    return {
        row["region"]: share_text(row["share"], code, row["share_error"])
        for row in rows[["region", "share", "share_error"]].to_dict("records")
    }


def _ranking(reach: Reach) -> Ranking:
    """The regions that the widest range reaches, largest share first, withheld ones last."""
    widest = reach.widest
    rows = reach.reached[reach.reached["weapon"] == widest.weapon]
    rows = rows.sort_values(["permitted", "share", "area_km2"], ascending=False, kind="stable")
    said, labels = language_of(reach.scenario.language), _labels(reach)
    return Ranking(
        said.say("legend.ranking", range=range_name(widest, said.code)),
        tuple(
            Entry(
                row["name"],
                labels[row["region"]],
                Bar(0.0, row["share"], is_hatched=not row["permitted"]),
                row["region"],
                is_whole=row["share"] >= SHARE_BREAKS[-1],
            )
            for row in rows[["region", "name", "share", "permitted"]].to_dict("records")
        ),
        reach.numbers[widest.weapon],
        said,
    )
