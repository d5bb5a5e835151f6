"""The work of ``rangemap sweep`` and its like: options to a job, and what is said of it."""

import hashlib
import json
import logging
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rangemap import __version__
from rangemap.cli import commands, files
from rangemap.cli.progress import Teller, duration
from rangemap.errors import InputError, OriginError, OutputError, ScenarioError
from rangemap.export.reports import check_suffix
from rangemap.terminal import say

if TYPE_CHECKING:
    from rangemap.batch.field import Field
    from rangemap.batch.job import Job
    from rangemap.batch.ledger import Progress
    from rangemap.batch.origins import Origins
    from rangemap.batch.scenarios import NamedScenario
    from rangemap.figures.options import FigureOptions
    from rangemap.scenario.scenario import Scenario
    from rangemap.world.catalog import Catalog

_LOG = logging.getLogger(__name__)
_CAVEAT = "Maximum ranges, as published or as given. Not a prediction."
_FILE_NAME = re.compile(r"[^\w .()-]+")  # what may not stand in the name of a file
_MAX_NAME = 80
_YES = ("1", "yes", "true", "x")
_TABLE_COLUMNS = (
    *("id", "at", "place", "border", "border_km", "border_with", "setback", "weapon", "range"),
    *("country", "only", "except", "lang", "title"),
)


def sweep(asked: Mapping[str, Any]) -> None:
    """Measure from very many origins, or say what that would cost, or how far it is."""
    folder, maps = asked["output"], asked["maps"]
    if asked["status"]:
        show_status(asked["status"])
        return
    looks = _checked_maps(asked)
    if maps and folder is not None and not asked["border"]:
        _draw_profile(folder, asked, looks)
        return
    if folder is None and not (asked["dry_run"] or maps):
        raise OutputError("say where the dataset shall go, as in -o sweep/")
    teller = _begun("origins", "rangemap.batch.sweep", asked)
    job = _sweep_job(asked)
    if asked["dry_run"]:
        show_estimate(job, "origins")
        return
    if folder is not None:
        finish(job, folder, asked, teller)
        if maps:
            _draw_profile(folder, {**asked, "setback": None}, looks)
        return
    with tempfile.TemporaryDirectory(prefix="rangemap-") as name:
        done = _done(job, Path(name), asked, teller)
        if done.failed:
            say(f"{done.failed:,} places could not be measured; give -o to see why", err=True)
        _draw_profile(Path(name), {**asked, "setback": None}, looks)


def _begun(what: str, module: str, asked: Mapping[str, Any]) -> Teller:
    """Say that work begins on so many of something, by workers that need that module."""
    from rangemap.batch.processes import count_of, has_dask, prepare

    if asked["workers"] and asked["scheduler"]:
        raise InputError(
            "--workers starts processes here, --scheduler takes those of a cluster; give one of "
            "them"
        )
    if not (asked["dry_run"] or asked["workers"] or asked["scheduler"] or has_dask()):
        _LOG.info(
            "rangemap: one process works; for one on each core, pip install 'rangemap[batch]'"
        )
    teller = Teller(what)
    teller.begin()
    is_local = not (asked["dry_run"] or asked["scheduler"])
    if is_local and has_dask() and count_of(asked["workers"]) > 1:
        prepare(module)
    return teller


def _checked_maps(asked: Mapping[str, Any]) -> "FigureOptions | None":
    """How maps shall look. Raises OutputError for those that could not be drawn."""
    maps = asked["maps"]
    looks = commands.figure_options(maps, **{name: asked[name] for name in commands.LOOKS})
    if not maps:
        return None
    from rangemap.export.profile import PROFILE

    if asked["origins"]:
        raise OutputError(
            "--map draws what is within reach along the border; give --border, or -o with the "
            "folder of such a sweep"
        )
    if not asked["border"]:
        told = (*("every", "weapon", "ranges", "only", "except_", "country", "border_with"),)
        given = [name.rstrip("_").replace("_", "-") for name in told if asked[name]]
        if given:
            raise ScenarioError(
                f"the folder says what was measured, and so do the options for {', '.join(given)};"
                " leave them out, or give --border"
            )
    commands.check_outputs(maps, force=asked["force"], suffixes=PROFILE.suffixes)
    return looks


