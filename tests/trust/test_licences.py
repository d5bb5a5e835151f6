"""What rangemap stands on, from what is installed: licences, known-bad versions, no surprises."""

import importlib.metadata
import re
from pathlib import Path

import pytest

ALLOWED = re.compile(
    r"MIT(-CMU)?|0?BSD([- ][23]-Clause)?( License)?|[23]-Clause BSD License|"
    r"BSD [23]-Clause License|"
    r"Apache([- ]2\.0| License 2\.0| Software License)|PSF-2\.0|Python Software Foundation License|"
    r"ISC License \(ISCL\)|"
    r"MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|Zlib|CC0-1\.0|MIT License|"
    r"Historical Permission Notice and Disclaimer \(HPND\)|"
    # psycopg: used as it is, replaceable, and only for --regions postgresql://
    r"LGPL-3\.0-only|GNU Lesser General Public License v3 \(LGPLv3\)"
)
# versions with known holes that a machine of the field may still have: name, first mended version
MENDED = {
    "jinja2": (3, 1, 6),  # CVE-2025-27516, a way out of the sandbox
    "pillow": (10, 3),  # CVE-2024-28219, a buffer overflow
    "pyarrow": (14, 0, 1),  # CVE-2023-47248, code from a Parquet file
    "requests": (2, 32, 4),  # CVE-2024-47081
    "starlette": (0, 40),  # CVE-2024-47874, memory without bound
    "streamlit": (1, 37),  # CVE-2024-42474, paths outside of the static folder
    "urllib3": (2, 5),  # CVE-2025-50181
    "h11": (0, 16),  # CVE-2025-43859
    "setuptools": (78, 1, 1),  # CVE-2025-47273
}


def installed():
    ours = Path(__file__).parents[2]
    locked = re.findall(
        r"^([a-z0-9._-]+)==", (ours / "requirements/dev.txt").read_text(), re.MULTILINE
    )
    for name in locked:
        try:
            yield importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system or another Python


def licence(metadata):
    """The licence that a package states: as an expression, a classifier, or in words."""
    said = metadata.get("License-Expression") or ""
    named = [
        each.rpartition(" :: ")[2]
        for each in metadata.get_all("Classifier") or []
        if each.startswith("License :: ")
    ]
    return said or " AND ".join(named) or (metadata.get("License") or "").partition("\n")[0]


def test_every_licence_is_one_that_we_allow():
    packages = list(installed())
    assert len(packages) > 50
    unknown = {
        package.name: licence(package.metadata)
        for package in packages
        if not all(
            ALLOWED.fullmatch(part) for part in re.split(r" AND | OR ", licence(package.metadata))
        )
    }
    assert unknown == {}


@pytest.mark.parametrize("name", MENDED)
def test_no_package_has_a_hole_that_is_long_mended(name):
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not installed")
    assert tuple(int(each) for each in re.findall(r"\d+", version)[:3]) >= MENDED[name]


def test_every_locked_package_has_its_digest():
    text = (Path(__file__).parents[2] / "requirements/dev.txt").read_text()
    blocks = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(blocks) > 50
    assert all("--hash=sha256:" in block for block in blocks)
