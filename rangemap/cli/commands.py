"""The commands' work: options to a scenario, a scenario to a reach, a reach to text and files."""

import json
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas as gpd

from rangemap.analysis.comparison import Comparison, compare
from rangemap.analysis.depth import depth
from rangemap.analysis.disputes import disputes
from rangemap.analysis.reach import Reach, compute
from rangemap.analysis.thresholds import thresholds
from rangemap.analysis.towns import place_origin
from rangemap.cli import files
from rangemap.errors import BoundaryError, ChoiceError, OutputError, ScenarioError
from rangemap.export import reports as render
from rangemap.figures.comparison import comparison_subject
from rangemap.figures.depth import depth_subject
from rangemap.figures.disputes import dispute_subject
from rangemap.figures.files import render_subject
from rangemap.figures.lesson import answer as lessons
from rangemap.figures.options import FigureOptions
from rangemap.figures.subject import Subject
from rangemap.figures.words import alt_text
from rangemap.intake.origins import read_origins
from rangemap.intake.postgis import SCHEMES, read_regions_postgis
from rangemap.intake.regions import Columns, read_regions
from rangemap.scenario.choices import DEFAULT_WEAPONS
from rangemap.scenario.origin_text import parse_point, parse_setback, parse_stretch
from rangemap.scenario.origins import BorderOrigin, Origin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario, parse_range
from rangemap.terminal import say
from rangemap.wording import comparison as comparisons
from rangemap.wording import depth as coverage
from rangemap.wording import disputes as disputed_shares
from rangemap.wording import listings
from rangemap.wording import thresholds as threshold_curves
from rangemap.wording.lesson import handed_out
from rangemap.wording.reach import caption_line
from rangemap.wording.summary import summary
from rangemap.wording.table import table
from rangemap.world.catalog import Catalog, bundled_catalog, read_catalog

Question = tuple[Scenario, gpd.GeoDataFrame | None, Catalog]
_FILES = ("scenario", "catalog", "regions", "regions_sql")
_REGION_COLUMNS = ("region_key", "region_name", "region_layer")


def measure(asked: Mapping[str, Any]) -> Reach:
    """The reach of a scenario file, or of the options of ``rangemap reach`` by name."""
    return compute(*_question(asked))


def _question(asked: Mapping[str, Any]) -> Question:
    """The scenario, the regions of one's own if any, and the catalogue that options ask for."""
    options = {name: value for name, value in asked.items() if name not in _FILES + _REGION_COLUMNS}
    path = asked["scenario"]
    scenario = scenario_of(options) if path is None else _read_scenario(path, options)
    return scenario, _own_regions(asked), _catalog(asked["catalog"])


def scenario_of(asked: Mapping[str, Any]) -> Scenario:
    """The scenario that the options of ``rangemap reach`` ask for, by their names."""
    language = asked["lang"] or "en"
    weapons: tuple[str | CustomRange, ...] = (
        *asked["weapon"],
        *(parse_range(text) for text in asked["ranges"]),
    )
    return Scenario(
        origins=tuple(_origins(asked, language)),
        weapons=weapons or DEFAULT_WEAPONS,
        permission=Permission(_codes(asked, "only"), _codes(asked, "except_")),
        country=asked["country"] or "RU",
        language=language,
        title=asked["title"] or "",
    )


