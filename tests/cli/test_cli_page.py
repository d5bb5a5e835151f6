"""docs/cli.md says what the commands take. To write it anew:

python tests/cli/test_cli_page.py
"""

import re
import textwrap
from pathlib import Path

import click

from rangemap.cli.options import cli

PAGE = Path(__file__).parents[2] / "docs/cli.md"
HEAD = """\
# Commands

What `rangemap COMMAND --help` says, of all commands. Exit codes: 0 done, 2 bad usage or input, 1 anything else. `make sentences` writes this page anew.

## Pipes

`-` in the place of a file that is read is standard input: a scenario, `--origins` (what is no map is a list), `--regions`, `--catalog`, `--timeline`, a table for `batch`; one of them at a time. `-` and a suffix in the place of a file that is written is standard output in that form, with nothing else on it:

```sh
rangemap border -o -.geojson | rangemap reach --origins - --weapon himars
rangemap reach --place Sumy -o -.toml | rangemap thresholds - -o -.csv
rangemap reach --place Sumy -o -.png > sumy.png
```

## What is said beside the answer

On standard error: which files were written, how far long work is, what was mended in a file of yours. `--quiet` leaves only what must be known of the result, `--verbose` adds what is done and how long it took. Both stand before or after the command. All of it goes through the logger `rangemap` of the standard library's `logging`, where a program that calls `rangemap.cli.main` can hear it.

## Completion

Tab completes commands, options, choices, files, and the ids of weapons, towns in three languages, codes of regions and pieces of a figure (after a comma the next one's), forms of a batch:

| shell | once |
|---|---|
| bash | `eval "$(_RANGEMAP_COMPLETE=bash_source rangemap)"` in `~/.bashrc` |
| zsh | the same with `zsh_source` in `~/.zshrc`, after `autoload -Uz compinit && compinit` |
| fish | `_RANGEMAP_COMPLETE=fish_source rangemap > ~/.config/fish/completions/rangemap.fish` |

Tried by hand on 30 November 2026 in bash 5.2, zsh 5.9 and fish 3.6.

## rangemap
"""  # noqa: E501


def name_of(option, context):
    names = ", ".join(option.opts)
    metavar = "" if option.is_flag or option.count else f" {option.make_metavar(context)}"
    metavar = re.sub("INTEGER( RANGE)?|FLOAT", "N", metavar)
    return f"`{names}{metavar}`".replace("|", r"\|")


def options(command, context):
    listed = [each for each in command.params if isinstance(each, click.Option)]
    if listed:
        yield "| option | |"
        yield "|---|---|"
        for option in listed:
            said = option.help.replace("|", r"\|")
            yield f"| {name_of(option, context)} | {said} |"
        yield ""


def paragraphs(command):
    """The command's help: prose, and the examples in it as code."""
    for paragraph in textwrap.dedent(command.help).strip().split("\n\n"):
        line = " ".join(paragraph.split())
        yield f"```sh\n{line}\n```" if line.startswith("rangemap ") else line
        yield ""


def page():
    context = click.Context(cli, info_name="rangemap")
    yield HEAD
    yield from options(cli, context)
    for name in sorted(cli.commands):
        command = cli.commands[name]
        inner = click.Context(command, info_name=name, parent=context)
        yield f"## rangemap {name}"
        yield ""
        yield f"`{inner.get_usage().removeprefix('Usage: ')}`"
        yield ""
        yield from paragraphs(command)
        yield from options(command, inner)


def text():
    return "\n".join(page()).rstrip() + "\n"


def test_the_page_says_what_the_commands_take():
    assert PAGE.read_text(encoding="utf-8") == text()


def test_every_command_and_option_stands_on_the_page():
    for name, command in cli.commands.items():
        _, _, section = text().partition(f"\n## rangemap {name}\n")
        section = section.partition("\n## ")[0]
        for param in command.params:
            assert all(f"{opt}" in section for opt in param.opts if opt.startswith("-")), param


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
