"""What a hostile visitor does to the others: fifty people with and without one beside them.

    python benchmarks/hostile.py [--sessions 50] [--minutes 2] [--pause 20]

Starts `rangemap app` on loopback twice. Both times people act as in load.py; the second time
somebody else opens links that would take minutes and gigabytes, leaves half of them without waiting
for the answer, and uploads files that would take as much to read. Prints how long the people's
actions take, and the server's memory.
"""

import argparse
import asyncio
import contextlib
import io
import itertools
import json
import random
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import load
from streamlit.proto.WidgetStates_pb2 import WidgetState

MAX_HOSTILE_VISITS = 4  # at once
REST_S = 6.0  # until all that is loaded at the start is loaded


def line(count: int, step: float) -> str:
    places = ",".join(f"[{30 + n * step:.3f},{50 + n % 2}]" for n in range(count))
    return f'origin=geojson:{{"type":"LineString","coordinates":[{places}]}};'


def ranges(count: int, first_km: float, step_km: float) -> str:
    return "&".join(
        f"range=R{number}={first_km + number * step_km:g} km" for number in range(count)
    )


def points(count: int) -> str:
    return "&".join(f"origin=point:{40 + n / 30:.3f},{20 + n / 20:.3f}," for n in range(count))


def setbacks(count: int) -> str:
    return "&".join(f"origin=border:RU,,{10 + number} km," for number in range(count))


LINKS = {
    "line5000": f"{line(2_000, 0.002)}&{ranges(20, 4_000, 10)}",
    "zigzag": f"{line(1_200, 0.005)}&{ranges(20, 10, 20)}",
    "min500far": f"{points(500)}&{ranges(20, 4_700, 11)}",
    "border100m": f"origin=border:RU,,,&{ranges(20, 0.1, 0.001)}",
    "cshape": f"{line(200, 0.05)}&{ranges(20, 3_100, 90)}",
    "setbacks": f"{setbacks(20)}&weapon=himars",
    "argentina": "origin=point:-40,-70,far&weapon=himars",
}


def nested(depth: int) -> str:
    return '{"type":"GeometryCollection","geometries":[' * depth + "]}" * depth


def zigzag(count: int) -> bytes:
    """A ring that crosses itself as often as it can: mending it takes long."""
    ring = [[30 + 10 * (n % 2) + n / count, 50 + (n * 7919 % count) / count] for n in range(count)]
    return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}).encode()


