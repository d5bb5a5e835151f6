"""Report: one typed value for every kind of result, and with it every output.

Command line, page and workers take a `Report`; whoever adds an analysis writes one. The values
stand beside their data files: `REACH` in export/reach.py, `DEPTH` in export/depth.py, and so on.
Pictures and other heavy outputs are imported when they are asked for.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rangemap.errors import OutputError
from rangemap.figures.options import FigureOptions

if TYPE_CHECKING:
    from rangemap.figures.files import Picture, PictureFiles

T = TypeVar("T")
FIGURE_SUFFIXES = (".png", ".svg", ".pdf", ".jpg", ".webp")


@dataclass(frozen=True)
class Report(Generic[T]):
    """How a kind of result is told, listed, written and drawn.

    sentence: the finding, to be quoted. table: what a terminal shows. summary: plain data, numbers
    unrounded. data: the whole of a data file, by its suffix. picture: what figures show. size: of
    figures where none is asked for.
    """

    sentence: Callable[[T], str]
    table: Callable[[T], str]
    summary: Callable[[T], dict[str, Any]]
    data: Mapping[str, Callable[[T], bytes]]
    picture: "Callable[[T, FigureOptions], Picture]"
    size: str = "article"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What it can be written as, such as ``".csv"``."""
        return (*self.data, *FIGURE_SUFFIXES)

    def file(self, result: T, suffix: str, options: FigureOptions | None = None) -> bytes:
        """The whole file for that suffix, the same bytes for the same result and options.

        options: size, style and words of a figure. Raises OutputError where the suffix is unknown.
        """
        (content,) = self.files(result, (suffix,), options)
        return content

    def files(
        self, result: T, suffixes: Sequence[str], options: FigureOptions | None = None
    ) -> Iterator[bytes]:
        """The whole file for each suffix in turn: see file. A figure is laid out once for all."""
        for suffix in suffixes:
            check_suffix(suffix, self.suffixes)
        pictures: PictureFiles | None = None
        for kind in map(str.lower, suffixes):
            if kind in self.data:
                yield self.data[kind](result)
                continue
            if pictures is None:
                from rangemap.figures import files

                asked = options or FigureOptions(size=self.size)
                pictures = files.PictureFiles(self.picture(result, asked), asked)
            yield pictures.file(kind)


def check_suffix(suffix: str, suffixes: Collection[str]) -> None:
    """Raise OutputError unless the suffix, such as ``".geojson"``, is one of those."""
    if suffix.lower() not in suffixes:
        shown = suffix[:20] or "a name without a suffix"
        raise OutputError(f"{shown} is no output here; use one of {', '.join(suffixes)}")
