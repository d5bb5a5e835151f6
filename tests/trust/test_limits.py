"""Every bound on what others may send or ask, as it was decided: another one is another decision.

Where a bound is kept, the tests of its module show with lesser ones; that it is this one, they
cannot afford to.
"""

import importlib
from dataclasses import asdict

import pytest

from rangemap.intake.limits import FROM_VISITORS, Allowed
from rangemap.page.serve import SETTINGS
from rangemap.workers import crew

BOUNDS = {
    "scenario.scenario.MAX_RANGE_KM": 5_000,
    "scenario.scenario.MIN_RANGE_KM": 0.1,
    "scenario.scenario.MAX_WEAPONS": 20,
    "scenario.scenario.MAX_ORIGINS": 1_000,
    "scenario.documents.MAX_CHARACTERS": 5_000_000,
    "scenario.documents._MAX_UNQUOTED": 500_000,
    "scenario.documents._MAX_WORD": 100,
    "scenario.documents._MAX_DOTS": 8,
    "scenario.documents._MAX_DEPTH": 64,
    "scenario.units._MAX_CHARACTERS": 40,
    "world.citations.MAX_BYTES": 1_000_000,
    "world.timeline.MAX_STEPS": 40,
    "world.timeline.MAX_READINGS": 6,
    "intake.limits.MAX_BYTES": 250_000_000,
    "intake.limits.MAX_UNPACKED_BYTES": 1_000_000_000,
    "intake.limits.MAX_PACKING": 200,
    "intake.limits.MAX_FEATURES": 500_000,
    "intake.limits.MAX_VERTICES": 10_000_000,
    "intake.limits.MAX_COLUMNS": 1_000,
    "intake.limits.MAX_SECONDS": 60,
    "intake.limits.MAX_AT_ONCE": 2,
    "intake.regions.MAX_REGIONS": 20_000,
    "intake.origins.MAX_APART": 1_000,
    "intake.lists.MAX_BYTES": 50_000_000,
    "intake.lists._MAX_CELLS": 1_000,
    "intake.lists._MAX_CELL": 100_000,
    "intake.xml_tree._MAX_DEPTH": 200,
    "intake.xml_tree._MAX_ELEMENTS": 20_000_000,
    "intake.archive._MAX_MEMBERS": 10_000,
    "intake.wkb._MAX_DEPTH": 50,
    "intake.postgis.MAX_SECONDS": 60,
    "page.own_regions._MAX_REGIONS": 5_000,
    "page.own_regions._MAX_VERTICES": 1_000_000,
    "page.links._MAX_CHARACTERS": 6_000,
    "page.story._MAX_TRIES": 240,
    "page.files._MAX_FILES": 60,
    "page.mapview._MAX_EVENTS": 200,
    "page.early._MAX_FIELDS": 1_000,
    "page.state._MAX_UNDO": 50,
    "page.preview._MAX_KEPT": 32,
    "page.controls.report._MAX_STEP_MB": 3,
    "workers.limits.MAX_ORIGINS": 500,
    "workers.limits.MAX_VERTICES": 100_000,
    "workers.limits.MAX_ENTRIES": 50,
    "workers.limits.MAX_FIGURES": 500,
    "workers.parcels.MAX_FILE_BYTES": 50_000_000,
    "workers.parcels.MAX_NUMBERS_BYTES": 5_000_000,
    "workers.crew._MAX_KEPT_BYTES": 60_000_000,
    "workers.crew._MAX_REFUSALS": 1_000,
    "workers.crew._REFUSAL_S": 300,
}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_bound_is_as_it_was_decided(name):
    module, _, constant = name.rpartition(".")
    assert getattr(importlib.import_module(f"rangemap.{module}"), constant) == BOUNDS[name]


def test_a_visitor_s_file_may_be_less_than_one_of_one_s_own():
    assert asdict(Allowed()) == {
        "vertices": 20_000_000,
        "characters": 30_000_000,
        "memory_bytes": 6 * 1024**3,
        "seconds": 60,
        "lines": 500_000,
    }
    assert asdict(FROM_VISITORS) == {
        "vertices": 1_000_000,
        "characters": 10_000_000,
        "memory_bytes": 800_000_000,
        "seconds": 30,
        "lines": 101_000,
    }
    assert (SETTINGS["server.maxUploadSize"], SETTINGS["server.maxWidgetStateSize"]) == ("10", "3")


@pytest.mark.parametrize(("processors", "workers"), [(None, 1), (1, 1), (2, 2), (64, 4)])
def test_a_question_may_take_what_docs_serving_tells(monkeypatch, processors, workers):
    monkeypatch.setattr(crew.os, "cpu_count", lambda: processors)
    short, long, reading = crew.lanes()
    assert (short.workers, long.workers, reading.workers) == (workers, 1, 1)
    assert [each.seconds for each in crew.lanes()] == [4, 20, 15]
    assert [each.memory_bytes for each in crew.lanes()] == [250e6, 700e6, 450e6]
    assert [each.max_waiting for each in crew.lanes()] == [200, 20, 50]
    assert [each.max_waiting_of_one for each in crew.lanes()] == [8, 2, 2]
    assert short.nice < long.nice == reading.nice
