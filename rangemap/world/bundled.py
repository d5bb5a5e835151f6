"""Files that come with rangemap: inside an installed package, or beside it in a checkout."""

from pathlib import Path

from rangemap.errors import DataError

_PACKAGE = Path(__file__).parents[1]


def bundled_folder(name: str) -> Path:
    """The folder of that name, such as ``"data/boundaries"`` or ``"app"``.

    Raises DataError where this installation lacks it.
    """
    for home in (_PACKAGE, _PACKAGE.parent):
        if (home / name).is_dir():
            return home / name
    raise DataError(name, "is missing from this installation; reinstall rangemap")
