"""What may be asked of a figure, free to import."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FigureOptions:
    """How a figure looks and what it says, beside its scenario: arguments of ``figure``.

    dpi: dots per inch of a PNG, the size's own by default. title and subtitle: instead of what is
    derived from the scenario.
    """

    size: str = "article"
    style: str = "light"
    dpi: float | None = None
    title: str | None = None
    subtitle: str | None = None
