import json
from dataclasses import replace

import pytest
import shapely

from rangemap.errors import OriginError, RangemapError
from rangemap.intake.limits import FROM_VISITORS
from rangemap.page import entry
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.workers import readings


@pytest.mark.parametrize(
    "text", ["51.0,34.7", " 51.0, 34.7 ", "51.0; 34.7", "51.0 34.7", "51 34.7"]
)
def test_a_position_is_read_however_it_is_parted(text):
    point = entry.typed_origin(text, "en")
    assert (point.lat, point.lon) == (51.0, 34.7)


@pytest.mark.parametrize(
    ("text", "language"), [("Kharkiv", "en"), ("Харків", "uk"), ("Харьков", "ru")]
)
def test_a_town_is_found_in_each_language(text, language):
    town = entry.typed_origin(text, language)
    assert town.name == text
    assert town.lat == pytest.approx(50.0, abs=0.1)


def test_a_town_that_is_none_is_refused_with_near_names():
    with pytest.raises(OriginError, match="Kharkiv"):
        entry.typed_origin("Kharkivv", "en")


def test_a_swapped_position_says_so():
    with pytest.raises(OriginError, match="latitude"):
        entry.typed_origin("134.7, 51.0", "en")


@pytest.mark.parametrize(
    "text",
    [
        "51.0,34.7,Sumy\n50.0,36.2",
        "lat,lon,name\n51.0,34.7,Sumy\n50.0,36.2,",
        "51.0;34.7;Sumy\n50.0;36.2",
    ],
)
def test_a_pasted_list_needs_no_heading(text):
    first, second = entry.pasted_origins(text, "en")
    assert first == PointOrigin(51.0, 34.7, "Sumy")
    assert (second.lat, second.lon) == (50.0, 36.2)


@pytest.mark.parametrize("text", ["", "51.0", "51.0,abc", "lat,lon\n134,20"])
def test_a_bad_list_is_refused_with_its_line_or_what_is_missing(text):
    with pytest.raises(OriginError):
        entry.pasted_origins(text, "en")


def test_a_list_too_long_for_the_page_is_refused():
    with pytest.raises(OriginError, match="too many for the page"):
        entry.pasted_origins("\n".join(["51.0,34.7"] * 501), "en")


def test_uploads_are_read_by_their_suffix_and_named_in_messages():
    geojson = b'{"type":"Point","coordinates":[34.7,51.0]}'
    assert entry.uploaded_origins("a.geojson", geojson).origins == (PointOrigin(51.0, 34.7),)
    with pytest.raises(OriginError) as refusal:
        entry.uploaded_origins("mine.csv", b"lat,lon\n1,x\n")
    assert "mine.csv, line 2" in str(refusal.value)
    assert "/tmp" not in str(refusal.value)


def test_an_uploaded_scenario_is_the_one_that_was_taken_away():
    scenario = Scenario((PointOrigin(51.0, 34.7, "Sumy"),), language="uk")
    assert entry.uploaded_scenario("a.toml", scenario.to_toml().encode()) == scenario
    for content in (b"\xff\xfe", b"origins = 3", b"{{}}"):
        with pytest.raises(RangemapError):
            entry.uploaded_scenario("a.toml", content)


def test_many_points_are_one_origin_on_the_page_too():
    lines = [f"{46 + n / 20_000},{25 + n / 9_000}" for n in range(90_000)]
    table = "\n".join(["lat,lon", *lines])
    (origin,) = entry.uploaded_origins('a "b".csv', table.encode()).origins
    assert origin.name == 'a "b" (90,000 places as one origin)'
    assert shapely.get_num_geometries(origin.geometry) == 90_000
    longer = "\n".join([table, *["51,34"] * 10_001])
    with pytest.raises(OriginError, match="100,001 vertices are too many for the page"):
        entry.uploaded_origins("a.csv", longer.encode())


def test_an_upload_is_held_to_what_visitors_may_send(monkeypatch):
    """The bounds of a visitor, not those of the command line; here small ones, to be quick."""
    assert (FROM_VISITORS.vertices, FROM_VISITORS.characters) == (1_000_000, 10_000_000)
    assert (FROM_VISITORS.memory_bytes, FROM_VISITORS.lines) == (800_000_000, 101_000)
    assert FROM_VISITORS.seconds == 30
    line = {"type": "LineString", "coordinates": [[34 + n / 100, 51] for n in range(50)]}
    content = json.dumps(line).encode()
    assert entry.uploaded_origins("a.geojson", content).origins
    monkeypatch.setattr(entry, "FROM_VISITORS", replace(FROM_VISITORS, vertices=49))
    with pytest.raises(OriginError, match="50 vertices"):
        entry.uploaded_origins("a.geojson", content)
    monkeypatch.setattr(readings, "FROM_VISITORS", replace(FROM_VISITORS, lines=2))
    assert len(readings.pasted("51,34\n51,35", "the list", "en")) == 2
    with pytest.raises(OriginError, match="lines"):
        readings.pasted("51,34\n51,35\n51,36\n51,37", "the list", "en")
