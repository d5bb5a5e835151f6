"""What is taken out of a zip by name: a Shapefile's parts, or a KML file; never onto a disk."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rangemap.intake.contents import Wanted, chosen_layer
from rangemap.intake.limits import MAX_PACKING, MAX_UNPACKED_BYTES
from rangemap.intake.phrases import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEEDED, _USEFUL = (".shp", ".dbf", ".shx"), (".prj", ".cpg")
_MAPS = (".kml", ".kmz", ".gpx", ".geojson", ".topojson", ".gpkg", ".fgb", ".parquet", ".zip")
_MAIN_KML = "doc.kml"
_MAX_MEMBERS = 10_000
_SPREADSHEET, _MAX_TYPE = b"opendocument.spreadsheet", 200
_OF_MACOS = "__MACOSX"  # what macOS keeps beside the files
_SMALL_BYTES = 1_000_000  # what may pack as well as it likes

Parts = dict[str, zipfile.ZipInfo]


def parts_of_shapefile(content: bytes, wanted: Wanted) -> dict[str, bytes] | None:
    """The parts of the one Shapefile in a zip, or of the one asked for, by suffix.

    None where it holds no Shapefile. Folders count only to tell Shapefiles of one name apart: a
    member ``../../etc/x.shp`` is just x. Raises InputError where a part is missing, damaged or
    unpacks to too much, LayerError where there are several.
    """
    with _opened(content) as archive:
        layers = _shapefiles(_members(archive))
        if not layers:
            return None
        parts = layers[chosen_layer(sorted(layers), wanted)]
        for suffix in _NEEDED:
            if suffix not in parts:
                raise UnreadableError("zip_without_part", suffix=suffix)
        _check_size(parts.values())
        return {suffix: archive.read(member) for suffix, member in parts.items()}


def kml_of_archive(content: bytes) -> bytes | None:
    """The main KML file of a zip (KMZ), or None. Raises InputError as parts_of_shapefile."""
    with _opened(content) as archive:
        found = [
            member
            for member in _members(archive)
            if PurePosixPath(member.filename).suffix.lower() == ".kml"
        ]
        if not found:
            return None
        # the first one that is not in a folder, as readers of KMZ take it; doc.kml by custom
        main = min(found, key=lambda each: (each.filename.lower() != _MAIN_KML, _depth(each)))
        _check_size([main])
        return archive.read(main)


def count_of_maps(content: bytes) -> int:
    """How many maps a zip holds besides Shapefiles; those in deeper folders are parts of others."""
    with _opened(content) as archive:
        depths = [_depth(each) for each in _members(archive) if _path(each).suffix.lower() in _MAPS]
    return depths.count(min(depths, default=0))


def is_workbook(content: bytes) -> bool:
    """Whether a zip is a workbook, of Excel or of LibreOffice."""
    with _opened(content) as archive:
        names = {member.filename for member in archive.infolist()}
        if any(name.startswith("xl/") for name in names):
            return True
        if "mimetype" not in names or archive.getinfo("mimetype").file_size > _MAX_TYPE:
            return False
        return _SPREADSHEET in archive.read("mimetype")


def plain_zip(parts: dict[str, bytes]) -> bytes:
    """The parts in a zip of our own, unpacked, under one name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for suffix, part in parts.items():
            archive.writestr(f"layer{suffix}", part)
    return packed.getvalue()


@contextmanager
def _opened(content: bytes) -> "Iterator[zipfile.ZipFile]":
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise UnreadableError("zip_damaged") from error
    except (NotImplementedError, RuntimeError) as error:
        raise UnreadableError("zip_packed") from error


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if len(members) > _MAX_MEMBERS:
        raise UnreadableError("zip_files", count=len(members))
    return [
        each
        for each in members
        if not _path(each).name.startswith("._") and _path(each).parts[:1] != (_OF_MACOS,)
    ]


def _shapefiles(members: Iterable[zipfile.ZipInfo]) -> dict[str, Parts]:
    """Parts of each Shapefile, by its name, or its folder and name where two have one name."""
    found: dict[tuple[str, str], Parts] = {}
    names: dict[tuple[str, str], PurePosixPath] = {}
    for member in members:
        path = _path(member)
        if path.suffix.lower() in _NEEDED + _USEFUL:
            place = (str(path.parent).casefold(), path.stem.casefold())
            found.setdefault(place, {}).setdefault(path.suffix.lower(), member)
            names.setdefault(place, path)
    layers = [place for place, parts in found.items() if ".shp" in parts]
    stems = [stem for _, stem in layers]
    return {
        names[place].stem
        if stems.count(place[1]) == 1
        else str(names[place].with_suffix("")): found[place]
        for place in layers
    }


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _depth(member: zipfile.ZipInfo) -> int:
    return len(_path(member).parts)


def _check_size(members: Iterable[zipfile.ZipInfo]) -> None:
    sizes = [(member.file_size, member.compress_size) for member in members]
    unpacked, packed = (sum(each) for each in zip(*sizes, strict=True))
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableError("unpacks", most=round(MAX_UNPACKED_BYTES / 1e9))
    if unpacked > _SMALL_BYTES and unpacked / max(1, packed) > MAX_PACKING:
        times = unpacked / max(1, packed)
        raise UnreadableError("unpacks_times", times=round(times))
