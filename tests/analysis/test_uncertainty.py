import geopandas as gpd
import numpy as np
import pytest
import shapely
from own_squares import area_km2, frame, lengths_km, square
from pyproj import Transformer
from shapely import Polygon

from rangemap.analysis.reach import compute
from rangemap.analysis.uncertainty import (
    OUTLINE_ERROR_KM,
    edges_of,
    rounding_km,
    total_error_km2,
    vertices,
)
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import from_km, parse_length
from rangemap.wording.quantities import area_text, share_text
from rangemap.world import boundaries

SUMY = PointOrigin(51.0, 34.7)
PLANE = "+proj=laea +lat_0=52 +lon_0=36 +ellps=WGS84"
THERE = Transformer.from_crs("EPSG:4326", PLANE, always_xy=True)


@pytest.mark.parametrize(
    ("text", "km"),
    [("190 mi", 0.804672), ("80.5 km", 0.05), ("300 km", 0.5), ("165 nmi", 0.926), ("1e3 m", 5e-4)],
)
def test_a_range_is_rounded_to_half_of_its_last_digit(text, km):
    assert rounding_km(parse_length(text)) == pytest.approx(km)


def moved(regions, by_km):
    """The outlines moved outwards by as many kilometres everywhere, by shapely in a plane."""
    plane = shapely.transform(
        regions.geometry.to_numpy(), lambda xy: np.column_stack(THERE.transform(*xy.T))
    )
    wider = shapely.buffer(plane, 1000 * by_km)
    back = shapely.transform(
        wider, lambda xy: np.column_stack(THERE.transform(*xy.T, direction="INVERSE"))
    )
    return regions.set_geometry(gpd.GeoSeries(back, index=regions.index, crs="EPSG:4326"))


@pytest.mark.parametrize("by_km", [-OUTLINE_ERROR_KM, OUTLINE_ERROR_KM])
@pytest.mark.parametrize("weapon", ["himars", "atacms"])
def test_the_errors_hold_when_outlines_and_ranges_are_off_by_what_is_said(weapon, by_km):
    codes = ["RU-KRS", "RU-BEL", "RU-BRY", "RU-ORL", "RU-VOR"]
    regions = boundaries.regions()
    regions = regions[regions["region"].isin(codes)].reset_index(drop=True)
    said = compute(Scenario((SUMY,), weapons=(weapon,)), regions)
    each = said.ranges[0]
    off = from_km(each.range_km + np.sign(by_km) * each.rounding_km)
    shifted = compute(Scenario((SUMY,), weapons=(CustomRange("off", off),)), moved(regions, by_km))
    found = shifted.regions.set_index("region")
    for row in said.reached.itertuples():
        there = found.loc[row.region]
        assert abs(there["reached_km2"] - row.reached_km2) <= 1.03 * row.reached_error_km2
        assert abs(there["share"] - row.share) <= max(1.03 * row.share_error, 1e-6)
        assert abs(there["reached_km2"] - row.reached_km2) > 0.2 * row.reached_error_km2


def test_along_a_common_outline_one_gains_what_the_other_loses():
    west = Polygon([(36, 51), (36.5, 51), (36.5, 51.5), (36, 51.5)])
    east = Polygon([(36.5, 51), (37, 51), (37, 51.5), (36.5, 51.5)])
    both = [edges_of(each, vertices([each]), 0.0) for each in (west, east)]
    around = edges_of(shapely.union(west, east), vertices([west, east]), 0.0)
    assert total_error_km2(both) == pytest.approx(total_error_km2([around]))
    common_km = 0.5 * 111.2
    assert sum(total_error_km2([each]) for each in both) == pytest.approx(
        total_error_km2(both) + 2 * OUTLINE_ERROR_KM * common_km
    )
    assert total_error_km2([]) == 0


def test_a_whole_region_stays_whole():
    reach = compute(Scenario((SUMY,), weapons=("atacms",)))
    kursk = reach.reached.set_index("region").loc["RU-KRS"]
    assert (kursk["share"], kursk["share_error"]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("area_km2", "error_km2", "said"),
    [
        (126_213.2, 1_700, "126,000 km²"),
        (30_127.0, 1_065, "30,000 km²"),
        (6_380.0, 365, "6,400 km²"),
        (1_180.1, 173, "1,200 km²"),
        (25_972.0, 0.0, "26,000 km²"),
        (71.2, 38.1, "30 to 110 km²"),
        (71.2, 80, "under 160 km²"),
        (0.2, 0.3, "under 1 km²"),
    ],
)
def test_no_digit_is_finer_than_the_first_of_the_error(area_km2, error_km2, said):
    assert area_text(area_km2, "en", error_km2) == said


@pytest.mark.parametrize(
    ("share", "error", "said"),
    [
        (0.433, 0.0649, "36 to 50 %"),
        (0.21, 0.016, "21 %"),
        (0.008, 0.004, "1 %"),
        (0.004, 0.003, "under 1 %"),
        (0.97, 0.06, "91 to 100 %"),
        (1.0, 0.0, "all"),
    ],
)
def test_a_share_with_a_wide_error_is_an_interval(share, error, said):
    assert share_text(share, "en", error) == said


def test_outlines_are_taken_to_be_off_by_what_was_measured():
    """The median against OpenStreetMap, to a tenth: data/boundaries/README.md."""
    assert OUTLINE_ERROR_KM == 1.0


def test_the_error_of_a_square_cut_by_a_ring_is_that_of_its_edges():
    """One kilometre along the outline, half a mile along the ring; a share errs on both sides."""
    shape = square(35.0, 50.5, 1.0)
    row = compute(Scenario((SUMY,), weapons=("himars",)), frame(shape)).reached.iloc[0]
    outline_km, ring_km = lengths_km(row.geometry, shape)
    half_mile_km = 0.804672
    assert min(outline_km, ring_km) > 50
    assert row["reached_error_km2"] == pytest.approx(outline_km + half_mile_km * ring_km, rel=0.005)
    beyond = 2 * (1 - row["share"]) * outline_km
    assert row["share_error"] == pytest.approx(
        (beyond + half_mile_km * ring_km) / area_km2(shape), rel=0.005
    )


def test_an_edge_that_a_ring_cuts_is_outline_up_to_the_cut():
    """A box of four corners: of its long sides one end is left, the other is where the ring is.

    A range of one's own is as long as it says, so that the ring adds nothing.
    """
    shape = shapely.box(35.0, 50.8, 35.8, 51.2)
    own = CustomRange("own", parse_length("50.5 km"))
    row = compute(Scenario((SUMY,), weapons=(own,)), frame(shape)).reached.iloc[0]
    outline_km, _ = lengths_km(row.geometry, shape)
    assert outline_km > 44 + 2 * 20
    assert row["reached_error_km2"] == pytest.approx(outline_km, rel=0.005)
