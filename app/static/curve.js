/* A curve to be read off: how much lies within a range as the range grows, region by region.
 *
 * The pointer, a finger or the slider beneath it (arrow keys) chooses a range; what lies within it is said in words.
 * A region's curve lights that region on the map and in tables; while one is lit there, its curve is shown here.
 * Text goes in as text, never as HTML.
 */
const SVG = "http://www.w3.org/2000/svg";
const [HEIGHT, BELOW, RIGHT, LINE, THUMB] = [250, 38, 18, 15, 8]; // pixels
const REGION = "region "; // before a region's code in the key of its curve
const LIT = "rm-region-lit"; // told to the document: {code, isLit}, as regions.js and table.js do
const SNAP = 5; // pixels from which on a marked range takes the pointer
const curves = new WeakMap();

export function draw(parent, data) {
  if (!curves.has(parent)) curves.set(parent, new Curve(parent));
  curves.get(parent).show(data);
}

export function remove(parent) {
  curves.get(parent)?.remove();
  curves.delete(parent);
}

class Curve {
  constructor(parent) {
    const box = make("div", "rm-curve");
    const choice = make("label", "rm-curve-choice");
    this.chooser = make("select");
    this.chooserName = make("span");
    choice.append(this.chooserName, this.chooser);
    this.reading = make("p", "rm-curve-reading");
    this.plot = svg("svg", { "aria-hidden": "true" });
    this.slider = Object.assign(make("input"), { type: "range", min: 0, step: 1 });
    box.append(choice, this.reading, this.plot, this.slider);
    parent.replaceChildren(box);
    this.box = box;
    this.chooser.addEventListener("change", () => this.choose(this.chooser.value));
    this.slider.addEventListener("input", () => this.read(Number(this.slider.value), true));
    for (const kind of ["pointermove", "pointerdown"]) this.plot.addEventListener(kind, (event) => this.point(event));
    this.resized = new ResizeObserver(() => this.width !== box.clientWidth && this.data && this.drawPlot());
    this.resized.observe(box);
    for (const kind of ["pointerenter", "focusin"]) box.addEventListener(kind, () => this.light(true));
    for (const kind of ["pointerleave", "focusout"]) box.addEventListener(kind, () => this.light(false));
    this.heard = new AbortController();
    document.addEventListener(LIT, ({ detail: { code, isLit } }) => this.follow(code, isLit), { signal: this.heard.signal });
  }

  remove() {
    this.light(false);
    this.resized.disconnect();
    this.heard.abort();
  }

  /* Light the region whose curve is chosen, as long as it is pointed at. */
  light(isLit) {
    if (!this.data || this.isLighting) return;
    const code = isLit && this.key.startsWith(REGION) ? this.key.slice(REGION.length) : undefined;
    this.isLighting = true; // what it tells is not for itself
    if (this.lighted && this.lighted !== code) tellLit(this.lighted, false);
    if (code) tellLit(code, true);
    this.isLighting = false;
    this.lighted = code;
  }

  /* Show the curve of a region that is lit elsewhere, until it is not any more. */
  follow(code, isLit) {
    const key = `${REGION}${code}`;
    if (this.isLighting || !this.series?.has(key) || isLit === (this.lit === key)) return;
    this.lit = isLit ? key : undefined;
    this.drawPlot();
  }

  show(data) {
    this.data = data;
    this.box.lang = data.language;
    this.series = new Map(data.series.map((each) => [each.key, {
      ...each,
      values: unpacked(each, data.at.length),
      errors: each.error && unpacked(each.error, data.at.length),
    }]));
    this.chooserName.textContent = data.words.show;
    this.chooser.replaceChildren(...[...this.series.values()].map((each) => {
      const option = make("option");
      option.value = each.key;
      option.textContent = each.name ?? data.words[`in_${each.key}`];
      return option;
    }));
    this.slider.max = data.at.length - 1;
    this.slider.ariaLabel = data.words.slider;
    this.choose(this.series.has(this.key) ? this.key : "total");
  }

  choose(key) {
    const isPointedAt = Boolean(this.lighted) || this.box.matches(":hover, :focus-within");
    Object.assign(this, { key, lit: undefined });
    this.light(isPointedAt);
    this.drawPlot();
  }

  /* The curve that is shown: what the reader chose, unless a region is lit elsewhere. */
  get chosen() {
    return this.series.get(this.lit ?? this.key);
  }

  /* The index of the range to be read: what the reader chose, at first the longest that is marked. */
  get index() {
    if (this.km !== undefined) return nearest(this.data.at, this.km);
    return this.data.marks.at(-1)?.index ?? nearest(this.data.at, 300);
  }

