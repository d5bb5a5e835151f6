"""Threshold curves as the page's element reads them off: app/static/curve.js.

A curve is its steps from one range to the next, as whole numbers, from where it leaves 0 to where
it ends; areas are in tenths of a square kilometre.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangemap.analysis.distance_mesh import MAX_KM
from rangemap.analysis.ranges import Range, numbers_of
from rangemap.analysis.reach import Reach
from rangemap.analysis.thresholds import CurveErrors, Thresholds
from rangemap.figures.layers import ring_label
from rangemap.figures.palette import Style, dash
from rangemap.wording.language import Language, language_of
from rangemap.wording.quantities import area_text, share_text
from rangemap.wording.thresholds import LEVELS

Data = dict[str, Any]
_AREA_UNIT = 0.1
_COUNTS = ("towns", "people")


def curve_data(thresholds: Thresholds, errors: CurveErrors, style: Style) -> Data:
    """Curves at every kilometre and at every marked range, with those ranges and how to say it.

    at: ranges in km, ascending. marks: the scenario's ranges, by their index in at. series: the
    area in all, then towns and people where there are any, then each region; error: by how much an
    area may be off; told: what lies within each mark, as reach tells it, empty where nothing does.
    """
    said = language_of(thresholds.scenario.language)
    numbers = numbers_of(each.weapon for each in thresholds.ranges)
    marked = sorted(
        (each for each in thresholds.ranges if each.range_km <= MAX_KM),
        key=lambda each: each.range_km,
    )
    at = np.union1d(np.arange(MAX_KM + 1), [each.range_km for each in marked])
    curve = thresholds.curve(at)
    # a region of the user's own may be called as another column of the curve is: by order then
    areas = curve.iloc[:, 1 : 1 + len(thresholds.meshes)].to_numpy().T
    exact = thresholds.at_ranges
    parts = {
        (row.weapon, row.region): f"{share_text(row.share, said.code, row.share_error)}, "
        f"{area_text(row.reached_km2, said.code, row.reached_error_km2)}"
        for row in exact.reached.itertuples()
    }
    total_error_km2, error_km2 = errors.all_km2(at)
    return {
        "language": said.code,
        "at": at.round(4).tolist(),
        "marks": [
            {
                "index": int(np.searchsorted(at, each.range_km)),
                "label": ring_label(each, said.code),
                "ink": style.text_ink(numbers[each.weapon]),
                "dash": " ".join(f"{length:g}" for length in dash(numbers[each.weapon])),
            }
            for each in marked
        ],
        "series": [
            _series("total", curve["total_km2"].to_numpy(), _AREA_UNIT)
            | {
                "error": _curve(total_error_km2, 1),
                "told": [_total_told(exact, each, said) for each in marked],
            },
            *(_series(key, curve[key].to_numpy(), 1) for key in _COUNTS if len(thresholds.towns)),
            *(
                _series(f"region {row['region']}", area, _AREA_UNIT)
                | {
                    "name": row["name"],
                    "area": _AREA_UNIT * round(row["area_km2"] / _AREA_UNIT),
                    "error": _curve(error_km2[row["region"]], 1),
                    "thresholds": [_km(row[f"{what}_km"]) for what in LEVELS],
                    "told": [parts.get((each.weapon, row["region"]), "") for each in marked],
                }
                for row, area in zip(thresholds.regions.to_dict("records"), areas, strict=True)
            ),
        ],
        "numbers": _numbers(said),
    }


def _series(key: str, values: NDArray[Any], unit: float) -> Data:
    """A curve of that key; a region's key cannot be one of the others'."""
    return {"key": key} | _curve(values, unit)


def _curve(values: NDArray[Any], unit: float) -> Data:
    """A rising curve by its steps."""
    steps = np.diff(np.rint(values / unit).astype(np.int64), prepend=0)
    moving = np.flatnonzero(steps)
    start, end = (moving[0], moving[-1] + 1) if len(moving) else (0, 0)
    return {"unit": unit, "start": int(start), "steps": steps[start:end].tolist()}


def _total_told(reach: Reach, range_: Range, said: Language) -> str:
    total = reach.total(range_.weapon)
    if not total["regions_reached"]:
        return ""
    return area_text(total["reached_km2"], said.code, total["reached_error_km2"])


def _km(distance_km: float) -> float | None:
    """A threshold to 10 m, which it is right to; None past what is measured."""
    return None if np.isnan(distance_km) else round(distance_km, 2)


def _numbers(said: Language) -> dict[str, str]:
    """How quantities are written: see wording."""
    return {
        "group": said.say("number.group"),
        "span": said.say("number.span", low="{low}", high="{high}"),
        "under": said.say("number.under", what="{what}"),
        "km": said.say("unit.km", n="{n}"),
        "km2": said.say("unit.km2", n="{n}"),
        "percent": said.say("share.percent", n="{n}"),
        "all": said.say("share.all"),
        "nearlyAll": said.say("share.nearly_all"),
    }
