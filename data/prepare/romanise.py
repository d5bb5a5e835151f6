"""Ukrainian and Russian names in Latin letters, and Latin spellings made comparable."""

import re
import unicodedata

UKRAINIAN = set("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’ -")
RUSSIAN = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя -")

_SHARED = dict(zip("абвдезйклмнопрстуф", "abvdezyklmnoprstuf", strict=True))
_SHARED |= {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
_UKRAINIAN = _SHARED | {"г": "h", "ґ": "g", "и": "y", "і": "i", "й": "i", "ь": "", "’": ""}
_UKRAINIAN |= {"є": "ie", "ї": "i", "ю": "iu", "я": "ia"}
_UKRAINIAN_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_RUSSIAN = _SHARED | {"г": "g", "и": "i", "ы": "y", "э": "e", "ю": "yu", "я": "ya", "ё": "yo"}
_RUSSIAN |= {"ь": "’", "ъ": "”"}


def from_ukrainian(name: str) -> str:
    """The official romanisation: Ukraine's Cabinet of Ministers, resolution 55 of 2010."""
    latin = []
    before = " "
    for letter in name.lower():
        initial = before in " -"
        if letter == "г" and before == "з":
            latin.append("gh")
        elif initial and letter in _UKRAINIAN_INITIAL:
            latin.append(_UKRAINIAN_INITIAL[letter])
        else:
            latin.append(_UKRAINIAN.get(letter, letter))
        before = letter
    return _capitalised("".join(latin), name)


def from_russian(name: str) -> str:
    """BGN/PCGN 1947, with yo for ё: soft and hard signs stay as ’ and ”."""
    latin = []
    before = " "
    for letter in name.lower():
        opens = before in " -аеёиоуыэюяйъь"
        latin.append("ye" if letter == "е" and opens else _RUSSIAN.get(letter, letter))
        before = letter
    return _capitalised("".join(latin), name)


def _capitalised(latin: str, cyrillic: str) -> str:
    """Each word of ``latin`` capitalised where its Cyrillic word is."""
    words = zip(re.split(r"([ -])", latin), re.split(r"([ -])", cyrillic), strict=True)
    return "".join(w[:1].upper() + w[1:] if c[:1].isupper() else w for w, c in words)


def key(latin: str) -> str:
    """What is left of a Latin spelling when systems of romanisation no longer differ.

    Signs, accents and hyphens go; so does the i or y of ya, ia, yo, yu, ye, ie; iy, yy, yi and
    an i after a vowel are y.
    """
    plain = unicodedata.normalize("NFD", latin.lower().replace("ë", "yo"))
    plain = "".join(letter for letter in plain if "a" <= letter <= "z" or letter == " ")
    plain = re.sub(r"[iy]+(?=[aeou])", "", plain)
    return re.sub(r"[iy]{2,}|(?<=[aeou])i", "y", plain).replace(" ", "")
