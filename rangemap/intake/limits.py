"""How much is read of a file: far above what maps need, far below what stops a machine."""

from rangemap.errors import InputError

MOST_BYTES = 250_000_000
MOST_UNPACKED_BYTES = 1_000_000_000
MOST_PACKING = 200  # unpacked over packed; the boundaries of the world in a Shapefile pack to 1:20
MOST_FEATURES = 500_000
MOST_VERTICES = 10_000_000
MOST_COLUMNS = 1_000
MOST_MEMORY_BYTES = 6 * 2**30
MOST_SECONDS = 60
MOST_AT_ONCE = 4  # workers; whoever comes later waits


def check_features(count: int) -> None:
    """Raise InputError for more features than are read."""
    if count > MOST_FEATURES:
        raise InputError(f"holds {count:,} features; at most {MOST_FEATURES:,} are read")


def check_columns(count: int) -> None:
    """Raise InputError for more columns than are read."""
    if count > MOST_COLUMNS:
        raise InputError(f"holds {count:,} columns; at most {MOST_COLUMNS:,} are read")


def check_vertices(count: int) -> None:
    """Raise InputError for more vertices than are read."""
    if count > MOST_VERTICES:
        raise InputError(
            f"holds {count:,} vertices; at most {MOST_VERTICES:,} are read, simplify it"
        )
