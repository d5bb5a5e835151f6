"""Mutation fuzzing of everything that reads text: also a program, for as long as one likes.

    python tests/trust/fuzzing.py [CASES] [SEED]

Each parser gets seeds bent at random, some with tokens by the ten thousand and nested by the
thousand. It may answer or raise the project's own error, in one sentence, within LIMIT_S of
processor time and, where this is a program, LIMIT_MB of memory. What it answers is held against an
oracle that knows nothing of the parser, nor of how it cuts its text: decimal arithmetic, every way
to cut a position, the numbers that stand on a line, tomllib, json, shapely's own shapes, and
reading back what was written.
"""

import contextlib
import json
import random
import re
import resource
import signal
import sys
import time
import tomllib
from collections import Counter
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import shapely
import shapely.geometry

from rangemap.errors import LengthError, RangemapError
from rangemap.intake.contents import Wanted
from rangemap.intake.origins import _origins_of, read_origins_csv
from rangemap.intake.shapes import ready
from rangemap.intake.worker import find
from rangemap.scenario.origin_text import parse_origin, parse_point, parse_stretch
from rangemap.scenario.origins import PointOrigin, ShapeOrigin
from rangemap.scenario.positions import read_coordinate
from rangemap.scenario.scenario import Scenario, parse_range
from rangemap.scenario.units import parse_length
from rangemap.world.catalog import read_catalog

LIMIT_S, LIMIT_MB = 5.0, 500
MAX_LINE = 2_000  # characters of a line whose numbers are looked for one by one
# what a machine could be filled with, each one token
MASSES = (
    *("9" * 20_000, "0" * 20_000, "1," * 20_000, "a." * 20_000, " " * 30_000, "\n" * 20_000),
    *("x" * 50_000, "[" * 5_000, "{" * 5_000, "=" * 20_000, '"' * 20_001, "'" * 20_001),
    *("\\" * 20_001, "-" * 20_000, "°" * 20_000, "1 " * 20_000, "[a]\n" * 10_000, "#" * 20_000),
    '{"type":"GeometryCollection","geometries":[' * 3_000,
    "[{a=" * 3_000,
    "51,5,34,7\n" * 5_000,
)
TOKENS = (
    *"\0\t\n\r\x1b\x9b\"'`\\{}[]()<>&;:,=+-−@#%$|~",
    "\ufeff\u202e\u2066\u200b\u2028\ud800😀é",
    "{{7*7}}",
    "{%x%}",
    "</script>",
    "]]>",
    "&xxe;",
    "=cmd()",
    "nan",
    "inf",
    "-0",
    "1e999",
    "1e-999",
    "9" * 60,
    "0x10",
    "1_000",
    "٣",
    "½",
    "true",
    "null",
    "[" * 60,
    "{" * 60,
    "'''",
    '"""',
    " km",
    " mi",
    "..",
)
NUMBER = r"[-+−–]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+−]?[0-9]{1,3})?"
NUMBER_FIRST = re.compile(rf"\s*({NUMBER})\s*$")
METRES = {"m": 1, "km": 1000, "mi": Decimal("1609.344"), "nmi": 1852}
UNITS = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters", "м"), "m"),
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), "km"),
    "км": "km",
    **dict.fromkeys(("mi", "mile", "miles", "миля", "милі", "миль"), "mi"),
    **dict.fromkeys(("nmi", "nm", "nautical mile", "nautical miles"), "nmi"),
}


def number(text):
    """What a decimal says, for the oracle; raises InvalidOperation for anything else."""
    return Decimal(text.strip().replace("−", "-"))


def check_length(text):
    length = parse_length(text)
    digits, unit = re.fullmatch(
        r"\s*([-+−]?[\d.]+(?:e[-+]?\d+)?)\s*(\D+)", text, re.IGNORECASE
    ).groups()
    metres = number(digits) * METRES[UNITS[unit.strip().casefold()]]
    assert Decimal(length.metres) > 0
    assert abs(Decimal(length.metres) - metres) <= abs(metres) * Decimal("1e-15")
    try:
        assert parse_length(str(length)).metres == length.metres
    except LengthError:
        assert len(str(length)) > 40  # no length that a map can show


