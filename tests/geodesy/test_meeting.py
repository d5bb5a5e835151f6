import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangemap.geodesy.ellipsoid import direct, distance, inverse
from rangemap.geodesy.meeting import meeting_points

WEST, EAST = np.array([[-0.5, 0.0]]), np.array([[0.5, 0.0]])


def test_of_two_meetings_the_one_where_a_front_turns_to_the_right():
    """Round two discs counter-clockwise, the western one is left in the south."""
    from_west = meeting_points(WEST, EAST, WEST, 80_000.0)
    from_east = meeting_points(EAST, WEST, WEST, 80_000.0)
    assert from_west[0, 1] < 0 < from_east[0, 1]
    assert from_west[0] * (1, -1) == pytest.approx(from_east[0], abs=1e-9)
    for foot in (WEST, EAST):
        assert distance(foot, from_west)[0] == pytest.approx(80_000.0, abs=1e-4)


def test_circles_that_do_not_meet_have_no_kink():
    far = np.array([[3.0, 0.0]])
    found = meeting_points(WEST, far, np.array([[1.2, 0.1]]), 80_000.0)
    for foot in (WEST, far):
        assert distance(foot, found)[0] != pytest.approx(80_000.0, abs=1.0)


@settings(deadline=None, max_examples=200)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    azimuth=st.floats(0, 360),
    radius_m=st.floats(100, 5_000_000),
    share=st.sampled_from([1e-3, 0.1, 0.9, 0.999, 1 - 1e-6, 1 - 1e-8]),
)
def test_circles_meet_wherever_they_are_and_however_nearly_they_touch(
    lon, lat, azimuth, radius_m, share
):
    first = np.array([[lon, lat]])
    second = direct(first, np.array([azimuth]), 2 * radius_m * share)
    found = meeting_points(first, second, first, radius_m)
    for foot in (first, second):
        assert distance(foot, found)[0] == pytest.approx(radius_m, abs=1e-5)
    to_first, to_second = (inverse(found, foot)[0][0] for foot in (first, second))
    assert np.sin(np.radians(to_second - to_first)) > 0
