"""The commands' work: options to a scenario, a scenario to a reach, a reach to text and files.

Each command imports what it needs, so that listing weapons waits for no geometry.
"""

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rangemap.cli import files
from rangemap.errors import (
    BoundaryError,
    ChoiceError,
    LayerError,
    LengthError,
    OriginError,
    OutputError,
    ScenarioError,
    TimelineError,
)
from rangemap.export.reports import FIGURE_SUFFIXES, Report, check_suffix
from rangemap.figures.options import FigureOptions
from rangemap.scenario.choices import DEFAULT_WEAPONS
from rangemap.terminal import say
from rangemap.world.catalog import Catalog, bundled_catalog, over, read_catalog

if TYPE_CHECKING:
    from rangemap.analysis.comparison import Comparison
    from rangemap.analysis.reach import Reach
    from rangemap.scenario.origins import Origin
    from rangemap.scenario.scenario import CustomRange, Scenario
    from rangemap.world.regions import Regions

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
LOOKS = (
    "size",
    "style",
    "theme",
    "dpi",
    "width",
    "subtitle",
    "no_title",
    "credit",
    "date",
    "without",
    "transparent",
    "text",
    "bleed",
)
_PIXELS = (".png", ".jpg", ".webp")
_TAKEN_BY = {
    "dpi": _PIXELS,
    "width": _PIXELS,
    "text": (".svg",),
    "transparent": (".png", ".svg", ".pdf", ".webp"),
}
"""What only some figures can do, by option; elsewhere it would be taken without a word."""
_FILES = ("scenario", "catalog", "regions", "regions_sql")
_KM_ALONG = re.compile(r"[-+−.0-9]+(:[-+−.0-9]*)?")
_REGION_COLUMNS = ("region_key", "region_name", "region_layer")


def measure(asked: Mapping[str, Any]) -> "Reach":
    """The reach of a scenario file, or of the options of ``rangemap reach`` by name."""
    from rangemap.analysis.reach import compute

    return compute(*_question(asked))


def _question(asked: Mapping[str, Any]) -> "tuple[Scenario, Regions | None, Catalog]":
    """The scenario, the regions of one's own if any, and the catalogue that options ask for."""
    options = {name: value for name, value in asked.items() if name not in _FILES + _REGION_COLUMNS}
    path = asked["scenario"]
    scenario = scenario_of(options) if path is None else _read_scenario(path, options)
    return scenario, own_regions(asked), catalog_of(asked["catalog"])


def scenario_of(asked: Mapping[str, Any]) -> "Scenario":
    """The scenario that the options of ``rangemap reach`` ask for, by their names."""
    from rangemap.scenario.scenario import Permission, Scenario, parse_range

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