def _draw_profile(folder: Path, asked: Mapping[str, Any], looks: "FigureOptions | None") -> None:
    """Draw the sweep along a border that a folder holds, and tell what was found."""
    from rangemap.batch.profile import checked_regions, profile_in
    from rangemap.export.profile import PROFILE

    regions = commands.own_regions(asked)
    key = "bundled" if regions is None else _regions_key(regions.frame, is_own=True)
    checked_regions(folder, key)
    found = profile_in(
        folder,
        regions,
        commands.catalog_of(asked["catalog"]),
        setback=asked["setback"],
        language=asked["lang"],
        title=asked["title"],
    )
    made = PROFILE.files(found, [path.suffix for path in asked["maps"]], looks)
    files.write_files(dict(zip(asked["maps"], made, strict=True)))
    say(PROFILE.sentence(found))
    commands.say_written(asked["maps"])


def _sweep_job(asked: Mapping[str, Any]) -> "Job":
    from rangemap.analysis.many import Survey
    from rangemap.batch.job import Job, items_a_task
    from rangemap.batch.sweep import POINTS_A_TASK, Sweep
    from rangemap.world import boundaries

    origins = _sweep_origins(asked)
    for note in origins.notes:
        _LOG.warning("rangemap: %s", note)
    names = ("weapon", "ranges", "only", "except_", "country", "lang", "title")
    options = {name: asked.get(name) for name in names}
    question = _scenario(options | {"at": ("0,0",)})
    regions = commands.own_regions(asked)
    survey = Survey.of(question, regions, commands.catalog_of(asked["catalog"]))
    about = _about(survey) | {"scenario": question.to_toml()}
    return Job(
        Sweep(survey, is_along_border=origins.is_along_border),
        origins.items,
        origins.count,
        asked["chunk"] or items_a_task(origins.count, POINTS_A_TASK),
        {
            "rangemap": __version__,
            "origins": origins.key,
            "ranges": [
                [each.weapon, str(each.length), str(each.minimum or "")] for each in survey.ranges
            ],
            "regions": _regions_key(survey.regions.outlines, regions is not None),
            "permission": list(map(list, (question.permission.only, question.permission.except_))),
            "country": question.country,
            "language": question.language,
            "data": boundaries.DATA_VERSION,
        },
        about,
    )


def _sweep_origins(asked: Mapping[str, Any]) -> "Origins":
    from rangemap.batch.origins import origins_along, origins_of_file

    if bool(asked["origins"]) == asked["border"]:
        raise OriginError(
            "a sweep is measured from a file of origins or along the border; give --origins FILE "
            "or --border"
        )
    if asked["origins"]:
        if any(asked[name] for name in ("every", "setback", "border_with")):
            raise ScenarioError("--every, --setback and --border-with go with --border")
        return origins_of_file(asked["origins"], asked["origins_layer"])
    if asked["origins_layer"]:
        raise OriginError("--origins-layer goes with --origins")
    return origins_along(
        asked["border_with"] or "RU", asked["every"] or "1 km", asked["setback"] or "0"
    )


def batch(asked: Mapping[str, Any]) -> None:
    """Measure many scenarios, or say what that would cost, or how far it is."""
    folder = asked["output"]
    if asked["status"]:
        show_status(asked["status"])
        return
    if folder is None and not asked["dry_run"]:
        raise OutputError("say where the results shall go, as in -o results/")
    teller = _begun("scenarios", "rangemap.batch.scenarios", asked)
    job = _batch_job(asked)
    if asked["dry_run"]:
        show_estimate(job, "scenarios")
        return
    finish(job, folder, asked, teller)


def _batch_job(asked: Mapping[str, Any]) -> "Job":
    from rangemap.batch.job import Job, items_a_task
    from rangemap.batch.scenarios import (
        DRAWN_A_TASK,
        SCENARIOS_A_TASK,
        Scenarios,
        scenarios_in,
    )
    from rangemap.world import boundaries

    tables = [path for path in asked["scenarios"] if path.suffix.lower() == ".csv"]
    others = [path for path in asked["scenarios"] if path not in tables]
    if not asked["scenarios"]:
        raise ScenarioError("name scenario files, a folder of them, or a table (.csv)")
    scenarios = scenarios_in(others) if others else []
    for path in tables:
        scenarios += _table(path)
    suffixes = tuple(f".{each.lower().lstrip('.')}" for each in asked["forms"])
    regions = commands.own_regions(asked)
    catalog = commands.catalog_of(asked["catalog"])
    looks = commands.figure_options(
        [Path(f"each{suffix}") for suffix in suffixes],
        **{name: asked[name] for name in commands.LOOKS},
    )
    digest = hashlib.sha256()
    for name, scenario in scenarios:
        text = scenario if isinstance(scenario, str) else repr(scenario)
        digest.update(f"{name}\0{text}\0".encode())
    key = {
        "rangemap": __version__,
        "scenarios": digest.hexdigest(),
        "forms": list(suffixes),
        "looks": repr(looks),
        "regions": "bundled" if regions is None else _regions_key(regions.frame, is_own=True),
        "catalog": _catalog_key(catalog),
        "data": boundaries.DATA_VERSION,
    }
    return Job(
        Scenarios(suffixes, regions, catalog, looks),
        lambda: scenarios,
        len(scenarios),
        asked["chunk"]
        or items_a_task(len(scenarios), DRAWN_A_TASK if suffixes else SCENARIOS_A_TASK),
        key,
        {
            "version": __version__,
            "caveat": _CAVEAT,
            "data_version": boundaries.DATA_VERSION,
            "worldview": "un",
            "file": {"caveat": _CAVEAT},
        },
    )


