"""A town's Ukrainian and Russian names, found among GeoNames' alternates, which name no language.

A name is taken only if its letters, its spelling and its likeness to what is already known about
the town all speak for the language; otherwise it stays empty. Known wrong answers are put right in
``town_names.csv``, which is reviewed by hand and wins.
"""

import difflib
import re
from collections.abc import Iterable

import romanise

_NOT_UKRAINIAN = re.compile(
    r"[сцз]к(?:$|[ -]|ий|ое|ая)|ое$|ая$"  # bare ск, Russian endings
    r"|[бвгґджзйклмнпрстфхцчшщ]ї|[аеоу]и"  # ї only after a vowel, where и cannot stand
    r"|[бвгжкмпфхчшщ]ь|рь(?!к)|ь[еиі]|ория$"  # no soft labials
)
_NOT_RUSSIAN = re.compile(
    r"[сц]ьк|[дзнст]ьск|(?<!б)рьск|ець(?:$|[ -])"  # Ukrainian and old endings
    r"|[иы]ця$|нэ$|кы(?:й|$)|[жшчщ]ы|[шчщжц]э|ъ(?![еёюя])|[бвмпф]ь[бвгджзклмнпрстфхцчшщ]"
)
# Least likeness (0 to 1) of a spelling to what it is compared with, found by reading the results:
# a romanisation to GeoNames' main name, and, with a letter only Ukrainian has, a little less;
# a Russian name to what Russian usually makes of the Ukrainian one.
_SAME = 0.93
_SAME_AND_MARKED = 0.86
_COGNATE = 0.7
# what only Ukrainian has: letters and endings
_MARKED = re.compile("[іїєґ’]|[сцз]ьк|ець$")


def candidates(alternates: Iterable[str], alphabet: set[str]) -> list[str]:
    """Those alternates that are written in that alphabet and begin with a capital, sorted."""
    found = {_tidy(name) for name in alternates}
    return sorted(n for n in found if n[:1].isupper() and set(n.lower()) <= alphabet)


def _tidy(name: str) -> str:
    plain = re.sub("['ʼ`´]", "’", name.replace("\u0301", ""))
    return re.sub(r"^(?:г\. |город |місто |горад |пгт |смт )", "", plain, flags=re.IGNORECASE)


def ukrainian_of_ukraine(name: str, alternates: Iterable[str]) -> str:
    """The alternate whose romanisation is GeoNames' main name, itself romanised Ukrainian."""
    best = [
        (_alike(romanise.key(romanise.from_ukrainian(each)), romanise.key(name)), *_finish(each))
        for each in candidates(alternates, romanise.UKRAINIAN)
        if is_ukrainian_spelling(each)
    ]
    likeness, _, _, found = max(best, default=(0.0, False, 0, ""))
    return (
        found if likeness >= (_SAME_AND_MARKED if _MARKED.search(found.lower()) else _SAME) else ""
    )


def russian_of_ukraine(ukrainian: str, alternates: Iterable[str]) -> str:
    """The alternate that comes nearest to what Russian makes of the Ukrainian name."""
    if not ukrainian:
        return ""
    expected = _in_russian_letters(ukrainian)
    alternates = list(alternates)
    latin = {romanise.key(name) for name in alternates if name.isascii()}
    best = []
    for each in _russian_candidates(alternates):
        if _consonants(each) != _consonants(expected):
            continue
        if _is_belarusian_beside(each, ukrainian) or _is_letter_for_letter(each, ukrainian):
            continue
        if each == ukrainian and not _is_same_in_russian(each):
            spelt = romanise.key(romanise.from_russian(each))
            if spelt == romanise.key(romanise.from_ukrainian(each)) or spelt not in latin:
                continue
        best.append((_alike(each.lower(), expected.lower()), *_finish(each)))
    likeness, _, _, found = max(best, default=(0.0, False, 0, ""))
    return found if likeness >= _COGNATE else ""


def russian_of_russia(name: str, alternates: Iterable[str]) -> str:
    """The alternate whose romanisation is GeoNames' main name, itself romanised Russian."""
    best = [
        (_alike(romanise.key(romanise.from_russian(each)), romanise.key(name)), *_finish(each))
        for each in _russian_candidates(alternates)
    ]
    likeness, _, _, found = max(best, default=(0.0, False, 0, ""))
    return found if likeness >= _SAME else ""


def ukrainian_beside_russian(russian: str, alternates: Iterable[str]) -> str:
    """The Ukrainian alternate that writes the Russian name, for a town outside Ukraine."""
    if not russian:
        return ""
    for each in candidates(alternates, romanise.UKRAINIAN):
        marked = _MARKED.search(each.lower()) is not None
        same = marked and is_ukrainian_spelling(each) and each != russian
        if same and "ґ" not in each and _without_spelling(each) == _without_spelling(russian):
            return each
    return russian if _is_same_in_ukrainian(russian) else ""


