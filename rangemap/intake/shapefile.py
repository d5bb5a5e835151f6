"""A Shapefile in a zip: its parts taken out by name, never unpacked to a disk."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from rangemap.errors import InputError
from rangemap.intake.found import Wanted, chosen_layer
from rangemap.intake.limits import MOST_PACKING, MOST_UNPACKED_BYTES

_NEEDED, _USEFUL = (".shp", ".dbf", ".shx"), (".prj", ".cpg")
_MOST_MEMBERS = 10_000
_SMALL_BYTES = 1_000_000  # what may pack as well as it likes


def parts_of_shapefile(content: bytes, wanted: Wanted) -> dict[str, bytes]:
    """The parts of the one Shapefile in a zip, or of the one asked for, by suffix.

    Folders in the zip count for nothing: a member ``../../etc/x.shp`` is just x. Raises InputError
    where a part is missing, damaged or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _parts(archive, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise InputError("is a damaged zip") from error
    except (NotImplementedError, RuntimeError) as error:
        raise InputError("is packed in a way that is not read; make a plain zip") from error


def _parts(archive: zipfile.ZipFile, wanted: Wanted) -> dict[str, bytes]:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > _MOST_MEMBERS:
        raise InputError(f"holds {len(members):,} files; a Shapefile has about five")
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.suffix.lower() in _NEEDED + _USEFUL and not path.name.startswith("._"):
            found.setdefault(path.stem, {}).setdefault(path.suffix.lower(), member)
    layers = sorted(stem for stem, parts in found.items() if ".shp" in parts)
    if not layers:
        raise InputError("holds no Shapefile; put its .shp, .shx, .dbf and .prj into the zip")
    parts = found[chosen_layer(layers, wanted)]
    for suffix in _NEEDED:
        if suffix not in parts:
            raise InputError(f"holds a .shp without its {suffix}; put both into the zip")
    unpacked = sum(member.file_size for member in parts.values())
    packed = max(1, sum(member.compress_size for member in parts.values()))
    if unpacked > MOST_UNPACKED_BYTES:
        raise InputError(f"unpacks to more than {MOST_UNPACKED_BYTES / 1e9:.0f} GB")
    if unpacked > _SMALL_BYTES and unpacked / packed > MOST_PACKING:
        raise InputError(f"unpacks to {unpacked / packed:.0f} times its size; no map does")
    return {suffix: archive.read(member) for suffix, member in parts.items()}


def plain_zip(parts: dict[str, bytes]) -> bytes:
    """The parts in a zip of our own, unpacked, under one name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for suffix, part in parts.items():
            archive.writestr(f"layer{suffix}", part)
    return made.getvalue()
