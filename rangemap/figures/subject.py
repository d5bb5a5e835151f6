"""Subject: what a figure shows of a reach, and what it says of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import Reach
from rangemap.figures.key import Card, Sign
from rangemap.figures.layers import Layers
from rangemap.figures.ranking import Ranking
from rangemap.scenario.origins import Origin


@dataclass(frozen=True, eq=False)
class Shading:
    """A layer of areas: shapes in lon, lat, each with the sign that draws it."""

    name: str
    parts: Sequence[tuple[BaseGeometry, Sign]]


@dataclass(frozen=True, eq=False)
class Subject:
    """What is drawn and said.

    reach: gives the scene, the ground and the places. numbers: each ring's colour and dashes, by
    the `weapon` of its row in layers.rings. labels: what regions say beneath their names, by code;
    others go without. source: the line that names the sources. legend: by its text size. shadings:
    what is neither ground nor lines, lowest first; none for shares of regions. framed: the reaches
    that the frame holds, where it is more than this one. labelled: `region`, `name`, and the part
    that is labelled, first what counts most; by default what the widest range reaches. bundle: what
    one label says of rings that lie too close together for one each. marks: what launch points
    without a name are called on the map. ranges: those that the caveat is about, where they are
    more than the reach's.
    """

    reach: Reach
    layers: Layers
    numbers: Mapping[str, int]
    title: str
    subtitle: str
    caption: str
    alternative: str
    labels: Mapping[str, str]
    ranking: Ranking
    legend: Callable[[float], Card]
    source: str
    shadings: Sequence[Shading] = ()
    framed: Sequence[Reach] = ()
    labelled: gpd.GeoDataFrame | None = None
    bundle: str = ""
    marks: Mapping[Origin, str] = field(default_factory=dict)
    ranges: tuple[Range, ...] = ()
