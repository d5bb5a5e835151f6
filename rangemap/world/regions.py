"""Regions of one's own: the value in which they travel, with who says so."""

from dataclasses import dataclass

import geopandas as gpd

from rangemap.scenario.kinds import check_kind, check_text, several
from rangemap.world.boundaries import Source

UNNAMED = Source(
    title="regions supplied for this map",
    version="",
    licence="",
    attribution="Regions: supplied for this map",
)


@dataclass(frozen=True, eq=False)
class Regions:
    """Regions to be measured instead of the bundled ones.

    Parameters
    ----------
    frame
        Columns `region` (text or whole numbers, none twice), `name`, and areas in a coordinate
        system that can be brought to EPSG:4326, edges straight in lon, lat there.
    source
        Where they come from; every output names it.
    notes
        What was mended or left out when they were read, a sentence each.

    Raises
    ------
    KindError
        For what is no frame, no source or no notes.

    Examples
    --------
    >>> import geopandas as gpd
    >>> import shapely
    >>> from rangemap import Regions, Source
    >>> frame = gpd.GeoDataFrame(
    ...     {"region": ["A"], "name": ["Ay"]}, geometry=[shapely.box(35, 51, 36, 52)], crs=4326
    ... )
    >>> source = Source("a survey", "2026", "CC0", "Regions: the surveyors")
    >>> len(Regions(frame, source))
    1

    """

    frame: gpd.GeoDataFrame
    source: Source = UNNAMED
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise KindError for what is no frame, no source or no notes."""
        check_kind(self.frame, gpd.GeoDataFrame, "read it, as in geopandas.read_file('own.gpkg')")
        check_kind(self.source, Source, "make one, as in Source('a survey', '2026', 'CC0', 'us')")
        for note in several(self.notes, "notes", "'as they were surveyed'"):
            check_text(note, "a note")

    def __len__(self) -> int:
        """How many they are."""
        return len(self.frame)
