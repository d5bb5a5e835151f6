/* Launch points on the map: moved by hand and by keys, and what follows them until it has been measured.
 *
 * What a user does is an event with a number. It is told until the scene says that it was heard, so that none is
 * lost, be it that many come at once or that the page has not started yet. Meanwhile the points stand where the
 * events put them, with provisional rings round them.
 */
const SNAP_KM = 5; // as in rangemap/page/state.py
const KM_PER_DEGREE = 111.2;
const MAP_END = 85.0511; // degrees: the highest latitude that a map shows
const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const LATE_MS = 250; // for a frame
const unheard = []; // of this page, whichever map it has
let count = 0;

export class Points {
  /* along: the border with Russia; lines(shape, decimals) gives a shape's lines of [lat, lon]. */
  constructor(L, map, along, lines) {
    Object.assign(this, { L, map });
    this.lines = (shape) => lines(shape, this.scene.decimals);
    this.box = map.getContainer();
    this.along = along.line;
    this.stepKm = along.step_km;
    this.lengthKm = along.length_km;
    this.group = L.layerGroup().addTo(map);
    this.markers = []; // of each origin: {shown, layers, isMoved}
    map.createPane("points").style.zIndex = 650; // over names
    this.tell = () => {};
    this.watched = new AbortController();
    this.watchSlider();
    this.watchUndo();
  }

  remove() {
    this.watched.abort();
  }

  /* Draw the launch points of a scene, as far as nothing newer is known. */
  show(scene) {
    this.scene = scene;
    const heard = scene.heard ?? 0;
    unheard.splice(0, unheard.length, ...unheard.filter((event) => event.number > heard));
    this.drawAll();
    this.prepareRings();
  }

  /* Whether the map shows what is not measured yet. */
  get isAhead() {
    return unheard.length > 0 || Boolean(this.held);
  }

  /* Tell what a page that has just come has not heard of. */
  catchUp() {
    if (unheard.length) this.ask();
  }

  /* Ask for everything anew, and tell what was not heard. */
  ask() {
    this.tell([...unheard]);
  }

  /* Drawn in the next frame, and told after it: what hears of it has a page to work on. */
  act(event) {
    unheard.push({ ...event, number: ++count });
    this.drawAll();
    afterFrame(() => this.catchUp());
  }

  add({ lat, lng }) {
    this.act({ kind: "click", lat, lon: lng });
  }

  drawAll() {
    this.held = undefined;
    const origins = this.foreseen();
    this.drawMarkers(origins);
    this.draw(origins);
  }

  /* What stands for the origins, anew from the first that is another; in their order, as the Tab key takes them. */
  drawMarkers(origins) {
    const { scene } = this;
    const look = [scene.still, scene.language, scene.ground.text, origins.length > 1];
    const shown = origins.map((origin) => JSON.stringify([origin, ...look]));
    const isSame = (each, index) => each.shown === shown[index] && !each.isMoved;
    const firstOther = this.markers.findIndex((each, index) => !isSame(each, index));
    const stale = this.markers.splice(firstOther < 0 ? this.markers.length : firstOther);
    for (const { layers } of stale) layers.forEach((each) => this.group.removeLayer(each));
    for (let index = this.markers.length; index < origins.length; index++) {
      this.markers.push({ shown: shown[index], layers: this.layers(origins[index], index, origins.length) });
      this.markers[index].layers.forEach((each) => this.group.addLayer(each));
    }
  }

  /* Rings round the origins as they are held now; none once everything is measured. */
  draw(origins) {
    const { isAhead, scene } = this;
    for (const each of [this.box, document.documentElement]) each.classList.toggle("rm-ahead", isAhead);
    if (!isAhead || !scene.ranges.length) return this.rings?.hide();
    const places = origins.map((origin) => this.place(origin));
    this.rings?.show(places, scene.ranges, scene.ground.halo);
  }

