"""What goes wrong around the program, caused for real: disks, permissions, kills, damaged files."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import load
import pytest
from playwright.sync_api import expect
from waiting import WAIT_MS

from rangemap.cli import commands, files
from rangemap.errors import OutputError, RangemapError
from rangemap.export.reach import REACH
from rangemap.figures.options import FigureOptions

ROOM = 100  # bytes; every output is larger
ROOT = Path(__file__).parents[2]


def write(reach, paths):
    """Write files as the command line does, over what is there."""
    commands.Answer(paths, force=True, as_json=False).give(lambda: reach, REACH)


@contextlib.contextmanager
def most_bytes_of_a_file(most):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 kB of which nothing is left; needs the right to mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    mounts = shutil.which("mount") and subprocess.run(mount, capture_output=True, check=False)
    if not mounts or mounts.returncode:
        pytest.skip("no right to mount a file system here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("suffix", REACH.suffixes)
def test_a_file_that_cannot_grow_leaves_the_old_one_whole(suffix, reach, tmp_path):
    target = tmp_path / f"out{suffix}"
    target.write_bytes(b"old")
    content = REACH.file(reach, suffix, FigureOptions(dpi=30))
    with most_bytes_of_a_file(ROOM), pytest.raises(RangemapError, match="File too large"):
        files.write_files({target: content})
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_no_room_for_temporary_files_is_said_by_a_geopackage(reach, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with most_bytes_of_a_file(ROOM), pytest.raises(RangemapError, match="make room there"):
        write(reach, [tmp_path / "out.gpkg"])
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_every_old_file_whole(reach, small_disk):
    outputs = [small_disk / "out.csv", small_disk / "out.png", small_disk / "out.geojson"]
    for path in outputs:
        path.write_bytes(b"old")
    with pytest.raises(RangemapError, match=r"out\.png: .*No space left on device"):
        write(reach, outputs)
    assert [path.read_bytes() for path in outputs] == [b"old"] * 3
    assert sorted(small_disk.iterdir()) == sorted(outputs)


def test_a_disk_that_is_read_only_is_said(reach, small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(RangemapError, match="Read-only file system"):
        write(reach, [small_disk / "out.csv"])


def test_of_several_files_each_is_whole_and_the_message_says_which(tmp_path, monkeypatch):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_bytes(b"old")
    second.write_bytes(b"old")
    replace = Path.replace

    def gone(part, target):
        if target == second:
            raise PermissionError(13, "Permission denied")
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", gone)
    with pytest.raises(RangemapError, match=r"b\.csv: .*already written: .*a\.csv"):
        files.write_files({first: b"new", second: b"new"})
    assert (first.read_bytes(), second.read_bytes()) == (b"new", b"old")
    assert sorted(tmp_path.iterdir()) == [first, second]


KILLED = """
import os, signal, sys
from pathlib import Path
from rangemap.cli import files
def killed(descriptor):
    os.kill(os.getpid(), signal.SIGKILL)
{when}
files.write_files({{Path(sys.argv[1]): b"new" * 100_000}})
"""


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("os.fsync = killed", b"old"),
        ("Path.replace = lambda part, target: killed(0)", b"old"),
        ("Path.unlink = lambda part, missing_ok: killed(0)", b"new" * 100_000),
    ],
)
def test_a_run_that_is_killed_leaves_a_whole_file(when, expected, tmp_path):
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")
    script = KILLED.format(when=when)
    killed = subprocess.run([sys.executable, "-c", script, str(target)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert target.read_bytes() == expected
    an_hour_ago = time.time() - 3601
    for left in tmp_path.glob(".*.part"):
        os.utime(left, (an_hour_ago, an_hour_ago))
    files.write_files({target: b"next"})
    assert target.read_bytes() == b"next"
    assert list(tmp_path.iterdir()) == [target]


def test_the_part_of_a_run_that_still_writes_is_left_alone(tmp_path):
    other = tmp_path / ".out.csv.abc.part"
    other.write_bytes(b"of another run")
    files.write_files({tmp_path / "out.csv": b"new"})
    assert other.exists()


def test_who_has_the_old_file_open_reads_it_to_the_end(tmp_path):
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")
    with target.open("rb") as held:
        files.write_files({target: b"new"})
        assert held.read() == b"old"
    assert target.read_bytes() == b"new"


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_bytes(b"old")
    link.symlink_to(real)
    files.write_files({link: b"new"})
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    with pytest.raises(OutputError, match="named twice"):
        files.check_targets([real, link], force=True)


def test_devices_and_pipes_are_no_targets(tmp_path):
    pipe = tmp_path / "out.csv"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/null")):
        with pytest.raises(OutputError, match="device or a pipe"):
            files.check_targets([path], force=True)


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A copy of the program that may be broken."""
    home = tmp_path_factory.mktemp("installation")
    for name in ("rangemap", "data/boundaries", "app"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    return home


def run_in(home, *arguments, **variables):
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(home)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@contextlib.contextmanager
def damaged(path, how):
    whole = path.read_bytes()
    try:
        match how:
            case "damaged":
                path.write_bytes(whole[:200] + bytes([whole[200] ^ 0x80]) + whole[201:])
            case "cut":
                path.write_bytes(whole[: len(whole) // 2])
            case "missing":
                path.unlink()
        yield
    finally:
        path.write_bytes(whole)


DAMAGES = [
    ("data/boundaries/regions.fgb", "damaged", ("regions",)),
    ("data/boundaries/borders.fgb", "cut", ("border",)),
    ("data/boundaries/places.csv", "missing", ("places", "Sudzha")),
    ("data/boundaries/SHA256SUMS", "missing", ("regions",)),
    ("rangemap/world/weapons.toml", "cut", ("weapons",)),
]


@pytest.mark.parametrize(("file", "how", "command"), DAMAGES)
def test_bundled_data_that_are_damaged_are_named(file, how, command, installation):
    with damaged(installation / file, how):
        answered = run_in(installation, "-m", "rangemap", *command)
    said = answered.stderr.strip()
    assert answered.returncode == 1
    assert said.startswith("rangemap: ")
    assert said.count("\n") == 0
    assert Path(file).name in said
    assert "reinstall" in said


VISIT = """
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("app/main.py", default_timeout=300).run()
print(len(page.exception), [each.value for each in page.error])
"""


@pytest.mark.parametrize(("file", "how"), [each[:2] for each in DAMAGES])
def test_the_page_names_a_damaged_file_and_no_folder(file, how, installation):
    with damaged(installation / file, how):
        visited = run_in(installation, "-c", VISIT)
    assert visited.returncode == 0, visited.stderr
    assert visited.stdout.startswith("0 [")
    assert Path(file).stem in visited.stdout
    assert "reinstall rangemap" in visited.stdout
    assert str(installation) not in visited.stdout
    assert str(installation / file) in visited.stderr
    assert "Traceback" not in visited.stderr


@pytest.fixture
def page(browser):
    with browser.new_context(accept_downloads=True) as context:
        opened = context.new_page()
        opened.set_default_timeout(WAIT_MS)
        yield opened


def test_a_server_tells_of_faults_in_the_browser_and_works_once_they_are_mended(
    installation, free_port, page, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", str(installation))
    needed = installation / "app/static/leaflet/leaflet.css"
    with contextlib.ExitStack() as stack:
        with damaged(installation / "data/boundaries/regions.fgb", "cut"):
            address, _ = stack.enter_context(load.started(port=free_port()))
            page.goto(address)
            expect(page.get_by_text("reinstall rangemap").first).to_be_visible()
            assert str(installation) not in page.content()
        page.goto(f"{address}/?origin=point:51.0,34.7,Sumy&weapon=himars")
        wanted = page.get_by_role("link", name="Page (HTML)")
        wanted.wait_for()
        with damaged(needed, "missing"):
            wanted.click()
            told = page.get_by_text("leaflet.css of this installation is missing")
            expect(told).to_be_visible()
        with page.expect_download() as download:
            wanted.click()
        assert b"leaflet" in Path(download.value.path()).read_bytes()


def test_a_broken_cache_of_fonts_is_made_anew(installation, tmp_path):
    cache = tmp_path / "matplotlib"
    cache.mkdir()
    (cache / "fontlist-v390.json").write_text('{"_version": 390, "ttflist": [')
    (cache / "fontlist-v400.json").write_text("broken")
    figure = tmp_path / "out.png"
    answered = run_in(
        installation,
        "-m",
        "rangemap",
        "reach",
        "--at",
        "51,34.7",
        "--dpi",
        "30",
        "-o",
        str(figure),
        MPLCONFIGDIR=str(cache),
    )
    assert answered.returncode == 0
    assert figure.read_bytes().startswith(b"\x89PNG")


def test_output_that_nobody_can_take_is_one_sentence(tmp_path):
    with Path("/dev/full").open("w") as full:
        answered = subprocess.run(
            [sys.executable, "-m", "rangemap", "weapons"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert answered.returncode == 1
    assert "No space left on device" in answered.stderr
    assert answered.stderr.count("\n") == 1
