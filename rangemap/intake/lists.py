"""Lists of launch points: CSV as programs write it, and lines as people paste them."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from rangemap.errors import InputError, OriginError
from rangemap.intake.letters import utf_16_of
from rangemap.intake.limits import Allowed
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.positions import (
    LATITUDE,
    LONGITUDE,
    Position,
    check_is_one,
    hemisphere_axis,
    is_like_a_position,
    loose_hemisphere,
    numbered_positions,
    positions,
    read_coordinate,
    read_position,
    town_hint,
    two_ways,
    without_numbering,
)

MAX_BYTES = 50_000_000
_MAX_CELLS = 1_000
_MAX_CELL = 100_000  # characters
_MAX_HEADING = 100  # characters
_MAX_TOLD = 8  # headings that a message repeats

# pairs of headings, the more telling first; without units, spaces and what is in brackets
_USUAL_PAIRS = (
    ("lat", "lon"),
    ("lat", "lng"),
    ("lat", "long"),
    ("latitude", "longitude"),
    ("широта", "довгота"),
    ("широта", "долгота"),
    ("шир", "довг"),
    ("шир", "долг"),
    ("φ", "λ"),
    ("y", "x"),
)
_PAIRS = (
    *_USUAL_PAIRS,
    *((lat, lon) for lat, _ in _USUAL_PAIRS for _, lon in _USUAL_PAIRS),
)
_BOTH = (
    *("coordinates", "coordinate", "coords", "position", "latlon", "latlng", "latlong", "gps"),
    *("lat/lon", "lat/lng", "latitude/longitude", "lat,lon", "lat,lng", "latitude,longitude"),
    *("координати", "координаты", "позиція", "позиция", "широта/довгота", "широта/долгота"),
    *("широта,довгота", "широта,долгота", "location", "geo"),
)
_NAMES = (
    *("name", "title", "label", "назва", "название", "ім'я", "імя", "имя", "наименование"),
    *("місто", "город", "населенийпункт", "населённыйпункт", "населенныйпункт", "пункт"),
    *("місце", "место", "town", "city", "place", "site", "settlement", "locality"),
)
_THINGS = "|".join(
    (
        *("town", "city", "place", "site", "settlement", "locality", "location", "point"),
        *("village", "origin", "station", "launchpoint", "launchsite"),
    )
)
_THINGS_OF = "|".join(
    (
        *("міста", "місця", "пункту", "населеногопункту", "села", "точки", "точкипуску"),
        *("города", "места", "пункта", "населённогопункта", "населенногопункта", "точкипуска"),
    )
)
# headings that say of what, or in which language, a name is: place_name, name (uk), назва міста
_NAME_OF = re.compile(
    rf"(?:{_THINGS}|full|official|ascii|local|english)names?|"
    rf"names?(?:of)?(?:the)?(?:{_THINGS}|en|uk|ua|ru|latn|latin|english|local|ascii)|"
    rf"(?:назва|найменування|название|наименование|имя|ім'я|імя)(?:{_THINGS_OF})"
)
_LATITUDES = tuple(dict.fromkeys(lat for lat, _ in _USUAL_PAIRS[:-1]))
_LONGITUDES = tuple(dict.fromkeys(lon for _, lon in _USUAL_PAIRS[:-1]))
_MAX_APART_DEG = 0.01  # between a coordinate and the same one rounded, or in minutes
_IN_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_NO_LETTERS = re.compile(r"[\s_.\-:°*#\"]+")
_UNIT = re.compile(r"(?:dd|deg(?:rees?)?|wgs84|decimal|град(?:уси|усы)?)$")
# what a heading may say of its numbers: degrees, north and east of WGS 84
_SAYS_NOTHING_ELSE = re.compile(
    r"(?:[,;/]|degrees?|deg|decimal|dec|d+|dms|ddm|min(?:utes?)?|sec(?:onds?)?|mm+|ss+|and|wgs|1984|84|epsg|4326|crs|"
    r"north(?:ern)?|east(?:ern)?|[ne]|пн|півн|сх|с|сев|в|вост|ш|д|y|x|en|uk|ua|ru|"
    r"lat(?:itude)?|lon(?:g(?:itude)?)?|lng|широта|довгота|долгота|координат[иы]|"
    r"градус(?:и|ы|ів|ов)?|град|десятков[іи]х?|десятичны[ех]|північн(?:а|ої)|східн(?:а|ої)|"
    r"северн(?:ая|ой)|восточн(?:ая|ой)|required|optional)*"
)
_UNITS_ALONE = frozenset(("min", "minutes", "sec", "seconds", "minute", "second"))
_LONGITUDE_FIRST = re.compile(
    r"(?:lon(?:g(?:itude)?)?|lng|x|довгота|долгота)[,;/]?(?:lat(?:itude)?|y|широта)"
)
_OF_LAT_OR_LON = r"(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng|широта|довгота|долгота|шир|довг|долг)"
_SIXTIETHS_OF = re.compile(
    rf"{_OF_LAT_OR_LON}(?:m|mins?|minutes?|s|secs?|seconds?|хв|хвилини|мин|минуты|сек)|"
    rf"(?:mins?|minutes?|secs?|seconds?|хв|мин|сек){_OF_LAT_OR_LON}"
)
_SIXTIETHS = re.compile(r"m|mins?|minutes?|s|secs?|seconds?|хв|хвилини|мин|минуты|сек|['′]")
_NOT_NORTH = re.compile(r"(?:lon(?:g(?:itude)?)?|lng|довгота|долгота|e(?:ast)?|сх|в|вост)")
_NOT_EAST = re.compile(r"(?:lat(?:itude)?|широта|n(?:orth)?|пн|півн|с|сев)")
_SIDE = r"(?:dir(?:ection)?|hem(?:i(?:sphere)?)?|ref|side)"
# headings of columns that hold N or S, and E or W
_NORTH_OR_SOUTH = re.compile(
    rf"n/?s|s/?n|northorsouth|nors|пн/?пд|с/?ю|lat(?:itude)?(?:{_SIDE}|n/?s)|{_SIDE}lat(?:itude)?"
)
_EAST_OR_WEST = re.compile(
    rf"e/?w|w/?e|eastorwest|eorw|сх/?зх|в/?з|(?:lon(?:g(?:itude)?)?|lng)(?:{_SIDE}|e/?w)|"
    rf"{_SIDE}(?:lon(?:g(?:itude)?)?|lng)"
)
_HEMISPHERES = frozenset(("hemisphere", "hemi", "півкуля", "полушарие"))
_DATUMS = (
    *("datum", "geodeticdatum", "horizontaldatum", "crs", "srs", "srid", "epsg"),
    *("coordinatesystem", "системакоординат", "датум"),
)
_WGS84 = re.compile(
    r"(?:epsg:*)?4326|(?:ogc:*)?crs84|.*\bwgs[\s_-]*(?:19)?84\b.*|gps|unknown|not recorded|-|"
    r"невідомо|неизвестно|[0-9]{1,4}(?:[-./][0-9]{1,4}){2}.*|",  # German dates are a Datum
    re.IGNORECASE,
)
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=([,;\t|])\"?\r?(?:\n|\Z)", re.IGNORECASE)
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_LEADING_NUMBER = re.compile(r"[№#]?\s*([0-9]{1,6})(?:(?P<mark>[.):]\s)|(?![0-9.]))")
_ALPHABETS = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў")
_COMMON = frozenset("оеаинтсрвлкі")  # two thirds of the letters of Ukrainian and Russian texts

Towns = Callable[[str], PointOrigin]


def read_list(
    text: str, where: str, *, towns: Towns | None = None, max_lines: int = Allowed.lines
) -> Iterator[PointOrigin]:
    """The points of a list: with headings, or lines of a position and a name.

    Cells are parted by commas, semicolons or tabs, as the first line has it, or by what a line
    ``sep=`` names. where: what messages call the list. towns: the point of a town of that name, for
    lines that are names; None where names are not read. Raises OriginError with the line at fault,
    counted as an editor counts it.
    """
    count = text.count("\n") or text.count("\r")
    if count > max_lines:
        raise OriginError(
            f"{where}: holds {count:,} lines; at most {max_lines:,} are read",
            reason="list_long",
            where=where,
            count=f"{count:,}",
            most=f"{max_lines:,}",
        )
    return (read() for read in _readers(text, where, towns))


def read_each(text: str, where: str) -> Iterator[PointOrigin | OriginError]:
    """The points of a list as `read_list` has them; for a line at fault what is wrong with it."""
    for read in _readers(text, where, None):
        try:
            yield read()
        except OriginError as error:
            yield error


def _readers(text: str, where: str, towns: Towns | None) -> Iterator[Callable[[], PointOrigin]]:
    """For each line of a list what reads it, or raises OriginError."""
    first = next(_rows(text, where), None)
    if first is None:
        raise OriginError(
            f"{where}: is empty; write a line lat,lon,name and then the origins",
            reason="list_empty",
            where=where,
        )
    headings = _headings(first, where, towns)
    if headings:
        for row in islice(_rows(text, where), 1, None):
            yield partial(_placed, row, where, lambda row: _headed(row, headings, towns))
        return
    is_numbered, is_ascending = _numbering(text, where)
    for row in _rows(text, where):
        yield partial(
            _placed,
            row,
            where,
            lambda row: _unheaded(row, towns, is_numbered=is_numbered, is_ascending=is_ascending),
        )


def list_text(content: bytes, where: str) -> str:
    """The text of a list's bytes: UTF-8, or UTF-16 or Windows' Cyrillic where they say so.

    Raises OriginError with the line that is none of them.
    """
    if len(content) > MAX_BYTES:
        raise OriginError(
            f"{where}: has more than {MAX_BYTES // 10**6} MB; leave out columns",
            reason="list_large",
            where=where,
            most=MAX_BYTES // 10**6,
        )
    wide = utf_16_of(content)
    if wide is not None:
        odd = len(content) % 2 and content.endswith(b"\n")  # a line break of one byte, put after it
        return content[: len(content) - odd].decode(wide, "replace").removeprefix("\ufeff")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cyrillic = _windows_cyrillic(content)
        if cyrillic is not None:
            return cyrillic
        raise _no_text(content, error.start, where) from error
    if "\0" in text:
        raise _no_text(content, content.index(b"\0"), where)
    return text


def _no_text(content: bytes, at: int, where: str) -> OriginError:
    line = content.count(b"\n", 0, at) + 1
    refusal = OriginError("is not UTF-8 text; save it as UTF-8", reason="no_utf8")
    return _at_line(refusal, where, line)


def _windows_cyrillic(content: bytes) -> str | None:
    """The text in code page 1251; None where its letters are not those of Cyrillic words.

    In other code pages the same bytes give rare letters, capitals within words, or none.
    """
    try:
        text = content.decode("cp1251")
    except UnicodeDecodeError:
        return None
    odd = re.search(r"[a-zA-Z][а-яіїєґё]|[а-яіїєґё][a-zA-Z]|[а-яіїєґё][А-ЯІЇЄҐЁ]", text)
    letters = Counter(each for each in text.casefold() if "\u0400" <= each <= "\u04ff")
    common, count = sum(letters[each] for each in _COMMON), letters.total()
    is_text = count and not odd and common * 3 >= count and _ALPHABETS.issuperset(letters)
    return text if is_text else None


@dataclass(frozen=True)
class _Row:
    """A row of a list: the line it begins on, its cells, and the mark that parts them."""

    line: int
    cells: list[str]
    mark: str

    @property
    def text(self) -> str:
        """The row as it would be typed: cells that hold the mark are parted by another."""
        is_quoted = any(self.mark in cell for cell in self.cells)
        return (";" if is_quoted else self.mark).join(self.cells).rstrip(" ,;\t")


def _rows(text: str, where: str) -> Iterator[_Row]:
    """Every row that is not empty."""
    line = 1
    if separator := _SEPARATOR_LINE.match(text):
        text, line = text[separator.end() :], 2
    text = text.removeprefix("\ufeff")
    mark = separator[1] if separator else _mark_of(text)
    reader = csv.reader((each[0] for each in _LINES.finditer(text)), delimiter=mark, strict=True)
    first_line = line
    while True:
        line = first_line + reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if "field limit" in str(error):
                raise _at_line(_too_large(), where, line) from error
            refusal = OriginError(f"is not CSV ({error})", reason="no_csv")
            raise _at_line(refusal, where, line) from error
        if cells is None:
            return
        if len(cells) > _MAX_CELLS or any(len(cell) > _MAX_CELL for cell in cells):
            raise _at_line(_too_large(), where, line)
        if any(cell.strip() for cell in cells):
            yield _Row(line, [_on_one_line(cell) for cell in cells], mark)


def _on_one_line(cell: str) -> str:
    """The cell with a space for each line break in it."""
    lines = re.split(r"[\r\n]+", cell)
    return cell if len(lines) < 2 else " ".join(line.strip() for line in lines)  # noqa: PLR2004


def _too_large() -> OriginError:
    return OriginError(
        f"has more than {_MAX_CELLS:,} cells, or {_MAX_CELL:,} characters in one; "
        "leave out what is no position and no name",
        reason="large_row",
    )


def _mark_of(text: str) -> str:
    """What parts the cells, as the first line that is not empty has it."""
    first = re.search(r"\S[^\r\n]*", text)
    line = re.sub(r'"[^"]*"', "", first[0]) if first else ""
    return next((mark for mark in "\t;" if mark in line), ",")


@dataclass(frozen=True)
class _Headings:
    """How many columns there are, and the numbers of those needed.

    both: of whole positions. sides: of the hemispheres of latitude and of longitude. again: of
    columns that hold latitude or longitude a second time, with the column and the axis of each.
    """

    count: int
    lat: int | None = None
    lon: int | None = None
    both: int | None = None
    name: int | None = None
    datum: int | None = None
    sides: tuple[int | None, int | None] = (None, None)
    again: tuple[tuple[int, int, str], ...] = ()

    @property
    def last(self) -> int:
        """The number of the last column that a row must have."""
        needed = (self.lat, self.lon, self.both)
        return max(each for each in (*needed, 0) if each is not None)


def _headings(row: _Row, where: str, towns: Towns | None) -> _Headings | None:
    """The headings of a list's first row; None where that row is a place already."""
    if is_like_a_position(row.text) or _after_names(row):
        return None
    names = [_plain_heading(cell[:_MAX_HEADING]) for cell in row.cells]
    pair = next((pair for pair in _PAIRS if pair[0] in names and pair[1] in names), None)
    name = _column_of_names(names)
    datum = next((number for number, each in enumerate(names) if each in _DATUMS), None)
    if pair:
        for column in pair:
            if names.count(column) > 1:
                raise _at_line(
                    OriginError(
                        f"has the column {column} twice; leave one out",
                        reason="column_twice",
                        column=column,
                    ),
                    where,
                    row.line,
                )
        lat, lon = names.index(pair[0]), names.index(pair[1])
        try:
            _check_degrees(row, lat, lon)
        except OriginError as error:
            raise _at_line(error, where, row.line) from error
        sides = _first_of(names, _NORTH_OR_SOUTH), _first_of(names, _EAST_OR_WEST)
        again = tuple(
            (number, column, axis)
            for column, known, axis in ((lat, _LATITUDES, LATITUDE), (lon, _LONGITUDES, LONGITUDE))
            for number, each in enumerate(names)
            if each in known and number != column
        )
        return _Headings(len(names), lat, lon, None, name, datum, sides, again)
    both = next((names.index(each) for each in _BOTH if each in names), None)
    if both is not None:
        try:
            _check_meaning(row.cells[both])
        except OriginError as error:
            raise _at_line(error, where, row.line) from error
        return _Headings(len(names), both=both, name=name, datum=datum)
    if towns and name is not None:
        return _Headings(len(names), name=name)
    if towns and (len(names) == 1 or _is_town(row, towns)):
        return None
    found = ", ".join(repr(cell.strip()[:20]) for cell in row.cells[:_MAX_TOLD])
    raise _at_line(
        OriginError(
            f"needs the columns lat and lon (and name), or lines such as 51.0,34.7,Sumy; "
            f"the headings found are {found}" + town_hint(row.text),
            reason="no_columns",
            found=found,
        ),
        where,
        row.line,
    )


