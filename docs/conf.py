"""How the site is made from these pages: ``make docs``. Sphinx starts in the folder above."""

import json
import sys
from pathlib import Path

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP))

from docutils import nodes  # noqa: E402
from sphinx.application import Sphinx  # noqa: E402

from rangemap import __version__  # noqa: E402  of this tree, whatever is installed
from rangemap.export.schemas import schemas  # noqa: E402

project = "rangemap"
author = "rangemap maintainers"
copyright = "rangemap maintainers, MIT"  # noqa: A001  Sphinx's name
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/*.md", "docs/tutorials/*.md", "data/*.md", "data/boundaries/*.md"]
exclude_patterns = ["docs/_build", ".*", "node_modules", "artefacts"]

myst_heading_anchors = 4  # as GitHub makes them, so that links lead to headings in both
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_links_external_new_tab = False

autosummary_generate = False
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_preprocess_types = False
python_use_unqualified_type_names = True

templates_path = ["site/templates"]
html_sidebars = {"**": ["site-toc.html"]}
html_theme = "pydata_sphinx_theme"
html_title = "rangemap"
html_static_path = ["site/static"]
html_css_files = ["rangemap.css"]
html_extra_path = ["site/extra"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "logo": {"text": "rangemap"},
    "navigation_with_keys": False,
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_toc_level": 2,
}
html_context = {"default_mode": "auto"}

# Types of other libraries lead to their pages. Only what is named here does, and no inventory is
# fetched, so that the site is made without a network.
_PANDAS = "https://pandas.pydata.org/docs/reference/api/{}.html"
_GEOPANDAS = "https://geopandas.org/en/stable/docs/reference/api/{}.html"
_PYTHON = "https://docs.python.org/3/library/{}.html"
ELSEWHERE = {
    "geopandas.GeoDataFrame": _GEOPANDAS.format("geopandas.GeoDataFrame"),
    "geopandas.GeoSeries": _GEOPANDAS.format("geopandas.GeoSeries"),
    "pandas.DataFrame": _PANDAS.format("pandas.DataFrame"),
    "pandas.Series": _PANDAS.format("pandas.Series"),
    "pathlib.Path": _PYTHON.format("pathlib") + "#pathlib.Path",
}
_SHORT = {"gpd": "geopandas", "pd": "pandas"}


def lead_elsewhere(_app: Sphinx, _env: object, node: nodes.Element, shown: nodes.Node) -> object:
    """A link to another library's page, for a type that is named but not ours."""
    first, _, rest = str(node.get("reftarget", "")).partition(".")
    address = ELSEWHERE.get(f"{_SHORT.get(first, first)}.{rest}")
    return address and nodes.reference("", "", shown, internal=False, refuri=address)


def publish_schemas(app: Sphinx, _trouble: Exception | None) -> None:
    """Put the JSON Schemas beside the pages."""
    folder = Path(app.outdir) / "schemas"
    folder.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Hang links to other libraries, and the schemas, into Sphinx."""
    app.connect("build-finished", publish_schemas)
    app.connect("missing-reference", lead_elsewhere)
