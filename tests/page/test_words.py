import re
import string

import pytest

from rangemap.errors import InputError, OriginError
from rangemap.intake.lists import list_text, read_list
from rangemap.page import words
from rangemap.page.naming import named
from rangemap.page.words import said
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origin_text import parse_point
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.wording.language import messages

FORMS = {"en": {"one", "other"}, "uk": {"one", "few", "many", "other"}}
FORMS["ru"] = FORMS["uk"]


def flat(language):
    return messages(words.FOLDER, language)


def blanks(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_stands_in_every_language(language):
    assert list(flat(language)) == list(flat("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blanks_of_a_message_are_those_of_the_english_one(language):
    for key, english in flat("en").items():
        form = flat(language)[key]
        if isinstance(english, str):
            assert isinstance(form, str), key
            assert blanks(form) == blanks(english), key
        else:
            assert set(form) == FORMS[language], key
            expected = set.union(*map(blanks, english.values()))
            assert all(blanks(each) <= expected for each in form.values()), key
            assert blanks(form["other"]) == expected, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty_or_left_in_another_script(language):
    latin_too = {"take.png", "quote.copy"}
    for key, form in flat(language).items():
        for text in [form] if isinstance(form, str) else form.values():
            assert text.strip() == text != "", key
            if language != "en" and key not in latin_too:
                assert any("а" <= each.lower() <= "ї" for each in text), (key, text)


@pytest.mark.parametrize(
    ("count", "uk", "ru"),
    [
        (1, "1 населений пункт", "1 населённый пункт"),
        (2, "2 населені пункти", "2 населённых пункта"),
        (5, "5 населених пунктів", "5 населённых пунктов"),
        (11, "11 населених пунктів", "11 населённых пунктов"),
        (21, "21 населений пункт", "21 населённый пункт"),
        (112, "112 населених пунктів", "112 населённых пунктов"),
        (0, "0 населених пунктів", "0 населённых пунктов"),
    ],
)
def test_numbers_choose_their_plural(count, uk, ru):
    assert said("uk", "thresholds.towns", count, people="7").startswith(f"{uk},")
    assert said("ru", "thresholds.towns", count, people="7").startswith(f"{ru},")


def test_text_from_outside_is_escaped_for_markdown():
    assert words.plain("**a** [b](c)") == r"\*\*a\*\* \[b\]\(c\)"


REFUSALS = [
    (lambda: parse_point("51,5,34,7,Sumy"), ("51.5,34.7 (Sumy)", "51.0,5.0 (34,7,Sumy)")),
    (lambda: parse_point("134,51"), ("134", "-90", "90")),
    (lambda: parse_point("767000,5645000"), ("767000",)),
    (lambda: parse_point("51,x"), ("x",)),
    (lambda: list(read_list("51,34\n50;x", "L")), ("L", "2", "x")),
    (lambda: list(read_list("a,b\n1,2", "L")), ("L", "1", "'a', 'b'")),
    (lambda: list(read_list("lat,lon\n51", "L")), ("L", "2")),
    (lambda: list(read_list("lat,lon\n51,34,5", "L")), ("L", "2", "3")),
    (lambda: list(read_list('lat,lon\n51,"34', "L")), ("L", "2")),
    (lambda: list(read_list("", "L")), ("L",)),
    (lambda: list(read_list("1,1\n" * 5, "L", max_lines=4)), ("L", "5", "4")),
    (lambda: Scenario.from_toml("a.a.a.a.a.a.a.a.a.a = 1"), ("8",)),
    (lambda: Scenario.from_toml("[[origins]]\nlat = " + "1" * 200), ("100",)),
    (lambda: Scenario.from_toml("a = " + "[" * 100), ()),
    (lambda: Scenario.from_toml("{{}}"), ("TOML",)),
    (lambda: Scenario.from_toml("#" * 5_000_001), ()),
    (lambda: Scenario.from_toml("origins = [{geojson = 'POINT'}]"), ("GeoJSON",)),
    (lambda: Scenario((PointOrigin(51, 34),) * 1_001), ("1,001", "1,000")),
    (lambda: list_text(b"lat\n\xff", "L"), ("L", "2")),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("refused", "holds"), REFUSALS)
def test_what_is_refused_is_said_in_the_words_and_language_of_the_page(language, refused, holds):
    with pytest.raises(InputError) as raised:
        refused()
    said = words.refusal(language, raised.value)
    assert all(each in said for each in holds)
    assert "--" not in said
    assert said != str(raised.value)
    if language != "en":
        assert not re.search(r"[a-z]{4}", re.sub("Sumy|WGS|UTF|TOML|GeoJSON|rangemap", "", said))


def test_a_refusal_without_words_of_the_pages_own_keeps_its_own():
    assert words.refusal("uk", OriginError("something else")) == "something else"


@pytest.mark.parametrize(
    ("origin", "language", "name"),
    [
        (BorderOrigin("RU", 238.6), "en", "Border, km 238.6"),
        (BorderOrigin("RU", 100, 238.6), "uk", "Кордон, км 100–238,6"),
        (BorderOrigin("BY", 12.5), "ru", "Граница с Беларусью, км 12,5"),
        (BorderOrigin("RU"), "en", "Border with Russia"),
        (PointOrigin(51.0, 34.7, "Sumy"), "uk", "Sumy"),
    ],
)
def test_an_origin_is_called_by_its_name_or_its_place_along_the_border(origin, language, name):
    assert named(origin, language).replace("\u00a0", " ") == name
