"""matplotlib as rangemap needs it: its own defaults, and sheets that nothing crops.

What a user, a folder or a notebook has set for figures of their own (``matplotlibrc``, styles,
``rcParams``) changes no map: a map whose parts were moved or cropped would be a wrong one.
"""

import io
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from matplotlib import rc_context, rcdefaults, rcParams
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

_SCREEN_DPI = 72  # a sheet of 16 inches is 1,152 pixels wide
_ONE_AT_A_TIME = threading.RLock()  # matplotlib's settings belong to the whole process


@contextmanager
def matplotlib_defaults(settings: Mapping[Any, Any] | None = None) -> Iterator[None]:
    """Draw or save under matplotlib's own defaults and these settings; the user's come back after.

    settings: more of them, by matplotlib's names, as in ``{"svg.fonttype": "none"}``. Threads wait
    for one another; within one thread calls may be nested.
    """
    with _ONE_AT_A_TIME, rc_context():
        rcdefaults()
        rcParams.update(settings or {})
        yield


class Sheet(Figure):
    """A figure that is a whole sheet: saved with ``bbox_inches="tight"`` nothing is cut from it.

    Notebooks save so by default. The margin that matplotlib then adds is paper.
    """

    def get_tightbbox(
        self,
        renderer: RendererBase | None = None,
        *,
        bbox_extra_artists: Iterable[Artist] | None = None,
    ) -> Bbox:
        """The whole sheet, in inches, whatever is drawn on it."""
        del renderer, bbox_extra_artists
        return Bbox.from_bounds(0, 0, *self.get_size_inches())

    def _repr_png_(self) -> bytes:
        """What a notebook shows without being told to: the sheet, for a screen."""
        file = io.BytesIO()
        with matplotlib_defaults():
            self.savefig(file, format="png", dpi=_SCREEN_DPI)
        return file.getvalue()
