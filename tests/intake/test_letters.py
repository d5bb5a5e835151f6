"""In which letters a Shapefile is written, where its files say so, say nothing, or are wrong."""

import struct

import pytest

from rangemap.intake.letters import decoded, letters_of

CYRILLIC = ("Сумська область", "Курская область", "м. Київ", "ЛЬВОВ")
LATIN = ("Zürich", "Genève", "Côte-d’Or")


def table(names, codec, *, driver=0, width=80):
    """A .dbf with one column of text."""
    head = struct.pack("<4xIHH17xB2x", len(names), 65, width + 1, driver)
    field = b"NAME".ljust(11, b"\0") + b"C" + bytes(4) + bytes([width, 0]) + bytes(14)
    cells = (b" " + name.encode(codec)[:width].ljust(width) for name in names)
    return head + field + b"\r" + b"".join(cells)


def read(names, codec, said):
    used, note = letters_of(table(names, codec), said)
    return [decoded(name.encode(codec).decode("latin-1"), used) for name in names], note


@pytest.mark.parametrize("codec", ["utf-8", "cp1251", "cp866", "koi8-u"])
@pytest.mark.parametrize("said", [None, b"", b"SYSTEM", b"ISO-8859-1", b"UTF-8"])
def test_cyrillic_is_read_whatever_is_said_of_it(codec, said):
    names, note = read(CYRILLIC, codec, said)
    assert names == list(CYRILLIC)
    assert note.endswith("check the names") == (codec != "utf-8")


@pytest.mark.parametrize("said", [None, b"SYSTEM", b"ISO-8859-1", b"1252"])
def test_letters_of_western_europe_are_not_taken_for_cyrillic(said):
    assert read(LATIN, "cp1252", said)[0] == list(LATIN)


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("cp1251", b"1251"),
        ("cp1251", b"CP1251\r\n"),
        ("cp1251", b"ANSI 1251"),
        ("cp1251", b"windows-1251"),
        ("cp1251", b"LDID/201"),
        ("cp866", b"OEM 866"),
        ("cp866", b"866"),
        ("iso8859-5", b"88595"),
        ("iso8859-5", b"ISO 8859-5"),
        ("koi8-u", b"KOI8-U"),
        ("utf-8", b"65001"),
        ("utf-8", b"\xef\xbb\xbfUTF-8"),
    ],
)
def test_what_a_cpg_names_is_taken_without_a_note(codec, said):
    assert read(CYRILLIC, codec, said) == (list(CYRILLIC), "")


@pytest.mark.parametrize(
    ("driver", "codec", "names"),
    [
        (0x26, "cp866", CYRILLIC),
        (0x65, "cp866", CYRILLIC),
        (0xC9, "cp1251", CYRILLIC),
        (0x64, "cp852", ("Łódź", "Příbram")),
        (0xC8, "cp1250", ("Łódź", "Příbram")),
    ],
)
def test_the_number_of_a_driver_names_letters(driver, codec, names):
    assert read(names, codec, f"LDID/{driver}".encode()) == (list(names), "")


def test_plain_letters_need_no_note():
    assert letters_of(table(["Sumy"], "ascii"), None) == ("utf-8", "")


def test_a_letter_cut_in_half_at_the_end_of_a_cell_is_dropped():
    used, note = letters_of(table(["x" + "Ж" * 60], "utf-8"), None)
    assert (used, note) == ("utf-8", "")
    assert decoded(("x" + "Ж" * 60).encode()[:80].decode("latin-1"), used) == "x" + "Ж" * 39


def test_the_table_names_its_own_letters():
    for driver in (0x26, 0x65):
        used, note = letters_of(table(["Ж"], "cp866", driver=driver), None)
        assert used == "cp866"
    assert "taken as CP866" in note
