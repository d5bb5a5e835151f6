/* The key to a map's lines and shading, in the corner of the map where it covers least; under a map too narrow for it.
 *
 * legend: {caption, heads, rows: [{label, line, fills}], withheld: {ink, label}}. Text goes in as text, never as HTML.
 */
const MIN_MAP_PX = 520; // across
const ACROSS = 0.8; // of the map's width
const CORNERS = ["bottomleft", "bottomright", "topright"];

export class Legend {
  /* beneath: what a legend too wide for the map is put into, after the map. */
  constructor(L, map, beneath) {
    Object.assign(this, { L, map, beneath, points: [], box: make("div", "legend") });
    this.box.hidden = true;
    this.control = L.control({ position: CORNERS[0] });
    this.control.onAdd = () => this.box;
  }

  /* points: where the map shows what must be seen, as positions of Leaflet. */
  show(legend, points, lang) {
    this.points = points;
    this.box.hidden = !legend;
    if (!legend) return;
    this.box.lang = lang;
    this.box.replaceChildren(table(legend));
    if (legend.withheld) this.box.append(hatched(legend.withheld));
    this.place();
  }

  place() {
    if (this.box.hidden) return;
    const map = this.map.getContainer();
    if (map.offsetWidth < MIN_MAP_PX && !map.closest(".rm-presenting")) {
      this.control.remove();
      this.beneath.append(this.box);
      this.box.classList.remove("rm-card");
      return;
    }
    this.box.classList.add("rm-card");
    if (!this.control._map) this.control.addTo(this.map);
    const points = this.points.map((point) => this.map.latLngToContainerPoint(point));
    const covered = CORNERS.map((corner) => (this.control.setPosition(corner), this.covered(points)));
    this.control.setPosition(CORNERS[covered.indexOf(Math.min(...covered))]);
  }

  /* Itself, if it is so wide that no map is to be seen beside it; what is shown then stands above it. */
  across() {
    return this.control._map && this.box.offsetWidth > ACROSS * this.map.getContainer().offsetWidth ? [this.box] : [];
  }

  /* How many of the points of the screen are under it; in the way of the words that are presented it never stands. */
  covered(points) {
    const { left, top, right, bottom } = boxOf(this.box, this.map.getContainer());
    const head = boxOf(this.map.getContainer().querySelector(".rm-head"), this.map.getContainer());
    if (left < head.right && head.left < right && top < head.bottom && head.top < bottom) return Infinity;
    let count = 0;
    for (const { x, y } of points) {
      if (x > left && x < right && y > top && y < bottom) count += 1;
    }
    return count;
  }
}

/* Where an element stands in a container, in pixels of the container's own, however much larger it is shown. */
export function boxOf(element, container) {
  const origin = container.getBoundingClientRect();
  const scale = origin.width / container.offsetWidth || 1;
  const box = element.getBoundingClientRect();
  const [left, top, right, bottom] = [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top].map(
    (each) => each / scale,
  );
  return { left, top, right, bottom };
}

function table({ caption, heads, rows }) {
  const made = document.createElement("table");
  made.createCaption().textContent = caption;
  if (heads.length) {
    const line = made.createTHead().insertRow();
    line.insertCell();
    for (const each of heads) line.append(Object.assign(make("th"), { scope: "col", textContent: each }));
  }
  const body = made.createTBody();
  for (const { label, line, fills } of rows) {
    const row = body.insertRow();
    const head = Object.assign(make("th"), { scope: "row" });
    if (line) {
      const sign = make("span", "line");
      sign.style.background = line;
      head.append(sign, " ");
    }
    head.append(label);
    row.append(head);
    for (const fill of fills) row.insertCell().style.background = fill;
  }
  return made;
}

function hatched({ ink, label }) {
  const sign = make("span", "hatch");
  sign.style.setProperty("--ink", ink);
  const line = make("p");
  line.append(sign, ` ${label}`);
  return line;
}

function make(tag, className = "") {
  return Object.assign(document.createElement(tag), { className });
}
