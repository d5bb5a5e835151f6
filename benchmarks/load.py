"""How many people one machine can serve: sessions that talk to the page as browsers do.

    python benchmarks/load.py [--sessions 50] [--minutes 10] [--pause 15] [--url http://…]

Starts `rangemap app` (unless --url says where one runs) and opens that many websockets. Each is a
person: it clicks the map, drags points, switches weapons and languages, undoes, starts anew, one
action about every --pause seconds, for --minutes; `--pause 0` acts without rest. Ends by itself.
Prints errors, how long an action takes until its last element has arrived, the server's memory, and
how much of a processor an action takes: on a machine that does other things too, only that tells.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

LIMIT_S = 120.0  # an action that takes longer is an error
SHARES = {"click": 5, "drag": 3, "weapons": 3, "language": 1}  # of what people do between links


@dataclass
class Tally:
    """What all sessions saw. actions: seconds by kind."""

    actions: dict[str, list[float]] = field(default_factory=dict)
    openings: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Session:
    """One browser's websocket: sends widget values, takes in what the page answers."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        """A visit that has not begun yet."""
        self.socket = socket
        self.widgets: dict[str, str] = {}  # their ids by the keys that the page gives them
        self.options: dict[str, list[str]] = {}  # what can be chosen, by the same keys
        self.query = ""
        self.scene = ""  # what the map draws, as JSON
        self.events = 0  # of the map that were told
        self.said: list[Element] = []  # in the last run

    async def rerun(self, *changed: WidgetState) -> None:
        """Send the changed widgets and wait for the end of the run; raises for an exception."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.widget_states.widgets.extend(changed)
        await self.socket.send(message.SerializeToString())
        self.said = []
        async with asyncio.timeout(LIMIT_S):
            while not self._take(ForwardMsg.FromString(await self.socket.recv())):
                pass

    def _take(self, message: ForwardMsg) -> bool:
        """Note what a message says; True where it ends the run."""
        kind = message.WhichOneof("type")
        if kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._take_element(message.delta.new_element)
        if kind == "delta" and (identity := message.delta.add_block.expandable.id):
            self.widgets[_key(identity)] = identity
        if kind == "script_finished":
            if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise RuntimeError(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))
            return True
        return False

    def _take_element(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"{element.exception.type}: {element.exception.message}")
        one = getattr(element, kind)
        if (identity := getattr(one, "id", "")).startswith("$$ID-"):
            key = _key(identity)
            self.widgets[key] = identity
            if kind == "button_group":
                self.options[key] = [each.content for each in one.options]
        if kind == "bidi_component" and one.component_name == "rangemap_map":
            self.scene = one.json
        self.said.append(element)

    async def sent(self, address: str, key: str, name: str, content: bytes) -> WidgetState:
        """The file chooser of that key with a file that has been uploaded."""
        message = BackMsg()
        message.file_urls_request.request_id = name
        message.file_urls_request.file_names.append(name)
        await self.socket.send(message.SerializeToString())
        answer = ForwardMsg()
        async with asyncio.timeout(LIMIT_S):
            while answer.WhichOneof("type") != "file_urls_response":
                answer = ForwardMsg.FromString(await self.socket.recv())
        (urls,) = answer.file_urls_response.file_urls
        await asyncio.to_thread(_put, address, urls.upload_url, name, content)
        state = WidgetState(id=self.widgets[key])
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = urls.file_id, name, len(content)
        info.file_urls.CopyFrom(urls)
        return state

    @property
    def everything(self) -> str:
        """All that the last run said, as text."""
        return "".join(map(str, self.said))

    def map_event(self, **event: object) -> WidgetState:
        """A click or drag, as app/static/map.js tells of it."""
        self.events += 1
        value = {"events": [{"number": self.events} | event]}
        told = json.dumps([{"event": "told", "value": value}])
        identity = f"$$STREAMLIT_INTERNAL_KEY_{self.widgets['map']}__events"
        return WidgetState(id=identity, json_trigger_value=told)

    def choice(self, key: str, *numbers: int) -> WidgetState:
        """Those of a widget's options, by their places."""
        state = WidgetState(id=self.widgets[key])
        state.string_array_value.data.extend(self.options[key][number] for number in numbers)
        return state


def _key(identity: str) -> str:
    """The key that the page gave a widget."""
    return identity.split("-", 2)[2]


def _put(address: str, path: str, name: str, content: bytes) -> None:
    """Upload a file as browsers do: with the token that the server gave them."""
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=LIMIT_S) as answer:
        token = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    request = urllib.request.Request(
        urljoin(address, path), head.encode() + content + b"\r\n--x--\r\n", method="PUT"
    )
    request.add_header("Content-Type", "multipart/form-data; boundary=x")
    request.add_header("Cookie", f"_streamlit_xsrf={token}")
    request.add_header("X-Xsrftoken", token)
    urllib.request.urlopen(request, timeout=LIMIT_S).close()


async def act(session: Session, chance: random.Random, number: int, step: int) -> str:
    """One thing that a person does; its name."""
    lat, lon = chance.uniform(49.5, 52.2), chance.uniform(31.5, 39.0)
    kind = "link" if step % 8 == 0 else chance.choices(*zip(*SHARES.items(), strict=True))[0]
    match kind:
        case "link":
            session.query = f"origin=point:{lat:.4f},{lon:.4f},visitor {number}&weapon=himars"
            await session.rerun()
        case "click" | "drag":
            before = session.scene
            where = {"lat": lat, "lon": lon} | ({"index": 0} if kind == "drag" else {})
            await session.rerun(session.map_event(kind=kind, **where))
            if session.scene == before:
                raise RuntimeError(f"a {kind} was not heard")
        case "weapons":
            await session.rerun(
                session.choice(kind, *chance.sample(range(5), chance.randint(1, 3)))
            )
        case "language":
            await session.rerun(session.choice(kind, chance.randrange(3)))
    strangers = set(re.findall(r"visitor (\d+)", session.scene)) - {str(number)}
    if strangers or f"visitor {number}" not in session.scene:
        raise RuntimeError(f"sees the launch points of {strangers or 'nobody'}")
    return kind