  /* Here come the rings: their library is fetched after everything that is seen first. */
  ready(rings) {
    this.rings = rings;
    if (!this.scene) return;
    if (this.isAhead) this.draw(this.foreseen());
    this.prepareRings();
  }

  /* Whatever is moved or added next, the rings of the others are drawn with its own. */
  prepareRings() {
    const { origins, ranges } = this.scene;
    this.rings?.prepare(() => origins.map((origin) => this.place(origin)), ranges);
  }

  /* The scene's origins, and what the events make of them that it has not heard of. */
  foreseen() {
    const origins = [...this.scene.origins];
    for (const event of unheard) {
      if (event.kind === "click") origins.push({ ...this.snapped(event.lat, event.lon), label: "", isNew: true });
      if (event.kind === "drag" && origins[event.index]) origins[event.index] = { ...this.snapped(event.lat, event.lon), label: "", isNew: true };
      if (event.kind === "remove") origins.splice(event.index, 1);
      if (event.kind === "stretch" && origins[event.index]) origins[event.index] = this.moved(origins[event.index], [event.start, event.end]);
    }
    return origins;
  }

  /* An origin of the border elsewhere on it, as far as can be said before it is measured. */
  moved(origin, along) {
    return { ...origin, along, label: "", isNew: true };
  }

  /* Where a point goes that is let go here: onto the border, if that is near and so asked for. */
  snapped(lat, lon) {
    if (!this.scene.snaps) return { lat, lon };
    const { km, away } = this.nearest(lat, lon);
    if (away > SNAP_KM) return { lat, lon };
    const [there, across] = this.at(km);
    return { lat: there, lon: across };
  }

  /* Kilometres along the border where it comes nearest, and how far away that is. */
  nearest(lat, lon) {
    const narrowing = Math.cos((lat * Math.PI) / 180);
    const flat = ([y, x]) => [(x - lon) * narrowing * KM_PER_DEGREE, (y - lat) * KM_PER_DEGREE];
    let best = { km: 0, away: Infinity };
    for (let n = 0; n + 1 < this.along.length; n++) {
      const [[ax, ay], [bx, by]] = [flat(this.along[n]), flat(this.along[n + 1])];
      const [dx, dy] = [bx - ax, by - ay];
      const share = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
      const away = Math.hypot(ax + share * dx, ay + share * dy);
      if (away < best.away) best = { km: n * this.stepKm + share * Math.min(this.stepKm, this.lengthKm - n * this.stepKm), away };
    }
    return best;
  }

  /* The position that many kilometres along the border. */
  at(km) {
    const before = Math.max(0, Math.min(Math.floor(km / this.stepKm), this.along.length - 2));
    const [from, to] = [this.along[before], this.along[before + 1]];
    const [start, end] = [before * this.stepKm, Math.min((before + 1) * this.stepKm, this.lengthKm)];
    const share = Math.min((km - start) / (end - start), 1);
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  }

  /* What rings are drawn round: dots, and outlines of areas. */
  place(origin) {
    const shortest = Math.min(...this.scene.ranges.map((range) => range.metres)) / 1000;
    const spacing = Math.max(3, Math.min(shortest / 15, 15)); // km: between them rings fall short by less than a pixel
    if (origin.along && (origin.isNew || !origin.setback_km)) {
      const [start, end] = origin.along;
      const dots = [this.at(start)];
      if (end !== null) {
        // ever the same dots between the ends, as their rings are kept
        for (let n = Math.floor(start / spacing) + 1; n * spacing < end; n++) dots.push(this.at(n * spacing));
        dots.push(this.at(end));
      }
      return { dots, less: 1000 * (origin.setback_km ?? 0) };
    }
    if (!origin.shape) return { dots: [[origin.lat, origin.lon]] };
    const lines = this.lines(origin.shape);
    const isArea = origin.kind.endsWith("Polygon");
    return { dots: lines.flatMap((line) => sampled(line, spacing)), outlines: isArea ? lines : [] };
  }

