"""XML as data only: no document type, so no entities and no other file, and within bounds."""

import re
import xml.etree.ElementTree as ET
from typing import NoReturn
from xml.parsers import expat

from rangemap.intake.letters import utf_16_of
from rangemap.intake.phrases import UnreadableError

_MAX_DEPTH = 200
_MAX_ELEMENTS = 20_000_000
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding=["']([\w-]+)""")


def is_xml(content: bytes) -> bool:
    """Whether the bytes start as an XML document does, in UTF-8 or UTF-16."""
    start = content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xff\xfe\xbf \t\r\n")
    return start.startswith(b"<")


def read_xml(content: bytes) -> ET.Element:
    """The root of a document; names have no namespace. Raises InputError where it is damaged."""
    builder = ET.TreeBuilder()
    counted = _Bounds()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type

    def start(tag: str, attributes: dict[str, str]) -> None:
        counted.enter()
        builder.start(_plain(tag), attributes)

    def end(tag: str) -> None:
        counted.leave()
        builder.end(_plain(tag))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if _is_in_other_letters(content):
            raise UnreadableError("no_utf8") from error
        if isinstance(error, expat.ExpatError):
            raise UnreadableError("xml_damaged_at", line=error.lineno) from error
        raise UnreadableError("xml_damaged") from error
    return builder.close()


def _is_in_other_letters(content: bytes) -> bool:
    """Whether a document that names no encoding, or UTF-8, is in none that is read then."""
    named = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    if (named and named[1].lower() != b"utf-8") or utf_16_of(content) is not None:
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return True
    return False


class _Bounds:
    """How deep and how many elements are."""

    def __init__(self) -> None:
        self.depth = self.count = 0

    def enter(self) -> None:
        """Count an element. Raises InputError for too many, or too deep."""
        self.depth += 1
        self.count += 1
        if self.depth > _MAX_DEPTH:
            raise UnreadableError("deep")
        if self.count > _MAX_ELEMENTS:
            raise UnreadableError("elements", most=_MAX_ELEMENTS)

    def leave(self) -> None:
        self.depth -= 1


def _plain(tag: str) -> str:
    return tag.rpartition(":")[2]


def _refuse_document_type(*_: object) -> NoReturn:
    raise UnreadableError("xml_type")
