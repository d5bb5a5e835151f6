"""How long the figures take, warm: python benchmarks/figures.py."""

import statistics
import time

from rangemap.analysis.reach import Reach, compute
from rangemap.export.reach import REACH
from rangemap.figures.options import FigureOptions
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Scenario

SCENES = {
    "one point": (PointOrigin(51.0, 34.7),),
    "three towns": (
        PointOrigin(50.91, 34.8, "Sumy"),
        PointOrigin(49.98, 36.25, "Kharkiv"),
        PointOrigin(51.5, 31.29, "Chernihiv"),
    ),
    "the border": (BorderOrigin(),),
}
FILES = (
    ("article", ".png"),
    ("square", ".png"),
    ("portrait", ".png"),
    ("slide", ".png"),
    ("a4", ".png"),
    ("article", ".svg"),
    ("article", ".pdf"),
)
ROUNDS = 5


def seconds(reach: Reach, suffix: str, options: FigureOptions) -> float:
    """How long one file takes."""
    began = time.perf_counter()
    REACH.file(reach, suffix, options)
    return time.perf_counter() - began


def main() -> None:
    """Print a table: each scene in each size, and in each kind of file."""
    print(f"{'scene':12}  {'file':14}  {'first s':>7}  {'warm s':>7}  {'kB':>6}")
    for name, origins in SCENES.items():
        reach = compute(Scenario(origins=origins))
        for size, suffix in FILES:
            options = FigureOptions(size=size)
            first, *warm = (seconds(reach, suffix, options) for _ in range(ROUNDS + 1))
            kilobytes = len(REACH.file(reach, suffix, options)) / 1000
            print(
                f"{name:12}  {size + suffix:14}  {first:7.2f}  {statistics.median(warm):7.2f}"
                f"  {kilobytes:6.0f}"
            )


if __name__ == "__main__":
    main()