async def person(number: int, address: str, until: float, pause_s: float, tally: Tally) -> None:
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, pause_s))
    try:
        start = time.perf_counter()
        async with connected(address) as session:
            await session.rerun()
            tally.openings.append(time.perf_counter() - start)
            step = 0
            while True:
                await asyncio.sleep(pause_s * chance.uniform(0.5, 1.5))
                if time.monotonic() > until:
                    break
                start = time.perf_counter()
                kind = await act(session, chance, number, step)
                tally.actions.setdefault(kind, []).append(time.perf_counter() - start)
                step += 1
    except Exception as error:  # noqa: BLE001  whatever goes wrong is counted
        tally.errors.append(f"session {number}: {type(error).__name__}: {error}")


@contextlib.asynccontextmanager
async def connected(
    address: str, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Session]:
    url = urlsplit(address)
    async with websockets.connect(
        f"ws://{url.netloc}/_stcore/stream",
        subprotocols=["streamlit"],
        origin=f"http://{url.netloc}",
        additional_headers=headers,
        max_size=None,
        ping_timeout=LIMIT_S,
    ) as opened:
        yield Session(opened)


async def load(address: str, server: int, asked: argparse.Namespace) -> None:
    async with connected(address) as session:  # warms the server: data are read once
        await session.rerun()
    tally, memory = Tally(), [memory_mb(server)]
    start, used_s = time.monotonic(), processor_s(server)
    people = [
        asyncio.create_task(person(number, address, start + 60 * asked.minutes, asked.pause, tally))
        for number in range(asked.sessions)
    ]
    while not all(each.done() for each in people):
        await asyncio.sleep(0.5)
        memory.append(memory_mb(server))
    seconds = time.monotonic() - start
    every = [each for listed in tally.actions.values() for each in listed]
    print(f"{asked.sessions} sessions, {len(every)} actions in {seconds:.0f} s", end=" ")
    print(f"({len(every) / seconds:.1f} a second), errors: {len(tally.errors)}")
    for process, seconds_used in used_since(used_s, processor_s(server)).items():
        of_one_ms = 1e3 * seconds_used / max(len(every), 1)
        print(f"processor time of the {process}: {of_one_ms:.0f} ms an action")
    report("opening", tally.openings)
    report("action", every)
    for kind, listed in sorted(tally.actions.items()):
        report(f"  {kind}", listed)
    if server:
        await asyncio.sleep(1)
        print(f"server's memory: {memory[0]:.0f} MB before, {max(memory):.0f} MB at most,", end=" ")
        print(f"{memory_mb(server):.0f} MB after")
    for error in tally.errors[:10]:
        print(error)
    sys.exit(bool(tally.errors))


def report(what: str, seconds: list[float]) -> None:
    if len(seconds) > 1:
        print(
            f"{what}: median {statistics.median(seconds):.2f} s, 95th percentile "
            f"{percentile_95(seconds):.2f} s, most {max(seconds):.2f} s"
        )


def percentile_95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[18]


def memory_mb(server: int) -> float:
    """Memory of a process and its children, what they share counted once; 0 for no process."""
    return sum(map(_memory_mb, family(server))) if server else 0.0


def family(pid: int) -> list[int]:
    """A process and all that it started, as far as they are there."""
    try:
        threads = [each.name for each in Path(f"/proc/{pid}/task").iterdir()]
        listed = [Path(f"/proc/{pid}/task/{each}/children").read_text() for each in threads]
    except OSError:  # it has ended meanwhile
        return []
    children = [int(child) for each in listed for child in each.split()]
    return [pid, *(each for child in children for each in family(child))]


def processor_s(server: int) -> dict[int, tuple[str, float]]:
    """Seconds of processors by process: what the process is, and how many it has used."""
    found = {}
    for pid in family(server) if server else ():
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            kind = "workers" if "workers.worker" in command else "server"
            used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            found[pid] = (kind, used)
    return found


def used_since(
    before: dict[int, tuple[str, float]], now: dict[int, tuple[str, float]]
) -> dict[str, float]:
    """Seconds of processors by what the process is; those of workers that ended meanwhile lack."""
    used: dict[str, float] = {}
    for pid, (kind, seconds) in now.items():
        used[kind] = used.get(kind, 0.0) + seconds - before.get(pid, (kind, 0.0))[1]
    return used


def _memory_mb(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(re.search(r"^Pss: +(\d+) kB", told, re.MULTILINE)[1]) * 1024 / 1e6


@contextlib.contextmanager
def started(
    *options: str, port: int | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A `rangemap app` of our own: its address and process. port: by default one that is free."""
    if port is None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    command = [sys.executable, "-m", "rangemap", "app", "--headless", "--port", str(port), *options]
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, start_new_session=True
        )
        address = f"http://127.0.0.1:{port}"
        try:
            while not is_up(address):
                if server.poll() is not None:
                    sys.exit("rangemap app did not start")
                time.sleep(0.1)
            yield address, server
        finally:
            os.killpg(server.pid, 15)
            server.wait()


def is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--pause", type=float, default=15.0, help="seconds between actions")
    parser.add_argument("--url", help="a page that runs already, instead of one of our own")
    asked = parser.parse_args()
    if asked.url:
        asyncio.run(load(asked.url, 0, asked))
    else:
        with started() as (address, server):
            asyncio.run(load(address, server.pid, asked))


if __name__ == "__main__":
    main()
