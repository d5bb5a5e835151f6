"""A live map in a notebook: drag a launch point, and Python has the new reach.

    from rangemap import PointOrigin, Scenario
    from rangemap.notebook import LiveMap

    live = LiveMap(Scenario((PointOrigin(lat=50.91, lon=34.80, name="Sumy"),)))
    live            # shows the map: click to add a point, drag one, Delete takes it away
    live.reach      # what is reached now; live.observe(print, "reach") to be told

It is the page's own map, in Jupyter, VS Code and whatever else shows anywidgets, and needs the
extra ``notebook``.
"""

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rangemap.analysis.reach import Reach, compute
from rangemap.errors import RangemapError
from rangemap.figures.palette import STYLES
from rangemap.page.links import identity
from rangemap.page.mapview import furniture, told
from rangemap.page.naming import named
from rangemap.scenario.origins import Origin, PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.web.ground import detail_data, ground_data
from rangemap.web.mapdata import scene_data
from rangemap.wording.provenance import caveat_text
from rangemap.wording.reach import caption, headline
from rangemap.world.bundled import bundled_folder
from rangemap.world.catalog import Catalog
from rangemap.world.regions import Regions

try:
    import anywidget
    import traitlets
except ModuleNotFoundError as missing:
    raise ImportError(
        "a live map is drawn with anywidget, which is not installed; install it with "
        "pip install 'rangemap[notebook]'"
    ) from missing

__all__ = ["LiveMap"]
_STATIC = bundled_folder("app/static")
_PARTS = (
    *(
        "map.js",
        "ground.js",
        "labels.js",
        "furniture.js",
        "points.js",
        "regions.js",
        "tips.js",
        "look.js",
        "rings.js",
        "outline.js",
        "map.css",
    ),
    *("legend.js", "present.js", "present.css", "drop.js"),
    *("leaflet/leaflet.js", "leaflet/leaflet.css", "geodesic/geographiclib-geodesic.min.js"),
)
_GROUND, _DETAILS = "../../ground", "../../details"  # as map.js asks for them


class LiveMap(anywidget.AnyWidget):
    """The map of a scenario, which a hand can change.

    Parameters
    ----------
    scenario
        What is asked at first.
    regions, catalog
        As for `rangemap.compute`.

    Attributes
    ----------
    scenario
        What is asked now; set it to ask something else.
    reach
        What is reached now: a `rangemap.Reach`. `observe` it to be told.
    sentence, trouble
        The finding and its caveat; why the last change could not be measured, empty where it could.
    answered
        How many things done on the map its page has seen answered; changes after `reach`.

    Raises
    ------
    RangemapError
        Where the first scenario cannot be measured, as `rangemap.compute` says it.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario
    >>> from rangemap.notebook import LiveMap
    >>> live = LiveMap(Scenario((PointOrigin(lat=51.0, lon=34.7),), weapons=("himars",)))
    >>> live.reach.reached["region"].tolist()
    ['RU-KRS', 'RU-BEL']

    """

    _esm = _STATIC / "notebook.js"
    scene = traitlets.Dict().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    scenario = traitlets.Instance(Scenario)
    reach = traitlets.Instance(Reach)

    def __init__(
        self, scenario: Scenario, *, regions: Regions | None = None, catalog: Catalog | None = None
    ) -> None:
        """Measure the scenario, to be shown."""
        self._measure = functools.partial(compute, regions=regions, catalog=catalog)
        self._heard, self._before = 0, list[Scenario]()
        reach = self._measure(scenario)
        super().__init__(
            scenario=scenario,
            reach=reach,
            scene=self._scene(reach),
            sentence=_said(reach),
            trouble="",
        )
        self.on_msg(self._hear)
        self.observe(self._ask, "scenario")

    def __repr__(self) -> str:
        """The sentence that can be quoted."""
        return f"<{type(self).__name__}: {self.sentence}>"

    def _scene(self, reach: Reach) -> dict[str, Any]:
        language = reach.scenario.language
        drawn = scene_data(reach, STYLES["light"])
        origins = [
            origin | {"label": named(asked, language), "led": False}
            for origin, asked in zip(drawn["origins"], reach.scenario.origins, strict=True)
        ]
        return (
            drawn
            | furniture(language, embedded=True)
            | told(reach, headline(reach), caption(reach))
            | {
                "origins": origins,
                "fit": 0,
                "heard": self._heard,
                "snaps": False,
                "serial": identity(reach.scenario),
                "still": False,
                "tiles": False,
            }
        )

    def _hear(self, _widget: Any, message: Any, _buffers: Any) -> None:
        match message:
            case {"kind": "parts"}:
                parts = _parts()
                self.send({"kind": "parts", "names": list(parts)}, list(parts.values()))
            case {"kind": "told", "events": list() as events}:
                for event in events:
                    self._act(event)

    def _act(self, event: Any) -> None:
        """Do what a hand did on the map, unless it was heard of before."""
        if not isinstance(event, dict) or event.get("number", 0) <= self._heard:
            return
        self._heard = event["number"]
        if event.get("kind") == "undo":
            if self._before:
                self._show(self._before.pop())
            return
        origins = _moved(self.scenario.origins, event)
        if origins != self.scenario.origins:
            self._before.append(self.scenario)
            self._show(replace(self.scenario, origins=origins))
        else:
            self.scene = self.scene | {"heard": self._heard}

    def _show(self, scenario: Scenario) -> None:
        """Ask that instead; where it cannot be measured, say why and stay."""
        try:
            reach = self._measure(scenario)
        except RangemapError as error:
            self.trouble = str(error)
            self.scene = self.scene | {"heard": self._heard}
            return
        with self.hold_sync():
            self.trouble = ""
            self.sentence = _said(reach)
            self.scene = self._scene(reach)
        with self.hold_trait_notifications():  # whoever is told of one finds the other as new
            self.reach = reach
            self.scenario = scenario

    def _ask(self, change: Any) -> None:
        if change["new"] != self.reach.scenario:
            self._show(change["new"])
            if self.trouble:
                self.scenario = change["old"]
            else:
                self._before.append(change["old"])


def _said(reach: Reach) -> str:
    """The finding, with what must be known of it."""
    return f"{caption(reach)} {caveat_text(reach.ranges, reach.scenario.language)}"


def _moved(origins: Sequence[Origin], event: dict[str, Any]) -> tuple[Origin, ...]:
    """The origins after what a hand did; the last one stays."""
    listed = list(origins)
    match event:
        case {"kind": "click", "lat": float() | int() as lat, "lon": float() | int() as lon}:
            listed.append(_point(lat, lon))
        case {
            "kind": "drag",
            "index": int() as index,
            "lat": float() | int() as lat,
            "lon": float() | int() as lon,
        } if 0 <= index < len(listed) and isinstance(listed[index], PointOrigin):
            listed[index] = _point(lat, lon)
        case {"kind": "remove", "index": int() as index} if 0 <= index < len(listed) > 1:
            del listed[index]
    return tuple(listed)


def _point(lat: float, lon: float) -> PointOrigin:
    """Where a hand let go, to about a metre; a map's longitudes may go on past 180."""
    return PointOrigin(lat=round(lat, 5), lon=round((lon + 180) % 360 - 180, 5))


@functools.cache
def _parts() -> dict[str, bytes]:
    """What the map is made of: its scripts and the ground."""
    scripts = {name: (_STATIC / name).read_bytes() for name in _PARTS}
    return scripts | {_GROUND: ground_data(), _DETAILS: detail_data()}
