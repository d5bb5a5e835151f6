"""How much one visit may hold: what a page redraws in a few seconds."""

from collections.abc import Sequence

import shapely

from rangemap.errors import OriginError
from rangemap.scenario.origins import Origin, ShapeOrigin

# more are for the command line, which has no clock running
MAX_ORIGINS, MAX_VERTICES = 500, 100_000
MAX_ENTRIES, MAX_FIGURES = 50, 500  # of a catalogue: a button for each entry


def check_origins(origins: Sequence[Origin]) -> None:
    """Raise OriginError for more origins, or more vertices in all of them, than the page takes."""
    if len(origins) > MAX_ORIGINS:
        raise OriginError(
            f"{len(origins):,} origins are too many for the page; "
            "use rangemap reach --origins for more",
            reason="too_many_origins",
            count=f"{len(origins):,}",
            most=f"{MAX_ORIGINS:,}",
        )
    shapes = [each.geometry for each in origins if isinstance(each, ShapeOrigin)]
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    if vertices > MAX_VERTICES:
        raise OriginError(
            f"{vertices:,} vertices are too many for the page; "
            "use rangemap reach --origins for more",
            reason="too_many_vertices",
            count=f"{vertices:,}",
            most=f"{MAX_VERTICES:,}",
        )
