"""Regions of the user's own, held by the visit alone: no link carries them, no one else sees them.

What is measured with them is kept by what the file says and by the fingerprint of its bytes, so
only a visit that uploaded the same file could be answered from it.
"""

import json
from dataclasses import asdict, dataclass

import shapely
import streamlit as st

from rangemap.errors import BoundaryError, ChoiceError
from rangemap.intake.limits import FROM_VISITORS
from rangemap.intake.phrases import Note
from rangemap.intake.regions import Columns, regions_of_bytes
from rangemap.workers.questions import OwnRegions

_HELD, _UNDECIDED = "own-regions", "own-regions-undecided"
_MAX_REGIONS, _MAX_VERTICES = 5_000, 1_000_000  # what a page redraws in a few seconds


@dataclass(frozen=True)
class HeldRegions:
    """Regions of a visit. title: of their file; notes: what was done to it; names: by key."""

    title: str
    notes: tuple[Note, ...]
    names: dict[str, str]
    parcel: OwnRegions


@dataclass(frozen=True)
class Undecided:
    """A file of which something is still to be chosen: a layer of layers, or other columns."""

    name: str
    content: bytes
    columns: Columns
    layers: tuple[str, ...]


def current() -> HeldRegions | None:
    """The regions that this visit measures instead of the bundled ones, if any."""
    held: HeldRegions | None = st.session_state.get(_HELD)
    return held


def parcel() -> OwnRegions | None:
    """The same, ready for those who measure."""
    held = current()
    return None if held is None else held.parcel


def take(name: str, content: bytes, columns: Columns) -> None:
    """Measure the regions of an uploaded file from now on.

    Raises BoundaryError where it holds none, or more than the page can redraw; ChoiceError where
    something is to be chosen, for which the file is kept.
    """
    before = undecided()
    st.session_state.pop(_UNDECIDED, None)
    try:
        regions = regions_of_bytes(content, name, columns, allowed=FROM_VISITORS)
    except ChoiceError as error:
        known = before.layers if before and before.content is content else ()
        layers = error.choices if error.of == "layer" else known
        st.session_state[_UNDECIDED] = Undecided(name, content, columns, layers)
        raise
    vertices = int(shapely.get_num_coordinates(regions.frame.geometry.to_numpy()).sum())
    if len(regions) > _MAX_REGIONS or vertices > _MAX_VERTICES:
        raise BoundaryError(
            f"{len(regions):,} regions with {vertices:,} vertices are too many for the page; "
            "simplify them, or use rangemap reach --regions",
            reason="too_many_regions",
            count=len(regions),
            vertices=vertices,
        )
    ordered = regions.frame.sort_values("name")
    st.session_state[_HELD] = HeldRegions(
        regions.source.title,
        tuple(note for note in regions.notes if isinstance(note, Note)),
        dict(zip(ordered["region"], ordered["name"], strict=True)),
        # told from all others by file, fingerprint, columns, and what was mended
        OwnRegions.of(regions, json.dumps(asdict(regions.source), sort_keys=True)),
    )


def undecided() -> Undecided | None:
    """The file of which something is still to be chosen, if any."""
    file: Undecided | None = st.session_state.get(_UNDECIDED)
    return file


def drop() -> None:
    """Go back to the bundled regions, and forget the file that is undecided."""
    st.session_state.pop(_HELD, None)
    st.session_state.pop(_UNDECIDED, None)


def names() -> dict[str, str]:
    """Their names by key, in the order of the alphabet; none where there are none."""
    held = current()
    return {} if held is None else held.names
