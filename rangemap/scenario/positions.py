"""Positions as people write them: one reader for the command line, the page, files and lists.

All readings that a text allows are listed; where there is more than one, none is taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from urllib.parse import parse_qs

from rangemap.errors import OriginError

LATITUDE, LONGITUDE = "latitude", "longitude"
MAX_LATITUDE, MAX_LONGITUDE = 90.0, 180.0
_MAX_SHOWN = 60  # characters of what was typed that a message repeats
_MAX_MINUTES = 60
_BLANKS = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # unseen: maps and telephones copy them along
)
_SPACE = rf"[\s{_BLANKS}]"
_SIGN = "[-+−–]"
_NO_MORE_LETTERS = r"(?![^\W\d_])"
_DEGREE = rf"(?:[°º˚∘]|d{_NO_MORE_LETTERS}|deg(?:rees?)?\b\.?|гр(?:ад(?:ус(?:а|ів|ов|и)?)?)?\b\.?)"
_MINUTE = r"(?:['’‘′´`ʹʼ‛]|min\b\.?|мин\b\.?|мін\b\.?|хв\b\.?)"
_SECOND = r"""(?:["”“″ʺ„‟]|''|’’|′′|´´|``|sec\b\.?|сек\b\.?)"""
# a point that no digit follows ends a number only before a mark: "1. 51.0, 34.7" is a numbered line
_WITH_POINT = rf"(?:[0-9]+(?:\.[0-9]+|\.(?={_SPACE}*(?:[,;]|\Z)))?|\.[0-9]+)"
_WITH_COMMA = r"[0-9]+,[0-9]+"
_SIXTIETHS = r"[0-9]{1,2}(?:\.[0-9]{0,20})?", r"[0-9]{1,2},[0-9]{1,20}"
_NO_MORE_DIGITS = r"(?![0-9])(?!\.[0-9])"
_HEMISPHERES = {
    "N": "n(?:orth)?|північної широти|северной широты|(?:пн|півн|с|сев)(?:SPACE*ш)?",
    "S": "s(?:outh)?|південної широти|южной широты|(?:пд|півд|ю|юж)(?:SPACE*ш)?",
    "E": "e(?:ast)?|східної довготи|восточной долготы|(?:сх|схід|в|вост)(?:SPACE*д)?",
    "W": "w(?:est)?|західної довготи|западной долготы|(?:зх|зах|захід|з|зап)(?:SPACE*д)?",
}
_AXES = {
    LATITUDE: r"lat(?:itude)?|широта|шир",
    LONGITUDE: r"lon(?:g(?:itude)?)?|lng|довгота|довг|долгота|долг",
}
_AXIS_OF = {"N": LATITUDE, "S": LATITUDE, "E": LONGITUDE, "W": LONGITUDE}


def _words(alternatives: dict[str, str], prefix: str) -> str:
    """Alternatives as groups of a name each; none may go on as a longer word."""
    spaced = {
        name: words.replace("SPACE", rf"\.?{_SPACE}").replace("ї ", rf"ї{_SPACE}+")
        for name, words in alternatives.items()
    }
    groups = "|".join(rf"(?P<{prefix}{name}>{words})" for name, words in spaced.items())
    return rf"(?:(?:{groups}){_NO_MORE_LETTERS}(?:\.(?![0-9]))?)"


_AXIS = rf"(?:{_words(_AXES, 'is_')}{_SPACE}*+(?:[:=]{_SPACE}*+)?)"
_PARTS_SIGN = rf"(?:{_SPACE}*(?:{_DEGREE}|:){_SPACE}*|{_SPACE}+)"
_MINUTES_SIGN = rf"(?:{_SPACE}*(?:{_MINUTE}|:){_SPACE}*|{_SPACE}+)"


@dataclass(frozen=True)
class _Pattern:
    """How a coordinate may be written, and what a text needs for it: most need not be tried."""

    written: str
    begins_with_letter: bool
    has_letter: bool
    has_comma: bool

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The pattern compiled, which takes milliseconds, when a text first needs it."""
        return re.compile(self.written, re.IGNORECASE)


def _patterns() -> Iterator[_Pattern]:
    """Coordinates in degrees, in degrees and minutes, with seconds; a hemisphere on one side."""
    letter_before = rf"{_words(_HEMISPHERES, 'h_')}{_SPACE}*"
    letter_after = rf"{_SPACE}*{_words(_HEMISPHERES, 'h_')}"
    whole_degrees, whole_minutes = r"(?P<d>[0-9]{1,3})", r"(?P<m>[0-9]{1,2})"
    degrees = rf"{whole_degrees}(?P<mark>{_PARTS_SIGN})"
    lettered = rf"{whole_degrees}(?P<mark>{_SPACE}*d{_SPACE}*)"
    for decimal, sixtieths in zip((_WITH_POINT, _WITH_COMMA), _SIXTIETHS, strict=True):
        exponent = r"(?:[eE][-+−]?[0-9]{1,3}(?![0-9]))?"
        minutes, seconds = rf"(?P<m>{sixtieths})", rf"(?P<s>{sixtieths})"
        for written, needs_letter in (
            (rf"(?P<d>{decimal}{exponent})(?P<mark>{_SPACE}*{_DEGREE})?", False),
            (rf"{degrees}{minutes}(?:{_SPACE}*{_MINUTE})?", False),
            (rf"{degrees}{whole_minutes}{_MINUTES_SIGN}{seconds}(?:{_SPACE}*{_SECOND})?", False),
            (rf"{lettered}{minutes}{_SPACE}*m{_NO_MORE_LETTERS}", False),
            # an s beside other marks is south
            (
                rf"{lettered}{whole_minutes}{_SPACE}*m{_SPACE}*{seconds}{_SPACE}*s"
                + _NO_MORE_LETTERS,
                False,
            ),
            # hyphens alone would be minus signs
            (rf"{whole_degrees}(?P<mark>-){minutes}", True),
            (rf"{whole_degrees}(?P<mark>-){whole_minutes}-{seconds}", True),
        ):
            number = rf"(?P<sign>{_SIGN})?{written}{_NO_MORE_DIGITS}"
            for begins_with_letter, has_hemisphere, whole in (
                (False, False, number),
                (False, True, rf"{number}{letter_after}"),
                (True, True, rf"{_AXIS}?{letter_before}{number}"),
                (True, False, rf"{_AXIS}{number}"),
                (True, True, rf"{_AXIS}{number}{letter_after}"),
            ):
                if has_hemisphere or not needs_letter:
                    has_letter = has_hemisphere or begins_with_letter
                    yield _Pattern(whole, begins_with_letter, has_letter, decimal == _WITH_COMMA)


_COORDINATES = tuple(_patterns())
_PLAIN = re.compile(r"[-+−]?[0-9]{1,3}(?:\.[0-9]{0,17})?")
_PLAIN_PAIR = re.compile(  # nothing but two numbers, or a name after two that have points
    r"([-+]?[0-9]{1,3}\.[0-9]{1,17}), ?([-+]?[0-9]{1,3}\.[0-9]{1,17}), ?([^\W\d_].*)|"
    r"([-+]?[0-9]{1,3}(?:\.[0-9]{1,17})?), ?([-+]?[0-9]{1,3}(?:\.[0-9]{1,17})?)",
    re.DOTALL,
)
_NUMBERING = re.compile(
    rf"(?:[№#]{_SPACE}*)?[0-9]{{1,6}}(?:[.):]{_SPACE}|{_SPACE}*[,;\t]|{_SPACE}){_SPACE}*"
)
_COMMA_IN_DIGITS, _LETTER = re.compile("[0-9],[0-9]"), re.compile(r"[^\W\d_]")
_BETWEEN = re.compile(rf"{_SPACE}*[,;]{_SPACE}*|{_SPACE}+|")
_NAME = re.compile(rf"(?P<mark>{_SPACE}*[,;\t]){_SPACE}*(?P<name>.*)\Z", re.DOTALL)
_NAMES = re.compile(r"[;\n]")  # what may part a name from the next position
_CELLS = re.compile(r"[,;\t]")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)(.*)", re.DOTALL)
_GEO_ADDRESS = re.compile(
    r"geo:(?P<at>[-+0-9.]+,[-+0-9.]+)(?:,[-+0-9.]+)?(?P<more>(?:;[^;?]*)*)(?:\?(?P<query>.*))?",
    re.IGNORECASE,
)
_GEO_SYSTEM = re.compile(r"geo:[^;]*;(?:[^;]*;)*crs=(?!wgs84)([^;?]+)", re.IGNORECASE)
_RUN_TOGETHER = re.compile(  # as in sentences of GPS receivers
    rf"[0-9]{{4}}(?:\.[0-9]*)?{_SPACE}*[NS]{_SPACE}*,?{_SPACE}*[0-9]{{5}}(?:\.[0-9]*)?{_SPACE}*[EW]",
    re.IGNORECASE,
)
_TOO_MANY_SIXTIETHS = re.compile(
    rf"[0-9]{_SPACE}*(?:{_DEGREE}|{_MINUTE}|{_SPACE}){_SPACE}*"
    rf"[6-9][0-9](?:[.,][0-9]*)?{_SPACE}*(?:{_MINUTE}|{_SECOND})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[a-z]+://", re.IGNORECASE)
_NOTATIONS = {  # what is not read, and so is told from a slip
    "MGRS": re.compile(r"[0-9]{1,2}[C-X]\s?[A-Z]{2}(?:\s?[0-9]+){1,2}", re.IGNORECASE),
    "UTM": re.compile(r"[0-9]{1,2}\s?[C-X][\s,;]+[0-9]{5,7}\b.*[0-9]{5,8}\b.*", re.IGNORECASE),
    "Plus Code": re.compile(r"[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,7}\b.*", re.IGNORECASE),
    "what3words": re.compile(r"/{0,3}[^\W\d_]{2,}(?:\.[^\W\d_]{2,}){2}"),
    "WKT": re.compile(r"(?:SRID=[0-9]+;)?\s*POINT\b.*", re.IGNORECASE | re.DOTALL),
    "JSON": re.compile(r"[\[{].*", re.DOTALL),
}


@dataclass(frozen=True)
class Position:
    """A reading of a text: lat and lon in degrees (WGS 84), and the name that follows them."""

    lat: float
    lon: float
    name: str = ""

    @property
    def is_on_earth(self) -> bool:
        """Whether latitude and longitude are within their bounds."""
        return abs(self.lat) <= MAX_LATITUDE and abs(self.lon) <= MAX_LONGITUDE

    def __str__(self) -> str:
        """The position with its name: ``51.5,34.7 (Sumy)``."""
        called = f" ({self.name[:20]})" if self.name else ""
        return f"{self.lat!r},{self.lon!r}{called}"


@dataclass(frozen=True)
class _Coordinate:
    """One number of a position: its value, its axis if it is said, and how it is written."""

    value: float
    end: int
    axis: str
    parts: int
    is_marked: bool
    has_letter: bool
    has_comma: bool


def read_position(text: str) -> Position:
    """Read a position and the name that may follow it: ``51.0,34.7,Sumy``; latitude first.

    Degrees are decimal or have minutes and seconds; signs or letters (in English, Ukrainian,
    Russian) tell the hemisphere; where both numbers have letters, either may come first. Decimals
    have a point, or a comma where nothing else can be meant. ``geo:`` addresses are read too.
    Raises OriginError where it is no position, or may be two. The numbers may be off the Earth.
    """
    found = positions(text)
    if len(found) == 1 and found[0].name and is_like_a_position(found[0].name):
        found += numbered_positions(text)
    if len(found) > 1:
        raise two_ways(text, found[-1], found[0])
    if not found or _RUN_TOGETHER.fullmatch(_stripped(text)):
        raise _refusal(text)
    check_is_one(found[0], text)
    return found[0]


def check_is_one(read: Position, text: str) -> None:
    """Raise OriginError where the name after a position is a position, or the other hemisphere."""
    hemispheres = [_hemisphere(each) for each in _CELLS.split(read.name)]
    if all(hemispheres) and any(
        each.value * _on_axis(read, each.axis) < 0 for each in hemispheres if each
    ):
        raise loose_hemisphere(text)
    if any(is_like_a_position(each) and positions(each) for each in _NAMES.split(read.name)):
        raise OriginError(
            f"{text.strip()[:_MAX_SHOWN]!r} holds more than one position; give each on its own",
            reason="many_positions",
            text=text.strip()[:_MAX_SHOWN],
        )


def loose_hemisphere(text: str) -> OriginError:
    """What is said of a text in which it is not certain which number a hemisphere is of."""
    return OriginError(
        f"{text.strip()[:_MAX_SHOWN]!r} names a hemisphere apart from its number; write it "
        "beside the number, as in 34.7 W, or give a longer name",
        reason="loose_hemisphere",
        text=text.strip()[:_MAX_SHOWN],
    )


def two_ways(text: str, first: Position, second: Position) -> OriginError:
    """What is said of a text that may be two places."""
    return OriginError(
        f"{text.strip()[:_MAX_SHOWN]!r} can be read in two ways; write decimals with a point, "
        f"as in {first} or in {second}",
        reason="two_ways",
        text=text.strip()[:_MAX_SHOWN],
        first=str(first),
        second=str(second),
    )


def read_coordinate(text: str, what: str) -> float:
    """Read one coordinate. what is ``"latitude"`` or ``"longitude"``, for letters and the message.

    Raises OriginError where the text is none, or is of the other kind.
    """
    stripped = _stripped(text)
    if _PLAIN.fullmatch(stripped):
        return float(stripped.replace("−", "-"))
    for each in _coordinates(stripped, 0):
        # minutes without a sign may be a number with a space too many
        is_whole = each.end == len(stripped) and (each.parts == 1 or each.is_marked)
        if is_whole and each.axis in ("", what):
            return each.value
    raise _slip(stripped[:_MAX_SHOWN]) or OriginError(
        f"{what} {text.strip()[:40]!r} is not a number; write decimal degrees, as in 51.0,34.7"
        + town_hint(text),
        reason=f"no_{what}",
        text=text.strip()[:40],
    )


def hemisphere_axis(text: str) -> str:
    """Which coordinate a hemisphere's name is of, as ``"latitude"`` of ``N``; empty if none is."""
    read = _hemisphere(text)
    return read.axis if read else ""


def _hemisphere(text: str) -> _Coordinate | None:
    """One degree in the hemisphere of that name; None where it is none."""
    read = next((each for each in _coordinates(f"1 {text}", 0) if each.has_letter), None)
    is_whole = read is not None and read.end == len(f"1 {text}".rstrip()) and text.strip()
    return read if is_whole else None


def _on_axis(read: Position, axis: str) -> float:
    return read.lat if axis == LATITUDE else read.lon


def town_hint(text: str) -> str:
    """How a command line takes a town's name, for text that may be one; else nothing."""
    is_name = any(map(str.isalpha, text)) and not any(map(str.isdigit, text))
    return "; a town goes with --place" if is_name else ""


def is_like_a_position(text: str) -> bool:
    """Whether the text begins as a position does, so that it can be no town's name."""
    stripped = _stripped(text).lstrip("(")
    is_address = stripped[:4].casefold() == "geo:" or bool(_ADDRESS.match(stripped))
    return is_address or next(_coordinates(stripped, 0), None) is not None


def positions(text: str) -> list[Position]:
    """Every reading of a text as a position, those on the Earth if there are any."""
    stripped = _stripped(text)
    if plain := _PLAIN_PAIR.fullmatch(stripped):
        lat, lon, name = plain[1] or plain[4], plain[2] or plain[5], plain[3] or ""
        read = Position(float(lat) + 0.0, float(lon) + 0.0, name)
        if read.is_on_earth:
            return [read]
    if address := _GEO_ADDRESS.fullmatch(stripped):
        return _geo_address(address)
    if bracketed := _IN_BRACKETS.fullmatch(stripped):
        inner = positions(bracketed[1])
        named = _NAME.fullmatch(bracketed[2]) if bracketed[2] else None
        if any(each.name for each in inner) or (bracketed[2] and not named):
            return []
        name = named["name"].strip() if named else ""
        return [Position(each.lat, each.lon, name) for each in inner]
    found = [
        (reading, first, second, between)
        for first in _coordinates(stripped, 0)
        if (between := _BETWEEN.match(stripped, first.end))
        for second in _coordinates(stripped, between.end())
        for reading in _joined(stripped, first, between, second)
    ]
    # a sign of degrees belongs to its number; beside semicolons or spaces commas are decimal ones
    if any(first.is_marked and second.is_marked for _, first, second, _ in found):
        found = [each for each in found if each[1].is_marked and each[2].is_marked]
    if any(
        "," not in between[0] and (first.has_comma or second.has_comma)
        for _, first, second, between in found
    ):
        found = [each for each in found if each[3][0] != ","]
    distinct = list(dict.fromkeys(reading for reading, *_ in found))
    found_on_earth = [each for each in distinct if each.is_on_earth]
    if len(found_on_earth) == 1 and _is_doubtful(found_on_earth[0]):
        return []
    return found_on_earth or distinct[-1:]


def _is_doubtful(read: Position) -> bool:
    """Whether a position is likelier one that was cut in a wrong place: ``50,9; 34,7 Sumy``."""
    is_whole = read.lat.is_integer() and read.lon.is_integer()
    return is_whole and is_like_a_position(read.name) and "," in read.name


def numbered_positions(text: str) -> list[Position]:
    """Every reading of a text as a position after the number of its line: ``1. 51.0,34.7``."""
    stripped = _stripped(text)
    number = _NUMBERING.match(stripped)
    found = positions(stripped[number.end() :]) if number else []
    return [each for each in found if each.is_on_earth]


def without_numbering(text: str) -> str:
    """The text without the number of its line, if it has one."""
    return _NUMBERING.sub("", _stripped(text), count=1)


def _joined(
    text: str, first: _Coordinate, between: re.Match[str], second: _Coordinate
) -> Iterator[Position]:
    """The position of two coordinates that belong together, with what follows them as its name."""
    if not between[0] and not (first.has_letter and second.has_letter):
        return
    axes = first.axis or LATITUDE, second.axis or LONGITUDE
    if axes == (LONGITUDE, LATITUDE) and first.axis and second.axis:
        lat, lon = second.value, first.value
    elif axes == (LATITUDE, LONGITUDE):
        lat, lon = first.value, second.value
    else:
        return
    if first.parts != second.parts and not (first.is_marked and second.is_marked):
        return
    if second.end == len(text):
        yield Position(lat, lon)
    elif named := _NAME.match(text, second.end):
        mark_end = named.end("mark")
        # where something else parts the numbers, a comma between digits is a decimal one
        is_decimal = between[0] != "," and re.match(
            r"[0-9],[0-9]", text[mark_end - 2 : mark_end + 1]
        )
        if not is_decimal:
            yield Position(lat, lon, named["name"].strip())


def _coordinates(text: str, start: int) -> Iterator[_Coordinate]:
    """Every coordinate that begins there, in each way in which it can be read."""
    has_comma, has_letter = bool(_COMMA_IN_DIGITS.search(text)), bool(_LETTER.search(text))
    begins_with_letter = bool(_LETTER.match(text, start))
    for pattern in _COORDINATES:
        if (
            pattern.begins_with_letter == begins_with_letter
            and pattern.has_letter <= has_letter
            and pattern.has_comma <= has_comma
            and (match := pattern.expression.match(text, start))
            and (read := _coordinate(match))
        ):
            yield read


def _coordinate(match: re.Match[str]) -> _Coordinate | None:
    groups = match.groupdict()
    letter = next((name for name in _HEMISPHERES if groups.get(f"h_{name}")), "")
    said = next((axis for axis in _AXES if groups.get(f"is_{axis}")), "")
    axis = _AXIS_OF[letter] if letter else said
    if (said and axis != said) or (letter and groups["sign"]):
        return None
    numbers = [groups[key].replace(",", ".") for key in "dms" if groups.get(key)]
    if any(float(each) >= _MAX_MINUTES for each in numbers[1:]):
        return None
    if len(numbers) == 1:
        value = float(numbers[0].replace("−", "-"))
    else:
        value = float(sum(Fraction(Decimal(each)) / 60**n for n, each in enumerate(numbers)))
    is_negative = letter in ("S", "W") or (groups["sign"] or "+") in "-−–"
    return _Coordinate(
        value=(-value if is_negative else value) + 0.0,
        end=match.end(),
        axis=axis,
        parts=len(numbers),
        is_marked=bool(letter or (groups["mark"] or "").strip()),
        has_letter=bool(letter or said),
        has_comma=any("," in (groups.get(key) or "") for key in "dms"),
    )


def _geo_address(address: re.Match[str]) -> list[Position]:
    """The position of a geo: address (RFC 5870); a place asked for (q) goes before its view."""
    if re.search(r";crs=(?!wgs84)", address["more"], re.IGNORECASE):
        return []
    asked = parse_qs(address["query"] or "").get("q")
    if asked is None:
        return positions(address["at"])
    place = re.fullmatch(r"([-+0-9.]+,[-+0-9.]+)(?:\((.*)\))?", asked[0])
    if place is None:
        return []
    return [Position(each.lat, each.lon, place[2] or "") for each in positions(place[1])]


def _refusal(text: str) -> OriginError:
    """Why a text is no position."""
    shown = text.strip()[:_MAX_SHOWN]
    if _ADDRESS.match(shown):
        return OriginError(
            f"{shown!r} is an address; copy the position itself from the map, as in 51.0,34.7",
            reason="address",
            text=shown,
        )
    for notation, pattern in _NOTATIONS.items():
        if pattern.fullmatch(shown):
            return OriginError(
                f"{shown!r} is written as {notation}, which is not read; "
                "write latitude,longitude as in 51.0,34.7",
                reason="notation",
                text=shown,
                notation=notation,
            )
    if slip := _slip(shown):
        return slip
    mark = next((mark for mark in (";", ",", "\t") if mark in text), None)
    if mark is not None:
        first, second = text.split(mark, 2)[:2]
        for part, what in ((first, LATITUDE), (second, LONGITUDE)):
            try:
                read_coordinate(part, what)
            except OriginError as error:
                return error
    return OriginError(
        f"{shown!r} is not a point; write latitude,longitude as in 51.0,34.7" + town_hint(text),
        reason="no_point",
        text=shown,
    )


def _slip(shown: str) -> OriginError | None:
    """What is wrong with numbers that are nearly a position; None where nothing is known to be."""
    if _RUN_TOGETHER.fullmatch(shown):
        return OriginError(
            f"{shown!r} writes degrees and minutes together; part them, as in 50 27.5 N, 30 30.2 E",
            reason="run_together",
            text=shown,
        )
    if _TOO_MANY_SIXTIETHS.search(shown):
        return OriginError(
            f"{shown!r} has 60 or more minutes or seconds; they go up to 59",
            reason="many_sixtieths",
            text=shown,
        )
    if system := _GEO_SYSTEM.match(shown):
        return OriginError(
            f"{shown!r} is in the coordinate system {system[1]}, which is not read; write latitude "
            "and longitude in WGS 84, as in geo:51.0,34.7",
            reason="geo_system",
            text=shown,
            system=system[1],
        )
    return None


def _stripped(text: str) -> str:
    return text.strip().strip(_BLANKS).strip()
