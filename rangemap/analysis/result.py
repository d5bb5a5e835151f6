"""What a result says of itself on a Python prompt and in a notebook: its sentence, its table."""

import html
import importlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from rangemap.errors import OutputError
from rangemap.scenario.choices import FigureSize, FigureStyle, Furniture
from rangemap.scenario.kinds import check_text, checked_number, several

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure


_DPI: Final = (30, 1200)


def drawing(*, size: str, style: str, dpi: float | None, **texts: Any) -> dict[str, Any]:
    """The arguments of a `figure`, looked at; texts: those that may be None, and `without`.

    Raises KindError for what is of another kind, OutputError for dots that no picture has.
    """
    check_text(size, "size", "square")
    check_text(style, "style", "light")
    if dpi is not None:
        dpi = checked_number(dpi, "dpi", "200")
        if not _DPI[0] <= dpi <= _DPI[1]:
            raise OutputError(f"dpi is from {_DPI[0]} to {_DPI[1]:,}, not {dpi:g}")
    without = several(texts.pop("without"), "without", "'title'")
    for piece in without:
        check_text(piece, "what is left out", "title")
    for name, text in texts.items():
        if text is not None:
            check_text(text, name)
    return {"size": size, "style": style, "dpi": dpi, "without": without, **texts}


class Result:
    """A kind of result that has a report of its name in `export`: a Depth has `export.depth.DEPTH`.

    The report is looked up when a result is shown; nothing here knows an output.
    """

    def __repr__(self) -> str:
        """The sentence that can be quoted."""
        return f"<{type(self).__name__}: {self._report().sentence(self)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the table."""
        table = html.escape(self._report().table(self))
        return f'<pre style="white-space: pre-wrap">{table}</pre>'

    @classmethod
    def _drawer(cls) -> Any:
        return importlib.import_module(f"rangemap.figures.{cls.__name__.lower()}")

    @classmethod
    def _report(cls) -> Any:
        name = cls.__name__.lower()
        return getattr(importlib.import_module(f"rangemap.export.{name}"), name.upper())


class MappedResult(Result):
    """A kind of result that is drawn as a map, by the module of its name in `figures`."""

    def figure(
        self,
        *,
        size: FigureSize = "article",
        style: FigureStyle = "light",
        dpi: float | None = None,
        title: str | None = None,
        subtitle: str | None = None,
        source: str | None = None,
        without: Iterable[Furniture] = (),
        ax: "Axes | SubFigure | None" = None,
    ) -> "Figure":
        """A map for print, to go on with.

        Parameters
        ----------
        size
            The sheet: ``article``, ``square``, ``portrait``, ``phone``, ``slide`` or ``a4``.
        style
            ``light``, ``dark`` or ``greyscale``.
        dpi
            Dots per inch, 30 to 1,200; by default those of the size.
        title, subtitle, source
            Instead of what is derived from the scenario and the catalogue. The caveat cannot be
            replaced.
        without
            What to leave out, of ``title``, ``subtitle``, ``legend``, ``scale``, ``north``,
            ``locator`` and ``ranking``.
        ax
            An empty axes of a figure of your own, whose box becomes the sheet, or a subfigure:
            title, map, legend and small print go into it and nowhere else. Lay the figure out
            first: the map keeps its place and its size whatever is moved afterwards.

        Returns
        -------
        matplotlib.figure.Figure
            Its axes, or the one given, are in metres of the map's projection.

        Raises
        ------
        OutputError
            For an unknown size, style or piece of furniture, and dots that no picture has;
            for an axes that is too small, shared, not empty, or of another projection.
        KindError
            For what is of no kind that it can be.

        Examples
        --------
        >>> from rangemap import PointOrigin, Scenario, compute
        >>> reach = compute(Scenario(origins=(PointOrigin(lat=51.0, lon=34.7),)))
        >>> reach.figure(size="square").get_size_inches().tolist()
        [10.8, 10.8]

        Beside a plot of one's own:

        >>> import matplotlib.pyplot as plt
        >>> figure, (left, right) = plt.subplots(1, 2, figsize=(14, 7))
        >>> reach.figure(ax=left) is figure
        True
        >>> bars = right.bar(reach.totals()["weapon"], reach.totals()["reached_km2"])

        """
        drawn: Figure = self._drawer().figure(
            self,
            ax=ax,
            **drawing(
                size=size,
                style=style,
                dpi=dpi,
                title=title,
                subtitle=subtitle,
                source=source,
                without=without,
            ),
        )
        return drawn
