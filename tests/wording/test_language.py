import re
import string
from pathlib import Path

import pytest

from rangemap.errors import ScenarioError
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.units import parse_length
from rangemap.wording.language import language_of
from rangemap.wording.quantities import (
    about_area,
    area_apart,
    area_text,
    between_text,
    both_units,
    distance_text,
    interval_text,
    length_text,
    metric_text,
    names_together,
    people_text,
    position_text,
    share_text,
    signed_area,
)
from rangemap.wording.typography import bound

PACKAGE = Path(__file__).parents[2] / "rangemap"
# the lesson and the page have messages of their own
SOURCES = [
    path for path in PACKAGE.rglob("*.py") if not {"lesson", "page"} & {*path.parts, path.stem}
]
# what the CLDR plural rules of ICU (Intl.PluralRules in Node 20) give for whole numbers
EAST_SLAVIC = {
    "one": (1, 21, 31, 101, 1001),
    "few": (2, 3, 4, 22, 34, 102),
    "many": (0, 5, 9, 11, 12, 13, 14, 20, 25, 111, 112, 114, 1011),
    "other": (1.5, 0.1),
}


def names_in(form):
    forms = form.values() if isinstance(form, dict) else [form] if isinstance(form, str) else []
    return {name for each in forms for _, name, _, _ in string.Formatter().parse(each) if name}


@pytest.mark.parametrize("code", ["uk", "ru"])
@pytest.mark.parametrize(("category", "counts"), EAST_SLAVIC.items())
def test_plural_categories_are_those_of_cldr(code, category, counts):
    assert {language_of(code).category(count) for count in counts} == {category}


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "один регіон Росії"),
        (2, "два регіони Росії"),
        (5, "п’ять регіонів Росії"),
        (10, "десять регіонів Росії"),
        (11, "11 регіонів Росії"),
        (14, "14 регіонів Росії"),
        (21, "21 регіон Росії"),
        (22, "22 регіони Росії"),
        (112, "112 регіонів Росії"),
    ],
)
def test_regions_are_counted_as_ukrainian_counts(count, said):
    assert language_of("uk").say("regions.into_RU", count) == said


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_says_everything_with_the_same_blanks(code):
    messages, english = (
        {
            key: form
            for key, form in language_of(each).messages.items()
            if not key.startswith("words.")
        }
        for each in (code, "en")
    )
    assert sorted(messages) == sorted(english)
    for key, form in messages.items():
        assert isinstance(form, list) == isinstance(english[key], list), key
        assert names_in(form) == names_in(english[key]), key
        if isinstance(form, dict):
            asked = {"one", "other"} if code == "en" else {"one", "few", "many", "other"}
            assert set(form) == asked, key


def test_every_message_is_said_somewhere_and_every_one_said_exists():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    said = re.findall(r"""["']([a-z]+(?:\.[A-Za-z_]*)?)(?:\{[^"']*)?["']""", source)
    known = language_of("en").messages
    for key in known:
        section = key.partition(".")[0]
        starts = [each for each in said if each == key or (each != key and key.startswith(each))]
        near = [each for each in starts if each == key or each.startswith(f"{section}.")]
        assert near, f"{key} is said nowhere"
    for key in re.findall(r"""\.say\(\s*["']([^"'{}]+)["']""", source):
        assert key in known, key


def test_a_gain_or_a_loss_bears_its_sign_in_every_form():
    assert signed_area(7623, "+") == "+7,620 km²"
    assert signed_area(7.6, "−", "en", 12) == "up to −20 km²"
    assert signed_area(70, "+", "en", 38) == "+30 to +110 km²"
    assert signed_area(70, "−", "ru", 38) == "−30…−110\u00a0км²"
    assert signed_area(7.6, "+", "uk", 12) == "до +20\u00a0км²"


def test_no_line_ends_after_the_sign_of_a_gain_or_a_loss():
    for code in LANGUAGES:
        for form in language_of(code).messages.values():
            assert not re.search(r"[+−] \w", str(form)), form


def test_by_how_much_more_is_said_as_each_language_says_it():
    assert [area_apart(7623, code) for code in ("en", "uk", "ru")] == [
        "about 7,620 km²",
        "приблизно на 7620\u00a0км²",
        "примерно на 7620\u00a0км²",
    ]
    assert area_apart(7.6, "uk", 12) == "менш ніж на 20\u00a0км²"
    assert area_apart(70, "ru", 38) == "на 30–110\u00a0км²"
    assert area_apart(70, "en", 38) == "30 to 110 km²"


def test_numbers_stand_as_each_language_writes_them():
    assert area_text(126_213.3) == "126,000 km²"
    assert area_text(126_213.3, "uk") == "126\u00a0000\u00a0км²"
    assert about_area(0.4, "uk") == "менш ніж 1\u00a0км²"
    assert share_text(0.914, "uk") == "91\u00a0%"
    assert distance_text(1000, "uk") == "1000\u00a0км"
    assert distance_text(1000) == "1,000 km"
    assert position_text(-51.0, 34.7, "uk") == "51,000°\u00a0пд.\u00a0ш., 34,700°\u00a0сх.\u00a0д."
    assert language_of("uk").number(1.25, 2) == "1,25"
    assert [language_of("ru").number(each) for each in (7600, 12_000)] == ["7600", "12\u00a0000"]
    assert [people_text(each) for each in (23_456, 13_812_345, 83_040_000)] == [
        "23,500",
        "13.8 million",
        "83 million",
    ]
    assert people_text(3_170_000, "uk") == "3,17\u00a0млн"


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("190 mi", "en", "306 km (190 mi)"),
        ("50 mi", "en", "80 km (50 mi)"),
        ("300 km", "en", "300 km (186 mi)"),
        ("165 nmi", "en", "306 km (190 mi)"),
        ("2 km", "en", "2 km (1.2 mi)"),
        ("190 mi", "uk", "306 км (190 миль)"),
        ("2 km", "uk", "2 км (1,2 милі)"),
        ("1 mi", "uk", "1,6 км (1 миля)"),
        ("52 mi", "uk", "84 км (52 милі)"),
        ("80.5 km", "uk", "80,5 км (50 миль)"),
    ],
)
def test_a_range_is_printed_in_both_units_with_no_digit_too_many(text, code, shown):
    assert both_units(parse_length(text), code).replace("\u00a0", " ") == shown


