"""How fast the page answers, what visits and events cost, whether it grows: in headless Chromium.

    python benchmarks/page.py [CLICKS]

Starts `rangemap app`, opens it and clicks the map CLICKS times (20 unless told), starting from an
empty map after every ten. Prints one line per figure, each as soon as it is known, and how busy the
machine was; two to four minutes.
"""

import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

FIRST = "document.querySelector('.rm-map')?.dataset.drawn"
DRAWN = "document.querySelector('.stApp .rm-map')?.dataset.drawn"
IDLE = (
    "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
    f" && {DRAWN} !== undefined"
)
TIMED_CLICK = """
async ([x, y]) => {
  const map = document.querySelector('.stApp .rm-map');
  const table = () => document.querySelector('.rm-quote p')?.textContent;
  const before = [map.dataset.drawn, table()];
  const start = performance.now();
  const seen = [0, 0];
  const done = new Promise((resolve) => {
    const look = () => {
      if (!seen[0] && map.dataset.drawn !== before[0]) seen[0] = performance.now() - start;
      if (!seen[1] && table() !== before[1]) seen[1] = performance.now() - start;
      if (seen[0] && seen[1]) resolve(seen);
      else if (performance.now() - start > 10000) resolve(null); // it fell on a launch point
      else requestAnimationFrame(look);
    };
    look();
  });
  const box = map.getBoundingClientRect();
  const at = { clientX: box.x + x * box.width, clientY: box.y + y * box.height, bubbles: true };
  const target = document.elementFromPoint(at.clientX, at.clientY);
  for (const kind of ['mousedown', 'mouseup', 'click']) {
    target.dispatchEvent(new MouseEvent(kind, at));
  }
  return done;
}
"""


FIRST_RING = """
([x, y]) => new Promise((resolve) => {
  const map = document.querySelector('.stApp .rm-map');
  const pane = map.querySelector('.leaflet-hand-pane');
  const box = map.getBoundingClientRect();
  const at = { clientX: box.x + x * box.width, clientY: box.y + y * box.height, bubbles: true };
  const target = document.elementFromPoint(at.clientX, at.clientY);
  const start = performance.now();
  for (const kind of ['mousedown', 'mouseup', 'click']) {
    target.dispatchEvent(new MouseEvent(kind, at));
  }
  const look = () => pane.hidden
    ? (performance.now() - start > 1000 ? resolve(null) : requestAnimationFrame(look))
    : resolve(performance.now() - start);
  requestAnimationFrame(look);
})
"""
# one move of the pointer in each frame, as browsers have it; the pace is not left to who steers it
FRAMES = """
async ([frames, x, y]) => {
  const frame = () => new Promise(requestAnimationFrame);
  const frames_ms = [];
  let last = await frame();
  for (let n = 0; n < frames; n++) {
    const at = { clientX: x + n, clientY: y + n / 2, bubbles: true, buttons: 1 };
    const under = document.elementFromPoint(at.clientX, at.clientY);
    under.dispatchEvent(new MouseEvent('mousemove', at));
    const now = await frame();
    frames_ms.push(now - last);
    last = now;
  }
  return frames_ms;
}
"""
SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shift += each.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
MEASURED = "!document.documentElement.classList.contains('rm-ahead')"
SLOWER = 4  # times: the processor of a cheap phone
SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 5e4, "uploadThroughput": 5e4}
PHONE = {"width": 390, "height": 844}
DRAGGED_FRAMES, FIRST_RINGS = 150, 20
TASK = "ThreadControllerImpl::RunTask"  # of a trace: whatever a thread does


def main(clicks: int) -> None:
    print(f"{time.strftime('%d %B %Y')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = subprocess.Popen(
            [sys.executable, "-m", "rangemap", "app", "--headless", "--port", str(port)],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            for line in server.stdout:
                if "URL:" in line:
                    break
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"),
                    args=["--no-sandbox", "--disable-background-networking"],
                )
                measure(browser, f"http://127.0.0.1:{port}/", server.pid, clicks)
                browser.close()
        finally:
            os.killpg(server.pid, 15)
    print(f"load at the end {os.getloadavg()[0]:.1f}")


def measure(browser: Browser, address: str, server: int, clicks: int) -> None:
    opening = open_page(browser, address)  # warms the server
    opening.context.close()
    weigh(browser, address)
    wait(browser, address)
    move(browser, address)
    page = open_page(browser, address, say="first view, warm server")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[int] = []
    session.on(
        "Network.webSocketFrameReceived",
        lambda event: received.append(len(event["response"]["payloadData"]) * 3 // 4),
    )
    session.send("Performance.enable")
    chance = random.Random(7)
    rings, texts, costs = [], [], []
    start = memory(session, server)
    for click in range(clicks):
        received.clear()
        seen = page.evaluate(
            TIMED_CLICK, [0.15 + 0.7 * chance.random(), 0.5 + 0.4 * chance.random()]
        )
        page.wait_for_function(IDLE)
        if seen:
            rings.append(seen[0])
            texts.append(seen[1])
            costs.append(sum(received))
        if click % 10 == 9:
            page.get_by_role("button", name="Remove all").click()
            page.get_by_text("Choose a launch point").wait_for()
            page.wait_for_function(IDLE)
    report("click to rings", rings, "ms")
    report(
        "click to rings and numbers", [max(pair) for pair in zip(rings, texts, strict=True)], "ms"
    )
    report("bytes received per click", costs, "B")
    end = memory(session, server)
    for name, before in start.items():
        print(f"{name}: {before:.1f} MB before, {end[name]:.1f} MB after {clicks} clicks")


def weigh(browser: Browser, address: str) -> None:
    """What a first visit asks for, and by how much what it shows shifts."""
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    page.add_init_script(SHIFT)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    asked: list[str] = []
    received: list[float] = []
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address, wait_until="commit")
    page.wait_for_function(IDLE)
    page.wait_for_load_state("networkidle")
    requests = sum(each.startswith("http") for each in asked)  # not what was in memory
    print(f"first visit: {requests} requests, {sum(received) / 1e3:,.0f} kB")
    print(f"first visit, layout shift: {page.evaluate('shift'):.3f}")
    page.context.close()


