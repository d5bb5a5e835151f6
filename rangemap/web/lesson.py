"""The lesson as one page: a globe and a flat map side by side, one ring to drag, a walk to guess.

Everything that is shown is measured in the browser by app/static/ways.js, which draws and measures
as rangemap.analysis.lesson does; the tests hold both to each other. Without script it is the sheet.
"""

import base64
import functools
import io
import json
from typing import Any

import shapely
from PIL import Image

from rangemap.analysis.lesson import METHODS
from rangemap.figures.files import picture_file
from rangemap.figures.lesson.sheet import picture
from rangemap.figures.options import FigureOptions
from rangemap.scenario.units import Length, parse_length
from rangemap.web import offline
from rangemap.web.inert import inert
from rangemap.wording.lesson import Handout
from rangemap.wording.quantities import both_units
from rangemap.world import boundaries
from rangemap.world.catalog import bundled_catalog

_COARSE_DEG, _MIN_DEG2, _PRECISION_DEG = 0.25, 0.4, 0.01
_OTHER_RANGES = ("100 km", "1000 km")
_SHEET_PX, _COLOURS = 1400, 64
_PLAIN = FigureOptions(size="a4")
_LIBRARIES = (
    "geodesic/geographiclib-geodesic.min.js",
    "d3/d3-array.min.js",
    "d3/d3-geo.min.js",
)


def lesson_page(handout: Handout) -> bytes:
    """The page as UTF-8; it opens from disk, prints, and makes no request.

    Raises OutputError if the page would ask for anything.
    """
    words = functools.partial(_inert, handout)
    scripts = "".join(f"<script>{offline.script(each)}</script>" for each in _LIBRARIES)
    data = json.dumps(_data(handout), ensure_ascii=False).replace("<", "\\u003c")
    page = "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{handout.language}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{words('title')}</title>",
            f"<style>{offline.text('live.css')}</style>",
            "</head>",
            "<body>",
            f"<h1>{words('title')}</h1>",
            f'<p class="lead" id="lead">{words("lead", range=handout.range_text)}</p>',
            (
                f'<main><div class="live">{_views(words)}{_panel(handout, words)}'
                f"{_controls(handout, words)}{_NUMBERS}"
                f"{_view('third', words('third'), words('third'), ' hidden')}</div>"
            ),
            (
                f'<section class="paper"><h2>{words("answers")}</h2><ol id="printed"></ol>'
                f"<h2>{words('teacher')}</h2><p>{words('teacher_text')}</p></section>"
            ),
            f'<section class="sheet"><h2>{words("sheet")}</h2>{_sheet(handout)}</section></main>',
            (
                f"<footer><p>{inert(handout.caveat())} {inert(handout.source_text())} "
                f"{words('sources')}</p></footer>"
            ),
            f'<script type="application/json" id="lesson-data">{data}</script>',
            scripts,
            f"<script>{offline.script('ways.js')}</script>",
            f"<script>{offline.script('live.js')}</script>",
            "</body>",
            "</html>\n",
        ]
    )
    offline.check_self_contained(page)
    return page.encode()


_NUMBERS = (
    '<div class="numbers"><p id="size"></p><p id="off"></p>'
    '<p id="spoken" class="visually-hidden" role="status"></p></div>'
)


def _inert(handout: Handout, key: str, **values: str) -> str:
    return inert(handout.say(f"live.{key}", **values))


def _views(words: Any) -> str:
    globe = f'{words("globe")} · <span class="key-truth"></span>{words("truth")}'
    return _view("globe", words("globe"), globe) + _view("flat", words("flat"), words("flat"))


