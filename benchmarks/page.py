"""How fast the page answers, what visits and events cost, whether it grows: in headless Chromium.

    python benchmarks/page.py [CLICKS]

Starts `rangemap app`, opens it and clicks the map CLICKS times (60 unless told), starting from an
empty map after every ten. Prints one line per figure.
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
FRAMES = """
() => {
  window.frames_ms = [];
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    window.frames_ms.push(now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
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


def main(clicks: int) -> None:
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


def measure(browser: Browser, address: str, server: int, clicks: int) -> None:
    opening = open_page(browser, address)  # warms the server
    opening.context.close()
    weigh(browser, address)
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


def move(browser: Browser, address: str) -> None:
    """From a click to its first rings, and frames while one of ten points is dragged."""
    points = "&".join(f"origin=point:{48 + 0.3 * (n % 4)},{30 + 0.8 * n}," for n in range(9))
    page = open_page(browser, f"{address}?{points}&weapon=himars&weapon=atacms")
    page.wait_for_function("window.geodesic")
    chance = random.Random(7)
    rings = []
    for _ in range(20):
        rings.append(page.evaluate(FIRST_RING, [0.2 + 0.6 * chance.random(), 0.7]))
        page.wait_for_function(MEASURED)
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function(IDLE)
        page.wait_for_function("document.querySelectorAll('.rm-origin').length === 9")
    report("click to first ring", [each for each in rings if each is not None], "ms")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    box = page.locator(".rm-origin-icon").nth(4).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 1, y)
    page.evaluate(FRAMES)
    for step in range(120):
        page.mouse.move(x + step, y + step / 2)
    frames_ms = page.evaluate("frames_ms")
    report(f"frames while dragging, processor {SLOWER} times slower", frames_ms, "ms")
    page.context.close()


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
    cuts = statistics.quantiles(values, n=20)
    print(
        f"{what}: median {statistics.median(values):,.0f} {unit}, "
        f"95th percentile {cuts[18]:,.0f} {unit}, most {max(values):,.0f} {unit}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
