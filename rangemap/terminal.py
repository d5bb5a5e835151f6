"""The terminal: the one place where the command line says something."""

import click

from rangemap.scenario.text import terminal_text


def say(text: str, *, err: bool = False) -> None:
    """Print a text that commands nothing, whatever names and file names it quotes."""
    click.echo(terminal_text(text), err=err)
