"""README as an index shows it: links and pictures with the repository's address before them."""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_RELATIVE = re.compile(r"(!?)(\[[^\]]*\])\((?![a-z]+:|#)([^)\s]+)\)")


class ReadmeHook(MetadataHookInterface):
    """Gives the metadata their README."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put it in, its links absolute where RANGEMAP_REPOSITORY says where it is."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        address = os.environ.get("RANGEMAP_REPOSITORY", "").rstrip("/")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute(text, address) if address else text,
        }


def absolute(text: str, address: str) -> str:
    """The text with its relative links after that address; pictures as the files themselves."""
    raw = address.replace("/blob/", "/raw/")
    return _RELATIVE.sub(
        lambda link: f"{link[1]}{link[2]}({raw if link[1] else address}/{link[3]})", text
    )