  /* The layers of an origin: a marker to move, or a line or area with the ends of a stretch to move. */
  layers(origin, index, many) {
    const { L, scene } = this;
    const isStretch = origin.along && origin.along[1] !== null;
    if (Math.abs(origin.lat) > MAP_END) return [];
    if (!origin.shape && !isStretch) return [this.marker(origin, index, many)];
    const layers = [];
    const line = { pane: "border", interactive: false, fill: false, color: scene.ground.text, weight: 4 };
    if (isStretch && origin.isNew) layers.push(L.polyline(this.place(origin).dots, line));
    else {
      const isArea = origin.kind.endsWith("Polygon");
      const shape = this.lines(origin.shape);
      const weight = origin.kind === "MultiPoint" ? 7 : 4;
      layers.push(isArea ? L.polygon(shape, { ...line, fill: true, fillOpacity: 0.35 }) : L.polyline(shape, { ...line, weight }));
    }
    if (isStretch && origin.led && !scene.still) layers.push(this.end(origin, index, 0), this.end(origin, index, 1));
    return layers;
  }

  icon(className, text = "") {
    const dot = Object.assign(document.createElement("div"), { className, textContent: text });
    return this.L.divIcon({ className: "rm-origin-icon", iconSize: [26, 26], html: dot });
  }

  marker(origin, index, many) {
    const { scene } = this;
    const at = origin.along && origin.isNew ? this.at(origin.along[0]) : [origin.lat, origin.lon];
    const number = many > 1 ? String(index + 1) : "";
    const marker = this.L.marker(at, {
      pane: "points",
      draggable: !scene.still,
      keyboard: true,
      title: origin.label,
      icon: this.icon(`rm-origin${number ? " rm-numbered" : ""}`, number),
    });
    const name = scene.words.point.replace("{number}", index + 1).replace("{name}", () => origin.label);
    const tell = ({ lat, lng }) => this.act({ kind: "drag", index, lat, lon: lng });
    const follow = ({ lat, lng }) => ({ index, origin: { ...this.snapped(lat, lng), isNew: true } });
    return this.movable(marker, { name, tell, follow, remove: () => this.act({ kind: "remove", index }), key: `${index}` });
  }

  /* One end of the stretch that the control along the border speaks of. */
  end(origin, index, which) {
    const { scene } = this;
    const along = [...origin.along];
    const marker = this.L.marker(this.at(along[which]), {
      pane: "points", draggable: true, keyboard: true, title: scene.words.end, icon: this.icon("rm-origin rm-end"),
    });
    const moved = ({ lat, lng }) => {
      along[which] = Math.round(this.nearest(lat, lng).km);
      return [Math.min(...along), Math.max(...along)];
    };
    const tell = (at) => {
      const [start, end] = moved(at);
      this.act({ kind: "stretch", index, start, end });
    };
    return this.movable(marker, {
      name: scene.words.end, tell, key: `${index} ${which}`,
      follow: (at) => ({ index, origin: this.moved(origin, moved(at)) }),
    });
  }