def bomb() -> bytes:
    """A zip of 1 MB that unpacks to 900."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in ("a.shp", "a.shx", "a.dbf"):
            packed.writestr(name, bytes(300_000_000))
    return into.getvalue()


def files() -> dict[str, bytes]:
    """Files to upload, by their names."""
    far = [[n % 360 - 180, n % 170 - 85] for n in range(90_000)]
    return {
        "nested.toml": f"[[origins]]\ngeojson = '{nested(30_000)}'".encode(),
        "dotted.toml": (".".join("a" * 60_000) + " = 1").encode(),
        "digits.toml": b"[[origins]]\nlat = " + b"9" * 5_000,
        "origins.toml": b"[[origins]]\nlat = 51\nlon = 34\n" * 50_000,
        "lines.csv": b"1,1\n" * 2_400_000,
        "degrees.csv": "51\u00b000'00\" N, 34\u00b042'00\" E\n".encode() * 100_000,
        "towns.txt": b"Kharkivv\n" * 100_000,
        "nested.geojson": nested(100_000).encode(),
        "zigzag.geojson": zigzag(20_000),
        "far.geojson": json.dumps({"type": "MultiPoint", "coordinates": far}).encode(),
        "bomb.zip": bomb(),
        "damaged.gpkg": b"SQLite format 3\0" + random.randbytes(1_000_000),
    }


@dataclass
class Mischief:
    """How often what was done."""

    done: dict[str, int] = field(default_factory=dict)

    def note(self, what: str) -> None:
        """Count it once more."""
        self.done[what] = self.done.get(what, 0) + 1


async def waits(address: str, name: str, until: float, mischief: Mischief) -> None:
    """Open a link in a visit and wait for the answer."""
    with contextlib.suppress(Exception):
        async with load.connected(address) as session:
            session.query = varied(name)
            async with asyncio.timeout(max(until - time.monotonic(), 0.1)):
                await session.rerun()
    mischief.note(f"{name}, waited for")


async def uploads(
    address: str, name: str, content: bytes, until: float, mischief: Mischief
) -> None:
    """Give a file to the form for launch points and wait for what comes of it."""
    told = "no answer"
    with contextlib.suppress(Exception):
        async with load.connected(address) as session:
            async with asyncio.timeout(max(until - time.monotonic(), 0.1)):
                await session.rerun()
                await session.rerun(WidgetState(id=session.widgets["files"], bool_value=True))
                file = await session.sent(address, "upload-0", name, content)
                add = WidgetState(id=session.widgets["list-add"], trigger_value=True)
                await session.rerun(file, add)
                is_told = any(each.WhichOneof("type") == "alert" for each in session.said)
                told = "told of" if is_told else "taken"
    mischief.note(f"{name}, {told}")


async def leaves(address: str, name: str, mischief: Mischief) -> None:
    """Ask for a first view, and leave without waiting for it."""
    url = urlsplit(address)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    query = quote(varied(name), safe="=&:,;()")
    writer.write(f"GET /first/light?{query} HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n".encode())
    await writer.drain()
    await asyncio.sleep(0.5)
    writer.close()
    del reader
    mischief.note(f"{name}, abandoned")


def varied(name: str) -> str:
    """The link under another title: nothing of it is known from before."""
    return f"{LINKS[name]}&title=t{random.randrange(10**9)}"


async def hostile(
    address: str,
    until: float,
    mischief: Mischief,
    numbers: Iterator[int],
    contents: dict[str, bytes],
) -> None:
    """Do one thing after another, each of its kind in turn."""
    names = [*contents, *LINKS]  # files first: a link that is waited for takes minutes
    while time.monotonic() < until:
        number = next(numbers)
        name = names[number % len(names)]
        with contextlib.suppress(OSError):
            if name in contents:
                await uploads(address, name, contents[name], until, mischief)
            elif number // len(names) % 2:
                await leaves(address, name, mischief)
            else:
                await waits(address, name, until, mischief)


async def measured(address: str, server: int, asked: argparse.Namespace, *, beset: bool) -> float:
    """Let people act, with a hostile visitor beside them or not; their 95th percentile."""
    async with load.connected(address) as session:
        await session.rerun()
    await asyncio.sleep(REST_S)
    numbers = itertools.count()
    contents = files() if beset else {}
    rest_mb = most_mb = load.memory_mb(server)
    tally, mischief, until = load.Tally(), Mischief(), time.monotonic() + 60 * asked.minutes
    people = [
        asyncio.create_task(load.person(number, address, until, asked.pause, tally))
        for number in range(asked.sessions)
    ]
    others = [
        asyncio.create_task(hostile(address, until, mischief, numbers, contents))
        for _ in range(MAX_HOSTILE_VISITS if beset else 0)
    ]
    while not all(each.done() for each in (*people, *others)):
        await asyncio.sleep(0.5)
        most_mb = max(most_mb, load.memory_mb(server))
    every = [each for listed in tally.actions.values() for each in listed]
    print(f"{'with' if beset else 'without'} a hostile visitor: {len(every)} actions,", end=" ")
    print(f"errors: {len(tally.errors)}")
    load.report("action", every)
    print(f"memory: {rest_mb:.0f} MB at rest, {most_mb:.0f} MB at most")
    for what, count in sorted(mischief.done.items()):
        print(f"  {count} x {what}")
    for error in tally.errors[:10]:
        print(error)
    return load.percentile_95(every)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--pause", type=float, default=20.0, help="seconds between actions")
    asked = parser.parse_args()
    seconds = []
    for beset in (False, True):
        with load.started() as (address, server):
            seconds.append(asyncio.run(measured(address, server.pid, asked, beset=beset)))
    print(f"95th percentile with over without: {seconds[1] / seconds[0]:.2f}")
    sys.exit(seconds[1] > 2 * seconds[0])


if __name__ == "__main__":
    main()