def is_ukrainian_spelling(name: str) -> bool:
    """Whether nothing in the name speaks against Ukrainian orthography."""
    return not _NOT_UKRAINIAN.search(name.lower())


def is_russian_spelling(name: str) -> bool:
    """Whether nothing in the name speaks against Russian orthography."""
    return not _NOT_RUSSIAN.search(name.lower())


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _finish(name: str) -> tuple[bool, int, str]:
    """Ranks spellings that are as good as each other: ё written, capitals, then the alphabet."""
    return "ё" in name, sum(letter.isupper() for letter in name), name


def _russian_candidates(alternates: Iterable[str]) -> list[str]:
    """Those that can be Russian, less those that lack another's soft sign (Харков, Харьков)."""
    names = [n for n in candidates(alternates, romanise.RUSSIAN) if is_russian_spelling(n)]
    without = {name.replace("ь", "") for name in names if "ь" in name}
    return [name for name in names if name not in without]


def _in_russian_letters(ukrainian: str) -> str:
    text = ukrainian.lower()
    for pattern, letters in (
        (r"ськ", "ск"),
        (r"цьк", "цк"),
        (r"ець\b", "ец"),
        (r"([гкхжчшщ])ий\b", r"\1ий"),
        (r"ий\b", "ый"),
        (r"[иї]вка\b", "овка"),
        (r"івка\b", "овка"),
        (r"ів\b", "ов"),
        (r"(?<=[нв])е\b", "ое"),
        (r"([гкхжчшщ])и", r"\1и"),
        (r"(?<![гкхжчшщ])и(?!й)", "ы"),
        (r"[іїє]", "и"),
        (r"ґ", "г"),
        (r"’", "ъ"),
    ):
        text = re.sub(pattern, letters, text)
    return text


def _consonants(name: str) -> str:
    bare = re.sub("[аеёєиіїоуыэюяьъ’й]", "", name.lower().replace("ґ", "г"))
    return re.sub(r"(.)\1", r"\1", bare)


def _is_belarusian_beside(name: str, ukrainian: str) -> bool:
    """Whether it writes а for о, я for е or э, or ы for ий: as Belarusian does, not Russian."""
    pairs = difflib.SequenceMatcher(None, ukrainian.lower(), name.lower()).get_opcodes()
    for tag, a, b, c, d in pairs:
        swap = (ukrainian[a:b].lower(), name[c:d].lower())
        if tag == "replace" and swap in {("о", "а"), ("е", "я"), ("е", "э"), ("и", "э")}:
            return True
    endings = zip(ukrainian.lower().split(), name.lower().split(), strict=False)
    return any(one.endswith("ий") and not other.endswith("й") for one, other in endings)


def _is_letter_for_letter(name: str, ukrainian: str) -> bool:
    """Whether it copies a Ukrainian і, adjective or plural that Russian would write otherwise."""
    text = ukrainian.lower()
    for pattern, letters in (("[іїы]", "и"), ("є", "е"), ("ськ", "ск"), ("цьк", "цк"), ("’", "")):
        text = re.sub(pattern, letters, text)
    if text != name.lower().replace("ы", "и"):
        return False
    own = r"(?<!^)(?<![ -])і(?![яюєїаоу])|(?:на|ова|ата)$|[аяеі] |[бвдзлмнпрст]и$"
    return re.search(own, ukrainian.lower()) is not None and not name.endswith("ы")


def _is_same_in_russian(ukrainian: str) -> bool:
    """Whether Russian certainly writes the Ukrainian name with the same letters."""
    return not re.search("[иіїєґ’]|[сц]ьк|ець|е(?:$|[ -])", ukrainian.lower())


def _is_same_in_ukrainian(russian: str) -> bool:
    """Whether Ukrainian certainly writes the Russian name with the same letters."""
    text = russian.lower()
    if re.search("[еёиыэъщ]|[бвмпфржшчщ]ь|[сц]к|ая(?:$|[ -])|ое|[гкх]ой", text):
        return False
    return set(text) <= romanise.UKRAINIAN


def _without_spelling(name: str) -> str:
    """The name with all that the two orthographies write differently made equal."""
    text = re.sub("[йь]о", "е", name.lower())
    text = re.sub("[іїыи]й?", "и", text)
    text = re.sub("[єэё]", "е", text).replace("ґ", "г")
    return re.sub("[ьъ’]", "", text)
