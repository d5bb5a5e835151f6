"""Paths of files that a user names: as text, or as whatever stands for a path."""

import os
from pathlib import Path

from rangemap.errors import InputError

FilePath = str | os.PathLike[str]


def file_path(given: FilePath, error: type[InputError]) -> Path:
    """The path that was given; a Path itself, which may read in a way of its own.

    Raises error, with what to do, for what cannot name a file.
    """
    named = os.fspath(given) if isinstance(given, str | os.PathLike) else given
    if not isinstance(named, str):
        raise error(
            "a file is named by its path, as in 'own.geojson', not by a value of type "
            f"{type(named).__name__}"
        )
    try:
        is_possible = bool(named) and b"\0" not in os.fsencode(named)
    except UnicodeEncodeError:
        is_possible = False
    if not is_possible:
        raise error(f"{named[:60]!r} cannot be the path of a file; name one, as in 'own.geojson'")
    return given if isinstance(given, Path) else Path(named)
