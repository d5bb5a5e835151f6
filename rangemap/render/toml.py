"""Scenario file: the recipe of the picture, to be run again."""

from rangemap.reach import Reach


def render(reach: Reach, _suffix: str = ".toml") -> bytes:
    """The scenario as TOML, which ``rangemap reach FILE`` reads back."""
    return reach.scenario.to_toml().encode()
