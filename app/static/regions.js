/* Reached regions on the map: they tell their numbers under the pointer and to the keyboard, and light up with
 * their rows in tables.
 *
 * Tab comes to one of them, arrow keys go on to the next in their direction. Text goes in as text, never as HTML.
 */
const LIT = "rm-region-lit"; // told to the document: {code, isLit}
const KEYS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }; // north, east

export class Regions {
  /* shape(shape) gives a layer for a region of the ground. */
  constructor(L, map, ground, shape) {
    Object.assign(this, { L, map, ground, shape });
    this.group = L.layerGroup().addTo(map);
    this.layers = new Map(); // by code
    this.middles = new Map(ground.labels.filter(({ region }) => region).map((label) => [label.region, label]));
    this.heard = new AbortController();
    document.addEventListener(LIT, ({ detail: { code, isLit } }) => this.light(code, isLit), { signal: this.heard.signal });
  }

  remove() {
    this.heard.abort();
  }

  show(scene) {
    const focused = [...this.layers].find(([, layer]) => layer.getElement() === document.activeElement)?.[0];
    this.scene = scene;
    this.group.clearLayers();
    this.layers.clear();
    for (const region of this.ground.regions) {
      const lines = scene.tips[region.region];
      if (lines) this.add(region, lines);
    }
    const first = focused && this.layers.has(focused) ? focused : Object.keys(scene.tips).find((code) => this.layers.has(code));
    if (!first) return;
    const element = this.layers.get(first).getElement();
    element.setAttribute("tabindex", 0);
    if (first === focused) element.focus({ preventScroll: true });
  }

  add({ region: code, shape }, lines) {
    const layer = this.shape(shape);
    layer.setStyle({ color: this.scene.ground.text });
    layer.bindTooltip(tip(lines), { sticky: true, direction: "top", offset: [0, -12] });
    layer.on("mouseover", () => tellLit(code, true));
    layer.on("mouseout", () => tellLit(code, false));
    this.layers.set(code, layer);
    this.group.addLayer(layer);
    const element = layer.getElement();
    element.setAttribute("tabindex", -1);
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", lines.join(". "));
    element.addEventListener("focus", () => {
      element.setAttribute("aria-label", this.told(code, lines));
      for (const each of this.layers.values()) each.getElement().setAttribute("tabindex", each === layer ? 0 : -1);
      layer.openTooltip(layer.getBounds().getCenter());
      tellLit(code, true);
    });
    element.addEventListener("blur", () => {
      layer.closeTooltip();
      tellLit(code, false);
    });
    element.addEventListener("keydown", (event) => this.step(event, code));
  }

  light(code, isLit) {
    this.layers.get(code)?.setStyle({ opacity: isLit ? 1 : 0 });
  }

  /* The next reached region in the direction of an arrow key. */
  step(event, code) {
    const way = KEYS[event.key];
    if (!way) return;
    this.L.DomEvent.stop(event);
    const from = this.middles.get(code);
    const away = [...this.layers.keys()].filter((each) => each !== code).map((each) => {
      const { lat, lon } = this.middles.get(each);
      const [north, east] = [lat - from.lat, (lon - from.lon) * Math.cos((from.lat * Math.PI) / 180)];
      const ahead = north * way[0] + east * way[1];
      return { each, ahead, cost: ahead + 2 * Math.abs(north * way[1] - east * way[0]) };
    });
    const next = away.filter(({ ahead }) => ahead > 0).sort((a, b) => a.cost - b.cost)[0];
    if (next) this.layers.get(next.each).getElement().focus({ preventScroll: true });
  }

  /* In words: its numbers, where it lies from the first launch point, what it borders on. */
  told(code, lines) {
    const { words, origins } = this.scene;
    const said = [...lines];
    const from = origins.find(({ lat }) => lat !== undefined);
    if (from) said.push(words.seen_from.replace("{direction}", () => words.directions[compass(from, this.middles.get(code))]));
    const beside = this.neighbours(code).map((each) => this.name(each));
    if (beside.length) said.push(words.beside.replace("{names}", () => beside.join(", ")));
    return said.join(". ");
  }

  name(code) {
    return this.middles.get(code).names[this.ground.languages.indexOf(this.scene.language)];
  }

  /* The regions that share corners of their outlines with one. */
  neighbours(code) {
    this.sharing ??= sharing(this.ground);
    return [...this.sharing.get(code)].filter((each) => this.middles.has(each));
  }

  /* The names of the reached regions that the map shows now. */
  inView() {
    const view = this.map.getBounds();
    return [...this.layers].filter(([, layer]) => view.intersects(layer.getBounds())).map(([code]) => this.name(code));
  }

  /* What is told of the reached region at a place of the window. */
  linesAt(x, y) {
    const shown = document.elementsFromPoint(x, y);
    const hit = [...this.layers].find(([, layer]) => shown.includes(layer.getElement()));
    return hit ? this.scene.tips[hit[0]] : [];
  }
}

/* Lines of text as a box, the first of them bold. */
export function tip(lines) {
  const box = document.createElement("div");
  lines.forEach((line, number) => {
    const each = document.createElement(number ? "div" : "b");
    each.textContent = line;
    box.append(each);
  });
  return box;
}

function tellLit(code, isLit) {
  document.dispatchEvent(new CustomEvent(LIT, { detail: { code, isLit } }));
}

/* Which of eight directions leads from one position to another, from north on clockwise. */
function compass(from, to) {
  const east = (to.lon - from.lon) * Math.cos((from.lat * Math.PI) / 180);
  return (Math.round(Math.atan2(east, to.lat - from.lat) / (Math.PI / 4)) + 8) % 8;
}

/* Who shares any corner shares one where lines meet. */
function sharing({ regions, arcs }) {
  const owners = new Map();
  const neighbours = new Map(regions.map(({ region }) => [region, new Set()]));
  for (const { region, shape } of regions) {
    for (const number of shape.flat(2)) {
      const arc = arcs[Math.max(number, ~number)];
      for (const corner of [arc[0], arc.at(-1)].map(String)) {
        const others = owners.get(corner) ?? owners.set(corner, new Set()).get(corner);
        for (const other of others) if (other !== region) neighbours.get(other).add(region) && neighbours.get(region).add(other);
        others.add(region);
      }
    }
  }
  return neighbours;
}
