"""Files of a story, read by other programs; its page by an HTML parser."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
from PIL import Image

from rangemap.analysis.story import story
from rangemap.export.story import STORY, step_report
from rangemap.figures.options import FigureOptions
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Permission, Scenario
from rangemap.wording.figure import assumption
from rangemap.wording.language import language_of
from rangemap.wording.story import account_record, permitted_text

EVIL = "{{7*7}}<script>hacked=1</script><img src=x onerror=hacked=2>\"'`${hacked=3}\\ =1+1"
SUMY = (PointOrigin(51.0, 34.7, "Sumy"),)


@pytest.fixture(scope="module")
def told():
    limits = (Permission(only=("RU-KRS",)), Permission(), Permission(except_=("RU-BRY",)))
    titles = ("Only Kursk", EVIL, "")
    return story(
        [
            Scenario(SUMY, ("himars",), limit, title=title)
            for limit, title in zip(limits, titles, strict=True)
        ],
        title=EVIL,
    )


class Texts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def words(element):
    return " ".join(" ".join(element.itertext()).replace("\u00a0", " ").split())


def test_the_page_holds_every_step_and_titles_are_inert(told):
    page = Texts()
    text = STORY.file(told, ".html").decode()
    assert re.search(r"</script>\s*</body>\s*</html>\s*$", text)
    page.feed(text)
    assert [attrs["id"] for tag, attrs in page.tags if attrs.get("class") == "step"] == [
        "step-1",
        "step-2",
        "step-3",
    ]
    shown = " ".join(" ".join(page.texts).split())
    assert " ".join(EVIL.split()) in shown.replace("\u00a0", " ")
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    pictures = [attrs for tag, attrs in page.tags if tag == "img"]
    assert len(pictures) == 4  # three maps and their key
    assert all(
        each["src"].startswith("data:image/webp;base64,") and each["alt"] for each in pictures
    )


def test_the_picture_of_all_steps_has_its_subtitle_or_none(told):
    def drawn(**options):
        return ET.fromstring(STORY.file(told, ".svg", FigureOptions(dpi=30, **options)))

    usual = assumption(told.chapters[1].main.reach).replace("\u00a0", " ")
    picture = drawn()
    assert usual in words(picture)
    assert usual not in words(drawn(without=("subtitle",)))
    heads = [
        words(each)
        for each in picture.iter("{http://www.w3.org/2000/svg}g")
        if each.get("id", "").startswith("head-")
    ]
    assert [head.split()[0] for head in heads] == ["1", "2", "3"]
    first, said = told.chapters[0].main, language_of("en")
    assert "Only Kursk" in heads[0]
    assert permitted_text(first, said).replace("\u00a0", " ") in heads[0]


def test_numbers_are_alike_in_every_file(told):
    rows = list(csv.DictReader(io.StringIO(STORY.file(told, ".csv").decode("utf-8-sig"))))
    frame = gpd.read_file(io.BytesIO(STORY.file(told, ".geojson")))
    records = json.loads(json.dumps(STORY.summary(told)))["steps"]
    for chapter, record in zip(told.chapters, records, strict=True):
        found = {
            each["region"]: each["permitted_km2"]
            for each in account_record(chapter.main)["regions"]
        }
        assert found == {
            each["region"]: each["permitted_km2"] for each in record["accounts"][0]["regions"]
        }
        assert found == {
            row["region"]: float(row["permitted_km2"])
            for row in rows
            if row["step"] == str(chapter.number)
        }
        features = frame[frame["step"] == chapter.number].set_index("region")
        assert found == features["after_km2"].to_dict()
        areas = features.to_crs("ESRI:102025").area / 1e6  # equal-area
        assert areas.to_dict() == pytest.approx(found, rel=2e-3)
    assert all("Not a prediction" in row["caveat"] for row in rows)
    assert rows[-1]["title"] == ""
    assert next(row for row in rows if row["step"] == "2")["title"].startswith("{{7*7}}")


@pytest.mark.parametrize("report", [STORY, step_report(2)])
def test_figures_repeat_and_say_what_they_are(told, report):
    options = FigureOptions(size="square", dpi=40)
    first, second = (report.file(told, ".png", options) for _ in range(2))
    assert first == second
    facts = Image.open(io.BytesIO(first)).text
    assert facts["Disclaimer"].startswith("Maximum published range")
    assert "Kursk" in facts["Description"]
