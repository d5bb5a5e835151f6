"""Memory that was freed is kept for what comes next, not given back to the system each time.

Outlines are cut and thrown away thousands of times a second. By default the C library of Linux
returns what is free at the end of its heap, and each page asked for anew costs the system's time:
a tenth of a sweep's, and a fifth in Dask's workers, which are told to return all they can.
"""

import ctypes
import sys
from typing import Final

_TRIM_THRESHOLD: Final = -1  # M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD of malloc.h
_TOP_PAD: Final = -2
_MMAP_THRESHOLD: Final = -3
_KEPT_BYTES: Final = 256 << 20
_LARGE_BYTES: Final = 32 << 20  # the greatest that it takes: what is larger is returned
_HEAP_BYTES: Final = 64 << 20  # a thread's memory comes in heaps of that; with such a pad none ends


def keep_freed_memory() -> None:
    """Have this process keep up to 256 MB that it freed; without effect where there is no glibc."""
    if sys.platform != "linux":
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library than glibc
        return
    mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
    mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
    mallopt(_TOP_PAD, _HEAP_BYTES)
