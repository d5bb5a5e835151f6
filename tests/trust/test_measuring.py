"""What one visitor may cost: workers that are kept busy, left waiting, and killed."""

import asyncio
import contextlib
import json
import os
import socket
from pathlib import Path
from urllib.parse import quote

import load
import numpy as np
import pytest
from pyproj import Geod

SUMY = "origin=point:51.0,34.7,Sumy&weapon=himars"
TOO_LARGE = "too large to be measured on a page"
BROKE_OFF = 'body: "The measurement broke off'  # as a notice
BUSY_S, LIMIT_S = 1.0, 5.0  # of processor time: what a busy worker has used, what it may use
# what Python runs first of all in this server: lower limits, which are sooner reached
LOWERED = f"""
from dataclasses import replace
from rangemap.workers import crew
lanes = tuple(replace(each, seconds={LIMIT_S}) for each in crew.lanes())
crew.lanes = lambda: lanes
"""


def hard(name):
    """A link that is more than is measured for a page, several times over.

    Two lines all but twice the radius apart, twenty times: each leaves a slit to be judged.
    """
    lat = np.linspace(46.0, 54.0, 12)
    sides = [
        Geod(ellps="WGS84").fwd(
            np.full(12, 34.0), lat, np.full(12, azimuth), np.full(12, 300_001.5)
        )
        for azimuth in (-90.0, 90.0)
    ]
    lines = [np.column_stack(side[:2]).round(5).tolist() for side in sides]
    strait = json.dumps({"type": "MultiLineString", "coordinates": lines}, separators=(",", ":"))
    ranges = "&".join(f"range=R{n}={300_000 + n} m" for n in range(-10, 10))
    return f"origin=geojson:{strait};{name}&{ranges}"


@pytest.fixture(scope="module")
def served(run, free_port, tmp_path_factory):
    """A server's address, and its process, once it has measured what it measures by itself."""
    folder = tmp_path_factory.mktemp("lowered")
    (folder / "sitecustomize.py").write_text(LOWERED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        with load.started(port=free_port()) as (address, server):
            run(quiet(address, server.pid))
            yield address, server.pid


async def quiet(address, server):
    """Visit a server, and wait until its workers have nothing to do."""
    async with load.connected(address) as session:
        await session.rerun()
    before = None
    while (now := workers_of(server)) != before:
        before = now
        await asyncio.sleep(2)


@pytest.fixture(scope="module")
def address(served):
    return served[0]


@pytest.fixture(scope="module")
def workers(served):
    """Looks which workers there are, and how many seconds of processors each has used."""
    return lambda: workers_of(served[1])


def workers_of(server):
    """The processes without children."""
    return {pid: processor_s(pid) for pid in load.family(server) if len(load.family(pid)) == 1}


def processor_s(pid):
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


async def busy_worker(workers):
    """The worker that something long is asked of."""
    before = workers()
    while True:
        await asyncio.sleep(0.05)
        for pid, used_s in workers().items():
            if used_s - before.setdefault(pid, used_s) > BUSY_S:
                return pid


async def used_until_gone(pid):
    """How many seconds of processors a worker used until it was ended."""
    used_s = 0.0
    while now_s := processor_s(pid):
        used_s = now_s
        await asyncio.sleep(0.05)
    return used_s


def test_what_a_visit_asked_for_is_no_longer_measured_once_it_has_left(address, workers, run):
    async def visit():
        async with load.connected(address) as session:
            session.query = hard("left")
            asked = asyncio.create_task(session.rerun())
            pid = await busy_worker(workers)
            asked.cancel()
        return await used_until_gone(pid)

    assert run(visit()) < 0.8 * LIMIT_S


def test_nor_is_a_first_view_whose_browser_has_left(address, workers, run):
    async def request():
        host, port = address.removeprefix("http://").split(":")
        with contextlib.closing(socket.create_connection((host, int(port)))) as connection:
            link = quote(hard("first view"), safe="=&")
            asked = f"GET /first/light?{link} HTTP/1.1\r\nHost: {host}\r\n\r\n"
            connection.sendall(asked.encode())
            pid = await busy_worker(workers)
        return await used_until_gone(pid)

    assert run(request()) < 0.8 * LIMIT_S


def test_a_worker_that_is_killed_is_told_of_to_one_and_not_to_others(address, workers, run):
    async def visit():
        async with load.connected(address) as session, load.connected(address) as other:
            session.query, other.query = hard("killed"), SUMY
            asked = asyncio.create_task(session.rerun())
            os.kill(await busy_worker(workers), 9)
            await other.rerun()
            await asked
            told = session.everything
            session.query = SUMY
            await session.rerun()
            return told, session.everything, other.everything

    told, after, other = run(visit())
    assert BROKE_OFF in told
    assert BROKE_OFF not in after + other
    assert all("From Sumy, HIMARS" in each for each in (after, other))


def test_what_is_too_large_for_a_page_is_refused_and_others_never_wait_for_it(
    address, workers, run
):
    async def visit():
        async with load.connected(address) as session, load.connected(address) as other:
            session.query = hard("refused")
            asked = asyncio.create_task(session.rerun())
            await busy_worker(workers)
            for number in range(5):
                other.query = f"origin=point:50.{number},34.7,visitor {number}"
                await other.rerun()
                assert f"visitor {number}" in other.scene
            was_waiting = not asked.done()
            await asked
            told = session.everything
            session.query = SUMY
            await session.rerun()
            return was_waiting, told, session.everything

    was_waiting, told, after = run(visit())
    assert was_waiting
    assert TOO_LARGE in told
    assert "From Sumy, HIMARS" in after
