"""Waiting for what a page comes to, as long as the slowest machine may take."""

import re
import time

WAIT_MS = 180_000  # three times as slow as ours, and busy with other things
# Streamlit's drawers slide open for half a second: what lies in one moves from under a click
OPENS_AT_ONCE = """{
  const { animate } = Element.prototype;
  Element.prototype.animate = function (frames) { return animate.call(this, frames, 0); };
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def becomes(page, read, wanted):
    """Assert that what is read of a page is as wanted, now or once the page has come to it.

    Not for a page that may run no script: it has no frames to wait for.
    """
    last = time.monotonic() + WAIT_MS / 1000
    while (found := read()) != wanted and time.monotonic() < last:
        page.evaluate(TWO_FRAMES)
    assert found == wanted


def exactly(text):
    """For expect(…).to_contain_text: with each space as it is, as in no-break ones."""
    return re.compile(re.escape(text))