def _table(path: Path) -> "list[NamedScenario]":
    """Scenarios of a table: a line each, columns named as the options of ``rangemap reach``.

    A cell holds several values parted by |. Lines that cannot be read are told of as failures.
    """
    import csv

    from rangemap.batch.scenarios import NamedScenario, distinct_names

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ScenarioError(f"{path}: is not a table in UTF-8 text") from error
    if not rows:
        raise ScenarioError(f"{path}: holds no scenario; write a heading and a line for each")
    unknown = [name for name in rows[0] if name not in _TABLE_COLUMNS]
    if unknown:
        raise ScenarioError(
            f"{path}: has the column {unknown[0]!r}; columns are {', '.join(_TABLE_COLUMNS)}"
        )
    names = [
        _FILE_NAME.sub("-", row.get("id") or "").strip(" .-")[:_MAX_NAME] or f"{path.stem}-{number}"
        for number, row in enumerate(rows, 1)
    ]
    return [
        NamedScenario(name, _row_scenario(row))
        for name, row in zip(distinct_names(names), rows, strict=True)
    ]


def _row_scenario(row: Mapping[str, str | None]) -> "Scenario | InputError":
    cells = {name: (text or "").strip() for name, text in row.items()}
    several = ("at", "place", "border_km", "weapon", "range")
    parts = {
        name: tuple(part.strip() for part in cells.get(name, "").split("|") if part.strip())
        for name in several
    }
    options = {name: cells.get(name) or None for name in _TABLE_COLUMNS if name not in several}
    is_border = (options.pop("border") or "").casefold() in _YES
    renamed = {"ranges": parts.pop("range"), "except_": options.pop("except"), "border": is_border}
    try:
        return _scenario(options | parts | renamed)
    except InputError as error:
        return error


def field(asked: Mapping[str, Any]) -> None:
    """Measure at every cell of a raster, or say what that would cost, or how far it is."""
    import importlib.util
    import shutil

    if asked["status"]:
        show_status(_work_folder(asked["status"]))
        return
    path = asked["output"]
    if path is None and not asked["dry_run"]:
        raise OutputError("say where the field shall go, as in -o distance.tif")
    if importlib.util.find_spec("rasterio") is None:
        raise InputError(
            "a field is written with rasterio, which is not installed; install it with "
            "pip install 'rangemap[raster]'"
        )
    if path is not None:
        check_suffix(path.suffix, (".tif", ".tiff"))
        if files.is_standard_output(path):
            raise OutputError("a field is written tile by tile; name a file, as in -o distance.tif")
        files.check_targets([path], force=asked["force"])
    teller = _begun("tiles", "rangemap.batch.field", asked)
    job, work, tags = _field_job(asked)
    if asked["dry_run"]:
        show_estimate(job, "tiles")
        return
    folder = _work_folder(path)
    finish(job, folder, asked, teller)
    from rangemap.batch.field import write_raster

    write_raster(folder, work, tags, path)
    shutil.rmtree(folder)
    _LOG.info("wrote %s", path)


def _work_folder(path: Path) -> Path:
    """Where the tiles of a field are until it is put together."""
    return path.with_name(f"{path.name}.tiles")