def answer_reach(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Measure what lies within reach."""
    from rangemap.export.reach import REACH

    answer.give(lambda: measure(asked), REACH)


def answer_compare(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Compare two scenario files, or two choices of weapons for one scenario."""
    from rangemap.analysis.comparison import compare
    from rangemap.analysis.reach import compute
    from rangemap.export.comparison import COMPARISON

    def comparison() -> "Comparison":
        before, after = _change(asked)
        regions, catalog = own_regions(asked), catalog_of(asked["catalog"])
        return compare(compute(before, regions, catalog), compute(after, regions, catalog))

    answer.give(comparison, COMPARISON)


def _change(asked: Mapping[str, Any]) -> "tuple[Scenario, Scenario]":
    """The scenarios before and after."""
    options = {name: each for name, each in asked.items() if name not in (*_FILES, "scenarios")}
    versus = options.pop("versus")
    if versus and asked["scenarios"]:
        raise ScenarioError("--versus goes with origins given by options, not with scenario files")
    match asked["scenarios"]:
        case (pair,):
            from rangemap.scenario.pair import pair_from_toml

            return pair_from_toml(_read_text(pair, options))
        case (first, second):
            return _read_scenario(first, options), _read_scenario(second, options)
        case (_, *_):
            raise ScenarioError("compare takes two scenario files, or one that holds a pair")
    after = scenario_of(options | {"weapon": (), "ranges": ()})
    after = replace(after, weapons=_either(asked["after"]) or DEFAULT_WEAPONS[1:])
    if versus:
        there = scenario_of(options | _elsewhere(versus) | {"weapon": (), "ranges": ()})
        weapons = _either(asked["before"]) or after.weapons
        return replace(after, origins=there.origins, weapons=weapons), after
    return replace(after, weapons=_either(asked["before"]) or DEFAULT_WEAPONS[:1]), after


def _either(texts: Sequence[str]) -> "tuple[str | CustomRange, ...]":
    """Weapons by their ids, and ranges of one's own, as ``--range`` takes them."""
    from rangemap.scenario.scenario import parse_range

    def read(text: str) -> "str | CustomRange":
        try:
            return parse_range(text)
        except LengthError:
            if "=" in text:
                raise
            return text

    return tuple(map(read, texts))


def _elsewhere(versus: Sequence[str]) -> dict[str, Any]:
    """The origins that --versus names, as the options that give them."""
    origins: dict[str, Any] = {"at": [], "place": [], "border": False, "border_km": []}
    for text in versus:
        if text.strip().casefold() == "border":
            origins["border"] = True
        elif _KM_ALONG.fullmatch(text.strip()):
            origins["border_km"].append(text.strip())
        elif any(letter.isdigit() for letter in text.partition(",")[0]):
            origins["at"].append(text)
        else:
            origins["place"].append(text)
    if not (origins["border"] or origins["border_km"]):
        origins |= {"border_with": None, "setback": None}
    return origins | {"origins": (), "origins_layer": None}


def answer_thresholds(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Tell from which ranges on regions are reached, all of them or only some."""
    from rangemap.analysis.thresholds import thresholds
    from rangemap.export.thresholds import THRESHOLDS

    rest = dict(asked)
    only = rest.pop("region")
    _progress("measuring every range up to 1,000 km …")
    answer.give(lambda: thresholds(*_question(rest), only=only), THRESHOLDS)


def answer_disputes(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Tell what follows where publications disagree."""
    from rangemap.analysis.disputes import disputes
    from rangemap.export.disputes import DISPUTES

    answer.give(lambda: disputes(*_question(asked)), DISPUTES)


def answer_depth(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Count the origins that reach each place."""
    from rangemap.analysis.depth import depth
    from rangemap.export.depth import DEPTH

    answer.give(lambda: depth(measure(asked)), DEPTH)


def answer_timeline(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Tell what was permitted, step by step."""
    from rangemap.analysis.story import timeline_story
    from rangemap.export.story import STORY, step_report
    from rangemap.world.timeline import bundled_timeline, read_timeline

    told = bundled_timeline() if asked["file"] is None else read_timeline(asked["file"])
    catalog = catalog_of(asked["catalog"])
    step = asked["step"]
    check_step(step, len(told.steps))
    report = STORY if step is None else step_report(step)
    answer.give(lambda: timeline_story(told, language=asked["lang"], catalog=catalog), report)


def answer_story(asked: Mapping[str, Any], answer: "Answer") -> None:
    """Tell scenario files as a story."""
    from rangemap.analysis.story import story
    from rangemap.export.story import STORY, step_report

    scenarios = [_read_scenario(path) for path in asked["scenarios"]]
    step = asked["step"]
    check_step(step, len(scenarios))
    report = STORY if step is None else step_report(step)
    answer.give(
        lambda: story(
            scenarios,
            title=asked["title"],
            regions=own_regions(asked),
            catalog=catalog_of(asked["catalog"]),
        ),
        report,
    )


def check_step(step: int | None, count: int) -> None:
    """Raise TimelineError where there is no such step, before anything is measured."""
    if step is not None and not 1 <= step <= count:
        raise TimelineError(f"--step {step}: there is no such step; give one from 1 to {count}")


def answer_lesson(asked: Mapping[str, Any], catalog: Path | None, answer: "Answer") -> None:
    """Hand out the lesson on why a range is not a circle."""
    from rangemap.export.lesson import LESSON
    from rangemap.wording.lesson import handed_out

    answer.give(lambda: handed_out(catalog_of(catalog), **asked), LESSON)


@dataclass(frozen=True)
class Answer:
    """How a question is to be answered: files to write, and JSON or a table on the screen."""

    output: Sequence[Path]
    force: bool
    as_json: bool
    looks: FigureOptions | None = None
    caption: bool = False

    def give(self, measure: Callable[[], T], report: Report[T]) -> None:
        """Check the outputs, measure, write, print, tell which files were written.

        caption: with the words to print under a figure and for those who cannot see it.

        A failure in one output leaves all old files whole.
        """
        check_outputs(self.output, force=self.force, suffixes=report.suffixes)
        is_piped = any(map(files.is_standard_output, self.output))
        if is_piped and self.as_json:
            raise OutputError("--json and -o - both write to standard output; give one of them")
        began = time.perf_counter()
        result = measure()
        began = _log_step("measured", began)
        made = report.files(result, [path.suffix for path in self.output], self.looks)
        contents = {}
        for path, content in zip(self.output, made, strict=True):
            contents[path] = content
            began = _log_step(f"made {path}, {len(contents[path]):,} bytes", began)
        files.write_files(contents)
        if not is_piped:
            say(_json(report.summary(result)) if self.as_json else report.table(result))
        if self.caption:
            picture = report.picture(result, self.looks or FigureOptions(size=report.size))
            lines = (
                f"\nNotes: {picture.notes}\nLong description: {picture.alternative}"
                f"\nCaption: {picture.caption}\nAlternative text: {picture.brief}"
            )
            say(lines, err=self.as_json or is_piped)
        say_written(self.output)


def split_options(
    given: Mapping[str, Any], *, size: str = "article"
) -> tuple[dict[str, Any], Answer]:
    """Split command-line options into the question and how it is to be answered.

    size: of figures where none is asked for.
    """
    rest = dict(given)
    looks = {name: rest.pop(name, None) for name in LOOKS}
    output, force, as_json = (rest.pop(name) for name in ("output", "force", "as_json"))
    caption = rest.pop("caption", False)
    shown = figure_options(output, **looks)
    if shown and looks["size"] is None:
        shown = replace(shown, size=size)
    return rest, Answer(output, force, as_json, shown, caption)


def say_written(paths: Sequence[Path]) -> None:
    """Tell on standard error which files were written."""
    for path in paths:
        if not files.is_standard_output(path):
            _LOG.info("wrote %s", path)


def _log_step(what: str, began: float) -> float:
    """Log what was done since then, and give the time of now."""
    now = time.perf_counter()
    _LOG.debug("rangemap: %s in %.2f s", what, now - began)
    return now


def check_outputs(paths: Sequence[Path], *, force: bool, suffixes: Collection[str]) -> None:
    """Raise OutputError for an output that could not be written, before anything is measured."""
    for path in paths:
        if str(path) == "-":
            raise OutputError(
                "- is standard output; say in which form, as in -o -.csv or -o -.geojson"
            )
        check_suffix(path.suffix, suffixes)
    files.check_targets(paths, force=force)


def figure_options(outputs: Sequence[Path], **asked: Any) -> FigureOptions | None:
    """How figures are asked to look; None for as they are by default.

    Raises OutputError where looks are asked for but no figure is.
    """
    given = {name: value for name, value in asked.items() if value not in (None, False)}
    if given and not any(path.suffix.lower() in FIGURE_SUFFIXES for path in outputs):
        option = next(iter(given)).replace("_", "-")
        raise OutputError(f"--{option} is for figures; name one, as in -o map.png, or leave it out")
    if not given:
        return None
    for name, suffixes in _TAKEN_BY.items():
        if name in given and not any(path.suffix.lower() in suffixes for path in outputs):
            raise OutputError(
                f"--{name} is for {', '.join(suffixes)}; name such a figure, or leave it out"
            )
    if "dpi" in given and "width" in given:
        raise OutputError("--dpi and --width both say how many pixels there are; give one")
    if "bleed" in given and "width" in given:
        raise OutputError("--width counts the pixels of a screen, --bleed is for print; give one")
    left_out = [piece.strip() for piece in given.pop("without", "").split(",") if piece.strip()]
    left_out += ["title"] if given.pop("no_title", False) else []
    transparent = given.pop("transparent", False)
    if "bleed" in given:
        from rangemap.figures.bleed import parse_bleed

        given["bleed_pt"] = parse_bleed(given.pop("bleed"))
    if "theme" in given:
        from rangemap.figures.theme_file import read_theme

        house = read_theme(given.pop("theme"))
        given |= {"colours": house.colours, "typeface": house.typeface}
    return FigureOptions(**given, without=tuple(left_out), is_transparent=transparent)


def show_weapons(catalog: Path | None, *, as_json: bool) -> None:
    """Print the catalogue."""
    from rangemap.wording.catalog import weapon_lines, weapon_records

    listed = bundled_catalog() if catalog is None else read_catalog(catalog)
    say(_json(weapon_records(listed)) if as_json else weapon_lines(listed))


def show_regions(country: str, language: str, *, as_json: bool) -> None:
    """Print the bundled regions."""
    from rangemap.wording import listings

    records = listings.region_records(country, language)
    say(_json(records) if as_json else listings.region_lines(records, language))


def show_places(name: str, language: str, *, as_json: bool) -> None:
    """Print the towns of that name. Raises BoundaryError where there is none like it."""
    from rangemap.wording import listings

    records = listings.place_records(name, language)
    if not records:
        raise BoundaryError(f"no town is called anything like {name[:60]!r}; try another spelling")
    say(_json(records) if as_json else listings.place_lines(records, language))


def show_border(neighbour: str, output: Path | None, *, as_json: bool) -> None:
    """Print the border's length and ends, unless standard output holds the line itself."""
    from rangemap.wording import listings

    if output is not None and files.is_standard_output(output):
        return
    record = listings.border_record(neighbour)
    say(_json(record) if as_json else listings.border_lines(record))


def write_border(neighbour: str, path: Path, *, force: bool) -> None:
    """Write the border line as GeoJSON."""
    from rangemap.export.border import border_geojson

    if path.suffix.lower() != ".geojson":
        raise OutputError(f"{path}: the border is written as .geojson; change the suffix")
    files.check_targets([path], force=force)
    files.write_files({path: border_geojson(neighbour)})


def show_schema(name: str) -> None:
    """Print the JSON Schema of that name."""
    from rangemap.export.schemas import schemas

    say(_json(schemas()[name]))


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def catalog_of(path: Path | None) -> Catalog:
    """Where ids are looked up: in the catalogue of a file, if any, then in the bundled one."""
    published = bundled_catalog()
    return published if path is None else over(published, read_catalog(path))


def _read_scenario(path: Path, asked: Mapping[str, Any] | None = None) -> "Scenario":
    from rangemap.scenario.scenario import Scenario

    return Scenario.from_toml(_read_text(path, asked))


def _read_text(path: Path, asked: Mapping[str, Any] | None = None) -> str:
    """The text of a scenario file. Raises ScenarioError where options ask for the same."""
    given = [key.rstrip("_").replace("_", "-") for key, value in (asked or {}).items() if value]
    if given:
        raise ScenarioError(
            f"{path} says what is asked, and so do the options for {', '.join(given)}; use one"
        )
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: is not UTF-8 text") from error


def _origins(asked: Mapping[str, Any], language: str) -> "list[Origin]":
    from rangemap.analysis.towns import place_origin
    from rangemap.scenario.origin_text import parse_point, parse_setback, parse_stretch
    from rangemap.scenario.origins import BorderOrigin

    neighbour, setback = asked["border_with"] or "RU", asked["setback"] or ""
    if (asked["border_with"] or setback) and not (asked["border"] or asked["border_km"]):
        raise ScenarioError("--border-with and --setback go with --border or --border-km")
    listed: list[Origin] = [parse_point(text) for text in asked["at"]]
    listed += [place_origin(name, language=language) for name in asked["place"]]
    if asked["border"]:
        listed.append(BorderOrigin(neighbour, setback=parse_setback(setback)))
    for text in asked["border_km"]:
        listed.append(parse_stretch(text, neighbour=neighbour, setback=setback))
    return listed + _file_origins(asked)


def _file_origins(asked: Mapping[str, Any]) -> "list[Origin]":
    """The origins of files; what was assumed, mended or left out in them is told."""
    layer = asked["origins_layer"]
    if not asked["origins"]:
        if layer is not None:
            raise OriginError("--origins-layer goes with --origins")
        return []
    from rangemap.intake.origins import file_origins

    listed: list[Origin] = []
    for path in asked["origins"]:
        try:
            read = file_origins(path, layer)
        except LayerError as error:
            raise OriginError(f"{error} (--origins-layer)") from error
        for note in read.notes:
            _LOG.warning("rangemap: %s", note)
        listed += read.origins
    return listed


def own_regions(asked: Mapping[str, Any]) -> "Regions | None":
    """The regions of the user's own, if any; what was mended in them is told."""
    where, query = asked["regions"], asked["regions_sql"]
    if where is None:
        if query or any(asked[name] is not None for name in _REGION_COLUMNS):
            raise BoundaryError("--regions-sql, --region-key, -name and -layer go with --regions")
        return None
    from rangemap.intake.postgis import SCHEMES, read_regions_postgis
    from rangemap.intake.regions import Columns, read_regions

    columns = Columns(*(asked[name] for name in _REGION_COLUMNS))
    is_database = isinstance(where, str) and where.startswith(SCHEMES)
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
            else read_regions(where if isinstance(where, Path) else Path(where), columns)
        )
    except ChoiceError as error:
        raise BoundaryError(f"{error} (--region-{error.of})") from error
    for note in regions.notes:
        _LOG.warning("rangemap: %s", note)
    _progress(f"measuring {len(regions):,} regions …")
    return regions


def _progress(doing: str) -> None:
    """Tell what takes its time, to somebody who sits and waits."""
    _LOG.log(logging.INFO if sys.stderr.isatty() else logging.DEBUG, "rangemap: %s", doing)


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
