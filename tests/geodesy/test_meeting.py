import numpy as np
import pytest

from rangemap.geodesy.ellipsoid import distance
from rangemap.geodesy.meeting import meeting_points

WEST, EAST = np.array([[-0.5, 0.0]]), np.array([[0.5, 0.0]])


@pytest.mark.parametrize("guess", [(0.1, 0.6), (0.1, -0.6), (-0.4, 0.05)])
def test_of_two_meetings_the_one_where_a_front_turns_to_the_right(guess):
    """Round two discs counter-clockwise, the western one is left in the south."""
    from_west = meeting_points(WEST, EAST, np.array([guess]), 80_000.0)
    from_east = meeting_points(EAST, WEST, np.array([guess]), 80_000.0)
    assert from_west[0, 1] < 0 < from_east[0, 1]
    assert from_west[0] * (1, -1) == pytest.approx(from_east[0], abs=1e-9)
    for foot in (WEST, EAST):
        assert distance(foot, from_west)[0] == pytest.approx(80_000.0, abs=1e-4)


def test_circles_that_do_not_meet_have_no_kink():
    far = np.array([[3.0, 0.0]])
    found = meeting_points(WEST, far, np.array([[1.2, 0.1]]), 80_000.0)
    for foot in (WEST, far):
        assert distance(foot, found)[0] != pytest.approx(80_000.0, abs=1.0)
