"""What a result says of itself on a Python prompt and in a notebook: its sentence, its table."""

import html
import importlib
from typing import Any


class Told:
    """A kind of result that has a report of its name in `export`: a Depth has `export.depth.DEPTH`.

    The report is looked up when a result is shown; nothing here knows an output.
    """

    def __repr__(self) -> str:
        """The sentence that can be quoted."""
        return f"<{type(self).__name__}: {self._report().sentence(self)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the table."""
        table = html.escape(self._report().table(self))
        return f'<pre style="white-space: pre-wrap">{table}</pre>'

    @classmethod
    def _report(cls) -> Any:
        name = cls.__name__.lower()
        return getattr(importlib.import_module(f"rangemap.export.{name}"), name.upper())
