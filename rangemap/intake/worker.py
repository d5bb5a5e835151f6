"""The process that reads one file: bytes come in, shapes or one sentence go out.

Started by `process`; bounded in time and memory where the system can.
"""

import contextlib
import json
import sys
from dataclasses import replace

import numpy as np
import shapely

from rangemap.errors import LayerError
from rangemap.intake import drivers, geojson, gpx, json_text, kml, topojson, xml_tree
from rangemap.intake.archive import count_of_maps, is_workbook, kml_of_archive, parts_of_shapefile
from rangemap.intake.contents import Contents, Wanted
from rangemap.intake.limits import Allowed, check_characters, check_vertices
from rangemap.intake.phrases import Note, UnreadableError
from rangemap.intake.shapes import Shapes, ready

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # files of Office before 2007
_OLE_WORKBOOK = "Workbook".encode("utf-16-le")


def find(content: bytes, wanted: Wanted) -> Contents:
    """Read a file by the reader that its first bytes call for.

    Raises InputError where they call for none, or where that reader finds it damaged.
    """
    if content.startswith(b"SQLite format 3\0"):
        return drivers.read_geopackage(content, wanted)
    if content.startswith(b"fgb"):
        return drivers.read_flatgeobuf(content, wanted)
    if content.startswith(b"PK"):
        return _find_in_zip(content, wanted)
    if content.startswith(b"PAR1"):
        from rangemap.intake import geoparquet  # noqa: PLC0415  no other file waits for it

        return geoparquet.read_geoparquet(content, wanted)
    if json_text.is_json(content):
        document = json_text.read_document(content)
        is_topology = document["type"] == "Topology"
        return (topojson.read_topojson if is_topology else geojson.read_geojson)(document, wanted)
    if xml_tree.is_xml(content):
        return _find_in_xml(content, wanted)
    is_old_workbook = content.startswith(_OLE) and _OLE_WORKBOOK in content
    raise UnreadableError("workbook" if is_old_workbook else "unknown")


def _find_in_zip(content: bytes, wanted: Wanted) -> Contents:
    parts = parts_of_shapefile(content, wanted)
    if parts is not None:
        return _beside(count_of_maps(content), drivers.read_shapefile(parts, wanted))
    document = kml_of_archive(content)
    if document is not None:
        return _beside(count_of_maps(content) - 1, _find_in_xml(document, wanted))
    raise UnreadableError("workbook" if is_workbook(content) else "zip_without_map")


def _beside(others: int, found: Contents) -> Contents:
    """What was found, with a note of other maps in the same zip, which are not read."""
    notes = (Note("others", {"count": others}),) if others else ()
    return replace(found, notes=(*found.notes, *notes))


def _find_in_xml(content: bytes, wanted: Wanted) -> Contents:
    root = xml_tree.read_xml(content)
    match root.tag:
        case "kml":
            return kml.read_kml(root, wanted)
        case "gpx":
            return gpx.read_gpx(root, wanted)
    raise UnreadableError("unknown_xml", tag=root.tag[:40])


def main() -> None:
    """Read a request from standard input, write the answer to standard output."""
    request = json.loads(sys.stdin.buffer.readline())
    allowed = Allowed(**request["allowed"])
    _bound(allowed)
    wanted = Wanted(frozenset(request["columns"]), request["layer"])
    try:
        found = find(sys.stdin.buffer.read(), wanted)
        shapes = ready(found, areas=request["areas"], find_key=request["find_key"])
        check_answer(shapes, allowed)
        answer = packed(shapes)
    except LayerError as error:
        answer = [json.dumps({"layers": error.layers, "asked": wanted.layer}).encode()]
    except UnreadableError as error:
        answer = [json.dumps({"error": error.why, "values": error.values}).encode()]
    sys.stdout.buffer.writelines(answer)


def check_answer(shapes: Shapes, allowed: Allowed) -> None:
    """Raise InputError for more than the process that asked may be given."""
    check_vertices(int(shapely.get_num_coordinates(shapes.geometries).sum()), allowed.vertices)
    texts = (cell for cells in (*shapes.columns.values(), shapes.names) for cell in cells)
    check_characters(sum(map(len, texts)), allowed.characters)


def packed(shapes: Shapes) -> list[bytes]:
    """Shapes as bytes: a line of JSON, the length of each geometry, the geometries."""
    binaries = [each or b"" for each in shapely.to_wkb(shapes.geometries)]
    header = {
        "count": len(binaries),
        "columns": shapes.columns,
        "names": shapes.names,
        "crs": shapes.crs,
        "notes": [note.parts for note in shapes.notes],
        "key": shapes.key,
    }
    lengths = np.array([len(each) for each in binaries], dtype="<i8")
    return [json.dumps(header).encode(), b"\n", lengths.tobytes(), *binaries]


def _bound(allowed: Allowed) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_AS, (allowed.memory_bytes, allowed.memory_bytes))
        # past the first a signal tells that it was too slow; past the second it would be killed
        resource.setrlimit(resource.RLIMIT_CPU, (allowed.seconds, allowed.seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
