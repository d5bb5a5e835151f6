"""Whatever reads a file takes its path as text, as a path, and as what stands for one."""

import io
import json
import os
from pathlib import Path

import pytest

from rangemap import InputError, read_origins, read_regions, read_timeline
from rangemap.scenario.paths import file_path
from rangemap.world import catalog, timeline

RING = [[34.0, 51.0], [35.0, 51.0], [35.0, 52.0], [34.0, 51.0]]
REGIONS = {
    "type": "Feature",
    "properties": {"name": "A"},
    "geometry": {"type": "Polygon", "coordinates": [RING]},
}
BUNDLED = Path(catalog.__file__).parent
READERS = {
    "regions": (
        "own.geojson",
        json.dumps(REGIONS),
        lambda path: read_regions(path).frame["name"].tolist(),
    ),
    "origins": ("own.csv", "lat,lon,name\n51,34.7,Sumy\n", read_origins),
    "catalogue": (
        "own.toml",
        (BUNDLED / "weapons.toml").read_text(encoding="utf-8"),
        catalog.read_catalog,
    ),
    "timeline": (
        "own.toml",
        (BUNDLED / "timeline.toml").read_text(encoding="utf-8"),
        read_timeline,
    ),
}


class Named:
    """What stands for a path, and is none."""

    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path


@pytest.mark.parametrize("kind", READERS)
def test_a_path_may_be_text_or_stand_for_one(kind, tmp_path):
    name, content, read = READERS[kind]
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    expected = read(path)
    assert expected
    assert read(str(path)) == read(os.fsencode(path).decode()) == read(Named(str(path))) == expected


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (7, "not by a value of type int"),
        (None, "not by a value of type NoneType"),
        (b"own.csv", "not by a value of type bytes"),
        (Named(b"own.csv"), "not by a value of type bytes"),
        (io.StringIO("lat,lon\n51,34.7\n"), "not by a value of type StringIO"),
        ("", "'' cannot be the path of a file"),
        ("a\0b", "cannot be the path of a file"),
        ("a\ud800b", "cannot be the path of a file"),
    ],
)
def test_what_names_no_file_is_said_in_a_sentence(kind, given, said):
    with pytest.raises(InputError, match=said):
        READERS[kind][2](given)


@pytest.mark.parametrize("kind", READERS)
def test_a_missing_file_and_a_folder_are_said_too(kind, tmp_path):
    for given in (str(tmp_path / "none.csv"), str(tmp_path)):
        with pytest.raises(InputError, match=str(tmp_path)):
            READERS[kind][2](given)


def test_the_bundled_timeline_is_the_one_that_is_read():
    assert read_timeline(str(BUNDLED / "timeline.toml")) == timeline.bundled_timeline()


def test_a_path_that_reads_in_a_way_of_its_own_is_asked_to_read():
    class Piped(type(Path())):
        def read_text(self, **_):
            return "piped"

    assert file_path(Piped("no file"), InputError).read_text() == "piped"
