"""Command line: what may be asked, and what is said when something goes wrong.

Only names and options are here, so that ``--help`` answers at once; `commands` does the work and
imports what is heavy.
"""

import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from rangemap import __version__
from rangemap.cli import completion
from rangemap.cli.stdin import InputFile
from rangemap.errors import InputError
from rangemap.scenario.choices import (
    COUNTRIES,
    FIELD_KINDS,
    FIGURE_SIZES,
    FIGURE_STYLES,
    FURNITURE,
    LANGUAGES,
    NEIGHBOURS,
    SCHEMAS,
    TEXT_KINDS,
)
from rangemap.terminal import listen, say, take_over

_PATH = click.Path(path_type=Path)
_INPUT = InputFile()
Decorator = Callable[[Callable[..., None]], Callable[..., None]]

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, numbers unrounded.")
output_option = click.option(
    "-o",
    "--output",
    multiple=True,
    type=_PATH,
    metavar="FILE",
    help="Written by its suffix; -.csv and its like to standard output.",
)
force_option = click.option("--force", is_flag=True, help="Replace an existing output.")
lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of names; default en."
)
country_option = click.option(
    "--country", type=click.Choice(COUNTRIES), help="Regions to report; default RU."
)
border_with_option = click.option(
    "--border-with", type=click.Choice(NEIGHBOURS), help="Ukraine's border with; default RU."
)
catalog_option = click.option(
    "--catalog",
    type=_INPUT,
    metavar="FILE",
    is_eager=True,
    help="A catalogue of your own (TOML), looked in first.",
)


_OWN_REGIONS = (
    click.option(
        "--regions",
        type=InputFile(has_addresses=True),
        metavar="FILE | URL",
        help="Regions of your own; postgresql:// for PostGIS.",
    ),
    click.option("--regions-sql", metavar="SELECT", help="What to read from PostGIS."),
    click.option("--region-key", metavar="COLUMN", help="Their keys; found by usual names."),
    click.option("--region-name", metavar="COLUMN", help="Their names; found by usual names."),
    click.option("--region-layer", metavar="LAYER", help="Which layer of the file they are."),
)
_ORIGINS = (
    click.option("--at", multiple=True, metavar="LAT,LON[,NAME]", help="A point; repeatable."),
    click.option(
        "--place",
        multiple=True,
        metavar="NAME",
        shell_complete=completion.towns,
        help="A town by name; repeatable.",
    ),
    click.option("--border", is_flag=True, help="The whole border."),
    click.option(
        "--border-km",
        multiple=True,
        metavar="A | A:B",
        help="A point or a stretch of it, in km along.",
    ),
    click.option(
        "--origins",
        multiple=True,
        type=_INPUT,
        metavar="FILE",
        help="CSV, GeoJSON, GeoPackage, …; - for standard input.",
    ),
    click.option(
        "--origins-layer", metavar="LAYER", help="Which layer of a file of origins that has more."
    ),
    border_with_option,
    click.option("--setback", metavar='"20 km"', help="Moves border origins inland."),
)
_RANGES = (
    click.option(
        "--weapon",
        multiple=True,
        metavar="ID",
        shell_complete=completion.weapons,
        help="Default himars and atacms; repeatable.",
    ),
    click.option(
        "--range",
        "ranges",
        multiple=True,
        metavar='"[NAME=][20 km..]75 mi"',
        help="A range of your own.",
    ),
)
_REPORT = (
    country_option,
    *_OWN_REGIONS,
    click.option(
        "--only",
        metavar="CODE,…",
        shell_complete=completion.regions,
        help="Regions that are permitted; the rest is withheld.",
    ),
    click.option(
        "--except",
        "except_",
        metavar="CODE,…",
        shell_complete=completion.regions,
        help="Regions that are withheld.",
    ),
    lang_option,
    click.option("--title", help="Title of pictures and pages."),
    catalog_option,
)
_CHANGE = (
    click.argument("scenarios", nargs=-1, type=_INPUT, metavar="[BEFORE AFTER | PAIR]"),
    click.option(
        "--before",
        multiple=True,
        metavar='ID | "75 mi"',
        shell_complete=completion.weapons,
        help="A weapon before, or a range of your own; default himars; repeatable.",
    ),
    click.option(
        "--after",
        multiple=True,
        metavar='ID | "75 mi"',
        shell_complete=completion.weapons,
        help="The same after; default atacms; repeatable.",
    ),
    click.option(
        "--versus",
        multiple=True,
        metavar="ORIGIN",
        help="Another place instead of another range: border, A:B in km along it, a town, LAT,LON; "
        "repeatable.",
    ),
)


