"""The live map: what Python hears and shows; its front end in Chromium with a model of straw."""

import base64
import importlib.util
import json
import sys

import pytest
from playwright.sync_api import expect
from waiting import WAIT_MS, becomes

from rangemap import PointOrigin, Scenario
from rangemap.notebook import LiveMap

SUMY = PointOrigin(lat=50.91, lon=34.80, name="Sumy")
ASKED = Scenario((SUMY,), weapons=("himars",))


@pytest.fixture
def live():
    return LiveMap(ASKED)


def told(live, *events):
    numbered = [{"number": live._heard + n, **event} for n, event in enumerate(events, 1)]
    live._hear(live, {"kind": "told", "events": numbered}, [])


def regions(live):
    return set(live.reach.reached["region"])


def test_a_drag_is_heard_and_reach_follows(live):
    heard = []
    live.observe(lambda change: heard.append(change["new"]), "reach")
    assert regions(live) == {"RU-KRS", "RU-BEL"}
    told(live, {"kind": "drag", "index": 0, "lat": 49.99, "lon": 36.23})
    assert regions(live) == {"RU-BEL"}
    assert heard == [live.reach]
    assert live.scenario.origins == (PointOrigin(lat=49.99, lon=36.23),)
    assert "Belgorod" in live.sentence
    assert live.sentence.endswith("Not a prediction.")
    assert (live.scene["heard"], live.scene["origins"][0]["lat"]) == (1, 49.99)


def test_whoever_is_told_of_a_change_finds_scenario_and_reach_alike(live):
    seen = []
    live.observe(lambda change: seen.append((change["name"], live.scenario, live.reach.scenario)))
    told(live, {"kind": "drag", "index": 0, "lat": 51.4, "lon": 35.0})
    changes = {name for name, *_ in seen}
    assert {"scenario", "reach"} <= changes
    for name, scenario, measured in seen:
        if name in {"scenario", "reach"}:
            assert scenario == measured
            assert scenario.origins[0].lat == 51.4


def test_clicks_add_points_delete_takes_them_and_undo_brings_them_back(live):
    told(live, {"kind": "click", "lat": 49.99, "lon": 36.23})
    assert len(live.scenario.origins) == 2
    told(live, {"kind": "remove", "index": 0})
    assert [each.lat for each in live.scenario.origins] == [49.99]
    told(live, {"kind": "remove", "index": 0})  # the last one stays
    assert len(live.scenario.origins) == 1
    told(live, {"kind": "undo"}, {"kind": "undo"})
    assert live.scenario == ASKED
    assert live.reach.scenario == ASKED


def test_without_anywidget_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    spec = importlib.util.find_spec("rangemap.notebook")
    module = importlib.util.module_from_spec(spec)
    with pytest.raises(ImportError, match=r"pip install 'rangemap\[notebook\]'"):
        spec.loader.exec_module(module)


def test_what_was_heard_is_heard_once(live):
    event = {"kind": "click", "lat": 49.99, "lon": 36.23, "number": 1}
    for _ in range(3):
        live._hear(live, {"kind": "told", "events": [event]}, [])
    assert len(live.scenario.origins) == 2


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "drag", "index": 7, "lat": 1, "lon": 1},
        {"kind": "drag", "index": -1, "lat": 1, "lon": 1},
        {"kind": "click", "lat": "x", "lon": 1},
        {"kind": "stretch", "start": 1, "end": 2},
        {"kind": "nonsense"},
        {},
    ],
)
def test_what_no_hand_can_do_changes_nothing(live, event):
    told(live, event)
    assert live.scenario == ASKED


def test_a_scenario_that_is_set_is_measured_and_one_that_cannot_be_is_told(live):
    live.scenario = Scenario((SUMY,), weapons=("himars", "atacms"))
    assert len(live.reach.ranges) == 2
    kept = live.reach
    live.scenario = Scenario((SUMY,), weapons=("none",))
    assert "no weapon 'none'" in live.trouble
    assert live.reach is kept
    assert len(live.scenario.weapons) == 2
    told(live, {"kind": "undo"})
    assert (live.scenario, live.trouble) == (ASKED, "")


def test_a_cell_weighs_at_most_150_kb_besides_the_ground():
    both = LiveMap(Scenario((SUMY,)))
    state = {name: value for name, value in both.get_state().items() if not name.startswith("_")}
    state["_esm"] = both._esm
    assert len(json.dumps(state, default=str, separators=(",", ":")).encode()) < 150_000