def answer_compare(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Compare two scenario files, or two choices of weapons for one scenario."""

    def measure() -> Comparison:
        before, after = _change(asked)
        regions, catalog = _own_regions(asked), _catalog(asked["catalog"])
        return compare(compute(before, regions, catalog), compute(after, regions, catalog))

    answer.give(measure, comparisons, comparison_subject)


def _change(asked: Mapping[str, Any]) -> tuple[Scenario, Scenario]:
    """The scenarios before and after."""
    options = {name: each for name, each in asked.items() if name not in (*_FILES, "scenarios")}
    if asked["scenarios"]:
        before, after = (_read_scenario(path, options) for path in asked["scenarios"])
        return before, after
    after = scenario_of(options | {"weapon": asked["after"] or DEFAULT_WEAPONS[1:], "ranges": ()})
    return replace(after, weapons=asked["before"] or DEFAULT_WEAPONS[:1]), after


def answer_thresholds(asked: Mapping[str, Any], only: Sequence[str], answer: "Answer") -> None:
    """Tell from which ranges on regions are reached, all of them or only some."""
    answer.give(lambda: thresholds(*_question(asked), only=only), threshold_curves)


def answer_disputes(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Tell what follows where publications disagree."""
    answer.give(lambda: disputes(*_question(asked)), disputed_shares, dispute_subject)


def answer_depth(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Count the origins that reach each place."""
    answer.give(lambda: depth(compute(*_question(asked))), coverage, depth_subject)


def answer_lesson(asked: Mapping[str, Any], catalog: Path | None, answer: "Answer") -> None:
    """Hand out the lesson on why a range is not a circle."""
    answer.give(lambda: handed_out(_catalog(catalog), **asked), lessons)


@dataclass(frozen=True)
class Answer:
    """How an analysis is to be answered: files to write, and JSON or a table on the screen."""

    output: Sequence[Path]
    force: bool
    as_json: bool
    looks: FigureOptions | None = None

    def give(
        self,
        measure: Callable[[], Any],
        shown: ModuleType,
        picture: Callable[[Any, str | None], Subject] | None = None,
    ) -> None:
        """Check the outputs, measure, write, print.

        shown: a module of render with SUFFIXES, render(measured, suffix), table and summary.
        picture: what figures show of what was measured, given a subtitle or none.
        """
        figures = render.FIGURE_SUFFIXES if picture else ()
        check_outputs(self.output, force=self.force, suffixes=(*shown.SUFFIXES, *figures))
        measured = measure()
        looks = self.looks or FigureOptions()
        files.write_files(
            {
                path: render_subject(picture(measured, looks.subtitle), path.suffix.lower(), looks)
                if picture and path.suffix.lower() in figures
                else shown.render(measured, path.suffix)
                for path in self.output
            }
        )
        say(_json(shown.summary(measured)) if self.as_json else shown.table(measured))
        say_written(self.output)


def apart(given: Mapping[str, Any]) -> tuple[dict[str, Any], Answer]:
    """What options ask, and how they want it answered."""
    rest = dict(given)
    looks = {name: rest.pop(name) for name in ("size", "style", "dpi", "subtitle")}
    output, force, as_json = (rest.pop(name) for name in ("output", "force", "as_json"))
    return rest, Answer(output, force, as_json, figure_options(output, **looks))


def say_written(paths: Sequence[Path]) -> None:
    """Tell on standard error which files were written."""
    for path in paths:
        say(f"wrote {path}", err=True)


def check_outputs(
    paths: Sequence[Path], *, force: bool, suffixes: Collection[str] = render.SUFFIXES
) -> None:
    """Raise OutputError for an output that could not be written, before anything is measured."""
    for path in paths:
        render.check_suffix(path.suffix, suffixes)
    files.check_targets(paths, force=force)


def figure_options(outputs: Sequence[Path], **asked: Any) -> FigureOptions | None:
    """How figures are asked to look; None for as they are by default.

    Raises OutputError where looks are asked for but no figure is.
    """
    given = {name: value for name, value in asked.items() if value is not None}
    if given and not any(path.suffix.lower() in render.FIGURE_SUFFIXES for path in outputs):
        raise OutputError(
            f"--{next(iter(given))} is for figures; name one, as in -o map.png, or leave it out"
        )
    return FigureOptions(**given) if given else None


def write_outputs(reach: Reach, paths: Sequence[Path], looks: FigureOptions | None = None) -> None:
    """Make every output, then write them all; a failure in one leaves all old files whole."""
    files.write_files({path: render.render(reach, path.suffix, looks) for path in paths})


def show_caption(reach: Reach, *, as_json: bool) -> None:
    """Print the figure's caption and its alternative text; beside JSON on standard error."""
    lines = f"\nCaption: {caption_line(reach)}\nAlternative text: {alt_text(reach)}"
    say(lines, err=as_json)


def show_reach(reach: Reach, *, as_json: bool) -> None:
    """Print the table, or the summary as JSON."""
    say(_json(summary(reach)) if as_json else table(reach))


def show_weapons(catalog: Path | None, *, as_json: bool) -> None:
    """Print the catalogue."""
    listed = _catalog(catalog)
    say(_json(listings.weapon_records(listed)) if as_json else listings.weapon_lines(listed))


def show_regions(country: str, language: str, *, as_json: bool) -> None:
    """Print the bundled regions."""
    records = listings.region_records(country, language)
    say(_json(records) if as_json else listings.region_lines(records, language))


def show_places(name: str, language: str, *, as_json: bool) -> None:
    """Print the towns of that name. Raises BoundaryError where there is none like it."""
    records = listings.place_records(name, language)
    if not records:
        raise BoundaryError(f"no town is called anything like {name[:60]!r}; try another spelling")
    say(_json(records) if as_json else listings.place_lines(records, language))


def show_border(neighbour: str, *, as_json: bool) -> None:
    """Print the border's length and ends."""
    record = listings.border_record(neighbour)
    say(_json(record) if as_json else listings.border_lines(record))


def write_border(neighbour: str, path: Path, *, force: bool) -> None:
    """Write the border line as GeoJSON."""
    if path.suffix.lower() != ".geojson":
        raise OutputError(f"{path}: the border is written as .geojson; change the suffix")
    files.check_targets([path], force=force)
    files.write_files({path: listings.border_geojson(neighbour)})


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def _catalog(path: Path | None) -> Catalog:
    return bundled_catalog() if path is None else read_catalog(path)


def _read_scenario(path: Path, asked: Mapping[str, Any] | None = None) -> Scenario:
    given = [key.rstrip("_").replace("_", "-") for key, value in (asked or {}).items() if value]
    if given:
        raise ScenarioError(
            f"{path} says what is asked, and so do the options for {', '.join(given)}; use one"
        )
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: is not UTF-8 text") from error
    return Scenario.from_toml(text)


def _origins(asked: Mapping[str, Any], language: str) -> list[Origin]:
    neighbour, setback = asked["border_with"] or "RU", asked["setback"] or ""
    if (asked["border_with"] or setback) and not (asked["border"] or asked["border_km"]):
        raise ScenarioError("--border-with and --setback go with --border or --border-km")
    listed: list[Origin] = [parse_point(text) for text in asked["at"]]
    listed += [place_origin(name, language=language) for name in asked["place"]]
    if asked["border"]:
        listed.append(BorderOrigin(neighbour, setback=parse_setback(setback)))
    for text in asked["border_km"]:
        listed.append(parse_stretch(text, neighbour=neighbour, setback=setback))
    for path in asked["origins"]:
        listed += read_origins(path)
    return listed


def _own_regions(asked: Mapping[str, Any]) -> gpd.GeoDataFrame | None:
    """The regions of the user's own, if any; what was mended in them is told."""
    columns = Columns(*(asked[name] for name in _REGION_COLUMNS))
    where, query = asked["regions"], asked["regions_sql"]
    if where is None:
        if query or columns != Columns():
            raise BoundaryError("--regions-sql, --region-key, -name and -layer go with --regions")
        return None
    is_database = where.startswith(SCHEMES)
    if is_database != bool(query):
        raise BoundaryError(
            "a PostGIS address and a query go together, as in --regions postgresql://… "
            "--regions-sql 'SELECT code, name, geom FROM …'"
        )
    _progress(f"reading {'the database' if is_database else where} …")
    try:
        regions = (
            read_regions_postgis(where, query, columns)
            if is_database
            else read_regions(Path(where), columns)
        )
    except ChoiceError as error:
        raise BoundaryError(f"{error} (--region-{error.of})") from error
    for note in regions.attrs["notes"]:
        say(f"rangemap: {note}", err=True)
    _progress(f"measuring {len(regions):,} regions …")
    return regions


def _progress(doing: str) -> None:
    """Tell what takes its time, to somebody who sits and waits."""
    if sys.stderr.isatty():
        say(f"rangemap: {doing}", err=True)


def _codes(asked: Mapping[str, Any], option: str) -> tuple[str, ...]:
    text = asked[option]
    if text is None:
        return ()
    codes = tuple(dict.fromkeys(code.strip() for code in text.split(",") if code.strip()))
    if not codes:
        raise ScenarioError(
            f"--{option.rstrip('_')} names no region; write codes, as in RU-KRS,RU-BEL"
        )
    return codes