_FIGURE = (
    click.option("--size", type=click.Choice(FIGURE_SIZES), help="Of figures; default article."),
    click.option("--style", type=click.Choice(FIGURE_STYLES), help="Of the same; default light."),
    click.option(
        "--theme", type=_PATH, metavar="FILE", help="Colours and fonts of your own (TOML)."
    ),
    click.option("--dpi", type=click.IntRange(30, 1200), help="Of .png; default 200, A4 300."),
    click.option("--width", type=click.IntRange(100, 20_000), help="Of .png in pixels, exactly."),
    click.option("--subtitle", help="Instead of the assumption under the title."),
    click.option("--no-title", is_flag=True, help="Leave the title to the page around it."),
    click.option("--credit", help="Whose the figure is, after the sources."),
    click.option("--date", help="As of when, after the caveat."),
    click.option(
        "--without",
        metavar="PIECE,…",
        shell_complete=completion.pieces,
        help=f"Leave out, of {', '.join(FURNITURE)}.",
    ),
    click.option("--transparent", is_flag=True, help="No paper behind the figure."),
    click.option("--text", type=click.Choice(TEXT_KINDS), help="Of .svg; default live."),
    click.option("--bleed", metavar="3mm", help="Beyond the trim, for print; at most 10mm."),
)
_CAPTION = (
    click.option(
        "--caption", is_flag=True, help="Print caption, alternative text and long description too."
    ),
)


def _all_of(options: Sequence[Decorator]) -> Decorator:
    def add(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


asked_options = _all_of(
    (
        click.argument("scenario", required=False, type=_INPUT),
        *_ORIGINS,
        *_RANGES,
        *_REPORT,
    )
)
change_options = _all_of((*_CHANGE, *_ORIGINS, *_REPORT))
job_options = _all_of(
    (
        click.option("--workers", type=click.IntRange(1, 1024), help="Default one for each core."),
        click.option("--scheduler", metavar="tcp://HOST:PORT", help="A Dask cluster instead."),
        click.option("--chunk", type=click.IntRange(1, 1_000_000), help="Items of one part."),
        click.option("--dry-run", is_flag=True, help="Only say how much it is, and how long."),
        click.option("--status", type=_PATH, metavar="FOLDER", help="Only say how far it is."),
    )
)
answer_options = _all_of((*_FIGURE, *_CAPTION, output_option, json_option, force_option))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="rangemap")
@click.option("--debug", is_flag=True, help="Show the whole trace of an unexpected error.")
def cli(debug: bool) -> None:
    """How far a published range reaches from here, and what lies inside it.

    Maximum published ranges, measured on the WGS 84 ellipsoid; not a prediction.
    """


@cli.command()
@asked_options
@answer_options
def reach(**asked: Any) -> None:
    """What lies within reach, from a SCENARIO.toml or from options; -o writes files by suffix.

    Suffixes: .png .svg .pdf .jpg .webp .html .geojson .gpkg .kml .parquet .csv .xlsx .toml

    rangemap reach --at 51.0,34.7 -o sumy.png -o sumy.geojson
    """
    from rangemap.cli import commands

    commands.answer_reach(*commands.split_options(asked))