  /* Values as they are plotted: shares of a region in per cent, else as they are. */
  get plotted() {
    const { values, area } = this.chosen;
    return area ? values.map((each) => (100 * each) / area) : values;
  }

  drawPlot() {
    const { data, plot, chosen, plotted } = this;
    this.chooser.value = chosen.key;
    this.width = this.box.clientWidth;
    if (!this.width) return;
    const steps = chosen.area ? [0, 25, 50, 75, 100] : ticks(plotted.at(-1));
    const named = steps.map((each) => grouped(each, data.numbers));
    const left = 10 + 7 * Math.max(...named.map((each) => each.length));
    const across = Math.max(this.width - left - RIGHT, 60);
    plot.replaceChildren();
    plot.setAttribute("width", this.width);
    const most = data.at.at(-1);
    this.x = (km) => left + (across * km) / most;
    this.kmAt = (x) => ((x - left) / across) * most;
    const rows = this.drawMarks(data.marks, left, across);
    const top = LINE * (rows + 1.9);
    const bottom = top + HEIGHT;
    this.y = (value) => bottom - (HEIGHT * value) / steps.at(-1);
    plot.setAttribute("height", bottom + BELOW);
    for (const mark of plot.querySelectorAll("line")) mark.setAttribute("y2", bottom);
    const title = data.words[chosen.area ? "share_axis" : `${chosen.key}_axis`].replace("{name}", () => chosen.name);
    plot.append(svg("text", { x: 0, y: top - LINE * 0.7, class: "rm-curve-title" }, title));
    steps.forEach((each, number) => plot.append(
      svg("path", { d: `M${left} ${this.y(each)}h${across}`, class: number ? "rm-curve-grid" : "rm-curve-axis" }),
      svg("text", { x: left - 6, y: this.y(each) + 4, "text-anchor": "end" }, named[number]),
    ));
    for (let km = 0; km <= most; km += across < 450 ? 200 : 100) {
      plot.append(svg("text", { x: this.x(km), y: bottom + LINE, "text-anchor": "middle" }, grouped(km, data.numbers)));
    }
    plot.append(svg("text", { x: left + across, y: bottom + 2.2 * LINE, "text-anchor": "end", class: "rm-curve-title" }, data.words.axis));
    const way = Array.from(plotted, (value, index) => `${this.x(data.at[index]).toFixed(1)} ${this.y(value).toFixed(1)}`);
    plot.append(svg("path", { d: `M${way.join("L")}`, class: "rm-curve-line" }));
    (chosen.thresholds ?? []).forEach((km, number) => {
      if (km !== null) plot.append(svg("circle", { cx: this.x(km), cy: this.y(50 * number), r: 4, class: "rm-curve-threshold" }));
    });
    this.cursor = svg("g", { class: "rm-curve-cursor" });
    this.cursor.append(svg("path", { d: `M0 ${top}V${bottom}` }), svg("circle", { r: 5 }));
    plot.append(this.cursor);
    Object.assign(this.slider.style, { marginLeft: `${left - THUMB}px`, width: `${across + 2 * THUMB}px` });
    this.read(this.index, false);
  }

  /* A line for each published range, its name above it, in as many rows as keep names apart; returns how many. */
  drawMarks(marks, left, across) {
    const ends = []; // of each row
    for (const { index, label, ink, dash } of marks) {
      const x = this.x(this.data.at[index]);
      const name = svg("text", { fill: ink, class: "rm-curve-mark" }, label);
      this.plot.append(name);
      for (let length = label.length; name.getComputedTextLength() > across && length > 8; length -= 4) {
        name.textContent = `${label.slice(0, length)}…`;
      }
      const wide = name.getComputedTextLength();
      const start = Math.min(Math.max(x - wide / 2, left), left + across - wide);
      const free = ends.findIndex((end) => end + 8 < start);
      const row = free < 0 ? ends.length : free;
      ends[row] = start + wide;
      name.setAttribute("x", start);
      name.setAttribute("y", LINE * (row + 0.8));
      this.plot.append(svg("line", { x1: x, x2: x, y1: LINE * (row + 1.05), stroke: ink, "stroke-width": 1.6, "stroke-dasharray": dash }));
    }
    return ends.length;
  }

  point(event) {
    const x = event.clientX - this.plot.getBoundingClientRect().left;
    const mark = this.data.marks.find(({ index }) => Math.abs(this.x(this.data.at[index]) - x) < SNAP);
    this.read(mark?.index ?? nearest(this.data.at, this.kmAt(x)), true);
  }