def check_degrees(text):
    read = read_coordinate(text, "latitude")
    text = re.sub(r"^\s*[nsNS](?=[\s.0-9])|(?<=[\s.0-9°'’])[nsNS]\s*$", "", text)
    for written in (text, text.replace(",", "."), f"-{text}"):
        with contextlib.suppress(InvalidOperation):
            assert read == float(number(written))
            return
    # degrees, minutes and seconds, or a letter: no digit is lost, and none is made up
    parts = [Decimal(each) for each in re.findall(r"[0-9.]+", text.replace(",", "."))]
    assert abs(read) == float(sum(Fraction(each) / 60**n for n, each in enumerate(parts)))
    assert all(each < 60 for each in parts[1:])


def readings(text):
    """Every way to cut a text into two numbers and a name: any mark may part them.

    Knows nothing of how the parser cuts: it tries each pair of places.
    """
    found = set()
    cuts = [match.start() for match in re.finditer(r"[,;\t]", text)][:12]
    spaces = [match.start() for match in re.finditer(r"\s", text)][:12]
    for first in {*cuts, *spaces}:
        for second in {*(cut for cut in cuts if cut > first), len(text)}:
            lat, lon = plain_number(text[:first]), plain_number(text[first + 1 : second])
            if lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180:
                found.add((lat, lon, text[second + 1 :].strip().strip("\ufeff\u200b")))
    return found


def plain_number(text):
    """The number that a text is, its decimals after a point or a comma; None where it is none."""
    text = text.strip()
    if re.fullmatch(r"[+\-−–]?[0-9]+,[0-9]+", text):
        text = text.replace(",", ".")
    is_long = re.search(r"[_a-df-zA-DF-Z]|[eE][-+−]?[0-9]{4}", text)  # nan, 1_000, 1e-9994
    is_long = is_long or not text.replace("−", "-").replace("–", "-").isascii()
    try:
        return None if is_long else float(number(text.replace("–", "-")))
    except InvalidOperation:
        return None


def check_point(text):
    point = parse_point(text)
    assert abs(point.lat) <= 90
    assert abs(point.lon) <= 180
    if re.search(r"[°º'’\"”:()]|[^\W\d]{1}", text[: text.find(point.name) if point.name else None]):
        return  # signs and letters: what they say is asked of positions made for the purpose
    found = readings(re.sub("[\u200b\ufeff]", "", text))
    assert (point.lat, point.lon, point.name) in found or not found
    if not re.search(r"[;\s]", text):
        assert len({(lat, lon) for lat, lon, _ in found}) == 1


def check_stretch(text):
    origin = parse_stretch(text)
    start, _, end = text.partition(":")
    assert origin.start_km == float(number(start))
    assert origin.end_km is None or origin.end_km == float(number(end))


def check_range(text):
    """The last number and unit are the range; those before two points its minimum."""
    custom = parse_range(text)
    assert 0.1 <= custom.length.km <= 5000
    written = rf"(?:(?<=\.\.)|(?<![.\d]))({NUMBER})\s*([^\W\d_][^\W\d_ ]*(?: [^\W\d_]+)?)\s*"
    longest = re.search(rf"{written}$", text, re.IGNORECASE)
    assert is_length(custom.length, *longest.groups())
    if custom.minimum is None:
        assert not text[: longest.start()].rstrip().endswith("..")
    else:
        least = re.search(rf"{written}\.\.\s*$", text[: longest.start()], re.IGNORECASE)
        assert is_length(custom.minimum, *least.groups())
        assert 0 < custom.minimum.km < custom.length.km
    name = text.rpartition("=")[0]
    if name:
        assert custom.name == name
    else:
        start, dots, end = custom.name.rpartition("..")
        assert is_length(custom.length, *end.split(" "))
        assert bool(dots) == bool(custom.minimum)
        assert not dots or is_length(custom.minimum, *start.split(" "))