@cli.command()
@change_options
@answer_options
def compare(**asked: Any) -> None:
    """What became reachable: HIMARS against ATACMS, BEFORE.toml against AFTER.toml, two origins.

    Suffixes: .png .svg .pdf .jpg .webp .html (before and after under a slider) .geojson .gpkg .kml
    .parquet .csv .xlsx .toml (the PAIR, to be read again)

    rangemap compare --border -o change.png

    rangemap compare --place Sumy --before himars --after himars --after atacms

    rangemap compare --border --versus 0:805
    """
    from rangemap.cli import commands

    commands.answer_compare(*commands.split_options(asked))


@cli.command()
@asked_options
@click.option(
    "--region",
    multiple=True,
    metavar="CODE",
    shell_complete=completion.regions,
    help="Only that region; repeatable.",
)
@answer_options
def thresholds(**asked: Any) -> None:
    """From which range on each region is touched, half covered, wholly covered.

    Suffixes: .csv .xlsx (regions, places, reached area at every km up to 1,000) .png .svg .pdf
    .jpg .webp .html (the same as a plot) .geojson .gpkg .kml .parquet (regions and thresholds)
    .toml
    """
    from rangemap.cli import commands

    commands.answer_thresholds(*commands.split_options(asked))


@cli.command()
@asked_options
@answer_options
def disputes(**asked: Any) -> None:
    """What follows where publications disagree: shares as intervals.

    Suffixes: .png .svg .pdf .jpg .webp .html (the weapon whose figures differ most) .geojson .gpkg
    .kml .parquet (the disputed bands) .csv .xlsx .toml
    """
    from rangemap.cli import commands

    commands.answer_disputes(*commands.split_options(asked))


@cli.command()
@asked_options
@answer_options
def depth(**asked: Any) -> None:
    """How many of several origins reach a place, as areas by count.

    Suffixes: .png .svg .pdf .jpg .webp .html (the widest range) .geojson .gpkg .kml .parquet .csv
    .xlsx .toml
    """
    from rangemap.cli import commands

    commands.answer_depth(*commands.split_options(asked))


@cli.command()
@click.option(
    "--timeline", "file", type=_INPUT, metavar="FILE", help="A timeline of your own (TOML)."
)
@click.option("--step", type=int, metavar="N", help="Figures show this step alone.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Default en.")
@catalog_option
@answer_options
def timeline(**asked: Any) -> None:
    """What was permitted, step by step: who says so, how sure, what lies within range.

    Suffixes: .html (a step at a time) .csv .geojson .png .svg .pdf .jpg .webp (all steps on one
    sheet)

    rangemap timeline -o story.html

    rangemap timeline --step 5 --lang uk -o step.png
    """
    from rangemap.cli import commands

    commands.answer_timeline(*commands.split_options(asked))


@cli.command()
@click.argument("scenarios", nargs=-1, type=_INPUT, metavar="SCENARIO.toml…")
@click.option("--title", default="", help="Of the story.")
@click.option("--step", type=int, metavar="N", help="Figures show this step alone.")
@_all_of(_OWN_REGIONS)
@catalog_option
@answer_options
def story(**asked: Any) -> None:
    """A story of your own: scenario files one after another, each against the one before.

    Suffixes: .html (a step at a time) .csv .geojson .png .svg .pdf .jpg .webp (all steps on one
    sheet)

    rangemap story before.toml after.toml later.toml -o story.html
    """
    from rangemap.cli import commands

    commands.answer_story(*commands.split_options(asked))


@cli.command()
@click.option("--lat", type=float, default=50.0, help="Latitude in degrees; default 50.")
@click.option("--lon", type=float, default=31.0, help="Longitude in degrees; default 31.")
@click.option(
    "--weapon",
    metavar="ID",
    shell_complete=completion.weapons,
    help="Whose published range; default atacms.",
)
@click.option("--range", "range_", metavar='"75 mi"', help="A range of your own, 10 to 2,000 km.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Default en.")
@catalog_option
@answer_options
def lesson(*, catalog: Path | None, **asked: Any) -> None:
    """Why a range is not a circle: one range drawn in six ways, and how wrong each is.

    Suffixes: .pdf .png .svg .jpg .webp (one A4 sheet to print; in another --size the outlines and
    their errors) .html (a ring to drag, a walk to guess) .csv .xlsx (its numbers) .geojson .gpkg
    .kml .parquet (the edges as drawn)

    rangemap lesson --lat 60 --lang uk -o sheet.pdf
    """
    from rangemap.cli import commands

    question, answer = commands.split_options(asked, size="a4")
    commands.answer_lesson(question, catalog, answer)


