"""What a hostile visitor does to the others: fifty people with and without one beside them.

    python benchmarks/hostile.py [--sessions 50] [--minutes 2] [--pause 20]

Starts `rangemap app` on loopback twice. Both times people act as in load.py; the second time
somebody else opens links that would take minutes and gigabytes, and leaves half of them without
waiting for the answer. Prints how long the people's actions take, and the server's memory.
"""

import argparse
import asyncio
import contextlib
import random
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import load

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


async def hostile(address: str, until: float, mischief: Mischief) -> None:
    names = list(LINKS)
    number = 0
    while time.monotonic() < until:
        name = names[number % len(names)]
        number += 1
        with contextlib.suppress(OSError):
            if number % 2:
                await leaves(address, name, mischief)
            else:
                await waits(address, name, until, mischief)


async def measured(address: str, server: int, asked: argparse.Namespace, *, beset: bool) -> float:
    """Let people act, with a hostile visitor beside them or not; their 95th percentile."""
    async with load.connected(address) as session:
        await session.rerun()
    await asyncio.sleep(REST_S)
    rest_mb = most_mb = load.memory_mb(server)
    tally, mischief, until = load.Tally(), Mischief(), time.monotonic() + 60 * asked.minutes
    people = [
        asyncio.create_task(load.person(number, address, until, asked.pause, tally))
        for number in range(asked.sessions)
    ]
    others = [
        asyncio.create_task(hostile(address, until, mischief))
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
