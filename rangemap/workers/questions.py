"""What a page asks its workers, each a function of scenarios that returns numbers or files.

The shapes behind the numbers stay with the worker: see parcels.
"""

import functools
import hashlib
import json
import math
import pickle
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import shapely

from rangemap.analysis.comparison import Comparison, compare, shortest_and_longest
from rangemap.analysis.depth import Depth
from rangemap.analysis.depth import depth as depth_of
from rangemap.analysis.disputes import Disputes
from rangemap.analysis.disputes import disputes as disputes_of
from rangemap.analysis.ranges import resolve_ranges
from rangemap.analysis.reach import Reach, compute
from rangemap.analysis.regions import reported_regions
from rangemap.analysis.story import Story, story, timeline_story
from rangemap.analysis.thresholds import CurveErrors, Thresholds
from rangemap.analysis.thresholds import curve_errors as errors_of
from rangemap.analysis.thresholds import thresholds as thresholds_of
from rangemap.export.comparison import COMPARISON
from rangemap.export.depth import DEPTH
from rangemap.export.disputes import DISPUTES
from rangemap.export.reach import REACH
from rangemap.export.thresholds import THRESHOLDS
from rangemap.figures.palette import STYLES
from rangemap.scenario.choices import DEFAULT_WEAPONS, LANGUAGES
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import Permission, Scenario
from rangemap.web.depth import depth_parts
from rangemap.web.mapdata import Data, band_data, outline_data, scene_data
from rangemap.web.seam import seam_of
from rangemap.web.story import Hosting, Look, story_body, story_map, story_page
from rangemap.web.thresholds import curve_data
from rangemap.wording.origins import whereabouts
from rangemap.wording.reach import headline
from rangemap.wording.remarks import remarks
from rangemap.world import boundaries
from rangemap.world.catalog import Catalog, bundled_catalog
from rangemap.world.regions import Regions
from rangemap.world.timeline import Timeline, bundled_timeline

_KEPT = 4  # reaches and analyses of each kind: the next question is often about the same scenario
_LONG = 1_500  # nodes times ranges: what takes about a second
_SETBACK_NODES = 500  # a setback line takes as long as so many nodes


@dataclass(frozen=True)
class OwnRegions:
    """Regions of a visitor's own on their way to a worker. key: tells them from all others."""

    key: str
    packed: bytes = field(compare=False, repr=False)

    @classmethod
    def of(cls, regions: Regions, key: str) -> "OwnRegions":
        """The regions, packed once for all questions about them."""
        return cls(key, pickle.dumps(regions, protocol=pickle.HIGHEST_PROTOCOL))


@dataclass(frozen=True)
class OwnCatalog:
    """The catalogue that a visitor chooses from, on its way to a worker: with entries of their own.

    key: tells it from all others.
    """

    key: str
    packed: bytes = field(compare=False, repr=False)

    @classmethod
    def of(cls, catalog: Catalog) -> "OwnCatalog":
        """The catalogue, packed once for all questions about it."""
        packed = pickle.dumps(catalog, protocol=pickle.HIGHEST_PROTOCOL)
        return cls(hashlib.sha256(packed).hexdigest(), packed)


@dataclass(frozen=True)
class Own:
    """What a visitor measures with instead of what is bundled; None for what is bundled."""

    regions: OwnRegions | None = None
    catalog: OwnCatalog | None = None

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.regions and self.regions.key}\n{self.catalog and self.catalog.key}"


@dataclass(frozen=True)
class OwnStory:
    """A story of a visitor's own on its way to a worker. key: tells it from all others.

    maps: how many each of its steps has. is_linked: links can carry its scenarios. catalog: where
    these look up ranges; None for the bundled one.
    """

    key: str
    title: str
    maps: tuple[int, ...]
    is_linked: bool
    packed: bytes = field(compare=False, repr=False)
    catalog: OwnCatalog | None = None


@dataclass(frozen=True, eq=False)
class ReachView:
    """A reach in numbers and words, and what the map draws of it, as JSON.

    seam: where that map is cut, see web.seam.
    remarks: where the launch points are, and what must be known of the result.
    """

    reach: Reach
    seam: float
    scene_json: bytes
    headline: str
    caption: str
    remarks: tuple[str, ...]

    @property
    def scene(self) -> Data:
        """What the map draws: a dictionary of one's own."""
        scene: Data = json.loads(self.scene_json)
        return scene