@cli.command()
@click.argument("scenarios", nargs=-1, type=_INPUT, metavar="FILE.toml | FOLDER | TABLE.csv …")
@click.option(
    "--form",
    "forms",
    multiple=True,
    metavar="json | png | …",
    shell_complete=completion.forms,
    help="Files of each; repeatable.",
)
@_all_of((*_OWN_REGIONS, catalog_option, *_FIGURE))
@click.option("-o", "--output", type=_PATH, metavar="FOLDER", help="Of the results.")
@job_options
def batch(**asked: Any) -> None:
    """Many scenarios at once: a dataset of all their rows, and files of every form if asked.

    A table has a line for each, columns as the options of `rangemap reach` (at, place, weapon, …),
    several values in a cell parted by |. Stopped at any moment, the same command goes on.

    rangemap batch scenarios/ -o results/

    rangemap batch scenarios/*.toml --form json --form png -o results/
    """
    from rangemap.cli import jobs

    jobs.batch(asked)


@cli.command()
@click.option("--origins", type=_INPUT, metavar="FILE", help="GeoParquet, CSV, GeoPackage, …")
@click.option("--origins-layer", metavar="LAYER", help="Which layer of a file that has more.")
@click.option("--border", is_flag=True, help="Places along the border instead.")
@click.option("--every", metavar='"1 km"', help="How far apart along it; default 1 km.")
@click.option(
    "--setback", metavar='"0 km:100 km:10 km"', help="How far inside: one, or first:last:step."
)
@border_with_option
@_all_of((*_RANGES, *_REPORT))
@click.option("-o", "--output", type=_PATH, metavar="FOLDER", help="Of the dataset; goes on there.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    type=_PATH,
    metavar="FILE",
    help="Along the border: what is within reach from where; by suffix.",
)
@_all_of(_FIGURE)
@force_option
@job_options
def sweep(**asked: Any) -> None:
    """What is within reach from each of very many origins, as a dataset of GeoParquet.

    Stopped at any moment, the same command goes on where it was.

    rangemap sweep --origins points.parquet --weapon himars -o sweep/

    rangemap sweep --border --every "1 km" --setback "0 km:100 km:10 km" --range "190 mi" -o sweep/

    rangemap sweep --border --range "190 mi" --map border.png --map border.html

    rangemap sweep -o sweep/ --map border.svg

    rangemap sweep --status sweep/
    """
    from rangemap.cli import jobs

    jobs.sweep(asked)


@cli.command()
@click.argument("kind", type=click.Choice(FIELD_KINDS))
@_all_of((*_ORIGINS, *_RANGES))
@catalog_option
@click.option("--bounds", default="20,42,65,66", metavar="W,S,E,N", help="Default 20,42,65,66.")
@click.option("--cell", default="1 km", metavar='"1 km" | DEGREES', help="Of a side; default 1 km.")
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="A .tif file.")
@force_option
@job_options
def field(**asked: Any) -> None:
    """What holds at every cell of a raster, as a Cloud-Optimized GeoTIFF.

    distance: metres to the nearest origin. count: how many origins reach, a band for each range.
    ranges: how many ranges reach. first: which is the shortest that does.

    rangemap field distance --border --bounds 30,45,60,65 --cell "1 km" -o distance.tif
    """
    from rangemap.cli import jobs

    jobs.field(asked)


