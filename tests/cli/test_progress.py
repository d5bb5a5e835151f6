import json

import pytest

from rangemap.batch.ledger import Progress
from rangemap.cli.progress import Teller, duration


def progress(done, failed=0):
    return Progress(total=1000, done=done, rows=5 * done, failed=failed, tasks=done // 100)


def test_lines_of_json_tell_the_pace_of_this_run_alone(capsys):
    teller = Teller("origins")
    teller.begin()
    teller(progress(400), 0.0)
    teller(progress(600, failed=2), 20.0)
    teller.end()
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["done"], first["per_second"], first["seconds_left"]) == (400, None, None)
    assert (second["per_second"], second["seconds_left"], second["failed"]) == (10.0, 40, 2)


def test_a_terminal_has_one_line_that_is_written_over(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    teller = Teller("origins")
    teller.begin()
    teller(progress(400), 0.0)
    teller(progress(600), 20.0)
    teller.end()
    told = capsys.readouterr().err
    assert told.startswith("rangemap: reading origins …\r")
    assert told.count("\n") == 1
    assert "600 of 1,000 origins, 60.0%, 10 a second, 40 s left" in told


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (119, "119 s"), (600, "10 min"), (1e5, "27.8 h")]
)
def test_durations_are_said_as_a_person_says_them(seconds, words):
    assert duration(seconds) == words