def test_a_notebook_without_a_kernel_keeps_the_sentence(live):
    data, _ = live._repr_mimebundle_()
    assert data["text/plain"] == f"<LiveMap: {live.sentence}>"
    assert "Kursk Oblast" in live.sentence


_PAGE = """<!doctype html><meta charset=utf-8>
<div id=cell style="width:700px"></div>
<script type=module>
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const heard = new Map();
window.sent = [];
window.saved = [];
window.model = {
  state: STATE,
  get(name) { return this.state[name]; },
  set(name, value) {
    this.state[name] = value;
    for (const f of heard.get(`change:${name}`) ?? []) f();
  },
  on(name, f) { heard.set(name, [...(heard.get(name) ?? []), f]); },
  off(name, f) { heard.set(name, (heard.get(name) ?? []).filter((each) => each !== f)); },
  save_changes() { window.saved.push(this.state.answered); },
  send(message) {
    window.sent.push(message);
    if (message.kind === "parts") {
      for (const f of heard.get("msg:custom") ?? []) f(PARTS[0], PARTS[1].map(bytes));
    }
  },
};
const front = await import("./notebook.js");
const cell = document.getElementById("cell");
const root = OWN_TREE ? cell.attachShadow({ mode: "open" }) : cell;
const el = root.appendChild(document.createElement("div"));
window.ended = await front.default.render({ model: window.model, el });
window.done = true;
</script>"""


@pytest.mark.parametrize("own_tree", ["false", "true"])  # as marimo has it
def test_the_front_end_draws_and_tells_of_a_drag(browser, live, own_tree):
    sent = []
    live.send = lambda message, buffers: sent.append((message, buffers))
    live._hear(live, {"kind": "parts"}, [])
    [(message, buffers)] = sent
    packed = [message, [base64.b64encode(each).decode() for each in buffers]]
    state = {name: live.get_state()[name] for name in ("scene", "sentence", "trouble", "answered")}
    page_text = _PAGE.replace("STATE", json.dumps(state)).replace("PARTS", "window.parts")
    page_text = page_text.replace("OWN_TREE", own_tree).replace(
        "<script ", f"<script>window.parts={json.dumps(packed)}</script><script ", 1
    )
    troubles, elsewhere = [], []

    def answer(route):
        name = route.request.url.rpartition("/")[2]
        if name == "notebook.js":
            route.fulfill(body=str(live._esm), content_type="text/javascript")
        elif name in ("", "favicon.ico"):
            route.fulfill(body=page_text if not name else "", content_type="text/html")
        else:
            elsewhere.append(route.request.url)
            route.abort()

    page = browser.new_page(viewport={"width": 900, "height": 800})
    try:
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.route("http://notebook.test/**", answer)
        page.goto("http://notebook.test/")
        page.wait_for_function("window.done", timeout=WAIT_MS)
        marker = page.locator(".rm-origin").first
        marker.wait_for()
        expect(page.locator("#cell p")).to_contain_text("Sumy", use_inner_text=True)
        expect(page.locator(".rm-map .rm-region")).not_to_have_count(0)
        box = marker.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 60, y + 10, steps=5)
        page.mouse.up()
        page.wait_for_function("window.sent.some((each) => each.kind === 'told')")
        event = page.evaluate("window.sent.find((each) => each.kind === 'told').events[0]")
        live._hear(live, {"kind": "told", "events": [event]}, [])
        assert live.scenario.origins[0].lon > SUMY.lon
        assert live.scenario.origins[0].lat < SUMY.lat
        for name in ("scene", "sentence", "trouble"):  # one by one, and the sentence is not last
            value = live.get_state()[name]
            page.evaluate("([name, value]) => window.model.set(name, value)", [name, value])
        drawn = live.scene["serial"]
        page.locator(f".rm-map[data-drawn='{drawn}']").wait_for()
        becomes(page, page.locator("#cell p").inner_text, live.sentence)
        # marimo runs cells anew for it
        becomes(page, lambda: page.evaluate("window.saved"), [event["number"]])
        page.evaluate("window.ended()")
        assert (troubles, elsewhere) == ([], [])
    finally:
        page.close()
