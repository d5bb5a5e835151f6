"""Geodesic reach of published ranges: what lies within them, region by region.

    >>> from rangemap import PointOrigin, Scenario, compute
    >>> reach = compute(Scenario(origins=(PointOrigin(lat=51.0, lon=34.7),)))
    >>> reach.reached[["name", "weapon", "share"]]

Names are imported when first used, so that importing rangemap costs nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rangemap.analysis.reach import Reach, compute
    from rangemap.errors import RangemapError
    from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
    from rangemap.scenario.scenario import CustomRange, Permission, Scenario

__version__ = "0.1.0"
__all__ = [
    "BorderOrigin",
    "CustomRange",
    "Permission",
    "PointOrigin",
    "RangemapError",
    "Reach",
    "Scenario",
    "ShapeOrigin",
    "__version__",
    "compute",
]

_HOMES = {
    "BorderOrigin": "scenario.origins",
    "CustomRange": "scenario.scenario",
    "Permission": "scenario.scenario",
    "PointOrigin": "scenario.origins",
    "RangemapError": "errors",
    "Reach": "analysis.reach",
    "Scenario": "scenario.scenario",
    "ShapeOrigin": "scenario.origins",
    "compute": "analysis.reach",
}


def __getattr__(name: str) -> Any:
    """Import a public name from the module it lives in (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rangemap' has no attribute {name!r}")
    return getattr(importlib.import_module(f"rangemap.{_HOMES[name]}"), name)
