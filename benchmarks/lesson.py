"""Frames of the live lesson while its ring is dragged, on a processor slowed four times.

    python benchmarks/lesson.py [--slowed 4] [--seconds 5]

Opens the page in Chromium, moves the ring from the equator to the pole and round it, one wrong way
switched on, and prints frames a second (median and the slowest in twenty), how busy the machine
was, and the processor time of a frame on the page's own thread at full speed, which others on the
machine do not change: 30 frames a second when slowed four times need 8.3 ms or less. A frame is one
turn of requestAnimationFrame with both maps drawn and the numbers told, as while the ring is
dragged.
"""

import argparse
import os
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import CDPSession, sync_playwright

from rangemap.analysis.lesson import METHODS
from rangemap.web.lesson import lesson_page
from rangemap.wording.lesson import handed_out
from rangemap.world.catalog import bundled_catalog

FRAMES = """async seconds => {
  const took = [];
  const start = performance.now();
  let before = start;
  for (let n = 0; performance.now() - start < 1000 * seconds; n += 1) {
    lesson.move(31 + n / 4, 89.9 * Math.sin(n / 60), false);
    await new Promise(resolve => requestAnimationFrame(resolve));
    const now = performance.now();
    took.push(now - before);
    before = now;
  }
  return took.slice(5);
}"""


def main() -> None:
    """Measure each way of drawing, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slowed", type=float, default=4.0)
    parser.add_argument("--seconds", type=float, default=5.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "lesson.html"
        path.write_bytes(lesson_page(handed_out(bundled_catalog(), lat=50.0, lon=31.0)))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(path.as_uri())
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        session.send("Emulation.setCPUThrottlingRate", {"rate": asked.slowed})
        print(f"processor slowed {asked.slowed:g} times; load {os.getloadavg()[0]:.1f}")
        for way in ("", *METHODS[1:]):
            page.locator(f"[name=way][value='{way}']").check()
            took = sorted(page.evaluate(FRAMES, asked.seconds))
            slow = took[int(0.95 * len(took))]
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            start_s = busy_s(session)
            frames = 5 + len(page.evaluate(FRAMES, asked.seconds))
            frame_ms = 1000 * (busy_s(session) - start_s) / frames
            session.send("Emulation.setCPUThrottlingRate", {"rate": asked.slowed})
            print(
                f"{way or 'true ring alone':18} {1000 / statistics.median(took):5.0f} frames a "
                f"second, slowest in twenty {1000 / slow:5.0f}; "
                f"{frame_ms:.1f} ms of processor a frame"
            )
        browser.close()


def busy_s(session: CDPSession) -> float:
    """Processor time of the page's own thread so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(each["value"] for each in metrics if each["name"] == "TaskDuration")


if __name__ == "__main__":
    main()