  /* Say what lies within the range of that index; isChosen: the reader asked for it, and it is kept. */
  read(index, isChosen) {
    const { data, chosen } = this;
    if (isChosen) this.km = data.at[index];
    const number = data.marks.findIndex((each) => each.index === index);
    const range = data.marks[number]?.label ?? filled(data.numbers.km, { n: grouped(Math.round(data.at[index]), data.numbers) });
    const strong = make("b");
    strong.textContent = range;
    const said = this.said(index, number);
    this.reading.replaceChildren(strong, `: ${said}`);
    this.slider.value = index;
    this.slider.setAttribute("aria-valuetext", `${range}: ${said}`);
    const at = [this.x(data.at[index]), this.y(this.plotted[index])];
    this.cursor.querySelector("path").setAttribute("transform", `translate(${at[0]} 0)`);
    const dot = this.cursor.querySelector("circle");
    dot.setAttribute("cx", at[0]);
    dot.setAttribute("cy", at[1]);
    this.box.dataset.km = data.at[index];
  }

  /* number: of the mark that the range is, whose exact edge reaches what the server told. */
  said(index, number) {
    const { numbers, words } = this.data;
    const { area, values, errors, told } = this.chosen;
    if (area) {
      if (number >= 0) return told[number] || words.nothing;
      if (!(values[index] > 0)) return words.nothing;
      const share = shareText(values[index] / area, errors[index] / area, numbers);
      return `${share}, ${areaText(values[index], errors[index], numbers)}`;
    }
    const all = this.series.get("total");
    const read = () => (all.values[index] > 0 ? areaText(all.values[index], all.errors[index], numbers) : "");
    const total = (number < 0 ? read() : all.told[number]) || words.nothing;
    const [towns, people] = ["towns", "people"].map((key) => this.series.get(key)?.values[index]);
    if (!towns) return total;
    const form = words.towns[new Intl.PluralRules(this.data.language).select(towns)] ?? words.towns.other;
    return `${total}; ${filled(form, { n: grouped(towns, numbers), people: grouped(rounded(people), numbers) })}`;
  }
}

/* Values from the steps of a curve. */
function unpacked({ unit, start, steps }, length) {
  const values = new Float64Array(length);
  let total = 0;
  for (let index = start; index < length; index += 1) {
    total += steps[index - start] ?? 0;
    values[index] = total * unit;
  }
  return values;
}

function nearest(at, km) {
  let [low, high] = [0, at.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at[middle] <= km) low = middle;
    else high = middle;
  }
  return km - at[low] <= at[high] - km ? low : high;
}

/* Round whole numbers from 0 to past the most, six at most. */
function ticks(most) {
  const rough = Math.max(most / 4, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough && Number.isInteger(each));
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, number) => number * step);
}

/* The rules of rangemap/wording/quantities.py: no more digits than the error allows, an interval where it is large. */
function areaText(km2, error, numbers) {
  const text = (n) => filled(numbers.km2, { n });
  if (km2 + error < 1) return filled(numbers.under, { what: text(1) });
  if (error <= km2 / 2) return text(grouped(rounded(km2, error), numbers));
  const step = 10 ** Math.floor(Math.log10(error));
  const low = step * Math.max(0, Math.floor((km2 - error) / step));
  const high = grouped(step * Math.ceil((km2 + error) / step), numbers);
  if (low < 1) return filled(numbers.under, { what: text(high) });
  return text(filled(numbers.span, { low: grouped(low, numbers), high }));
}

/* edge: the error of the area, as a share of the region; what is without is outlined in proportion. */
function shareText(share, edge, numbers) {
  const percent = (n) => filled(numbers.percent, { n });
  const error = 2 * (1 - share) * edge;
  if (share >= 1 - 1e-9) return numbers.all;
  if (share + error < 0.01) return filled(numbers.under, { what: percent(1) });
  if (error > 0.05) {
    const low = Math.max(0, Math.floor(100 * (share - error) + 1e-9));
    return percent(filled(numbers.span, { low, high: Math.min(100, Math.ceil(100 * (share + error) - 1e-9)) }));
  }
  if (share >= 0.995) return numbers.nearlyAll;
  return percent(Math.max(1, Math.round(100 * share)));
}

function rounded(number, error = 0) {
  if (!(number > 0)) return 0;
  const place = Math.max(Math.floor(Math.log10(number)) - 2, error > 0 ? Math.floor(Math.log10(error)) : 0, 0);
  return Math.round(number / 10 ** place) * 10 ** place;
}

function grouped(number, { group }) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, group);
}

function filled(form, values) {
  return form.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function tellLit(code, isLit) {
  document.dispatchEvent(new CustomEvent(LIT, { detail: { code, isLit } }));
}

function make(tag, name = "") {
  return Object.assign(document.createElement(tag), { className: name });
}

function svg(tag, attributes, words = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = words;
  return made;
}
