"""What a sweep along the border found, drawn: from its folder, or at once."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import shapely
from PIL import Image

from rangemap import BorderOrigin, Scenario, compute
from rangemap.analysis.profile import profile
from rangemap.batch import ledger
from rangemap.batch.profile import profile_in
from rangemap.cli import options as cli
from rangemap.errors import OriginError, OutputError
from rangemap.export.profile import PROFILE
from rangemap.figures.options import FigureOptions
from rangemap.figures.paint import Words
from rangemap.figures.profile import count_classes
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.scenario import parse_range
from rangemap.scenario.units import parse_length
from rangemap.web.offline import check_self_contained
from rangemap.wording.remarks import remarks
from rangemap.world.catalog import bundled_catalog

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = {"border_km": pa.float64(), "region": pa.string(), "weapon": pa.string()}
COLUMNS |= dict.fromkeys(("share", "reached_km2", "reached_error_km2"), pa.float64())
CAVEAT = "Maximum published range. Not a prediction."


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """The folder of a sweep along the border, 100 km apart, on it and 30 km inside."""
    folder = tmp_path_factory.mktemp("profile") / "sweep"
    asked = ("sweep", "--border", "--every", "100 km", "--setback", "0 km:30 km:30 km")
    more = ("--weapon", "himars", "--weapon", "atacms", "--except", "RU-BEL", "--workers", "1")
    with pytest.raises(SystemExit, match="0"):
        cli.main([*asked, *more, "-o", str(folder)])
    return folder


def in_words(found):
    return PROFILE.sentence(found).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="module")
def found(swept):
    return profile_in(swept, None, bundled_catalog())


def test_a_profile_says_of_each_place_what_the_place_alone_has(found):
    most = found.most("atacms")
    here = compute(Scenario((BorderOrigin("RU", most.km),), ("atacms",)))
    assert here.total("atacms")["reached_km2"] == pytest.approx(most.area_km2)
    assert here.total("atacms")["regions_reached"] == most.regions
    others = [
        compute(Scenario((BorderOrigin("RU", km),), ("atacms",))).total("atacms")["reached_km2"]
        for km in found.at_km[::5]
    ]
    assert found.least("atacms").area_km2 <= min(others)
    assert max(others) <= most.area_km2


def test_another_setback_is_another_line(swept, found):
    inside = profile_in(swept, None, bundled_catalog(), setback="30 km")
    assert inside.border.setback == parse_length("30 km")
    assert inside.most("himars").area_km2 < found.most("himars").area_km2
    assert "a line 30 km inside Ukraine’s border with Russia" in in_words(inside)
    assert profile_in(swept, None, bundled_catalog(), setback="0 km").border.setback is None
    for wrong in ("20 km", "1 km"):
        with pytest.raises(OriginError, match="measured at 0 km, 30 km; choose one"):
            profile_in(swept, None, bundled_catalog(), setback=wrong)


def test_what_is_said_is_what_was_found(found):
    most, least = found.most("atacms"), found.least("atacms")
    said = in_words(found)
    assert f"from km {most.km:,.0f}, opposite " in said
    assert f"from km {least.km:,.0f}, opposite " in said
    summary = PROFILE.summary(found)
    assert summary["sentence"] in PROFILE.table(found)
    assert summary["caveat"] == CAVEAT
    assert json.loads(json.dumps(summary))["places"][2]["km"] == most.km
    assert [(place["range_km"], place["of"]) for place in summary["places"]] == [
        (each.range_km, of) for each in found.ranges for of in ("most", "least")
    ]
    for place in summary["places"]:
        ends = {"most": found.most, "least": found.least}
        assert place["area_km2"] == ends[place["of"]](place["weapon"]).area_km2
    rows = list(csv.DictReader(io.StringIO(PROFILE.file(found, ".csv").decode("utf-8-sig"))))
    kursk = next(r for r in rows if (r["region"], r["weapon"]) == ("RU-KRS", "atacms"))
    share = found.share("atacms", "RU-KRS")
    assert float(kursk["greatest_share"]) == share.max()
    assert float(kursk["greatest_at_km"]) == found.at_km[share.argmax()]
    assert "Not a prediction" in kursk["caveat"]


def test_the_figure_names_every_region_and_says_whose_it_is(found):
    root = ET.fromstring(PROFILE.file(found, ".svg", FigureOptions(size="a4")))
    groups = {each.get("id") for each in root.iter(f"{SVG}g")}
    assert {"border-himars", "border-atacms", "strips-himars", "strips-atacms"} <= groups
    assert {"kilometres", "places-atacms", "head-atacms"} <= groups
    strips = next(g for g in root.iter(f"{SVG}g") if g.get("id") == "strips-atacms")
    written = ["".join(each.itertext()) for each in strips.iter(f"{SVG}text")]
    names = dict(zip(found.reach.outlines["region"], found.reach.outlines["name"], strict=True))
    for region in found.reached("atacms"):
        assert any(text in names[region] for text in written if text[:1].isupper())
    assert any(text.startswith("most area: ") for text in written)
    shown = "".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    for said in (CAVEAT, "Natural Earth", "Belgorod Oblast"):
        assert "".join(said.split()) in "".join(shown.split())


def test_what_counts_no_places_does_not_say_where_they_are_counted(found):
    beyond = found.reach.places.assign(region="BY-HO")
    reach = replace(found.reach, places=beyond)
    assert any("Places are counted" in each for each in remarks(reach))
    told = replace(found, reach=reach)
    assert "Places are counted" not in PROFILE.table(told)
    assert "Places are counted" not in PROFILE.picture(told, FigureOptions()).alternative


def test_a_telephone_shows_the_longest_range_alone(found):
    root = ET.fromstring(PROFILE.file(found, ".svg", FigureOptions(size="phone")))
    groups = {each.get("id") for each in root.iter(f"{SVG}g")}
    assert {"border-atacms", "strips-atacms"} <= groups
    assert not [each for each in groups if each and "himars" in each]
    shown = "".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    assert "ATACMS" in shown
    assert "HIMARS" not in shown


@pytest.mark.parametrize("size", ["a4", "phone"])
def test_no_word_of_the_figure_lies_over_another_or_leaves_it(found, size):
    asked = FigureOptions(size=size, dpi=72)
    made = PROFILE.picture(found, asked).draw(asked)
    sheet = shapely.box(*made.bbox.extents)
    lines = [each for each in made.findobj(Words) if len(each.get_text()) > 1]  # no curved letters
    boxes = [shapely.box(*each.get_window_extent().extents) for each in lines]
    assert len(boxes) > 20
    for one, other in shapely.STRtree(boxes).query(boxes, predicate="intersects").T:
        both = shapely.intersection(boxes[one], boxes[other])
        if one < other and min(np.ptp(both.bounds[::2]), np.ptp(both.bounds[1::2])) > 0.5:
            pytest.fail(f"{lines[one].get_text()!r} lies over {lines[other].get_text()!r}")
    for line, box in zip(lines, boxes, strict=True):
        assert shapely.contains(sheet, box), line.get_text()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_figure_for_telephones_says_the_same_in_every_language(swept, code):
    told = profile_in(swept, None, bundled_catalog(), language=code, title="")
    png = PROFILE.file(told, ".png", FigureOptions(size="phone", dpi=30))
    facts = Image.open(io.BytesIO(png)).info
    assert facts["Disclaimer"] == CAVEAT
    assert facts["Caption"] == PROFILE.sentence(told)
    assert PROFILE.sentence(told) in facts["Description"]
    assert Scenario.from_toml(facts["Scenario"]).origins == (BorderOrigin("RU"),)
    assert not re.search(r"\{|\[\w", facts["Title"] + facts["Caption"])


def test_the_command_line_draws_at_once_or_from_the_folder(run, swept, tmp_path):
    few = ("sweep", "--border", "--every", "500 km", "--range", "50 mi", "--workers", 1)
    code, out, _ = run(*few, "--map", "at-once.csv", "--map", "at-once.html")
    assert code == 0
    assert "reaches 1 region" in out or "reaches 1 to" in out
    check_self_contained((tmp_path / "at-once.html").read_text(encoding="utf-8"))
    assert "rangemap-" not in out  # the folder that was measured into is nobody's business
    code, out, _ = run("sweep", "-o", swept, "--map", "later.csv", "--lang", "uk")
    assert code == 0
    assert "Брянська область" in (tmp_path / "later.csv").read_text(encoding="utf-8-sig")
    assert "кордону України з Росією" in out


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--origins", "p.csv", "--map", "a.png"], "--map draws what is within reach along"),
        (["--border", "--map", "a.gif"], ".gif is no output here"),
        (["--border", "--map", "no/a.png"], "the folder no does not exist"),
        (["-o", "{swept}", "--map", "a.png", "--range", "50 mi"], "options for ranges; leave"),
        (["-o", "nowhere", "--map", "a.png"], "holds no manifest.json"),
        (["--map", "a.png"], "--origins FILE or --border"),
        (["--border", "-o", "s", "--dpi", "100"], "--dpi is for figures"),
        (["--border", "--origins-layer", "x", "-o", "s"], "--origins-layer goes with --origins"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_refused_in_one_sentence(run, swept, asked, words):
    code, out, err = run("sweep", *(each.format(swept=swept) for each in asked))
    assert (code, out) == (2, "")
    assert words in err.splitlines()[-1]


def test_a_sweep_that_is_not_done_is_not_drawn(swept, tmp_path):
    for name in ("manifest.json", "journal.jsonl"):
        (tmp_path / name).write_bytes((swept / name).read_bytes())
    (tmp_path / ledger.JOURNAL).write_bytes(b"")
    with pytest.raises(OutputError, match="0 of 32 places are measured"):
        profile_in(tmp_path, None, bundled_catalog())


def test_more_ranges_than_a_figure_holds_are_refused():
    ranges = tuple(parse_range(f"{n}0 km") for n in range(1, 5))
    reach = compute(Scenario((BorderOrigin("RU"),), ranges))
    nothing = pa.table({name: pa.array([], kind) for name, kind in COLUMNS.items()})
    with pytest.raises(OutputError, match="holds 3 ranges, and here are 4"):
        PROFILE.file(profile(nothing, reach, np.array([0.0, 700.0])), ".svg")


@pytest.mark.parametrize(
    ("most", "classes"),
    [
        (1, [(1, 1)]),
        (5, [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]),
        (10, [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]),
        (11, [(1, 3), (4, 6), (7, 9), (10, 11)]),
        (0, []),
    ],
)
def test_classes_of_numbers_hold_every_number_once(most, classes):
    assert count_classes(most) == classes
