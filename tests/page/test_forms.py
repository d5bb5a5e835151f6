"""What is typed into the page's forms: taken in many spellings, and never lost to an error."""

from pathlib import Path

import pytest
import shapely
from streamlit.testing.v1 import AppTest

from rangemap.errors import OriginError
from rangemap.page import entry
from rangemap.page.state import Added, Opened, State, apply
from rangemap.scenario.origins import PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.wording.towns import town_texts
from rangemap.workers import limits

PAGE = Path(__file__).parents[2] / "app" / "main.py"


@pytest.fixture
def page():
    test = AppTest.from_file(str(PAGE), default_timeout=300)
    test.session_state["files"] = test.session_state["custom"] = True
    return test.run()


def submit(page, key):
    return next(each for each in page.button if each.key and key in each.key).click().run()


def typed(page, text):
    """The page after a text of one's own in the town box, which AppTest has no way to type."""
    box = page.selectbox(key="town")
    box.options.append(text)
    return box.set_value(text).run()


def clicked(page, button):
    box = page.selectbox(key="town")
    box.options.append(box.value)
    return button.click().run()


def buttons(page, key):
    return [each for each in page.button if each.key and each.key.startswith(key)]


def test_no_field_takes_more_than_a_label_may_have(page):
    fields = {each.key: each.proto.max_chars for each in page.text_input}
    assert fields["name-0"] == 200
    assert fields["custom-name"] == 60
    assert set(fields.values()) <= {60, 200}


def test_a_pasted_list_with_a_typo_stays_and_is_told_its_line(page):
    text = "51.5,34.1,Hlukhiv\nabc,34.2,Nowhere"
    page.text_area(key="pasted").set_value(text)
    submit(page, "list-add")
    assert not page.exception
    assert "line 2" in page.info[0].value
    assert page.text_area(key="pasted").value == text
    mended = text.replace("abc", "51,6").replace(",", ";").replace("51;6", "51,6")
    page.text_area(key="pasted").set_value(mended)
    submit(page, "list-add")
    assert page.text_area(key="pasted").value == ""
    assert page.query_params["origin"][1:] == ["point:51.5,34.1,Hlukhiv", "point:51.6,34.2,Nowhere"]


def test_tabs_and_towns_are_taken(page):
    page.text_area(key="pasted").set_value("50,9\t34,8\tOne\nKharkov")
    submit(page, "list-add")
    assert page.query_params["origin"][1] == "point:50.9,34.8,One"
    assert page.query_params["origin"][2].endswith(",Kharkiv")


def test_a_range_that_is_refused_keeps_its_fields(page):
    page.text_input(key="custom-name").set_value("Ours")
    page.number_input(key="custom-range").set_value(20.0)
    page.number_input(key="custom-minimum").set_value(40.0)
    submit(page, "custom-add")
    assert "must be less" in page.info[0].value
    assert page.text_input(key="custom-name").value == "Ours"
    assert page.number_input(key="custom-range").value == 20.0
    page.number_input(key="custom-minimum").set_value(4.0)
    submit(page, "custom-add")
    assert page.query_params["range"] == "Ours=4 km..20 km"
    assert page.text_input(key="custom-name").value == ""
    assert page.number_input(key="custom-range").value is None


NESTED = (
    '{"type":"GeometryCollection","geometries":[' * 30_000
    + '{"type":"Point","coordinates":[34.7,51.0]}'
    + "]}" * 30_000
)
HOSTILE = {
    "a key of 20,001 parts": (".".join("a" * 20_001) + " = 1", "a key of more than 8 parts"),
    "400 digits": (f"[[origins]]\nlat = {'9' * 400}\nlon = 1", "more than 100 characters"),
    "5,000 digits": (f"[[origins]]\nlat = {'9' * 5_000}\nlon = 1", "more than 100 characters"),
    "30,000 collections": (f"[[origins]]\ngeojson = '{NESTED}'", "no GeoJSON geometry"),
    "501 origins": (
        "[[origins]]\nlat = 51.0\nlon = 34.7\n" * 501,
        "501 launch points are too many",
    ),
    "no text": ("\ud800", "no scenario file"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_scenario_file_is_a_notice_and_the_page_lives_on(page, name):
    text, said = HOSTILE[name]
    content = text.encode("utf-8", "surrogatepass")
    page.file_uploader(key="upload-0").set_value(("a.toml", content, "application/toml"))
    submit(page, "list-add")
    assert not page.exception
    assert said in page.info[0].value.replace("\\", "")
    page.text_area(key="pasted").set_value("51.5,34.1")
    page.file_uploader(key="upload-0").set_value(None)
    submit(page, "list-add")
    assert page.query_params["origin"][1] == "point:51.5,34.1,"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Kharkov", ",Kharkiv"),
        ("Одесса", ",Odesa"),
        ("50.908° N, 34.798° E", "point:50.908,34.798,"),
        ("51,500° пн. ш., 34,100° сх. д.", "point:51.5,34.1,"),
        ("51°30'N 34°6'E", "point:51.5,34.1,"),
        ("50,9077; 34,7981", "point:50.9077,34.7981,"),
    ],
)
def test_the_town_box_takes_old_names_and_every_spelling_of_a_position(page, text, place):
    typed(page, text)
    assert not page.exception
    assert page.query_params["origin"][1].endswith(place)
    assert page.selectbox(key="town").value is None


