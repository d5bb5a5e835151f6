import errno
import os

import pytest

from rangemap.cli import files
from rangemap.errors import OutputError, RangemapError


def test_contents_arrive_whole_with_the_permissions_a_new_file_gets(tmp_path):
    files.write_files({tmp_path / "a": b"one", tmp_path / "b": b"two"})
    assert (tmp_path / "a").read_bytes() == b"one"
    assert (tmp_path / "b").read_bytes() == b"two"
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert len(list(tmp_path.iterdir())) == 3


def test_a_full_disk_leaves_the_old_file_and_no_part_of_the_new(tmp_path, monkeypatch):
    old = tmp_path / "a"
    old.write_bytes(b"old")

    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RangemapError, match="No space left on device"):
        files.write_files({old: b"new"})
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_what_cannot_be_written_is_said_before_the_work(tmp_path):
    (tmp_path / "old").write_bytes(b"old")
    with pytest.raises(OutputError, match="exists"):
        files.check_targets([tmp_path / "old"], force=False)
    files.check_targets([tmp_path / "old"], force=True)
    with pytest.raises(OutputError, match="does not exist"):
        files.check_targets([tmp_path / "no" / "file"], force=True)
    with pytest.raises(OutputError, match="is a folder"):
        files.check_targets([tmp_path], force=True)
    with pytest.raises(OutputError, match="name is too long"):
        files.check_targets([tmp_path / f"{'ї' * 130}.csv"], force=True)
