"""How much is read of a file: far above what maps need, far below what stops a machine."""

from dataclasses import dataclass

from rangemap.intake.phrases import UnreadableError

MAX_BYTES = 250_000_000
MAX_UNPACKED_BYTES = 1_000_000_000
MAX_PACKING = 200  # unpacked over packed; the boundaries of the world in a Shapefile pack to 1:20
MAX_FEATURES = 500_000
MAX_VERTICES = 10_000_000
MAX_COLUMNS = 1_000
MAX_SECONDS = 60
MAX_AT_ONCE = 2  # workers; whoever comes later waits


@dataclass(frozen=True)
class Allowed:
    """What may come of one file: it is held by the process that asked, not by the one that reads.

    vertices: after mending. characters: of all cells of the columns wanted; a file of a hundred
    kilobytes can unpack to gigabytes of them. memory_bytes, seconds: for the process that reads it,
    which has 360 MB of addresses before it reads; of a processor, and four times as many by the
    clock. lines: of a list of positions.
    """

    vertices: int = 2 * MAX_VERTICES
    characters: int = 30_000_000
    memory_bytes: int = 6 * 2**30
    seconds: int = MAX_SECONDS
    lines: int = 500_000


FROM_VISITORS = Allowed(
    vertices=1_000_000,
    characters=10_000_000,
    memory_bytes=800_000_000,
    seconds=30,
    lines=101_000,
)


def check_features(count: int) -> None:
    """Raise InputError for more features than are read."""
    if count > MAX_FEATURES:
        raise UnreadableError("features", count=count, most=MAX_FEATURES)


def check_columns(count: int) -> None:
    """Raise InputError for more columns than are read."""
    if count > MAX_COLUMNS:
        raise UnreadableError("columns", count=count, most=MAX_COLUMNS)


def check_vertices(count: int, most: int | None = None) -> None:
    """Raise InputError for more vertices than that, MAX_VERTICES by default."""
    most = MAX_VERTICES if most is None else most
    if count > most:
        raise UnreadableError("vertices", count=count, most=most)


def check_characters(count: int, most: int) -> None:
    """Raise InputError for more text in the columns of keys and names than that."""
    if count > most:
        raise UnreadableError("characters", count=count, most=most)
