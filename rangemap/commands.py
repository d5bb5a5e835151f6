"""The commands' work: options to a scenario, a scenario to a reach, a reach to text and files."""

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from rangemap import files, render
from rangemap.catalog import Catalog, bundled_catalog, read_catalog
from rangemap.choices import DEFAULT_WEAPONS
from rangemap.comparison import compare
from rangemap.depth import Depth, depth
from rangemap.disputes import Disputes, disputes
from rangemap.errors import BoundaryError, OutputError, ScenarioError
from rangemap.origin_files import read_origins
from rangemap.origin_geometry import place_origin
from rangemap.origin_text import parse_point, parse_setback, parse_stretch
from rangemap.origins import BorderOrigin, Origin
from rangemap.reach import Reach, compute
from rangemap.region_files import read_regions
from rangemap.render import analyses, comparisons, listings, threshold_curves
from rangemap.render.figure_options import FigureOptions
from rangemap.render.figures.words import alt_text, caption_line
from rangemap.render.summary import summary
from rangemap.render.table import table
from rangemap.scenario import CustomRange, Permission, Scenario, parse_range
from rangemap.thresholds import Thresholds, thresholds

COMPARISON_SUFFIXES = comparisons.SUFFIXES
ANALYSIS_SUFFIXES = analyses.SUFFIXES
THRESHOLD_SUFFIXES = threshold_curves.SUFFIXES


def measure(
    scenario: Path | None, asked: Mapping[str, Any], regions: Path | None, catalog: Path | None
) -> Reach:
    """The reach of a scenario file, or of the options of ``rangemap reach`` by name."""
    read = scenario_of(asked) if scenario is None else _read_scenario(scenario, asked)
    return compute(
        read, None if regions is None else read_regions(regions), catalog=_catalog(catalog)
    )


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


def compare_files(before: Path, after: Path, outputs: Sequence[Path], *, as_json: bool) -> None:
    """Compare two scenario files, write what is asked, and print the table or JSON."""
    found = compare(compute(_read_scenario(before)), compute(_read_scenario(after)))
    files.write_files({path: comparisons.render(found, path.suffix) for path in outputs})
    click.echo(_json(comparisons.summary(found)) if as_json else comparisons.table(found))


def measure_thresholds(
    scenario: Path | None,
    asked: Mapping[str, Any],
    regions: Path | None,
    catalog: Path | None,
    only: Sequence[str],
) -> Thresholds:
    """The thresholds from a scenario's origins, of all regions or only of some."""
    read = scenario_of(asked) if scenario is None else _read_scenario(scenario, asked)
    own = None if regions is None else read_regions(regions)
    return thresholds(read, own, only=only, catalog=_catalog(catalog))


def write_thresholds(measured: Thresholds, paths: Sequence[Path]) -> None:
    """Make every output of the thresholds, then write them all."""
    files.write_files({path: threshold_curves.render(measured, path.suffix) for path in paths})


def show_thresholds(measured: Thresholds, *, as_json: bool) -> None:
    """Print the thresholds."""
    shown = threshold_curves.summary(measured) if as_json else None
    click.echo(_json(shown) if as_json else threshold_curves.table(measured))


def measure_disputes(
    scenario: Path | None, asked: Mapping[str, Any], regions: Path | None, catalog: Path | None
) -> Disputes:
    """The shares at the least and the greatest published figures."""
    read = scenario_of(asked) if scenario is None else _read_scenario(scenario, asked)
    own = None if regions is None else read_regions(regions)
    return disputes(read, own, catalog=_catalog(catalog))


def write_disputes(found: Disputes, paths: Sequence[Path]) -> None:
    """Write the intervals as CSV."""
    files.write_files({path: analyses.disputes_csv(found) for path in paths})


def show_disputes(found: Disputes, *, as_json: bool) -> None:
    """Print the intervals with every figure's source."""
    click.echo(
        _json(analyses.disputes_summary(found)) if as_json else analyses.disputes_table(found)
    )


def measure_depth(
    scenario: Path | None, asked: Mapping[str, Any], regions: Path | None, catalog: Path | None
) -> Depth:
    """The areas by how many origins reach them."""
    return depth(measure(scenario, asked, regions, catalog))


def write_depth(counted: Depth, paths: Sequence[Path]) -> None:
    """Write the areas by count as CSV."""
    files.write_files({path: analyses.depth_csv(counted) for path in paths})


def show_depth(counted: Depth, *, as_json: bool) -> None:
    """Print the areas by count."""
    click.echo(_json(analyses.depth_summary(counted)) if as_json else analyses.depth_table(counted))


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
    click.echo(lines, err=as_json)


def show_reach(reach: Reach, *, as_json: bool) -> None:
    """Print the table, or the summary as JSON."""
    click.echo(_json(summary(reach)) if as_json else table(reach))


def show_weapons(catalog: Path | None, *, as_json: bool) -> None:
    """Print the catalogue."""
    listed = _catalog(catalog)
    click.echo(_json(listings.weapon_records(listed)) if as_json else listings.weapon_lines(listed))


def show_regions(country: str, language: str, *, as_json: bool) -> None:
    """Print the bundled regions."""
    records = listings.region_records(country, language)
    click.echo(_json(records) if as_json else listings.region_lines(records))


def show_places(name: str, language: str, *, as_json: bool) -> None:
    """Print the towns of that name. Raises BoundaryError where there is none like it."""
    records = listings.place_records(name, language)
    if not records:
        raise BoundaryError(f"no town is called anything like {name[:60]!r}; try another spelling")
    click.echo(_json(records) if as_json else listings.place_lines(records))


def show_border(neighbour: str, *, as_json: bool) -> None:
    """Print the border's length and ends."""
    record = listings.border_record(neighbour)
    click.echo(_json(record) if as_json else listings.border_lines(record))


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
