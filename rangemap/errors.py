"""What can go wrong, in one family: every message is one sentence that says what to do."""

from pathlib import Path
from typing import Any

_MAX_SHOWN = 40


class RangemapError(Exception):
    """Root of every error that rangemap raises on purpose; its text is fit to show a user.

    reason: a short key by which a page may say it in its own words and language, empty where there
    is none; values: what fills these words in.
    """

    def __init__(self, text: str = "", /, *, reason: str = "", **values: Any) -> None:
        """Say what went wrong, and what is needed to say it in other words."""
        super().__init__(text)
        self.reason, self.values = reason, values


class InputError(RangemapError):
    """Something a user gave cannot be used; mending the input mends the error (exit code 2)."""


class KindError(InputError, TypeError):
    """An argument is of a kind that nothing can be made of; a TypeError, as Python has it, too."""


class LayerError(InputError):
    """A file holds several layers, and which of them is meant is not said.

    layers: their names.
    """

    def __init__(self, text: str, /, layers: tuple[str, ...], **words: Any) -> None:
        """Say what the file holds; whoever asked for it knows where a layer is chosen."""
        super().__init__(text, **words)
        self.layers = layers


class LengthError(InputError):
    """A length such as ``"190 mi"`` is not readable or not usable."""


class CatalogError(InputError):
    """A weapon is not in the catalogue, or a catalogue file is wrong."""


class TimelineError(InputError):
    """A timeline file is wrong, or a step of it unknown."""


class GeometryError(InputError):
    """A geometry, radius or tolerance is outside what the geodesic core accepts."""


class OriginError(InputError):
    """A launch point, stretch or area is not readable or not on the Earth."""


class BoundaryError(InputError):
    """A region, country, border or place is unknown, or a boundary file is wrong."""


class ChoiceError(BoundaryError):
    """Regions need a column of keys or of names, or a layer, to be chosen.

    of: ``"key"``, ``"name"`` or ``"layer"``. choices: those that there are. The text ends in what
    is to be chosen; whoever asks the user says where.
    """

    def __init__(
        self, text: str, /, *, of: str, choices: tuple[str, ...] = (), **words: Any
    ) -> None:
        """Say what is wrong with a file, and what to choose."""
        super().__init__(text, **words)
        self.of, self.choices = of, choices


class ScenarioError(InputError):
    """A scenario contradicts itself, or its file or link cannot be read."""


class OutputError(InputError):
    """An output cannot be made as asked: unknown suffix, missing folder, existing file."""


class DataError(RangemapError):
    """Bundled data are missing or damaged (exit code 1): the installation needs repair.

    file: the name of the file alone, for those who need not know where it lies.
    """

    def __init__(self, path: Path | str, trouble: str) -> None:
        """Say of a file or folder what is wrong with it and what to do."""
        super().__init__(f"{path} {trouble}")
        self.file = Path(path).name


class InternalError(RangemapError):
    """Rangemap found a fault of its own (exit code 1): no input mends it; it is to be reported."""


def told(value: object) -> str:
    """A wrong value as a message has it: itself where it is short, else what kind it is of."""
    if isinstance(value, str):
        return repr(value[:_MAX_SHOWN])
    if isinstance(value, int) and abs(value) >= 10**_MAX_SHOWN:
        return f"so large {with_article(type(value))}"  # of many digits Python writes none
    if value is None or isinstance(value, int | float):
        return str(value)
    return with_article(type(value))


def with_article(kind: type) -> str:
    """The name of a kind of values with its article: ``a list``, ``an int``."""
    return f"{'an' if kind.__name__[0].lower() in 'aeiou' else 'a'} {kind.__name__}"
