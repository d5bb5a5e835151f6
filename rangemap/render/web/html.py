"""One page, whole in one file: the map, what it says in words, and every number as a table."""

from rangemap import boundaries
from rangemap.reach import CAVEAT, Reach
from rangemap.render.caption import caption, headline
from rangemap.render.palette import STYLES, Style
from rangemap.render.provenance import source_line
from rangemap.render.web import html_parts, offline
from rangemap.render.web.inert import inert
from rangemap.render.web.webmap import figure_of, web_map

_PRINTING = """<script>
MAP.attributionControl.setPrefix("Leaflet");
addEventListener("beforeprint", () => MAP.invalidateSize({ animate: false }));
</script>"""
_WORLDVIEWS = {"un": "UN General Assembly resolution 68/262"}


def render(reach: Reach, _suffix: str = ".html") -> bytes:
    """The page as UTF-8; it opens from disk, prints, and makes no request.

    Text is inert wherever it stands. Raises OutputError if the page would ask for anything.
    """
    page = _page(reach, STYLES["light"])
    offline.check_self_contained(page)
    return page.encode()


def _page(reach: Reach, style: Style) -> str:
    made = web_map(reach, style=style)
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
            f"<style>{offline.text('parts.css')}{offline.text('page.css')}</style>",
            "</head>",
            "<body>",
            f"<header><h1>{title}</h1>",
            f"<p>{inert(caption(reach))} <strong>{inert(CAVEAT)}</strong></p></header>",
            f'<figure role="group" aria-label="{inert(f"Map. {caption(reach)}")}">',
            figure.html.render(),
            html_parts.legend(reach, style),
            "</figure>",
            "<section><h2>Regions within range</h2>",
            html_parts.numbers(reach),
            "</section>",
            _footer(reach),
            f"<script>{figure.script.render()}</script>",
            _PRINTING.replace("MAP", made.get_name()),
            "</body>",
            "</html>\n",
        ]
    )


def _look() -> str:
    return "".join(offline.text(name) for name in ("map.css", "parts.css", "page.css"))


def _footer(reach: Reach) -> str:
    worldview = _WORLDVIEWS[reach.scenario.worldview]
    return (
        f"<footer><p>{inert(source_line(reach))}</p>"
        f"<p>Borders as in {worldview}. Data: {inert(boundaries.DATA_VERSION)}. Outlines are good "
        "to about 1 km. Distances and areas are measured on the WGS 84 ellipsoid; the map is drawn "
        "in Web Mercator, which stretches rings to the north, and its scale holds at the middle "
        "of the map.</p></footer>"
    )
