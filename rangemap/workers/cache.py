"""Cache: answers worth keeping, of which the one that nobody has asked for longest goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class Cache:
    """Values by key, up to so many bytes of them."""

    def __init__(self, max_bytes: int) -> None:
        """Nothing yet."""
        self._max_bytes = max_bytes
        self._bytes = 0
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The value of a key; None where it was never put, or is forgotten."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key][0]

    def put(self, key: Hashable, value: Any, size_bytes: int) -> None:
        """Keep a value, unless it alone is more than a quarter of all that may be kept."""
        if size_bytes > self._max_bytes // 4:
            return
        _, before_bytes = self._values.pop(key, (None, 0))
        self._values[key] = (value, size_bytes)
        self._bytes += size_bytes - before_bytes
        while self._bytes > self._max_bytes:
            _, (_, least_bytes) = self._values.popitem(last=False)
            self._bytes -= least_bytes