def is_length(length, digits, unit):
    """Whether a length is that number of that unit."""
    metres = number(digits) * METRES[UNITS[unit.strip().casefold()]]
    return abs(Decimal(length.metres) - metres) <= metres * Decimal("1e-15")


def check_scenario(text):
    scenario = Scenario.from_toml(text)
    document = tomllib.loads(text)
    assert scenario.title == document.get("title", "")
    assert scenario.country == document.get("country", "RU")
    for table, origin in zip(document["origins"], scenario.origins, strict=True):
        assert origin.name == table.get("name", "")
        if isinstance(origin, PointOrigin):
            assert (origin.lat, origin.lon) == (table["lat"], table["lon"])
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert Scenario.from_query(scenario.to_query()) == scenario


def check_query(text):
    scenario = Scenario.from_query(text)
    assert Scenario.from_query(scenario.to_query()) == scenario
    assert Scenario.from_toml(scenario.to_toml()) == scenario


def check_origin(text):
    origin = parse_origin(text)
    if isinstance(origin, PointOrigin):
        link = text.removeprefix("point:")
        if (origin.lat, origin.lon) != tuple(map(plain_number, link.split(",")[:2])):
            check_point(link)
    check_on_earth(origin)


def check_on_earth(origin):
    if isinstance(origin, ShapeOrigin):
        west, south, east, north = origin.geometry.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90


def check_csv(text):
    """Each point's numbers and name stand on one line, in the order of the lines, in full.

    Nothing is cut as the parser cuts it: the numbers of a line are found by their digits alone.
    """
    content = text.encode("utf-8", "surrogatepass")
    origins = read_origins_csv(content, "the file", 500_000)
    assert len(origins) <= 1000
    lines = iter(re.split(r"\r\n|\r|\n", text))
    for origin in origins:
        check_on_earth(origin)
        wanted = {"lat": origin.lat, "lon": origin.lon}
        words = re.findall(r"\w+", origin.name)
        for line in lines:
            # signs of degrees are asked of positions made for it; a mass of digits takes too long
            has_signs = re.search("[°º'’′:]", line) or len(line) > MAX_LINE
            has_numbers = has_signs or set(wanted.values()) <= written_numbers(line)
            if has_numbers and all(word in text for word in words):
                break
        else:
            raise AssertionError(f"{origin} stands on no line")
        if order := re.fullmatch(
            r"\s*(lat|lon)[,;](lat|lon)(?:[,;]name)?\s*", text.partition("\n")[0]
        ):
            numbers = [NUMBER_FIRST.match(cell) for cell in re.split("[,;]", line)[:2]]
            if all(numbers):
                assert [float(number(each[1])) for each in numbers] == [
                    wanted[each] for each in order.groups()
                ]


def written_numbers(line):
    """Every number that could be meant by digits of a line, decimals after a point or a comma."""
    found = set()
    for pattern in (NUMBER, NUMBER.replace(r"\.", "[.,]")):
        for match in re.finditer(f"(?=({pattern}))", line):
            with contextlib.suppress(InvalidOperation):
                found.add(float(number(match[1].replace(",", ".").replace("–", "-"))))
    return found | {-each for each in found}


def check_geojson(text):
    content = text.encode("utf-8", "surrogatepass")
    shapes = ready(find(content, Wanted(frozenset({"name"}), None)), areas=False)
    document = whole(content.decode("utf-8-sig"))
    features = document.get("features", [document])
    assert len(shapes.geometries) == len(features)
    for shape, feature in zip(shapes.geometries, features, strict=True):
        if shape is None or document.get("crs"):
            continue
        geometry = feature.get("geometry", feature)
        if geometry["type"] == "Point":
            if not geometry["coordinates"]:
                assert shape.is_empty
                continue
            lon, lat = geometry["coordinates"][:2]
            assert shape.y == float(lat)
            assert abs((shape.x - lon + 180) % 360 - 180) < 1e-9  # 0 to 360 becomes -180 to 180
        else:
            check_shape(shape, geometry)
    for origin in _origins_of(shapes, "the file"):
        check_on_earth(origin)