@cli.command()
@catalog_option
@json_option
def weapons(catalog: Path | None, as_json: bool) -> None:
    """The catalogue of published ranges, with every figure's source."""
    from rangemap.cli import commands

    commands.show_weapons(catalog, as_json=as_json)


@cli.command()
@country_option
@lang_option
@json_option
def regions(country: str | None, lang: str | None, as_json: bool) -> None:
    """The regions that a reach reports: code, name, area."""
    from rangemap.cli import commands

    commands.show_regions(country or "RU", lang or "en", as_json=as_json)


@cli.command()
@click.argument("name", shell_complete=completion.towns)
@lang_option
@json_option
def places(name: str, lang: str | None, as_json: bool) -> None:
    """Towns of that name, the most populous first."""
    from rangemap.cli import commands

    commands.show_places(name, lang or "en", as_json=as_json)


@cli.command()
@border_with_option
@click.option(
    "-o",
    "--output",
    type=_PATH,
    metavar="FILE",
    help="A .geojson file; -.geojson: standard output.",
)
@json_option
@force_option
def border(border_with: str | None, output: Path | None, as_json: bool, force: bool) -> None:
    """The border line that --border measures from: its length, its distances, a file of it."""
    from rangemap.cli import commands

    if output:
        commands.write_border(border_with or "RU", output, force=force)
        commands.say_written([output])
    commands.show_border(border_with or "RU", output, as_json=as_json)


@cli.command()
@click.argument("name", type=click.Choice(SCHEMAS))
def schema(name: str) -> None:
    """The JSON Schema of a file that is read, or of what a command prints with --json.

    rangemap schema scenario > scenario.schema.json
    """
    from rangemap.cli import commands

    commands.show_schema(name)


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, help="Default 8501.")
@click.option("--address", default="127.0.0.1", help="Default 127.0.0.1: this machine only.")
@click.option("--host", "hosts", multiple=True, metavar="NAME", help="Public name; repeatable.")
@click.option("--headless", is_flag=True, help="Do not open a browser.")
def app(port: int, address: str, hosts: Sequence[str], headless: bool) -> None:
    """The browser front end."""
    from rangemap.page.serve import serve

    sys.exit(serve(port, address, headless=headless, hosts=hosts))


def _verbosity(level: int) -> Callable[[click.Context, click.Parameter, bool], None]:
    def set_level(_ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
        if asked:
            logging.getLogger("rangemap").setLevel(level)

    return set_level


for _command in (cli, *cli.commands.values()):
    _command.params += [
        click.Option(
            ["-q", "--quiet"],
            is_flag=True,
            expose_value=False,
            callback=_verbosity(logging.WARNING),
            help="Say nothing on standard error but what must be known.",
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            expose_value=False,
            callback=_verbosity(logging.DEBUG),
            help="Say what is done, and how long it took.",
        ),
    ]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; one sentence and an exit code for everything that goes wrong.

    0 done, 2 bad usage or input, 1 anything else.
    """
    if argv is None:
        take_over()
    listen(logging.INFO)
    completion.mend_shells()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        run = partial(cli.main, arguments, standalone_mode=False)
        sys.exit(exit_code(run, "--debug" in arguments))
    finally:
        listen(logging.NOTSET)


def exit_code(run: Callable[[], Any], debug: bool) -> int:
    """Run, and turn what it raises into a sentence on standard error and an exit code."""
    try:
        run()
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        code, sentence = 2, ""
    except click.ClickException as error:
        code, sentence = 2, error.format_message().rstrip(".")
    except click.Abort:
        code, sentence = 1, "interrupted"
    except BrokenPipeError:  # whoever reads has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code, sentence = 1, ""
    except InputError as error:
        code, sentence = 2, str(error)
    except Exception as error:  # noqa: BLE001  the last resort: never a traceback unasked
        if debug:
            traceback.print_exc()
        code, sentence = 1, str(error) or type(error).__name__
    else:
        return 0
    if sentence:
        say(f"rangemap: {' '.join(sentence.split())}", err=True)
    return code
