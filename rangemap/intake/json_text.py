"""JSON as programs write it: with a byte order mark, NaN, or one feature a line."""

import json
import re
from typing import Any

from rangemap.intake.letters import utf_16_of
from rangemap.intake.phrases import UnreadableError

_SPACE = re.compile(r"[ \t\r\n\x1e]*")
_NEXT = re.compile(r"[\n\x1e]")  # RFC 8142 has a record separator before each feature
_WGS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
# members of GeoJSON and TopoJSON, of which a second would take the place of the first
_SINGLE = frozenset(
    ("arcs", "coordinates", "crs", "features", "geometries", "geometry", "objects", "transform")
)


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object of its members. Raises InputError where one that counts stands in two ways."""
    read = dict(members)
    if len(read) < len(members):
        for name, value in members:
            if name in _SINGLE and value != read[name]:
                raise UnreadableError("json_twice", name=name)
    return read


# takes NaN and Infinity, which Python's and others' writers put out
_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def is_json(content: bytes) -> bool:
    """Whether the bytes start as a JSON object or list, or a sequence of them, does."""
    start = content[:100].removeprefix(b"\xef\xbb\xbf")
    wide = utf_16_of(start)
    if wide is not None:
        start = start.decode(wide, errors="ignore").encode()
    return start.strip(b" \t\r\n\x1e")[:1] in (b"{", b"[")


def read_document(content: bytes) -> dict[str, Any]:
    """The JSON object that bytes hold.

    Features on lines or in a list become one FeatureCollection. Raises InputError where the bytes
    hold no object.
    """
    try:
        text = content.decode(utf_16_of(content) or "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("no_utf8") from error
    documents: list[Any] = []
    at = _after(text, 0)
    try:
        while at < len(text):
            document, end = _DECODER.raw_decode(text, at)
            documents.append(document)
            at = _after(text, end)
            if at < len(text) and not _NEXT.search(text, end, at):
                raise json.JSONDecodeError("more on the line", text, at)
    except RecursionError as error:
        raise UnreadableError("deep") from error
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError):
            raise UnreadableError("json_damaged_at", line=error.lineno) from error
        raise UnreadableError("json_damaged") from error
    if len(documents) == 1 and isinstance(documents[0], list) and documents[0]:
        documents = documents[0]
    if not all(isinstance(each, dict) and isinstance(each.get("type"), str) for each in documents):
        raise UnreadableError("json_no_type")
    if len(documents) == 1:
        only: dict[str, Any] = documents[0]
        return only
    features = [feature for each in _with_systems(documents) for feature in _features(each)]
    return {"type": "FeatureCollection", "features": features}


def _with_systems(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Documents with the system that each names of its own; WGS 84 where others name one."""
    if not any(each.get("crs") for each in documents):
        return documents
    return [each | {"crs": each.get("crs") or _WGS84} for each in documents]


def _features(document: dict[str, Any]) -> list[Any]:
    """The features of one of several documents, with its system: of a collection all, or itself."""
    features = document.get("features")
    system = document.get("crs")
    if not isinstance(features, list) or not system:
        return features if isinstance(features, list) else [document]
    return [
        each | {"crs": system} if isinstance(each, dict) and not each.get("crs") else each
        for each in features
    ]


def _after(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()