  /* A marker that a hand and the arrow keys move (with Shift further), and Delete takes away where it can.
   *
   * tell(latlng): it was let go there. follow(latlng): which origin is to be shown how meanwhile.
   */
  movable(marker, { name, tell, follow, remove, key }) {
    const hold = () => {
      this.held = follow(marker.getLatLng());
      if (this.markers[this.held.index]) this.markers[this.held.index].isMoved = true;
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.drawHeld());
    };
    marker.on("drag", hold);
    marker.on("dragend", () => tell(marker.getLatLng()));
    marker.on("add", () => {
      marker.getElement().setAttribute("aria-label", name);
      if (!this.scene.still) this.steer(marker, { tell, hold, remove, key });
    });
    return marker;
  }

  drawHeld() {
    if (!this.held) return;
    const origins = this.foreseen();
    origins[this.held.index] = this.held.origin;
    this.draw(origins);
  }

  steer(marker, { tell, hold, remove, key }) {
    const { L, map } = this;
    const element = marker.getElement();
    let moved = false;
    L.DomEvent.on(element, "keydown", (event) => {
      const move = KEYS[event.key];
      if (!move && (event.key !== "Delete" || !remove)) return;
      L.DomEvent.stop(event);
      if (!move) return remove();
      const step = L.point(move).multiplyBy(event.shiftKey ? 40 : 8);
      marker.setLatLng(map.containerPointToLatLng(map.latLngToContainerPoint(marker.getLatLng()).add(step)));
      moved = true;
      hold();
    });
    const release = () => {
      if (!moved) return;
      moved = false;
      tell(marker.getLatLng());
    };
    L.DomEvent.on(element, "keyup", (event) => KEYS[event.key] && ((this.steered = key), release()));
    L.DomEvent.on(element, "blur", release);
    if (this.steered === key && (document.activeElement === document.body || this.box.contains(document.activeElement))) {
      element.focus({ preventScroll: true });
    }
  }

  /* Ctrl + Z takes the last step back, unless something is being typed. */
  watchUndo() {
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target instanceof Element && event.target.closest("input:not([type=range]), textarea, [contenteditable]");
      if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (isTyping || !this.scene || this.scene.still || !this.box.isConnected) return;
      event.preventDefault();
      this.act({ kind: "undo" });
    }, { signal: this.watched.signal });
  }

  /* The slider of the control along the border moves the rings while it is moved. */
  watchSlider() {
    const options = { signal: this.watched.signal, capture: true };
    let [slider, isPressed] = [undefined, false];
    const follow = () => {
      if (isPressed) later(); // its number may come later than the pointer
      const index = this.scene?.origins.findIndex((origin) => origin.led);
      const origin = this.scene?.origins[index];
      if (!slider?.isConnected || !origin?.along || unheard.length) return;
      const [start, end = null] = [...slider.querySelectorAll("input[type=range]")].map((thumb) => thumb.valueAsNumber);
      const isSame = start === origin.along[0] && end === origin.along[1];
      if (isSame) return this.held && this.drawAll();
      this.held = { index, origin: this.moved(origin, [start, end]) };
      this.drawHeld();
    };
    const later = () => {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(follow);
    };
    const start = ({ target, type }) => {
      slider = target instanceof Element ? target.closest(".st-key-km") : undefined;
      isPressed = type === "pointerdown" && Boolean(slider);
      if (slider) later();
    };
    document.addEventListener("pointerdown", (event) => ((this.steered = undefined), start(event)), options);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (isPressed = false), options);
    document.addEventListener("keydown", start, options);
  }
}

/* Do something once the next frame is drawn; soon where none is, as in a tab that nobody sees. */
function afterFrame(act) {
  let isDone = false;
  const once = () => {
    if (!isDone) act();
    isDone = true;
  };
  setTimeout(once, LATE_MS);
  requestAnimationFrame(() => setTimeout(once));
}

/* Points of a line, in [lat, lon], that lie no further apart than so many kilometres, and not much nearer. */
function sampled(line, spacing) {
  const degrees = spacing / KM_PER_DEGREE;
  const points = [line[0]];
  for (let n = 1; n < line.length; n++) {
    const [from, to] = [points.at(-1), line[n]];
    const parts = Math.hypot(to[0] - from[0], (to[1] - from[1]) * Math.cos((to[0] * Math.PI) / 180)) / degrees;
    if (parts < 0.5 && n + 1 < line.length) continue;
    for (let part = 1; part < parts; part++) {
      points.push([from[0] + ((to[0] - from[0]) * part) / parts, from[1] + ((to[1] - from[1]) * part) / parts]);
    }
    points.push(to);
  }
  return points;
}