def test_running_text_has_kilometres_first_and_what_was_printed_in_brackets():
    assert metric_text(parse_length("190 mi")) == "306 km (190 mi)"
    assert metric_text(parse_length("300 km")) == "300 km"
    assert metric_text(parse_length("165 nmi")) == "306 km (165 nmi)"
    assert length_text(parse_length("2000 km")) == "2,000 km"
    assert length_text(parse_length("21 nmi"), "uk").replace("\u00a0", " ") == "21 морська миля"


def test_braces_in_a_name_are_only_text():
    said = language_of("uk").say("share.of", name="{0.__class__}", share="{n}")
    assert said == "{0.__class__}\u00a0— {n}"


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("uk", "1 mi", "1,6 км (1 милі)"),
        ("uk", "21 nmi", "39 км (21 морської милі)"),
        ("uk", "93 mi", "150 км (93 миль)"),
        ("uk", "2 mi", "3,2 км (2 миль)"),
        ("ru", "1 mi", "1,6 км (1 мили)"),
        ("ru", "22 nmi", "41 км (22 морских миль)"),
        ("ru", "1.5 mi", "2,4 км (1,5 мили)"),
    ],
)
def test_after_a_word_that_rules_it_a_length_is_in_the_genitive(code, text, said):
    shown = metric_text(parse_length(text), code, case="genitive")
    assert shown.replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("code", "words", "heading"),
    [
        ("en", "between 70 and 300 km", "70–300 km (43–186 mi)"),
        ("uk", "від 70 до 300 км", "70–300 км (43–186 миль)"),
        ("ru", "от 70 до 300 км", "70–300 км (43–186 миль)"),
    ],
)
def test_a_minimum_and_a_range_are_one_interval_with_the_unit_once(code, words, heading):
    ends = parse_length("70 km"), parse_length("300 km")
    assert between_text(*ends, code).replace("\u00a0", " ") == words
    assert interval_text(*ends, code).replace("\u00a0", " ") == heading


def test_the_ends_of_short_intervals_keep_their_digits():
    for low, high, heading in (
        ("300 m", "400 m", "0.30–0.40 km (0.19–0.25 mi)"),
        ("1.4 km", "2.6 km", "1.4–2.6 km (0.87–1.6 mi)"),
        ("40 mi", "50.5 mi", "64–81 km (40–50.5 mi)"),
    ):
        assert interval_text(parse_length(low), parse_length(high)) == heading
    nautical = parse_length("0.2 nmi"), parse_length("0.5 nmi")
    assert between_text(*nautical) == "between 0.37 and 0.93 km (0.23–0.58 mi)"


@pytest.mark.parametrize(
    ("code", "names", "said"),
    [
        ("en", ["Bryansk Oblast", "Kursk Oblast"], "Bryansk and Kursk oblasts"),
        ("en", ["Kursk Oblast", "Krasnodar Krai"], "Kursk Oblast and Krasnodar Krai"),
        ("en", ["Republic of Adygea"], "the Republic of Adygea"),
        ("en", ["Komi Republic", "Altai Republic"], "the Komi and Altai republics"),
        ("uk", ["Курська область", "Брянська область"], "Курська та Брянська області"),
        ("ru", ["Пермский край", "Алтайский край"], "Пермский и Алтайский края"),
    ],
)
def test_what_names_share_is_said_once(code, names, said):
    assert names_together(names, code) == said


def test_an_unknown_language_is_refused():
    with pytest.raises(ScenarioError, match="choose from en, uk, ru"):
        language_of("xx")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("HIMARS 80 km (50 mi)", ["80_km", "50_mi"]),
        ("91 % of 7,600 km² — Kursk", ["91_%", "7,600_km²_—"]),
        ("km 300 to 500, CC BY 4.0", ["km_300", "CC_BY_4.0"]),
        ("51.000° N, 34.700° E", ["51.000°_N", "34.700°_E"]),
        ("13.8 million people; 5 men", ["13.8_million", "5 men"]),
    ],
)
def test_a_line_never_ends_between_a_number_and_its_unit(text, kept):
    for piece in kept:
        assert piece in bound(text).replace("\u00a0", "_")
    assert bound(text).replace("\u00a0", " ") == text
    assert bound(bound(text)) == bound(text)


@pytest.mark.parametrize(
    ("code", "says", "denies"),
    [
        ("en", "Maximum published range.", "Not a prediction."),
        ("uk", "Найбільша опублікована дальність.", "Не прогноз."),
        ("ru", "Наибольшая опубликованная дальность.", "Не прогноз."),
    ],
)
def test_the_caveat_says_the_same_in_every_language(code, says, denies):
    assert language_of(code).say("caveat.published") == f"{says} {denies}"
    for whose in ("claimed", "own", "mixed"):
        text = language_of(code).say(f"caveat.{whose}")
        assert text.endswith(f". {denies}")
        assert says not in text