def _field_job(asked: Mapping[str, Any]) -> "tuple[Job, Field, dict[str, str]]":
    from rangemap.analysis.origin_geometry import origin_geometry
    from rangemap.analysis.ranges import resolve_ranges
    from rangemap.batch.field import TILES_A_TASK, Field
    from rangemap.batch.grid import grid_of
    from rangemap.batch.job import Job, items_a_task
    from rangemap.wording import provenance
    from rangemap.world import boundaries

    kind = asked["kind"]
    question = _scenario(asked)
    ranges = resolve_ranges(question, commands.catalog_of(asked["catalog"]))
    if kind == "distance":
        ranges = ()
    for range_ in ranges:
        if range_.minimum is not None:
            raise ScenarioError(
                f"{range_.label}: a field knows no minimum range; give the range without it"
            )
    origins = tuple(origin_geometry(each) for each in question.origins)
    grid = grid_of(asked["bounds"], asked["cell"])
    work = Field(kind, origins, tuple(sorted(each.length.metres for each in ranges)), grid)
    digest = hashlib.sha256("\n".join(each.wkb_hex for each in origins).encode()).hexdigest()
    caveat = "Distances on WGS 84." if kind == "distance" else provenance.caveat_text(ranges)
    sources = provenance.sources(ranges, boundaries.sources())
    tags = {
        "KIND": kind,
        "ORIGIN_DIGEST": digest,
        "CAVEAT": caveat,
        "SOURCES": json.dumps(sources, ensure_ascii=False),
        "WORLDVIEW": question.worldview,
        "SOFTWARE": f"rangemap {__version__}",
    }
    key = {
        "rangemap": __version__,
        "kind": kind,
        "origins": digest,
        "ranges": list(work.ranges_m),
        "grid": [grid.crs, grid.west, grid.north, grid.cell, grid.width, grid.height],
    }
    tiles = grid.tiles
    chunk = asked["chunk"] or items_a_task(len(tiles), TILES_A_TASK)
    about = {"version": __version__, "caveat": caveat, "sources": sources, "file": {}}
    return Job(work, lambda: tiles, len(tiles), chunk, key, about), work, tags


def _scenario(given: Mapping[str, Any]) -> "Scenario":
    """The scenario of some options of ``rangemap reach``, the others as they are by default."""
    root = click.get_current_context().find_root().command
    assert isinstance(root, click.Group)
    with root.commands["reach"].make_context("reach", []) as context:
        return commands.scenario_of({**context.params, **given})


def _about(survey: Any) -> dict[str, Any]:
    """What manifest and files say beside the numbers."""
    from rangemap.wording import provenance
    from rangemap.world import boundaries

    sources = provenance.sources(survey.ranges, survey.regions.sources)
    caveat = provenance.caveat_text(survey.ranges)
    return {
        "version": __version__,
        "caveat": caveat,
        "sources": sources,
        "data_version": boundaries.DATA_VERSION,
        "worldview": "un",
        "columns": "reached_km2 in km² of the region, share 0 to 1, nearest_km from the origin; "
        "…_error: by how much each may be off; geometry: the origin; rows only where something "
        "is reached",
        "file": {"caveat": caveat, "sources": json.dumps(sources, ensure_ascii=False)},
    }


def _catalog_key(catalog: "Catalog") -> str:
    """All that it says, whatever file says so."""
    said = [asdict(replace(each, given_in="")) for each in catalog.weapons]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def _regions_key(outlines: Any, is_own: bool) -> str:
    if not is_own:
        return "bundled"
    digest = hashlib.sha256("\n".join(map(str, outlines["region"])).encode())
    for content in outlines.geometry.to_wkb():
        digest.update(content)
    return digest.hexdigest()


def finish(job: "Job", folder: Path, asked: Mapping[str, Any], teller: Teller) -> None:
    """Do a job, tell how far it is, and what came of it."""
    say(_told(folder, _done(job, folder, asked, teller), teller.what))


def _done(job: "Job", folder: Path, asked: Mapping[str, Any], teller: Teller) -> "Progress":
    """Do a job, and tell how far it is."""
    from rangemap.batch.job import run

    try:
        return run(job, folder, workers=asked["workers"], scheduler=asked["scheduler"], tell=teller)
    finally:
        teller.end()


def show_status(folder: Path) -> None:
    """Tell how far the job of a folder is."""
    from rangemap.batch.ledger import status

    done = status(folder)
    say(_told(folder, done, "items"))
    if not done.is_complete:
        say("give the command again to go on")


def show_estimate(job: "Job", what: str) -> None:
    """Tell what a job would cost."""
    from rangemap.batch.estimate import estimate

    found = estimate(job)
    say(
        f"{found.items:,} {what} in {found.tasks:,} parts: about {found.rows:,} rows and "
        f"{duration(found.core_s)} of one core ({found.core_s / found.items * 1000:.1f} ms each)"
    )


def _told(folder: Path, done: "Progress", what: str) -> str:
    failed = (
        f"; {done.failed:,} could not be measured, see {folder}/failed.csv" if done.failed else ""
    )
    return (
        f"{folder}: {done.done:,} of {done.total:,} {what}, {done.rows:,} rows in "
        f"{done.tasks:,} parts{failed}"
    )
