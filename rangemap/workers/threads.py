"""Processes of one thread: only such a one is safely forked, and each core has a process anyway."""

from collections.abc import Mapping
from typing import Final

ONE_THREAD: Final[Mapping[str, str]] = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # Arrow's pool has a thread even if unused
}
"""Variables of the environment in which libraries start no threads of their own."""