def _view(name: str, told: str, caption: str, hidden: str = "") -> str:
    return (
        f'<figure class="view" id="{name}-view"{hidden}><canvas id="{name}" tabindex="0" '
        f'role="img" data-name="{told}" aria-label="{told}"></canvas>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _panel(handout: Handout, words: Any) -> str:
    ways = "".join(
        f'<label><input type="radio" name="way" value="{way}"{" checked" if not way else ""}> '
        f"{inert(handout.name(way)) if way else words('nothing')}</label>"
        for way in ("", *METHODS[1:])
    )
    return (
        f'<aside class="panel"><fieldset><legend><span class="key-wrong"></span>{words("add")}'
        f"</legend>{ways}</fieldset>"
        f'<div class="row"><button type="button" id="start">{words("walk")}</button>'
        f'<button type="button" id="free">{words("free")}</button></div>'
        f'<section id="walk" hidden><h2 id="at"></h2><p id="question"></p>'
        f'<div class="row" id="slider"><label>{words("guess")} <input type="range"></label>'
        f'<output></output></div><div id="choices" role="radiogroup"></div>'
        f'<button type="button" id="reveal">{words("reveal")}</button>'
        f'<div id="answer" class="answer" tabindex="-1" hidden><p id="answer-found"></p>'
        f'<p id="answer-why"></p></div>'
        f'<div class="row"><button type="button" id="back">{words("back")}</button>'
        f'<button type="button" id="next">{words("next")}</button></div></section>'
        f"<details><summary>{words('teacher')}</summary><p>{words('teacher_text')}</p>"
        f'<button type="button" id="print">{words("print")}</button></details></aside>'
    )


def _controls(handout: Handout, words: Any) -> str:
    ranges = "".join(
        f"<option{' selected' if length.km == handout.length.km else ''}>{inert(name)}</option>"
        for name, length in _ranges(handout)
    )
    thirds = "".join(
        f'<option value="{value}">{words(key)}</option>'
        for value, key in (("", "none"), ("equidistant", "equidistant"), ("conic", "conic"))
    )
    return (
        f'<div class="controls"><label>{words("lat")}<input id="lat" type="number" min="-90" '
        f'max="90" step="0.5"></label><label>{words("lon")}<input id="lon" type="number" '
        f'min="-180" max="180" step="0.5"></label><label>{words("range")}<select id="range">'
        f'{ranges}</select></label><label>{words("third")}<select id="third-choice">{thirds}'
        f"</select></label></div>"
    )


def _ranges(handout: Handout) -> list[tuple[str, Length]]:
    """The ranges to choose from, each with its name; the handout's own is among them."""
    code = handout.language
    found = [
        (f"{each.name_in(code)} {both_units(each.range.length, code)}", each.range.length)
        for each in bundled_catalog().weapons
        if not each.is_claimed
    ]
    found += [(both_units(length, code), length) for length in map(parse_length, _OTHER_RANGES)]
    if all(length.km != handout.length.km for _, length in found):
        found.append((handout.range_text, handout.length))
    return found


def _data(handout: Handout) -> dict[str, Any]:
    said = handout.said.messages
    words = {key.removeprefix("live."): said[key] for key in said if key.startswith("live.")}
    words |= {f"way_{way}": handout.name(way) for way in METHODS}
    words |= {
        f"error_{key.removeprefix('error.')}": said[key] for key in said if key.startswith("error.")
    }
    words |= {f"unit_{unit}": said[f"unit.{unit}"] for unit in ("m", "km", "km2")}
    words |= {
        name: said[f"position.{letter}"]
        for name, letter in (("north", "N"), ("south", "S"), ("east", "E"), ("west", "W"))
    }
    words["no_pole"] = said["views.no_pole"]
    return {
        "words": words,
        "language": handout.language,
        "start": {
            "lon": handout.lesson.lon,
            "lat": handout.lesson.lat,
            "km": handout.length.km,
        },
        "ranges": [
            {"km": length.km, "text": both_units(length, handout.language)}
            for _, length in _ranges(handout)
        ],
        "land": json.loads(_land()),
    }


@functools.cache
def _land() -> str:
    """The land of the Earth, coarse, as GeoJSON whose rings d3 reads: the outer ones clockwise."""
    coarse = shapely.simplify(boundaries.land(), _COARSE_DEG)
    parts = [part for part in shapely.get_parts(coarse) if part.area > _MIN_DEG2]
    rounded = shapely.set_precision(shapely.multipolygons(parts), _PRECISION_DEG)
    turned = [
        shapely.geometry.polygon.orient(part, sign=-1.0) for part in shapely.get_parts(rounded)
    ]
    return str(shapely.to_geojson(shapely.multipolygons(turned)))


def _sheet(handout: Handout) -> str:
    """The sheet as a picture, for a page without script and for print."""
    with Image.open(io.BytesIO(picture_file(picture(handout, _PLAIN), ".png", _PLAIN))) as made:
        high = round(made.height * _SHEET_PX / made.width)
        small = made.convert("RGB").resize((_SHEET_PX, high), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.quantize(_COLOURS).save(file, format="PNG", optimize=True)
    data = base64.b64encode(file.getvalue()).decode()
    return f'<img src="data:image/png;base64,{data}" alt="{inert(handout.alternative())}">'
