"""What a file that is not made answers: whose fault it was, and whether to try again."""

import pytest

from rangemap.errors import DataError, OutputError, ScenarioError
from rangemap.page import files
from rangemap.scenario.choices import LANGUAGES
from rangemap.workers.crew import NotMeasuredError, Trouble


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotMeasuredError(Trouble.BUSY), 503),  # try again
        (NotMeasuredError(Trouble.LOST), 503),
        (NotMeasuredError(Trouble.TOO_LARGE), 422),  # never
        (ScenarioError("no"), 422),
        (OutputError("no"), 422),
        (DataError("/a/folder/of/ours.fgb", "is damaged"), 500),  # ours
    ],
)
def test_a_file_that_is_not_made_says_whose_fault_it_was(error, status):
    assert files._status(error) == status
    told = {files._told(error, language) for language in LANGUAGES}
    assert all(each.endswith(".") and "/a/folder" not in each for each in told)
    if isinstance(error, DataError):
        assert all("ours.fgb" in each for each in told)
    if not isinstance(error, ScenarioError | OutputError):  # those are in words of their own
        assert len(told) == len(LANGUAGES)
