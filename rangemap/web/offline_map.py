"""A folium map that brings its scripts and styles, and what a notebook shows of it."""

import contextlib
import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import branca.element
import folium
from shapely.geometry.base import BaseGeometry

from rangemap.web import offline
from rangemap.web.cell import Cell, cell
from rangemap.web.frame import packed

_LEAFLET = "leaflet/leaflet.js"
_DOCUMENT = re.compile(r'srcdoc="([^"]*)"')


@dataclass(frozen=True)
class Screen:
    """Where a map is shown: its width over its height at most, and its height over its width."""

    widest: float
    tallest: float


_FOLIUMS_FRAME = Screen(widest=1 / 0.6, tallest=0.6)


class OfflineMap(folium.Map):
    """A folium map whose scripts and styles are part of it.

    sentence: what a notebook shows of it where it cannot show the map. whole: what it shows first,
    south-west and north-east corners, latitude first.
    """

    def __init__(
        self, *, sentence: str = "", whole: Sequence[Sequence[float]] = (), **options: Any
    ) -> None:
        """Take folium's own options; without tiles."""
        super().__init__(tiles=None, **options)
        self.default_js, self.default_css = [], []  # addresses, to be fetched
        self.sentence, self.whole = sentence, whole
        self.scene: SceneScript | None = None

    def render(self, **options: Any) -> Any:
        """As folium's; Leaflet itself stands first in the header."""
        style = f"<style>{offline.leaflet_style()}</style>"
        leaflet = _Text(f"{style}\n<script>{offline.script(_LEAFLET)}</script>")
        document_of(self).header.add_child(leaflet, name="leaflet", index=0)
        return super().render(**options)  # type: ignore[no-untyped-call]

    @contextlib.contextmanager
    def as_cell(self, screen: Screen) -> Iterator[None]:
        """Within the block, draw the map for a notebook's cell of that size: see cell.py."""
        if self.scene is None:
            yield
            return
        layers = list(_drawn_in(self))
        before = self.scene.screen, self.scene.cell, [layer.data for layer in layers]
        made = cell(before[-1], self.scene.box_of(screen), self.get_name())
        self._draw(layers, screen, made, made.collections)
        try:
            yield
        finally:
            self._draw(layers, *before)

    def _draw(
        self, layers: list["OwnLayer"], screen: Screen, made: Cell | None, collections: list[Any]
    ) -> None:
        assert self.scene is not None
        self.scene.screen, self.scene.cell = screen, made
        west, south, east, north = self.scene.box_of(screen).bounds
        self.options["max_bounds"] = [[south, west], [north, east]]
        for layer, collection in zip(layers, collections, strict=True):
            layer.data = collection

    def _repr_html_(self, **options: Any) -> str:
        """What a notebook shows: folium's own frame, packed."""
        with self.as_cell(_FOLIUMS_FRAME):
            frame: str = super()._repr_html_(**options)
        return _DOCUMENT.sub(
            lambda document: f'srcdoc="{packed(html.unescape(document[1]), self.sentence)}"', frame
        )


class SceneScript(folium.Element):
    """The script that draws ground and labels; written anew for each screen.

    written: makes it from a box (lon, lat) and, in a notebook's cell, the cell's lines. box_of: the
    box for a screen.
    """

    def __init__(
        self,
        written: Callable[[BaseGeometry, Cell | None], str],
        box_of: Callable[[Screen], BaseGeometry],
        screen: Screen,
    ) -> None:
        """Start with that screen."""
        super().__init__()
        self.written, self.box_of, self.screen = written, box_of, screen
        self.cell: Cell | None = None

    def render(self, **_: Any) -> str:
        """The script for the screen as it is now."""
        return self.written(self.box_of(self.screen), self.cell)


class OwnLayer(folium.GeoJson):
    """A layer of ours, unlike those that others add: its lines are the ground's where they meet."""


class _Text(folium.Element):
    """Text that is no template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        return self.text


def document_of(made: folium.Map) -> branca.element.Figure:
    """The document that a map stands in: its header, html and script."""
    figure = made.get_root()
    assert isinstance(figure, branca.element.Figure)
    return figure


def _drawn_in(element: folium.Element) -> Iterator[OwnLayer]:
    for child in element._children.values():  # noqa: SLF001  as folium itself looks
        if isinstance(child, OwnLayer):
            yield child
        else:
            yield from _drawn_in(child)