@dataclass(frozen=True, eq=False)
class Curves:
    """Thresholds in numbers, their finding in a sentence, and what the curve is drawn from."""

    thresholds: Thresholds
    sentence: str
    data: Data


@dataclass(frozen=True, eq=False)
class DepthView:
    """Depth in numbers, and what the map draws of it."""

    depth: Depth
    parts: list[Data]


def is_long(scenario: Scenario) -> bool:
    """Whether measuring a scenario is likely to take more than a moment."""
    return sum(map(_nodes, scenario.origins)) * len(scenario.weapons) > _LONG


def _nodes(origin: Origin) -> int:
    """The corners of an origin, or as many as measuring it is like."""
    if isinstance(origin, ShapeOrigin):
        return int(shapely.get_num_coordinates(origin.geometry))
    if not isinstance(origin, BorderOrigin) or (origin.start_km is not None and not origin.end_km):
        nodes = 1
    else:
        border = boundaries.border(origin.neighbour)
        start_km, end_km = origin.start_km or 0.0, origin.end_km or border.length_km
        share = (end_km - start_km) / border.length_km
        nodes = math.ceil(share * int(shapely.get_num_coordinates(border.line)))
    return nodes + (_SETBACK_NODES if isinstance(origin, BorderOrigin) and origin.setback else 0)


def get_ready() -> None:
    """Load what every question needs: modules, data, and what they cache."""
    pd.set_option("mode.string_storage", "python")  # columns are short: Arrow's take far longer
    reach = compute(Scenario((PointOrigin(51.0, 34.7),)))
    for style in STYLES.values():
        scene_data(reach, style)


def view(scenario: Scenario, own: Own | None, style: str) -> ReachView:
    """The reach of a scenario, and the scene of it in the style of that name."""
    reach = _reach(scenario, own)
    scene = scene_data(reach, STYLES[style])
    told = (*whereabouts(reach), *remarks(reach))
    return ReachView(reach, seam_of(reach), _json(scene), headline(reach), scene["alt"], told)


def outline(scenario: Scenario, own: Own | None, seam: float) -> list[Any]:
    """The edge of all that a scenario covers, as a map with that seam draws it."""
    return outline_data(_reach(scenario, own), seam)


def bands(scenario: Scenario, own: Own | None) -> list[Data]:
    """Where published figures differ, as the map draws it."""
    return band_data(_reach(scenario, own), _catalog(own))


def comparison(scenario: Scenario, own: Own | None, before: Scenario | None) -> Comparison:
    """What became reachable since before; by default from the shortest range to the longest."""
    after = _reach(scenario, own)
    return shortest_and_longest(after) if before is None else compare(_reach(before, own), after)


def curves(scenario: Scenario, own: Own | None, style: str) -> Curves:
    """From which range on the regions of a scenario are covered, whatever its ranges and limits."""
    thresholds = _thresholds(scenario, own)
    errors = _curve_errors(_unlimited(scenario), own and own.regions)
    return Curves(
        replace(thresholds, meshes={}),
        THRESHOLDS.sentence(thresholds),
        curve_data(thresholds, errors, STYLES[style]) if len(thresholds.regions) else {},
    )


def disputes(scenario: Scenario, own: Own | None) -> Disputes:
    """What follows where publications disagree about the ranges of a scenario."""
    return replace(_disputes(scenario, own), reaches=())


def depth(scenario: Scenario, own: Own | None, style: str) -> DepthView:
    """How many of the origins of a scenario reach each place."""
    depth = _depth(scenario, own)
    return DepthView(depth, depth_parts(depth, STYLES[style]))


def file(scenario: Scenario, own: Own | None, suffix: str) -> bytes:
    """The map and its numbers as a file."""
    return REACH.file(_reach(scenario, own), suffix)


def comparison_file(
    scenario: Scenario, own: Own | None, suffix: str, before: Scenario | None
) -> bytes:
    """A comparison as a file."""
    return COMPARISON.file(comparison(scenario, own, before), suffix)


def thresholds_file(scenario: Scenario, own: Own | None, suffix: str) -> bytes:
    """Thresholds as a file."""
    return THRESHOLDS.file(_thresholds(scenario, own), suffix)


