"""Pages that ask nobody for anything: vendored files as text, and a check of the page."""

import functools
import re
from html.parser import HTMLParser

from rangemap.errors import DataError, OutputError
from rangemap.world.bundled import bundled_folder

_FETCHING_ATTRIBUTES = {"src", "srcset", "data", "poster", "background", "action", "formaction"}
_FETCHING_TAGS_BY_HREF = {"link", "image", "use", "base"}
_CSS_ADDRESS = re.compile(r"url\(\s*['\"]?(?!#|data:)([^)'\"]*)|@import\s*([^;]*)", re.IGNORECASE)
_COMMENT = re.compile(r"^[ \t]*/\*(?! @preserve).*?\*/$\n?", re.MULTILINE | re.DOTALL)


@functools.cache
def text(path: str) -> str:
    """A file of app/static, as it is. Raises DataError where it is missing or damaged."""
    file = bundled_folder("app/static") / path
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(file, "is missing or damaged; reinstall rangemap") from error


def script(path: str) -> str:
    """A script of app/static as text that may stand between script tags, without our comments."""
    uncommented = _COMMENT.sub("", text(path))
    without_map = re.sub(r"^//# sourceMappingURL=.*$", "", uncommented, flags=re.MULTILINE)
    return re.sub(r"</(?=script)", r"<\\/", without_map, flags=re.IGNORECASE)


def leaflet_style() -> str:
    """Leaflet's style sheet without its images, which the map does not use, and comments."""
    images = r"^\s*(background-image|behavior):\s*url\([^)]*\);$"
    return _COMMENT.sub("", re.sub(images, "", text("leaflet/leaflet.css"), flags=re.MULTILINE))


def check_self_contained(page: str) -> None:
    """Raise OutputError where opening the page would ask for anything beyond the page itself."""
    reader = _Addresses()
    reader.feed(page)
    reader.close()
    if reader.found:
        raise OutputError(
            f"the page would ask for {reader.found[0][:80]!r}; nothing was written, report this"
        )


class _Addresses(HTMLParser):
    """Collects every address that a browser would fetch by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            fetches = name in _FETCHING_ATTRIBUTES or (
                name.endswith("href") and tag in _FETCHING_TAGS_BY_HREF
            )
            if fetches and value and not value.startswith(("data:", "#")):
                self.found.append(value)
            if name == "style" and value:
                self._read_css(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._read_css(data)

    def _read_css(self, css: str) -> None:
        self.found += [(match[1] or match[2]) for match in _CSS_ADDRESS.finditer(css)]