def test_near_names_are_buttons_and_what_was_typed_stays(page):
    typed(page, "Kharkivv")
    assert not page.exception
    assert "No place here is called" in page.info[0].value
    assert "--" not in page.info[0].value
    assert page.selectbox(key="town").value == "Kharkivv"
    offered = buttons(page, "town-choice")
    assert offered[0].label == "Kharkiv, Kharkiv Oblast"
    clicked(page, offered[0])
    assert page.query_params["origin"][1].endswith(",Kharkiv")
    assert buttons(page, "town-choice") == []
    assert page.selectbox(key="town").value is None


def test_towns_of_one_name_are_told_apart_by_region_and_place(page):
    typed(page, "Oleksandrivka")
    labels = [each.label.replace("\\", "") for each in buttons(page, "town-choice")]
    assert len(labels) == len(set(labels)) == 3
    assert "Oleksandrivka, Odesa Oblast" in labels
    typed(page, "Pervomayskoye")
    labels = [each.label.replace("\\", "") for each in buttons(page, "town-choice")]
    assert len(labels) == len(set(labels))
    assert sum(label.startswith("Pervomayskoye, Altai Krai (5") for label in labels) == 2
    assert not any("UA-" in label for label in [*labels, page.info[0].value])
    clicked(page, buttons(page, "town-choice")[-1])
    assert page.query_params["origin"][1].endswith(",Pervomayskoye")


def test_no_codes_are_offered(page):
    options = page.selectbox(key="town").options
    assert "Kharkiv, Kharkiv Oblast" in options
    assert "Kyiv" in options
    assert "Minsk, Belarus" in options
    assert not any("UA-" in option or "RU-" in option for option in options)


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_what_the_list_offers_is_found_when_it_is_typed(language):
    for text in ("Kirovsk, RU-LEN", "Kirovsk, Leningrad Oblast", "Кировск, Ленинградская область"):
        town = entry.typed_origin(text, language)
        assert (round(town.lat), round(town.lon)) == (60, 31)
    with pytest.raises(OriginError) as refusal:
        entry.typed_origin("Kirovsk", language)
    for text in town_texts(refusal.value.values["choices"], language):
        assert entry.typed_origin(text, language).name == text.partition(",")[0]


def test_the_page_takes_so_many_origins_in_all():
    full = State(origins=tuple(PointOrigin(50, 30 + n / 1000) for n in range(limits.MAX_ORIGINS)))
    after = apply(full, Added((PointOrigin(51, 34),)))
    assert after.origins == full.origins
    assert "501 launch points are too many for this page, which takes 500" in after.notice
    many = Scenario(tuple(PointOrigin(50, 30 + n / 1000) for n in range(501)))
    assert "501" in apply(State(), Opened(many)).notice
    with pytest.raises(OriginError, match="501 origins are too many"):
        entry.uploaded_scenario("a.toml", many.to_toml().encode())


def test_vertices_are_counted_over_all_origins():
    line = ShapeOrigin(shapely.LineString([(30 + n / 10**5, 50) for n in range(60_000)]))
    once = apply(State(), Added((line,)))
    assert len(once.origins) == 1
    assert "120,000 vertices" in apply(once, Added((line,))).notice


def test_a_list_of_too_many_towns_ends_soon():
    with pytest.raises(OriginError, match="500 towns are too many"):
        entry.pasted_origins("Sumy\n" * 600, "en")


def test_a_layer_of_a_file_of_launch_points_is_chosen_without_sending_it_again(page):
    layers = Path(__file__).parents[1] / "intake" / "cases" / "two_layers.gpkg"
    page.file_uploader(key="upload-0").set_value(("two.gpkg", layers.read_bytes(), "x/y"))
    submit(page, "list-add")
    told = page.info[0].value.replace("\\", "")
    assert told == "two.gpkg: it holds several layers: 'ADM_0', 'ADM_1'; choose one."
    page.selectbox(key="origins-layer").set_value("ADM_1")
    submit(page, "layer-add")
    assert not page.exception
    assert not [each for each in page.selectbox if each.key == "origins-layer"]
    assert "geojson:" in str(page.query_params["origin"])


def test_what_was_done_to_a_file_of_launch_points_is_said_in_the_language_of_the_page():
    page = AppTest.from_file(str(PAGE), default_timeout=300)
    page.session_state["files"] = True
    page.query_params["origin"], page.query_params["lang"] = "point:50.0,36.2,", "uk"
    page.run()
    links = b"<kml><NetworkLink/><Placemark><Point><coordinates>34.7,51</coordinates></Point>"
    content = links + b"</Placemark></kml>"
    page.file_uploader(key="upload-0").set_value(("a.kml", content, "x/y"))
    submit(page, "list-add")
    told = page.info[0].value.replace("\\", "")
    assert told == "Файл a.kml: посилань на інші файли, за якими не переходили: 1."
    assert page.query_params["origin"][1] == "point:51.0,34.7,"