def wait(browser: Browser, address: str) -> None:
    """When a telephone on a slow line has words, the first map, and the controls."""
    page = browser.new_context(viewport=PHONE).new_page()
    page.set_default_timeout(180_000)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    for what, shown in (
        ("words", "#rm-early h1, .stMain h1"),
        ("map", ".rm-label-ring"),
        ("controls", ".rm-take"),
    ):
        page.locator(shown).first.wait_for(state="attached")
        print(f"slow line and processor, {what}: {time.perf_counter() - start:.1f} s", flush=True)
    page.context.close()


def move(browser: Browser, address: str) -> None:
    """From a click to its first rings, and frames while one of ten points is dragged."""
    points = "&".join(f"origin=point:{48 + 0.3 * (n % 4)},{30 + 0.8 * n}," for n in range(10))
    page = open_page(browser, f"{address}?{points}&weapon=himars&weapon=atacms")
    page.wait_for_function("window.geodesic")
    chance = random.Random(7)
    rings = []
    for _ in range(FIRST_RINGS):
        rings.append(page.evaluate(FIRST_RING, [0.2 + 0.6 * chance.random(), 0.7]))
        page.wait_for_function(MEASURED)
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function(IDLE)
        page.wait_for_function("document.querySelectorAll('.rm-origin').length === 10")
    report("click to first ring", [each for each in rings if each is not None], "ms")
    session = page.context.new_cdp_session(page)
    box = page.locator(".rm-origin-icon").nth(4).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 1, y)
    busy_ms = busy(page, session, lambda: page.evaluate(FRAMES, [DRAGGED_FRAMES, x, y]))
    print(
        f"dragging one of ten points: {busy_ms / DRAGGED_FRAMES:.1f} ms of processor time a frame, "
        f"{SLOWER * busy_ms / DRAGGED_FRAMES:.0f} ms on one {SLOWER} times slower"
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    frames_ms = page.evaluate(FRAMES, [DRAGGED_FRAMES, x, y])
    report(f"frames while dragging, processor {SLOWER} times slower", frames_ms, "ms")
    print(f"that is {1000 * len(frames_ms) / sum(frames_ms):.0f} frames a second")
    page.context.close()


def busy(page: Page, session: CDPSession, act: Callable[[], object]) -> float:
    """Milliseconds of a processor that the page's own thread takes while something is done."""
    events: list[dict] = []
    over: list[bool] = []
    session.on("Tracing.dataCollected", lambda event: events.extend(event["value"]))
    session.on("Tracing.tracingComplete", lambda _event: over.append(True))
    session.send(
        "Tracing.start",
        {"traceConfig": {"includedCategories": ["toplevel", "devtools.timeline"]}},
    )
    act()
    session.send("Tracing.end")
    while not over:
        page.wait_for_timeout(50)
    threads = Counter((each["pid"], each["tid"]) for each in events if each["name"] == "Paint")
    (own, _), *_ = threads.most_common(1)
    tasks = (each for each in events if each["name"] == TASK and "tdur" in each)
    return sum(each["tdur"] for each in tasks if (each["pid"], each["tid"]) == own) / 1e3


def open_page(browser: Browser, address: str, say: str = "") -> Page:
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    for what, drawn in (("map and finding", FIRST), ("controls too", DRAWN)):
        page.wait_for_function(f"{drawn} !== undefined")
        if say:
            print(f"{say}, {what}: {time.perf_counter() - start:.2f} s")
    page.wait_for_function(IDLE)
    return page


def memory(session: CDPSession, server: int) -> dict[str, float]:
    session.send("HeapProfiler.collectGarbage")
    metrics = {
        each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]
    }
    tree = [server, *children(server)]
    return {
        "page's heap": metrics["JSHeapUsedSize"] / 1e6,
        "server's memory": sum(map(resident, tree)) / 1e6,
    }


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in listed]


def resident(pid: int) -> int:
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def report(what: str, values: list[float], unit: str) -> None:
    cuts = statistics.quantiles(values, n=20, method="inclusive")
    print(
        f"{what}: median {statistics.median(values):,.0f} {unit}, "
        f"95th percentile {cuts[18]:,.0f} {unit}, most {max(values):,.0f} {unit}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
