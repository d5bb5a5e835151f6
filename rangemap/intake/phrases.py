"""What is said of a file: why it is not read, and what was done to what it holds.

Each phrase has a key, by which a page may say it in its own words and language; here it is in
English, as the command line and data files have it. A phrase follows the name of the file.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rangemap.errors import InputError, LayerError

_MAX_LISTED = 12
_MAX_NUMBERS = 5
_PREFIX = "file_"  # of the reasons that such errors have
REFUSALS = {
    "several": "holds the layers {listed}; say which one",
    "no_layer": "has no layer '{layer}', only {listed}",
    "no_layers": "holds no layer of shapes",
    "missing": "there is no such file",
    "open": "is open in another program; save and close it there first",
    "unreadable": "cannot be read ({trouble})",
    "large": "has more than {most} MB; simplify it",
    "slow": "could not be read within {seconds} s; simplify it",
    "broke": "is damaged, or takes more time or memory than is given to read it",
    "unknown": "is none of the files that are read: GeoJSON, TopoJSON, GeoPackage, FlatGeobuf, "
    "GeoParquet, KML, GPX, or a Shapefile in a zip",
    "unknown_xml": "is none of the files that are read, but XML of <{tag}>; save it as GeoJSON",
    "other_kind": "is not what it looks like, but {kind}",
    "damaged": "is damaged, or not what its name says",
    "unsafe": "cannot be read safely here; save it as GeoJSON",
    "no_geometry": "holds no geometry",
    "zip_without_map": "holds no Shapefile and no KML; put a .shp into the zip with its .shx, "
    ".dbf, .prj and, if there is one, .cpg",
    "zip_without_part": "holds a .shp without its {suffix}; put both into the zip",
    "shapefile_short": "holds a .shp that breaks off; copy or download it again",
    "shapefile_mixed": "has a .shp and a .dbf that are not of one Shapefile (shapes: {shapes}, "
    "rows: {rows}); put those that belong together into the zip",
    "workbook": "is a workbook; save a list of places as CSV, and outlines as GeoJSON",
    "zip_damaged": "is a damaged zip",
    "zip_packed": "is packed in a way that is not read; make a plain zip",
    "zip_files": "holds {count:,} files; a map in a zip has about five",
    "unpacks": "unpacks to more than {most} GB",
    "unpacks_times": "unpacks to {times} times its size; no map does",
    "features": "holds {count:,} features; at most {most:,} are read",
    "columns": "holds {count:,} columns; at most {most:,} are read",
    "vertices": "holds {count:,} vertices; at most {most:,} are read, simplify it",
    "characters": "holds {count:,} characters of keys and names; at most {most:,} are read",
    "gpkg_damaged": "is a damaged GeoPackage, or not one",
    "gpkg_virtual": "holds a virtual table ({module}); save plain tables",
    "gpkg_view": "has a view for its table '{table}'; save it anew",
    "gpkg_no_table": "holds the layer '{layer}', which is no table; save it anew",
    "gpkg_computed": "computes columns of the layer '{layer}'; save it with their values",
    "gpkg_systems": "has two coordinate systems, {one} and {other}, for the layer '{layer}'; "
    "save it anew",
    "parquet_damaged": "is a damaged GeoParquet file, or not one",
    "parquet_plain": "is Parquet, but not GeoParquet: it does not say where its geometry is",
    "parquet_geometry": "holds geometry that is not well-known binary; save it as GeoParquet 1.0",
    "parquet_twice": "has two columns called '{name}'; rename one or leave it out",
    "xml_damaged": "is not whole: its XML breaks off or is damaged",
    "xml_damaged_at": "is not whole: its XML breaks off or is damaged (line {line})",
    "xml_type": "has a document type, which could name other files; save it without",
    "deep": "is nested too deeply to be a map",
    "elements": "holds more than {most:,} elements; simplify it",
    "no_utf8": "is not UTF-8 text; save it as UTF-8",
    "json_damaged": "is not GeoJSON: its text breaks off or is damaged",
    "json_damaged_at": "is not GeoJSON: its text breaks off or is damaged (line {line})",
    "json_twice": "has '{name}' twice in one object, and differently; leave one out",
    "json_no_type": "is not GeoJSON; it has no type",
    "json_type": "is not GeoJSON; the type '{type}' is unknown",
    "json_features": "is not GeoJSON; its features are no list of objects",
    "json_nested": "holds collections within a collection; save each of them as a file",
    "topojson_objects": "is not TopoJSON; it needs objects and arcs",
    "topojson_geometries": "is not TopoJSON; its geometries are no list of objects",
    "topojson_arcs": "is not TopoJSON; its arcs are damaged",
    "not_finite": "feature {feature}: has coordinates that are not finite numbers; write them out, "
    "or leave it out",
    "geometry": "feature {feature}: its geometry is not as {kind} has it",
    "kml_coordinates": "feature {feature}: its coordinates are not as KML has them",
    "gpx_point": "feature {feature}: a point of it has no latitude and longitude",
    "gpx_comma": "feature {feature}: its latitude and longitude have decimal commas; write points, "
    "as in 51.0",
    "wkb": "feature {feature}: its geometry is damaged or of a rare kind",
    "systems": "names several coordinate systems; save it in one, or in longitude and latitude",
    "inside_out": "feature {feature}: a hole encloses the whole polygon; write the outer ring "
    "first",
    "crosses": "feature {feature}: its outline crosses itself, so that its inside is not known; "
    "draw it again without the crossing",
    "both_poles": "feature {feature}: goes round the Earth on both sides of the equator, and could "
    "enclose either pole; cut it at ±180° longitude",
    "latitude": "feature {feature}: latitude {latitude} is outside -90..90",
    "swapped": "feature {feature}: latitude {latitude} is outside -90..90; are longitude and "
    "latitude swapped?",
    "no_degrees": "its coordinates are no degrees, as {x}, {y} in feature {feature}; save it with "
    "its coordinate system, or in longitude and latitude",
    "no_system": "names no coordinate system, and its coordinates are no degrees, as {x}, {y} in "
    "feature {feature}; save it with its coordinate system, or in longitude and latitude",
    "system_unnamed": "its coordinate system is not given by a name such as EPSG:32636; save it in "
    "longitude and latitude",
    "system_unknown": "names a coordinate system that is unknown; save it in longitude and "
    "latitude",
    "system_grid": "has a coordinate system that needs a file; save it in WGS 84",
    "system_no_map": "has the coordinate system '{system}', which is none of places on a map; save "
    "it in longitude and latitude",
    "system_degrees": "has the coordinate system '{system}', in which {x}, {y} would be no place "
    "of a map; these are degrees: save it with the right one",
    "axes_swapped": "has the coordinate system '{system}', and lies where that is made for only if "
    "its coordinates are swapped; save it with easting before northing",
    "system_nowhere": "has the coordinate system '{system}', which has no place on the Earth",
    "outside_system": "feature {feature}: lies outside of the file's coordinate system, {system}; "
    "save it with the right one",
    "no_regions": "holds no regions; give polygons",
    "no_regions_as": "holds no regions; give polygons ({notes})",
    "regions": "holds {count:,} regions; at most {most:,}",
    "no_origins": "holds no origin; add a point, a line or an area",
    "no_origins_as": "holds no origin; add a point, a line or an area ({notes})",
    "origins": "holds {count:,} origins; at most {most:,}",
    "feature_empty": "feature {feature}: has no geometry; give it a point, a line or an area, or "
    "drop it",
}
NOTES = {
    "assumed": "no coordinate system named; its coordinates taken as longitude and latitude",
    "unshifted": "no way from {system} to WGS 84 is known here for where it lies; its degrees "
    "taken as they are, which can be off by hundreds of metres",
    "letters_missing": "its .cpg, which says how letters are encoded, is missing; taken as "
    "{letters}, check the names",
    "letters_wrong": "its .cpg says {named}, which its letters are not; taken as {letters}, check "
    "the names",
    "letters_unsaid": "its .cpg does not say how letters are encoded; taken as {letters}, check "
    "the names",
    "great_circles": "its edges are said to be great circles; taken as straight in its coordinates",
    "links": "{count:,} of its links to other files not followed",
    "updates": "{count:,} of its changes to other files not made",
    "overlays": "{count:,} of its pictures laid over the ground not read",
    "others": "other maps in the same zip not read: {count:,}",
    "cut": "{count:,} cut at ±180°, which they cross",
    "closed": "{count:,} closed along the pole that they go round",
    "short": "{count:,} taken the short way across ±180°, as edges wider than half the Earth are; "
    "if the long way is meant, give them more vertices (feature {features})",
    "united": "{count:,} with parts that touch or overlap, united (feature {features})",
    "mended": "{count:,} mended, as outlines crossed themselves (feature {features})",
    "beside": "left out lines or points beside the areas of {count:,} (feature {features})",
    "rewound": "{count:,} with outlines that turn as holes do, and holes as outlines; told apart "
    "by which lies within which (feature {features})",
    "flat": "{count:,} left out as lines or points (feature {features})",
    "empty": "{count:,} left out as empty (feature {features})",
    "nothing": "{count:,} left out as enclosing nothing (feature {features})",
    "ring": "dropped 1 ring that encloses nothing (feature {features})",
    "rings": "dropped {count:,} rings that enclose nothing (feature {features})",
    "stray": "left out 1 hole outside of its polygon; if it is an island, write it as a polygon of "
    "its own (feature {features})",
    "strays": "left out {count:,} holes outside of their polygons; those that are islands must be "
    "polygons of their own (feature {features})",
    "overlap": "{count:,} overlap others, so that the same land is in several (feature {features})",
    "numbered": "no column tells all regions apart; their keys are their numbers in the file",
}


class UnreadableError(InputError):
    """A file cannot be read. why: the key of its phrase in REFUSALS; values: what fills it in."""

    def __init__(self, why: str, /, **values: Any) -> None:
        """Say why, in English; a page says it by its reason."""
        super().__init__(REFUSALS[why].format(**values), reason=_PREFIX + why, **values)
        self.why = why


class Note(str):
    """What was assumed, mended or left out: a phrase in English that knows how else to be said.

    key: of the phrase in NOTES; values: what fills it in; file: whose name stands before it, or
    nothing.
    """

    __slots__ = ("file", "key", "values")
    key: str
    values: dict[str, Any]
    file: str

    def __new__(cls, key: str, values: dict[str, Any] | None = None, file: str = "") -> Self:
        """The phrase of that key, filled in."""
        filled = values or {}
        phrase = NOTES[key].format(**filled)
        note = super().__new__(cls, f"{file}: {phrase}" if file else phrase)
        note.key, note.values, note.file = key, filled, file
        return note

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, Any], str]]:
        """What makes an equal note, as copies need it."""
        return type(self), (self.key, self.values, self.file)

    def of(self, file: str) -> Self:
        """The same of a file of that name."""
        return type(self)(self.key, self.values, file)

    @property
    def parts(self) -> dict[str, Any]:
        """Key and values, for JSON."""
        return {"key": self.key, "values": self.values}


def counted(which: NDArray[np.bool_], key: str) -> list[Note]:
    """The note of that key about those features; none where there are none."""
    told = {"count": int(which.sum()), "features": feature_numbers(which)}
    return [Note(key, told)] if which.any() else []


def feature_numbers(which: NDArray[np.bool_]) -> str:
    """The numbers of features as a note lists them, the first few."""
    listed = [str(each + 1) for each in np.flatnonzero(which)]
    shown = ", ".join(listed[:_MAX_NUMBERS])
    return shown + (" and others" if len(listed) > _MAX_NUMBERS else "")


def layer_error(layers: Sequence[str], asked: str | None) -> LayerError:
    """That a file holds several layers, or not the one asked for."""
    listed = ", ".join(repr(layer[:60]) for layer in layers[:_MAX_LISTED])
    listed += " and more" if len(layers) > _MAX_LISTED else ""
    why = "several" if asked is None else "no_layer"
    values = {"listed": listed, "layer": (asked or "")[:60]}
    return LayerError(REFUSALS[why].format(**values), tuple(layers), reason=_PREFIX + why, **values)


def in_file(error: InputError, file: str, kind: type[InputError]) -> InputError:
    """The error with the name of the file before it, as one of that kind."""
    return kind(f"{file}: {error}", reason="in_file", file=file, cause=error)