def disputes_file(scenario: Scenario, own: Own | None, suffix: str) -> bytes:
    """Disputed figures as a file."""
    return DISPUTES.file(_disputes(scenario, own), suffix)


def depth_file(scenario: Scenario, own: Own | None, suffix: str) -> bytes:
    """Depth as a file."""
    return DEPTH.file(_depth(scenario, own), suffix)


def told_body(own: OwnStory | None, language: str, hosting: Hosting) -> bytes:
    """A visitor's story, or the bundled timeline, as the body of a page that stands on a server."""
    return story_body(_told(own, language), hosting).encode()


def told_map(own: OwnStory | None, language: str, step: int, account: int, style: str) -> bytes:
    """One of its maps. Raises TimelineError where there is none."""
    return story_map(_told(own, language), step, account, style)


def told_file(own: OwnStory | None, language: str, drawn: tuple[tuple[Look, bytes], ...]) -> bytes:
    """The same as a page that is whole in one file. drawn: its maps."""
    return story_page(_told(own, language), drawn=dict(drawn))


def _told(own: OwnStory | None, language: str) -> Story:
    return _timeline(language) if own is None else _own_story(own, language)


@functools.lru_cache(2)
def _own_story(own: OwnStory, language: str) -> Story:
    told = pickle.loads(own.packed)  # noqa: S301  packed by page.own_stories
    if isinstance(told, Timeline):
        return timeline_story(told, language=language)
    catalog = None if own.catalog is None else _unpacked_catalog(own.catalog)
    scenarios = [replace(each, language=language) for each in told]
    return story(scenarios, title=own.title, catalog=catalog)


@functools.lru_cache(len(LANGUAGES))
def _timeline(language: str) -> Story:
    return timeline_story(bundled_timeline(), language=language)


@functools.lru_cache(_KEPT)
def _reach(scenario: Scenario, own: Own | None) -> Reach:
    return compute(scenario, _regions(own), _catalog(own))


@functools.lru_cache(1)
def _unpacked(own: OwnRegions) -> Regions:
    regions: Regions = pickle.loads(own.packed)  # noqa: S301  packed by OwnRegions.of
    return regions


@functools.lru_cache(_KEPT)
def _unpacked_catalog(own: OwnCatalog) -> Catalog:
    catalog: Catalog = pickle.loads(own.packed)  # noqa: S301  packed by OwnCatalog.of
    return catalog


def _regions(own: Own | None) -> Regions | None:
    return None if own is None else _held(own.regions)


def _held(regions: OwnRegions | None) -> Regions | None:
    return None if regions is None else _unpacked(regions)


def _catalog(own: Own | None) -> Catalog:
    if own is None or own.catalog is None:
        return bundled_catalog()
    return _unpacked_catalog(own.catalog)


def _thresholds(scenario: Scenario, own: Own | None) -> Thresholds:
    """Thresholds with the ranges and in the language of the scenario."""
    found = _unlimited_thresholds(_unlimited(scenario), own and own.regions)
    outlines = reported_regions(scenario, _regions(own)).outlines
    names = dict(zip(outlines["region"], outlines["name"], strict=True))
    return replace(
        found,
        scenario=scenario,
        ranges=resolve_ranges(scenario, _catalog(own)),
        regions=found.regions.assign(name=found.regions["region"].map(names)),
    )


def _unlimited(scenario: Scenario) -> Scenario:
    """What thresholds depend on but for names: where from, and which regions."""
    return replace(
        scenario,
        weapons=DEFAULT_WEAPONS,
        permission=Permission(),
        title="",
        language=LANGUAGES[0],
    )


@functools.lru_cache(_KEPT)
def _unlimited_thresholds(scenario: Scenario, regions: OwnRegions | None) -> Thresholds:
    return thresholds_of(scenario, _held(regions))


@functools.lru_cache(_KEPT)
def _curve_errors(scenario: Scenario, regions: OwnRegions | None) -> CurveErrors:
    return errors_of(_unlimited_thresholds(scenario, regions))


@functools.lru_cache(_KEPT)
def _disputes(scenario: Scenario, own: Own | None) -> Disputes:
    return disputes_of(scenario, _regions(own), _catalog(own))


@functools.lru_cache(_KEPT)
def _depth(scenario: Scenario, own: Own | None) -> Depth:
    return depth_of(_reach(scenario, own))


def _json(data: Data) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
