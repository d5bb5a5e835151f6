"""How much memory another process holds, where the system does not bound it by itself.

Windows has no `resource`, and macOS does not keep to RLIMIT_AS. There the process that asked looks,
and ends what holds too much; a thread of the other process would get no turn while C works in it.
"""

import contextlib
import importlib.util
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

LOOK_S = 0.05  # how often; memory fills at a gigabyte a second or so
_PAGE_BYTES = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096


def is_bounded_by_system() -> bool:
    """Whether a process can bound its own memory here."""
    has_limits = sys.modules.get("resource", False) is not None
    return has_limits and bool(importlib.util.find_spec("resource")) and sys.platform != "darwin"


def held_bytes(pid: int) -> int:
    """How much memory a process holds; 0 where that cannot be told, as of one that has gone."""
    if sys.platform == "win32":
        return _held_on_windows(pid)
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES
    except OSError:
        pass
    with contextlib.suppress(OSError, ValueError):
        told = subprocess.run(  # noqa: S603  a number alone, no shell
            ["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False
        )
        return int(told.stdout) * 1024
    return 0


@contextlib.contextmanager
def watched(process: "subprocess.Popen[bytes]", most_bytes: int) -> Iterator[None]:
    """Kill a process that holds more than that while the block runs, if the system does not."""
    if is_bounded_by_system():
        yield
        return
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(LOOK_S):
            if held_bytes(process.pid) > most_bytes:
                process.kill()

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()


def _held_on_windows(pid: int) -> int:
    """The working set, by GetProcessMemoryInfo; not tried on a machine yet."""
    import ctypes  # noqa: PLC0415
    from ctypes import wintypes  # noqa: PLC0415

    class Counters(ctypes.Structure):
        _fields_ = [
            ("size", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in ("peak", "held", *"abcdef")),
        ]

    library = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined]
    library.OpenProcess.restype = wintypes.HANDLE
    library.K32GetProcessMemoryInfo.argtypes = (
        *(wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD),
    )
    process = library.OpenProcess(0x1000, False, pid)  # may ask little
    if not process:
        return 0
    counters = Counters(size=ctypes.sizeof(Counters))
    is_told = library.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.size)
    library.CloseHandle(wintypes.HANDLE(process))
    return int(counters.held) if is_told else 0