def check_shape(shape, geometry):
    """A line or area is what shapely's own reader of mappings makes of it, where that is sound."""
    try:
        expected = shapely.force_2d(shapely.geometry.shape(geometry))
    except Exception:  # noqa: BLE001  what it does not take is not compared
        return
    west, south, east, north = expected.bounds if not expected.is_empty else (1, 1, 0, 0)
    if expected.is_valid and -180 <= west <= east <= 180 and east - west < 180 and north > south:
        assert shapely.equals(shape, expected)
        vertices = set(map(tuple, shapely.get_coordinates(expected).tolist()))
        assert set(map(tuple, shapely.get_coordinates(shape).tolist())) == vertices


def whole(text):
    """A JSON document, or one feature a line as one collection."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        document = [json.loads(line) for line in re.split(r"[\n\x1e]", text) if line.strip()]
    return document if isinstance(document, dict) else {"features": document}


def check_catalog(text):
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder, "catalog.toml")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        catalog = read_catalog(path)
        written = tomllib.loads(path.read_text("utf-8"))["weapon"]
    for weapon, entry in zip(catalog.weapons, written, strict=True):
        assert (weapon.id, weapon.name) == (entry["id"], entry["name"])
        for figure, table in zip(weapon.ranges, entry["range"], strict=True):
            assert figure.length == parse_length(table["value"])
            assert figure.source.title == table["source"]["title"]


SCENARIO = """title = "Reach"
country = "RU"
language = "uk"
weapons = ["himars", { name = "New", range = "75 mi", minimum = "10 km" }]
[permission]
only = ["RU-KRS", "RU-BEL"]
[[origins]]
lat = 51.0
lon = 34.7
name = "Sumy"
[[origins]]
border = "RU"
from_km = 300.0
to_km = 500.0
setback = "20 km"
[[origins]]
geojson = '{"type":"LineString","coordinates":[[34.0,51.0],[35.0,51.5]]}'
"""
QUERY = (
    "origin=point%3A51.0%2C34.7%2CSumy&origin=border%3ARU%2C300.0%3A500.0%2C20+km%2Cx&weapon=himars"
    "&range=New%3D10+km..75+mi&only=RU-KRS&country=UA&lang=uk&title=a+b"
)
CSV = 'lat,lon,name\n51.0,34.7,Sumy\n50.3,36.9,"a, ""b"""\n-1.5e1,+3,\n'
LISTS = (
    CSV,
    "y;x\n51.0;34.7\n",
    "lon,lat,name\n34.7,51.0,Sumy\n36.9,50.3,b\n",
    "name;lat;lon\nSumy;50,9077;34,7981\n",
    "51.0,34.7,Sumy\n50.3,36.9,b",
    "1,50.9077,34.7981\n2,49.99,36.23",
    "sep=;\nШирота, °;Довгота, °;Місто\n50,9;34,8;Суми\n",
)
GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "a"},
                "geometry": {"type": kind, "coordinates": coordinates},
            }
            for kind, coordinates in (
                ("Point", [34.7, 51.0]),
                ("LineString", [[34.0, 51.0], [35.0, 51.5, 7.0]]),
                ("Polygon", [[[34, 51], [35, 51], [35, 52], [34, 51]]]),
                ("MultiPolygon", [[[[34, 51], [35, 52], [35, 51], [34, 52], [34, 51]]]]),
            )
        ],
    }
)
CATALOG = """[[weapon]]
id = "one"
name = "One"
[[weapon.range]]
value = "75 mi"
source = { title = "A", publisher = "B", date = "2024-11", url = "https://example.org/a" }
[[weapon.minimum]]
value = "10 km"
source = { title = "A", publisher = "B", accessed = "2024" }
"""