def _column_of_names(headings: Sequence[str]) -> int | None:
    """The number of the column that names are read from; an id only where there is none else."""
    known = next((headings.index(each) for each in _NAMES if each in headings), None)
    if known is not None:
        return known
    said = _first_of(headings, _NAME_OF)
    return headings.index("id") if said is None and "id" in headings else said


def _first_of(headings: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    matching = (number for number, each in enumerate(headings) if pattern.fullmatch(each))
    return next(matching, None)


def _plain_heading(cell: str) -> str:
    """A heading without case, spaces, units and what is in brackets: ``Lat (deg)`` is ``lat``."""
    letters = _NO_LETTERS.sub("", _IN_BRACKETS.sub("", cell.casefold()))
    if letters in _BOTH:
        return letters
    return _UNIT.sub("", letters.partition(",")[0]).removeprefix("decimal")


def _check_degrees(row: _Row, lat: int, lon: int) -> None:
    """Raise OriginError where headings say that lat and lon are not degrees north and east."""
    for number, other in ((lat, _NOT_NORTH), (lon, _NOT_EAST)):
        _check_meaning(row.cells[number])
        if any(map(other.fullmatch, _said_of(row.cells[number]))):
            raise _more_than_degrees(row.cells[number])
    plain = [_NO_LETTERS.sub("", _IN_BRACKETS.sub("", each.casefold())) for each in row.cells]
    sides = [number for number, each in enumerate(plain) if each in _HEMISPHERES]
    if len(sides) == 1:  # of two it is told by where they stand which is of which
        raise _more_than_degrees(row.cells[sides[0]])
    for number, heading in enumerate(plain):
        is_beside = number - 1 in (lat, lon) and _SIXTIETHS.fullmatch(heading)
        if number not in (lat, lon) and (is_beside or _SIXTIETHS_OF.fullmatch(heading)):
            raise OriginError(
                f"has minutes or seconds in a column of their own, {row.cells[number].strip()!r}; "
                "put degrees, minutes and seconds into one cell, as in 50°54'28\"",
                reason="sixtieths",
                heading=row.cells[number].strip(),
            )


def _check_meaning(cell: str) -> None:
    """Raise OriginError where a heading names another unit, system, side of the Earth or order."""
    for each in _said_of(cell):
        if (
            each in _UNITS_ALONE
            or _LONGITUDE_FIRST.fullmatch(each)
            or not _SAYS_NOTHING_ELSE.fullmatch(each)
        ):
            raise _more_than_degrees(cell)


def _said_of(cell: str) -> list[str]:
    """What a heading says of its numbers: in brackets, and after a comma."""
    heading = cell[:_MAX_HEADING].casefold()
    said = [each[1:-1] for each in _IN_BRACKETS.findall(heading)]
    rest = _NO_LETTERS.sub("", _IN_BRACKETS.sub("", heading))
    if rest not in _BOTH:
        said.append(rest.partition(",")[2])
    return [_NO_LETTERS.sub("", each) for each in said]


def _more_than_degrees(cell: str) -> OriginError:
    return OriginError(
        f"has the heading {cell.strip()[:40]!r}, which says more than degrees north and "
        "east of WGS 84, latitude first; if they are that, name it without",
        reason="heading_meaning",
        heading=cell.strip()[:40],
    )


def _is_town(row: _Row, towns: Towns) -> bool:
    try:
        return bool(towns(row.text))
    except InputError:
        return False


def _headed(row: _Row, headings: _Headings, towns: Towns | None) -> PointOrigin:
    cells, columns = row.cells, headings.count
    if len(cells) <= headings.last:
        raise OriginError(
            f"has {len(cells)} cells, too few for lat and lon",
            reason="few_cells",
            count=len(cells),
        )
    if any(cell.strip() for cell in cells[columns:]) or _may_be_decimal(row, headings):
        # a decimal comma or one in a name has moved what follows into other columns
        raise OriginError(
            f"has {len(cells)} cells under {columns} columns; write decimals with a point, "
            "and names that hold a comma in quotes",
            reason="many_cells",
            count=len(cells),
            columns=columns,
        )
    number = headings.name
    name = cells[number].strip() if number is not None and number < len(cells) else ""
    column = headings.datum
    datum = cells[column] if column is not None and column < len(cells) else ""
    if not _WGS84.fullmatch(datum.strip()):
        raise OriginError(
            f"is in the system {datum.strip()[:40]!r}; bring it to WGS 84 (EPSG:4326)",
            reason="datum",
            datum=datum.strip()[:40],
        )
    if headings.lat is not None and headings.lon is not None:
        lat, lon = _with_hemispheres(row, headings, headings.lat, headings.lon)
        read = PointOrigin(read_coordinate(lat, LATITUDE), read_coordinate(lon, LONGITUDE), name)
        _check_again(row, headings, read)
        return read
    if headings.both is not None:
        position = read_position(cells[headings.both])
        return PointOrigin(position.lat, position.lon, name or position.name)
    assert towns is not None
    return towns(name)


def _check_again(row: _Row, headings: _Headings, read: PointOrigin) -> None:
    """Raise OriginError where another column of latitude or longitude says another one.

    It may be with or without the hemisphere that stands in yet another column.
    """
    for number, column, axis in headings.again:
        cell = row.cells[number].strip() if number < len(row.cells) else ""
        try:
            again = read_coordinate(cell, axis)
        except InputError:
            continue
        first = read.lat if axis == LATITUDE else read.lon
        bare = read_coordinate(row.cells[column], axis)
        if min(abs(again - first), abs(again - bare)) > _MAX_APART_DEG:
            raise OriginError(
                f"has {axis} {row.cells[column].strip()[:20]} in one column and {cell[:20]} in "
                "another; leave one of them out, and write decimals with a point",
                reason="columns_differ",
                one=row.cells[column].strip()[:20],
                other=cell[:20],
            )


def _with_hemispheres(row: _Row, headings: _Headings, lat: int, lon: int) -> tuple[str, str]:
    """The cells of latitude and longitude, each with the hemisphere that stands apart from it.

    Where no heading says so, a letter beside one of them alone may be anything, such as where the
    wind blows from. Raises OriginError where it is not certain which number a hemisphere is of.
    """
    cells = row.cells
    if any(each is not None for each in headings.sides):
        pairs = zip((lat, lon), headings.sides, (LATITUDE, LONGITUDE), strict=True)
        whole = [_with_side(row, number, side, axis) for number, side, axis in pairs]
        return whole[0], whole[1]
    loose = {
        number: axis
        for number, cell in enumerate(cells)
        if number not in (lat, lon, headings.name) and (axis := hemisphere_axis(cell))
    }
    if not {LATITUDE, LONGITUDE}.issubset(loose.values()):
        return cells[lat], cells[lon]
    beside = [
        next((each for each in (number + 1, number - 1) if loose.get(each) == axis), None)
        for number, axis in ((lat, LATITUDE), (lon, LONGITUDE))
    ]
    if beside[0] is None or beside[1] is None:
        raise loose_hemisphere(row.text)
    return f"{cells[lat]} {cells[beside[0]]}", f"{cells[lon]} {cells[beside[1]]}"


def _with_side(row: _Row, number: int, side: int | None, axis: str) -> str:
    """The cell of that number with the hemisphere in the column of its side, if it has one."""
    said = row.cells[side].strip() if side is not None and side < len(row.cells) else ""
    if said and hemisphere_axis(said) != axis:
        raise loose_hemisphere(row.text)
    return f"{row.cells[number]} {said}".rstrip()


def _may_be_decimal(row: _Row, headings: _Headings) -> bool:
    """Whether a row of more cells than headings has commas where decimals would have them."""
    numbers = [row.cells[n].strip() for n in (headings.lat, headings.lon) if n is not None]
    is_longer = row.mark == "," and len(row.cells) > headings.count
    return is_longer and bool(numbers) and all(each.lstrip("+-−").isdecimal() for each in numbers)


def _unheaded(
    row: _Row, towns: Towns | None, *, is_numbered: bool, is_ascending: bool
) -> PointOrigin:
    """The place of a row: a position and its name, a name and its position, or a town.

    is_numbered: every row begins with its number. is_ascending: with what could be one.
    """
    text = without_numbering(row.text) if is_numbered else row.text
    found = positions(text)
    if found and is_ascending and not is_numbered and is_like_a_position(found[0].name):
        found = found + numbered_positions(text)
    found = found or _after_names(row)
    if len(found) > 1:
        raise two_ways(text, found[-1], found[0])
    if not found and towns and not is_like_a_position(without_numbering(text)):
        return towns(without_numbering(text))
    read = found[0] if found else read_position(text)  # which says what is wrong with it
    check_is_one(read, text)
    return PointOrigin(read.lat, read.lon, read.name)


def _after_names(row: _Row) -> list[Position]:
    """The readings of a row whose first cell, or second after a number, is a name."""
    for count in (1, 2):
        names = [cell.strip() for cell in row.cells[:count]]
        if is_like_a_position(names[-1]) or (count > 1 and not names[0].isdecimal()):
            continue
        found = positions(replace(row, cells=row.cells[count:]).text)
        if found:
            return [
                Position(each.lat, each.lon, ", ".join(filter(None, (names[-1], each.name))))
                for each in found
            ]
    return []


def _numbering(text: str, where: str) -> tuple[bool, bool]:
    """Whether all rows begin with their number, one more in each; or with ever greater ones."""
    last, step_is_one, count, is_position = -1, True, 0, False
    for row in _rows(text, where):
        match = _LEADING_NUMBER.match(row.text)
        number = int(match[1]) if match else -1
        if match is None or number <= last:
            return False, False
        is_next = number == last + 1 if count else bool(number in (0, 1) or match["mark"])
        step_is_one = step_is_one and is_next
        is_position = is_position or bool(numbered_positions(row.text))
        last, count = number, count + 1
    return step_is_one and is_position and count > 1, True


def _placed(row: _Row, where: str, read: Callable[[_Row], PointOrigin]) -> PointOrigin:
    try:
        return read(row)
    except InputError as error:
        raise _at_line(error, where, row.line) from error


def _at_line(error: InputError, where: str, line: int) -> OriginError:
    """The error with the line that it is about."""
    return OriginError(
        f"{where}, line {line}: {error}", reason="line", where=where, line=line, cause=error
    )
