"""The inequalities, measured: no sample may exceed its bound, and none is needlessly wide."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangemap.geodesy import bounds
from rangemap.geodesy.ellipsoid import E2, A, B, direct, distance, earth_centred, lon_lat

SECOND_E2 = E2 / (1 - E2)

LATS = np.arange(-90, 90.1, 7.5)
AZIMUTHS = np.arange(0, 360, 7.5)


def chords(radius_m, stretch):
    """Per latitude the chords, along every azimuth, of geodesics of one length."""
    for lat in LATS:
        start = np.tile([[12.0, lat]], (len(AZIMUTHS), 1))
        end = direct(start, AZIMUTHS, radius_m)
        way = (earth_centred(*end.T) - earth_centred(*start.T)) * [1, 1, stretch]
        yield np.linalg.norm(way, axis=1)


@pytest.mark.parametrize("radius_m", [1e3, 8e4, 3.06e5, 1e6, 2e6, 5e6])
def test_geodesics_over_equal_chords(radius_m):
    slope = np.cos(radius_m / 2 / B)
    plain = max(np.ptp(c) for c in chords(radius_m, 1.0)) / slope
    assert plain <= bounds.geodesic_spread(radius_m) + 1e-6
    stretched = max(np.ptp(c) for c in chords(radius_m, bounds.polar_stretch(radius_m))) / slope
    assert stretched <= bounds.stretched_spread(radius_m)
    if radius_m > 1e5:
        assert stretched > 0.2 * bounds.stretched_spread(radius_m)
        assert stretched < 0.5 * plain


@pytest.mark.parametrize("share", [0.75, 0.99, 1.006, 1.02, 1.1, 1.25])
@pytest.mark.parametrize("radius_m", [1e5, 3.06e5, 1e6, 3e6, 4.5e6])
def test_chords_of_other_lengths_than_those_they_are_stretched_for(radius_m, share):
    length_m = share * radius_m
    slope = np.cos(length_m / 2 / A)
    stretched = chords(length_m, bounds.polar_stretch(radius_m))
    measured = max(np.ptp(c) for c in stretched) / slope
    allowed = bounds.stretched_spread(radius_m) + bounds.off_radius_spread(radius_m, length_m)
    assert measured <= allowed
    assert measured > 0.2 * allowed


def first_order(u, v, s, stretched=1.0):
    """Change of the squared stretched chord, over e'^2, in units of a: see docs/geodesy.md.

    stretched: how much of the stretch for s there is.
    """
    nodes, weights = np.polynomial.legendre.leggauss(24)
    t = (nodes + 1) * s / 2
    z, rise = u * np.cos(t) + v * np.sin(t), v * np.cos(t) - u * np.sin(t)
    up = z - u
    rate = 2 * (1 - np.cos(t)) * (z**2 - rise**2) - up**2
    rate += stretched * s**2 / 6 * (2 * rise**2 - 2 * up * z + up**2)
    return float((weights * np.sin(s - t) * rate).sum() * s / 2)


def second_order(s):
    """What the first order may miss of it, at most, in units of a."""
    return SECOND_E2**2 * s**4 * (0.169 + 0.64 * s + 0.19 * s**2 + 0.02 * s**3)


@pytest.mark.parametrize("radius_m", [1e5, 3.06e5, 1e6, 2e6, 5e6])
def test_the_first_order_of_stretched_chords_and_its_remainder(radius_m):
    s = radius_m / A
    for lat, lengths in zip(LATS, chords(radius_m, bounds.polar_stretch(radius_m)), strict=True):
        u = earth_centred(12.0, lat)[2] / A
        v = np.cos(np.radians(lat)) * np.cos(np.radians(AZIMUTHS))
        told = 2 * (1 - np.cos(s)) + SECOND_E2 * np.array([first_order(u, k, s) for k in v])
        assert np.abs((lengths / A) ** 2 - told).max() <= second_order(s) + 1e-13


@pytest.mark.parametrize("radius_m", np.geomspace(100, 5.7e6, 40))
def test_the_spread_of_stretched_chords_is_proven(radius_m):
    """Over azimuths the first order varies by |A| + |B| at most: A v^2 + B u v + C u^2."""
    s, half = radius_m / A, 0.5**0.5
    along = first_order(0, 1, s)
    across = first_order(half, half, s) - first_order(half, -half, s)
    varies = SECOND_E2 * (abs(along) + abs(across)) + 2 * second_order(s)
    assert A * varies / (2 * np.sin(s)) * 1.03 <= bounds.stretched_spread(radius_m)


@pytest.mark.parametrize("radius_m", [1e4, 3e5, 1e6, 5.7e6])
@pytest.mark.parametrize("stretched", [0.0, 0.5, 1.0])
def test_rough_distances_with_any_stretch_are_proven(radius_m, stretched):
    """By the first order, at every height u and rise v, and the remainder."""
    s = radius_m / A
    turn, far = np.meshgrid(np.linspace(0, 2 * np.pi, 33), np.linspace(0, 1, 9))
    heights, rises = (far * np.cos(turn)).ravel(), (far * np.sin(turn)).ravel()
    changes = [first_order(u, v, s, stretched) for u, v in zip(heights, rises, strict=True)]
    chord_m = A * np.sqrt(2 * (1 - np.cos(s)) + SECOND_E2 * np.array(changes))
    error_m = np.abs(bounds.chord_to_geodesic(chord_m) - radius_m).max()
    error_m += 1.03 * A * second_order(s) / (2 * np.sin(s))
    assert error_m <= bounds.geodesic_spread(radius_m) + 1e-6


@pytest.mark.parametrize("radius_m", [1e3, 8e4, 1e6, 5e6])
def test_chord_to_geodesic(radius_m):
    for c in chords(radius_m, 1.0):
        error = np.abs(bounds.chord_to_geodesic(c) - radius_m).max()
        assert error <= bounds.geodesic_spread(radius_m) + 1e-6


@settings(deadline=None)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-89.9, 89.9),
    dlon=st.floats(-5, 5),
    dlat=st.floats(-5, 5),
)
def test_an_edge_straight_in_lon_lat_against_the_geodesic(lon, lat, dlon, dlat):
    ends = np.array([[lon, lat], [lon + dlon, np.clip(lat + dlat, -90, 90)]])
    start, end = ends[:1], ends[1:]
    length = distance(start, end)[0]
    assert length <= bounds.edge_lengths(start, end)[0] * (1 + 1e-9) + 1e-6
    if length > 1e-3:
        shares = np.linspace(0, 1, 33)[:, None]
        a, b = earth_centred(*start.T), earth_centred(*end.T)
        chord = a + shares * (b - a)
        on_edge = earth_centred(*(start + shares * (end - start)).T)
        under = lon_lat(chord)
        apart = np.linalg.norm(earth_centred(*under.T) - on_edge, axis=1).max()
        # evenly spaced on the chord is not quite so on the ground
        along = length**3 / (8 * B * B) + 0.02 * length**2 / (8 * B)
        assert apart <= bounds.bend(start, end)[0] + along + 1e-6


def test_the_bend_of_edges_too_long_for_a_derivation():
    """A parallel from -170 to 170 degrees; no part of an edge is further from both ends."""
    ends = np.array([[[-170.0, 60.0]], [[170.0, 60.0]]])
    length = bounds.edge_lengths(*ends, is_short_way=False)[0]
    assert bounds.bend(*ends, is_short_way=False)[0] >= length / 2 > bounds.LONGEST_EDGE_M


@settings(deadline=None)
@given(
    radius_m=st.floats(1e3, 5e6),
    share=st.floats(0.001, 0.5),
    azimuth=st.floats(0, 360),
    turn=st.floats(-90, 90),
    lat=st.floats(-90, 90),
)
def test_sagitta_and_interpolation(radius_m, share, azimuth, turn, lat):
    """Walking along a geodesic near distance R, the distance exceeds its chord as bounded."""
    foot = np.array([[20.0, lat]])
    middle = direct(foot, np.array([azimuth]), radius_m)
    half = share * radius_m / 2
    ends = [direct(middle, np.array([azimuth + turn + k]), half) for k in (0, 180)]
    at = [distance(foot, end)[0] for end in ends]
    bound = bounds.sagitta(np.array([2 * half]), min(at))[0]
    assert radius_m >= min(at) - bound - 1e-6
    excess = sum(at) / 2 - radius_m
    assert excess <= bounds.interpolation_excess(half, radius_m) * (1 + 1e-9) + 1e-6


@pytest.mark.parametrize("share", [1e-6, 0.01, 0.1, 0.125])
def test_the_longest_way_of_a_sagitta(share):
    length = bounds.longest_of_sagitta(3.0 * share, 3.0)
    assert bounds.sagitta(np.array([length]), 3.0)[0] == pytest.approx(3.0 * share)


@settings(deadline=None)
@given(
    radius_m=st.floats(1e3, 5e6),
    length_m=st.floats(10, 2e4),
    lat=st.floats(-80, 80),
    azimuth=st.floats(0, 360),
)
def test_bulge_between_two_geodesics(radius_m, length_m, lat, azimuth):
    """Two sides of the same length, square to a base: equally far apart at their ends."""
    length_m = min(length_m, radius_m)
    base = np.array([[20.0, lat]])
    far = direct(base, np.array([azimuth]), radius_m)
    back = np.degrees(0) + azimuth + 90
    from_far = bearing(far, base) - 90
    sides = [(base, back), (far, from_far)]
    ends = [[direct(p, np.array([a + k]), length_m / 2) for p, a in sides] for k in (0, 180)]
    apart = max(distance(*pair)[0] for pair in ends)
    bound = bounds.bulge(np.array([length_m]), max(apart, radius_m))[0]
    assert radius_m <= apart + bound + 1e-4


def bearing(start, end):
    from rangemap.geodesy.ellipsoid import inverse  # noqa: PLC0415

    return inverse(start, end)[0][0]


@pytest.mark.parametrize(("length_m", "bend_m"), [(180.0, 0.01), (2e4, 0.5), (1e9, 1e9)])
def test_plain_steps_are_short_and_straight_wherever_they_are(length_m, bend_m):
    step = bounds.plain_step_deg(length_m, bend_m)
    rng = np.random.default_rng(4)
    start = rng.uniform((-170, -90), (170, 90), (20_000, 2))
    start[:1_000, 1] = rng.choice([-1, 1], 1_000) * rng.uniform(89.5, 90, 1_000)
    share = rng.uniform(0, 1, 20_000)
    way = rng.choice([-1, 1], (20_000, 2)) * step * np.column_stack([share, 1 - share])
    end = np.clip(start + way, (-180, -90), (180, 90))
    length, bent = bounds.lengths_and_bends(start, end, is_short_way=False)
    most_m = min(length_m, bounds.LONGEST_EDGE_M)
    assert length.max() <= most_m * (1 + 1e-12)
    assert bent.max() <= bend_m
    assert length.max() > 0.9 * most_m or bent.max() > 0.4 * bend_m