# per parser: what checks it, seeds, and its share of the cases
PARSERS = {
    "length": (check_length, ("190 mi", "306km", "80.5 km", "165 nautical miles", "5e2 m"), 20),
    "degrees": (
        check_degrees,
        ("51.0", "-34.75", "+.5", "−12.", "5.1e1", "50,9", "50°54'27.7"),
        20,
    ),
    "point": (
        check_point,
        (
            "51.0,34.7,Sumy",
            "-90,180",
            " 1.5 , −2.5 , a, b ",
            "51,5,34,7,Sumy",
            "51.0,34,7,Sumy",
            "50,9; 34,7; Sumy",
            "50.908° N, 34.798° E",
            "50°54'27.7\"N 34°47'53.2\"E",
        ),
        20,
    ),
    "stretch": (check_stretch, ("300", "300:500", "1.5e2: 900.25"), 15),
    "range": (check_range, ("75 mi", "New=75 mi", "New=70 km..300 km"), 15),
    "origin": (
        check_origin,
        (
            "point:51.0,34.7,Sumy",
            "border:RU,300.0:500.0,20 km,x",
            'geojson:{"type":"Point","coordinates":[34,51]};x',
        ),
        15,
    ),
    "query": (check_query, (QUERY, "origin=point:51,34.7,"), 10),
    "scenario": (check_scenario, (SCENARIO,), 5),
    "csv": (check_csv, LISTS, 10),
    "geojson": (check_geojson, (GEOJSON, '{"type":"Point","coordinates":[34,51]}'), 5),
    "catalog": (check_catalog, (CATALOG,), 4),
}


class HangError(Exception):
    """A case took longer than LIMIT_S of processor time."""


def bent(text, chance):
    """The text after a few changes at random; one in forty has something by the thousand."""
    if chance.random() < 1 / 40:
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(MASSES) + text[at:]
    for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 5, 8))):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((1, 1, 2, 4, 9, 30)))
        match chance.randrange(7):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:end] + text[at:]
            case 2:
                text = text[:at] + chance.choice(TOKENS) + text[at:]
            case 3:
                text = text[:at] + chance.choice(TOKENS) + text[end:]
            case 4:
                text = (
                    text[:at] + str(chance.choice((chance.uniform(-200, 200), 0, -1))) + text[end:]
                )
            case 5 if text:
                other = chance.randrange(len(text))
                text = text[:at] + text[other : other + end - at] + text[end:]
            case _ if at < len(text):
                text = (
                    text[:at]
                    + chr((ord(text[at]) + chance.randint(-3, 3)) % 0xD800)
                    + text[at + 1 :]
                )
    return text


def fuzz(name, cases, seed):
    """Try so many cases on the parser of that name: how many it took, refused and got wrong."""
    check, seeds, _ = PARSERS[name]
    chance = random.Random(f"{name} {seed}")
    tally, wrong = Counter(), []
    signal.signal(signal.SIGVTALRM, _hang)
    for _ in range(cases):
        text = bent(chance.choice(seeds), chance)
        signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
        try:
            check(text)
            tally["taken"] += 1
        except RangemapError as error:
            tally["refused"] += 1
            if not is_sentence(str(error)):
                wrong.append((text, f"not a sentence: {error!r}"))
        except UnicodeEncodeError:
            tally["no text"] += 1  # half characters, which no file can hold
        except (Exception, HangError) as error:  # noqa: BLE001  that is what is looked for
            wrong.append((text, f"{type(error).__name__}: {error}"))
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return tally, wrong


def is_sentence(said):
    return bool(said.strip()) and len(said) < 2000 and not said.startswith("Traceback")


def _hang(_signal, _frame):
    raise HangError


def held_mb():
    """How many MB this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main(cases, seed):
    shares = sum(share for _, _, share in PARSERS.values())
    found = 0
    for name, (_, _, share) in PARSERS.items():
        start, before = time.perf_counter(), held_mb()
        tally, wrong = fuzz(name, cases * share // shares, seed)
        more = held_mb() - before
        if more > LIMIT_MB:
            wrong.append(("", f"{more:.0f} MB more were held"))
        took = f"{time.perf_counter() - start:.0f} s, {more:.0f} MB more"
        print(f"{name}: {dict(tally)}, wrong {len(wrong)}, {took}")
        for text, what in wrong[:5]:
            print(f"    {text[:200]!r}\n        {what[:300]}")
        found += len(wrong)
    return found


if __name__ == "__main__":
    sys.exit(bool(main(*(int(each) for each in (*sys.argv[1:], 20_000, 1)[:2]))))
