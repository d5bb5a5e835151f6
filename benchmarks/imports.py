"""What a command costs from a cold start: processor time of the whole process, user and system.

``python benchmarks/imports.py [OTHER_CHECKOUT] [REPEATS]`` prints the best of several runs of each
command; with another checkout, which needs a .venv of its own, also that one's and the ratio. The
two take turns, so that a busy machine is as busy for one as for the other.
"""

import resource
import subprocess
import sys
from pathlib import Path

COMMANDS = (
    "--help",
    "weapons",
    "regions",
    "places Sumy",
    "reach --at 51.0,34.7 --json",
    "reach --border --json",
)
HERE = Path(__file__).parents[1]


def main() -> None:
    others = [Path(each) for each in sys.argv[1:2]]
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    for command in COMMANDS:
        best = dict.fromkeys([*others, HERE], float("inf"))
        for _ in range(repeats):
            for checkout in best:
                best[checkout] = min(best[checkout], seconds(checkout, command))
        *other, own = best.values()
        compared = f", {own / other[0]:.2f} of {other[0]:.3f} s" if other else ""
        print(f"{command}: {own:.3f} s{compared}", flush=True)


def seconds(checkout: Path, command: str) -> float:
    """Processor time of one run, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    python = checkout / ".venv/bin/python"
    subprocess.run(
        [python, "-m", "rangemap", *command.split()],
        cwd=checkout,  # which -m looks into first
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
