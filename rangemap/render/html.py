"""One page, whole in one file: the map, what it says in words, and every number as a table."""

import json
from typing import Any

from rangemap import boundaries
from rangemap.reach import CAVEAT, Reach
from rangemap.render import offline
from rangemap.render.caption import caption, headline
from rangemap.render.display import at_display_resolution
from rangemap.render.inert import inert
from rangemap.render.layers import by_range, layers, ring_label
from rangemap.render.map_labels import map_labels
from rangemap.render.palette import LIGHT, SHARE_CLASSES, Theme, dash, hue, share_colour
from rangemap.render.provenance import source_line
from rangemap.render.region_facts import RegionFacts, region_facts
from rangemap.render.webmap import OfflineMap, figure_of, scene_box, web_map
from rangemap.render.wording import area_text, distance_text

_WORLDVIEWS = {"un": "UN General Assembly resolution 68/262"}


def render(reach: Reach, _suffix: str = ".html") -> bytes:
    """The page as UTF-8; it opens from disk, prints, and makes no request.

    Text is inert wherever it stands. Raises OutputError if the page would ask for anything.
    """
    page = _page(reach, LIGHT)
    offline.check_self_contained(page)
    return page.encode()


def _page(reach: Reach, theme: Theme) -> str:
    made = web_map(reach, theme=theme)
    made.default_js, made.default_css = [], []  # as readable text below instead
    figure = figure_of(made)
    figure.render()
    title = inert(reach.scenario.title or headline(reach))
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f"<title>{title}</title>",
            f'<meta name="description" content="{inert(caption(reach))}">',
            f"<style>{offline.leaflet_style()}</style>",
            f"<script>{offline.script('leaflet/leaflet.js')}</script>",
            figure.header.render(),
            f"<style>{theme_style(theme)}{offline.text('map.css')}{offline.text('page.css')}</style>",
            "</head>",
            "<body>",
            f"<header><h1>{title}</h1>",
            f"<p>{inert(caption(reach))} <strong>{inert(CAVEAT)}</strong></p></header>",
            f'<figure role="group" aria-label="{inert(f"Map. {caption(reach)}")}">',
            figure.html.render(),
            _legend(reach, theme),
            "</figure>",
            _tables(reach),
            _footer(reach),
            f"<script>{figure.script.render()}</script>",
            _labels(reach, made),
            "</body>",
            "</html>\n",
        ]
    )


def theme_style(theme: Theme) -> str:
    """The theme's colours as the custom properties that static/map.css uses."""
    colours = {
        "water": theme.water,
        "land": theme.land,
        "line": theme.region_line,
        "text": theme.text,
        "quiet": theme.quiet_text,
        "halo": theme.halo,
    }
    return ":root{" + "".join(f"--rm-{name}:{value};" for name, value in colours.items()) + "}"


def _legend(reach: Reach, theme: Theme) -> str:
    order = {each.weapon: number for number, each in enumerate(reach.ranges)}
    rows = []
    for each in by_range(reach):
        number = order[each.weapon]
        steps = "".join(
            f'<td style="background:{share_colour(hue(number), step, theme.land)}"></td>'
            for step in range(len(SHARE_CLASSES))
        )
        pattern = " ".join(str(2 * length) for length in dash(number))
        line = (
            f'<svg width="34" height="8" aria-hidden="true"><line x1="0" x2="34" y1="4" y2="4" '
            f'stroke="{hue(number)}" stroke-width="3" stroke-dasharray="{pattern}"/></svg>'
        )
        rows.append(f"<tr><th scope=row>{line} {inert(ring_label(each))}</th>{steps}</tr>")
    heads = "".join(f"<th scope=col>{each}</th>" for each in SHARE_CLASSES)
    withheld = (
        ""
        if reach.regions["permitted"].all()
        else '<p><svg width="30" height="12" aria-hidden="true"><rect width="30" height="12" '
        'fill="url(#withheld-0)"/></svg> hatched: within range, withheld by permission</p>'
    )
    return (
        '<figcaption class="legend"><table><caption>Share of each region within range</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>{withheld}"
        "</figcaption>"
    )


def _tables(reach: Reach) -> str:
    ranges = by_range(reach)
    language = reach.scenario.language
    heads = "".join(f"<th scope=col>{inert(ring_label(each))}</th>" for each in ranges)
    rows = "\n".join(_row(each, language) for each in region_facts(reach))
    totals = reach.totals()
    reached_km2 = dict(zip(totals["weapon"], totals["reached_km2"].astype(float), strict=True))
    sums = "".join(f"<td>{_total_text(reached_km2[each.weapon])}</td>" for each in ranges)
    return (
        '<section><h2>Regions within range</h2><div class="scroll"><table class="numbers">'
        f"<thead><tr><th scope=col>Region</th><th scope=col>Code</th>{heads}"
        "<th scope=col>Nearest</th><th scope=col>First reached by</th></tr></thead>"
        f"<tbody>{rows}</tbody>"
        f"<tfoot><tr><th scope=row>Total</th><td></td>{sums}<td></td><td></td></tr></tfoot>"
        "</table></div></section>"
    )


def _total_text(reached_km2: float) -> str:
    return area_text(reached_km2) if reached_km2 > 0 else "–"


def _row(facts: RegionFacts, language: str) -> str:
    parts = "".join(f"<td>{inert(part.text)}</td>" for part in facts.parts)
    withheld = "" if facts.permitted else " (withheld by permission)"
    return (
        f'<tr><th scope=row><span lang="{language}">{inert(facts.name)}</span>{withheld}</th>'
        f"<td>{inert(facts.region)}</td>{parts}<td>{inert(distance_text(facts.nearest_km))}</td>"
        f"<td>{inert(facts.first.label)}</td></tr>"
    )


def _footer(reach: Reach) -> str:
    worldview = _WORLDVIEWS[reach.scenario.worldview]
    return (
        f"<footer><p>{inert(source_line(reach))}</p>"
        f"<p>Borders as in {worldview}. Data: {inert(boundaries.DATA_VERSION)}. Outlines are good "
        "to about 1 km. Distances and areas are measured on the WGS 84 ellipsoid; the map is drawn "
        "in Web Mercator, which stretches rings to the north, and its scale holds at the middle "
        "of the map.</p></footer>"
    )


def _labels(reach: Reach, made: OfflineMap) -> str:
    """The names, drawn by the same script as on the page; data and script never mix."""
    drawn = layers(at_display_resolution(reach))
    labels = map_labels(reach, drawn, scene_box(drawn))
    return (
        f'<script type="application/json" id="labels">{_json_in_html(labels)}</script>\n'
        f'<script type="module">{offline.script("labels.js")}\n'
        f"const map = window.{made.get_name()};\n"
        'map.attributionControl.setPrefix("Leaflet");\n'
        'showLabels(L, map, JSON.parse(document.getElementById("labels").textContent));\n'
        'addEventListener("beforeprint", () => map.invalidateSize({ animate: false }));\n'
        "</script>"
    )


def _json_in_html(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
