/* The page's map: a Leaflet map that draws rangemap's layers and tells what was clicked and dragged.
 *
 * The ground is fetched once, in two pieces, and kept by the browser; a scene comes after every event. The map itself
 * stays, so that pan and zoom are never lost. Text goes in as text, never as HTML.
 */
const VERSION = new URL(import.meta.url).search; // what belongs together is fetched anew together
const GIVEN = globalThis.rangemapParts?.get(import.meta.url); // in a notebook, which has no server to ask: by name
const at = (path) => GIVEN?.[path.split("?")[0]] ?? new URL(path, import.meta.url);
const leaflet = loadLeaflet(); // at once, while the ground and the first scene are on their way
const fetched = (name) => fetch(at(`../../${name}${VERSION}`)).then((answer) => answer.json());
const groundCame = fetched("ground");
const detailsCame = groundCame.then(() => fetched("details")); // after it: side by side with it, it would come later
detailsCame.catch(() => {}); // told where the ground is waited for; without details the map is whole enough
const [{ Ground, decoded, lines }, { showLabels }, { Furniture }, { Points }, { Regions, tip }, { Legend }, { Presentation, fitBeside }, { keepWhole }, { watch }] = await Promise.all(
  ["ground.js", "labels.js", "furniture.js", "points.js", "regions.js", "legend.js", "present.js", "tips.js", "look.js"].map((script) => import(at(`${script}${VERSION}`))),
);
const TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
const TILES_CREDIT = '© <a href="https://www.openstreetmap.org/copyright" rel="noreferrer" target="_blank">OpenStreetMap</a> contributors';
const [DOUBLE_MS, DOUBLE_PX] = [350, 12]; // how near to each other two clicks are one double click
const MIN_ZOOM = 2;
const SETTLING_MS = 20_000; // in which a slow telephone has all of the page
const KNOWN = [[-5, -32], [85, 192]]; // where the ground has names and water: south-west and north-east corners, Russia's east with it
const PAPER = { width: "182mm", height: "120mm" }; // A4 less the margins of app.css
const REGION = { pane: "regions", stroke: true, weight: 2, opacity: 0, fillOpacity: 0, className: "rm-region" };
const maps = new WeakMap();

/* Draws a scene into parent; tell(events) reports what the user did. Returns when it is drawn. */
export async function draw(parent, scene, tell) {
  const [L, ground] = await Promise.all([leaflet, groundCame]).catch((error) => {
    document.getElementById("rm-early")?.remove();
    if (!maps.has(parent)) parent.textContent = scene.words.failed;
    throw error;
  });
  if (!parent.isConnected) return; // the page went on meanwhile
  keepWhole(L);
  const isNew = !maps.has(parent);
  if (isNew) maps.set(parent, takenOver(parent) ?? new RangeMap(L, parent, ground));
  const map = maps.get(parent);
  const isHeardAnew = isNew || map.visit !== scene.visit; // a server that was started again knew of no map when it was told
  map.visit = scene.visit;
  map.points.tell = tell;
  map.show(scene);
  if (isNew) {
    map.holdPlace(parent);
    greetAnew(map);
  }
  if (isHeardAnew) map.points.catchUp();
}

/* The map that early.js has drawn before the page came, moved to its place in the page, which then stands where the
 * reader had moved what came first. */
function takenOver(parent) {
  const first = document.querySelector(".rm-first-map");
  if (!first || first === parent) return undefined;
  const map = maps.get(first);
  maps.delete(first);
  const early = document.getElementById("rm-early");
  const [moved, height, top] = [early.scrollTop, early.scrollHeight, first.getBoundingClientRect().top];
  if (map) parent.append(map.stage);
  parent.style.setProperty("--rm-height", first.style.getPropertyValue("--rm-height")); // else it would fit another
  early.remove();
  map?.map.invalidateSize({ animate: false });
  if (moved && parent.closest(".stMain")) stay(parent, top, height);
  return map;
}

let isStaying = false;
/* Keep the map where it is on the screen while what stands above it comes, until the reader moves anything. */
function stay(parent, top, height) {
  const [page, content] = [parent.closest(".stMain"), parent.closest(".stMainBlockContainer")];
  content.style.minHeight = `${height}px`; // what stands beneath comes later too
  const hold = () => (page.scrollTop += parent.getBoundingClientRect().top - top);
  const coming = new ResizeObserver(hold);
  coming.observe(parent.closest(".st-key-answer") ?? content);
  coming.observe(content);
  isStaying = true;
  const end = () => {
    coming.disconnect();
    isStaying = false;
  };
  setTimeout(end, SETTLING_MS);
  for (const kind of ["wheel", "pointerdown", "touchstart", "keydown"]) addEventListener(kind, end, { once: true, capture: true, passive: true });
  hold();
}

/* A server that was started again knows nothing of the page until it is asked for it, and would not hear what is pressed
 * first: it is asked as soon as it is back. */
function greetAnew(map) {
  const app = document.querySelector("[data-testid=stApp]");
  if (!app) return;
  const ask = () => map.box.isConnected && map.points.ask();
  watch(ask); // in other colours, too
  const isHere = () => app.dataset.testConnectionState === "CONNECTED";
  let wasHere = isHere();
  new MutationObserver(() => {
    if (isHere() && !wasHere) ask();
    wasHere = isHere();
  }).observe(app, { attributeFilter: ["data-test-connection-state"] });
}

export function remove(parent) {
  maps.get(parent)?.remove();
  maps.delete(parent);
}

function loadLeaflet() {
  const sheet = (href) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    document.head.append(link);
    return new Promise((resolve) => (link.onload = link.onerror = resolve));
  };
  const sheets = ["leaflet/leaflet.css", `map.css${VERSION}`, `present.css${VERSION}`].map((path) => sheet(at(path)));
  return Promise.all([loadScript("leaflet/leaflet.js"), ...sheets]).then(() => {
    // names and points move in the plane: in three dimensions each is a layer, which browsers sort in every frame
    window.L.Browser.ie3d = true;
    return window.L;
  });
}

function loadScript(path) {
  const script = Object.assign(document.createElement("script"), { src: at(path) });
  const loaded = new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${path} could not be loaded`));
  });
  document.head.append(script);
  return loaded;
}

/* What draws provisional rings, once: it is needed as soon as something is clicked, and not before. */
let library;
function loadRings() {
  const scripts = ["rings.js", "outline.js"].map((script) => import(at(`${script}${VERSION}`)));
  library ??= Promise.all([...scripts, loadScript("geodesic/geographiclib-geodesic.min.js")]);
  return library;
}

class RangeMap {
  constructor(L, parent, ground) {
    this.L = L;
    this.box = document.createElement("div");
    this.box.className = "rm-map";
    // Leaflet focuses the map on a press; scrolled to by that, it would slip away under the click
    this.box.focus = () => HTMLElement.prototype.focus.call(this.box, { preventScroll: true });
    this.stage = document.createElement("div"); // the map, and what stands beneath it or is presented with it
    this.stage.className = "rm-map-stage";
    this.stage.append(this.box);
    parent.append(this.stage);
    this.map = L.map(this.box, {
      zoomSnap: 0.25,
      minZoom: MIN_ZOOM,
      maxZoom: 11,
      doubleClickZoom: false,
      maxBoundsViscosity: 1,
      attributionControl: false,
    });
    this.attribution = L.control.attribution({ prefix: "Leaflet" }).addTo(this.map);
    this.scene = {};
    this.furniture = new Furniture(L, this.map, () => this.scene, () => this.fit(this.scene.bounds), () => this.present());
    this.legend = new Legend(L, this.map, this.stage);
    for (const [name, z] of [["ground", 190], ["parts", 410], ["water", 415], ["rings", 420], ["border", 430], ["regions", 445]]) {
      this.map.createPane(name).style.zIndex = z;
    }
    for (const name of ["ground", "water", "rings", "border"]) this.map.getPane(name).style.pointerEvents = "none";
    // who cannot see the map has its finding as its name, and every number in the table
    for (const name of ["ground", "parts", "water", "rings", "border"]) this.map.getPane(name).ariaHidden = true;
    this.map.getPane("regions").setAttribute("role", "group");
    this.ground = new Ground(L, this.map, ground);
    this.regions = new Regions(L, this.map, this.ground, (shape) => this.ground.area(shape, REGION));
    this.watchPresses();
    this.map.on("click", (event) => this.click(event));
    this.points = new Points(L, this.map, this.ground.along, lines);
    loadRings().then(([{ Rings }, outline]) => this.points.ready(new Rings(this.map, window.geodesic, outline)), () => {});
    this.map.on("resize", () => (this.limitZoom(), this.legend.place()));
    this.limit(KNOWN);
    this.resized = new ResizeObserver(() => this.map.invalidateSize({ animate: false }));
    this.resized.observe(this.box);
    this.watchGestures();
    this.watchPrinting();
    this.watchDrops();
    detailsCame.then((details) => this.detail(details), () => {});
  }

  /* While it is pressed, the map stays as it is: what a press began on must be there when it ends. */
  watchPresses() {
    this.gone = new AbortController();
    const options = { signal: this.gone.signal, capture: true };
    this.box.addEventListener("pointerdown", (event) => {
      this.pressed = true;
      this.isAside = Boolean(event.target.closest(".leaflet-bar, .leaflet-control-layers, .legend")); // whatever it ends on
      this.touched = event.pointerType === "touch";
      // else a finger that means to scroll the page, or to turn a step, would move the map
      this.map.dragging[this.touched && !(this.isLarge && !this.presentation.step) ? "disable" : "enable"]();
      this.box.classList.toggle("rm-touched", this.touched);
    }, options);
    const released = () => {
      this.pressed = false;
      if (this.next) this.show(this.next);
    };
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => this.pressed && setTimeout(released), options);
    }
  }

  /* Keep the map to what is known, and to what a scene shows beyond that; whether it has other ground now. */
  limit(bounds) {
    const limits = this.L.latLngBounds(KNOWN).extend(bounds);
    if (this.limits?.equals(limits)) return false;
    this.limits = limits;
    this.map.setMaxBounds(limits);
    this.limitZoom();
    return this.ground.cover(limits.getWest(), limits.getEast());
  }

  /* No farther out than there is land known. */
  limitZoom() {
    const zoom = this.map.getBoundsZoom(this.limits, true);
    if (Number.isFinite(zoom)) this.map.setMinZoom(Math.max(zoom, MIN_ZOOM)); // none while the map has no size
  }

  /* In an article the wheel scrolls that, unless with Ctrl; one finger scrolls the page, two move the map. */
  watchGestures() {
    const { box, gone } = this;
    const options = { signal: gone.signal, capture: true };
    this.shareTouch = () => (box.style.touchAction = this.isLarge ? "none" : "pan-x pan-y");
    this.shareTouch();
    box.addEventListener("wheel", (event) => {
      if (!this.scene.embedded || event.ctrlKey || event.metaKey || this.isLarge) return;
      event.stopImmediatePropagation();
      this.hint(this.scene.words.wheel);
    }, options);
    box.addEventListener("touchmove", (event) => {
      const isMap = !event.target.closest(".rm-origin-icon, .leaflet-control, .leaflet-popup");
      if (event.touches.length === 1 && isMap && !this.isLarge) this.hint(this.scene.words.fingers);
    }, { ...options, passive: true });
    box.addEventListener("keydown", (event) => {
      if (event.target !== box || event.key !== "Enter" || this.scene.still) return;
      event.preventDefault();
      this.points.add(this.map.getCenter());
    }, { signal: gone.signal });
    this.map.on("moveend", () => this.tellView());
  }

  /* Who moves the map by keys is told what has come into view. */
  tellView() {
    if (document.activeElement !== this.box) return;
    this.furniture.say(this.scene.words.in_view.replace("{names}", () => this.regions.inView().join(", ") || "–"));
  }

  /* Keep the map where it is on the screen when what stands above it gets longer or shorter, as most browsers do by
   * themselves; Safari before 27 does not, and on a telephone a finger would miss. */
  holdPlace(parent) {
    const [page, content] = [parent.closest(".stMain"), parent.closest(".stMainBlockContainer")];
    if (!page || CSS.supports("overflow-anchor", "auto")) return;
    const top = (element) => element.getBoundingClientRect().top;
    const place = () => top(parent) - top(content); // wherever the page is scrolled to
    let last = place();
    this.placed = new ResizeObserver(() => {
      const more = place() - last;
      last += more;
      if (page.scrollTop && !isStaying && top(parent) - more < page.clientHeight) page.scrollTop += more;
    });
    this.placed.observe(content);
  }

  /* In a frame of somebody's article: tell that how high the page is, as often as it changes. */
  tellHeight() {
    const content = this.box.closest(".stMainBlockContainer");
    if (!content || this.measured || !this.scene.embedded || window.parent === window) return;
    this.measured = new ResizeObserver(() => window.parent.postMessage({ rangemapHeight: content.scrollHeight }, "*"));
    this.measured.observe(content);
  }

  /* A word on how to move the map, for a moment. */
  hint(text) {
    clearTimeout(this.hinting);
    this.furniture.tell(text);
    this.hinting = setTimeout(() => this.furniture.tell(""), 1500);
  }

  /* Paper has another size than the screen, which afterwards shows what it did before. */
  watchPrinting() {
    const { map, box } = this;
    let seen; // on the screen: the middle and the zoom
    const printed = () => {
      seen ??= [map.getCenter(), map.getZoom()];
      Object.assign(box.style, PAPER); // Firefox prints a copy of the page, and never tells this one how wide the sheet is
      map.invalidateSize({ animate: false });
      this.fit(this.scene.bounds);
    };
    const back = () => {
      if (!seen || matchMedia("print").matches) return; // Firefox is done with a sheet before it is back on the screen
      Object.assign(box.style, { width: "", height: "" });
      map.invalidateSize({ animate: false });
      this.viewAgain(seen);
      seen = undefined;
    };
    const options = { signal: this.gone.signal };
    matchMedia("print").addEventListener("change", ({ matches }) => (matches ? printed() : back()), options);
    addEventListener("beforeprint", printed, options);
    addEventListener("afterprint", back, options);
  }

  get isLarge() {
    return this.presentation?.isOn ?? false;
  }

  /* As large as the screen, with its words on it. */
  present() {
    if (this.isLarge) return this.presentation.end();
    this.seenBefore = [this.map.getCenter(), this.map.getZoom()];
    this.turn(0);
    this.furniture.head.hidden = !this.scene.told;
    this.presentation = new Presentation(this.stage, {
      words: this.scene.words,
      step: this.scene.before && ((by) => this.turn(by)),
      changed: (isOn) => {
        this.furniture.head.hidden = !isOn || !this.scene.told;
        this.L.Browser.retina = isOn || devicePixelRatio > 1; // the ground is scaled up: draw it as finely
        this.shareTouch();
        this.map.invalidateSize({ animate: false });
        if (!isOn) this.turn(0);
        // the page gets its own width back only later, so that what is fitted to it now would not fit it then
        if (!isOn && this.seenBefore) this.viewAgain(this.seenBefore);
        else this.fit(this.scene.bounds);
      },
    });
    return this.presentation.start();
  }

  /* From the earlier reach alone to both to the later one; by 0 to both. */
  turn(by) {
    this.half = by ? Math.min(1, Math.max(-1, this.half + by)) : 0;
    this.box.classList.toggle("rm-only-before", this.half < 0);
    this.box.classList.toggle("rm-only-after", this.half > 0);
  }

  /* A file held over the page may be let go anywhere on it. */
  watchDrops() {
    const options = { signal: this.gone.signal };
    const isTaken = (event) => !this.scene.embedded && [...(event.dataTransfer?.types ?? [])].includes("Files");
    document.addEventListener("dragenter", async (event) => {
      if (isTaken(event)) (await import(at(`drop.js${VERSION}`))).show(this.scene.words);
    }, options);
    // let go too early, it would be opened in the place of the page
    for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => isTaken(event) && event.preventDefault(), options);
  }

  remove() {
    this.presentation?.end();
    this.regions.remove();
    this.gone.abort();
    this.resized.disconnect();
    this.measured?.disconnect();
    this.placed?.disconnect();
    this.points.remove();
    this.map.remove();
  }

  show(scene) {
    this.next = this.pressed ? scene : undefined;
    if (this.next) return;
    const before = this.scene;
    this.scene = scene;
    this.stage.parentElement.style.setProperty("--rm-height", `${scene.height}px`);
    document.documentElement.lang = scene.language;
    const skip = document.querySelector("[data-testid=stSkipToContent]"); // Streamlit's, in English
    if (skip) {
      skip.textContent = scene.words.skip;
      skip.onclick = (event) => (event.preventDefault(), event.stopPropagation(), this.box.focus());
    }
    this.box.setAttribute("role", "region");
    this.box.setAttribute("aria-label", `${scene.words.map} ${scene.alt}`);
    if (before.language !== scene.language) this.furniture.translate(before.language !== undefined);
    for (const [name, colour] of Object.entries(scene.ground)) this.box.style.setProperty(`--rm-${name}`, colour);
    const hasOtherGround = this.limit(scene.bounds);
    const isWider = scene.ranges.some(({ weapon }) => !before.ranges?.some((range) => range.weapon === weapon));
    if (before.fit !== scene.fit || (isWider && !this.map.getBounds().contains(scene.bounds))) {
      this.seenBefore = undefined;
      this.fit(scene.bounds);
    }
    if (hasOtherGround || before.ground?.land !== scene.ground.land || before.tiles !== scene.tiles) this.drawGround();
    this.furniture.headline(scene.told);
    this.furniture.tellBeyond(scene.beyond);
    if (this.isLarge) this.presentation.fitWords();
    this.legend.show(scene.legend, this.seen(), scene.language);
    this.drawScene();
    this.tellHeight();
    this.box.dataset.drawn = scene.serial;
  }

  /* As large as it fits: nothing here is drawn better at some zooms than at others. */
  fit(bounds) {
    this.unsnapped(() => {
      if (this.isLarge) {
        this.legend.place();
        fitBeside(this.map, bounds, [this.furniture.head, ...this.legend.across()]);
      } else this.map.fitBounds(bounds, { paddingTopLeft: [12, 26], paddingBottomRight: [12, 12], animate: false });
    });
    this.legend.place();
  }

  /* Have the same middle and zoom as before. */
  viewAgain(seen) {
    this.unsnapped(() => this.map.setView(...seen, { animate: false }));
    this.legend.place();
  }

  /* Do something for which the map may have any zoom, not only that of its buttons' steps. */
  unsnapped(act) {
    const { zoomSnap } = this.map.options;
    this.map.options.zoomSnap = 0;
    act();
    this.map.options.zoomSnap = zoomSnap;
  }

  /* What of the scene no key may cover: corners of reached parts and of rings. */
  seen() {
    return [...this.scene.parts, ...this.scene.rings].flatMap(({ shape }) => lines(shape, this.scene.decimals)).flat();
  }

  /* What of the ground comes after the first view. */
  detail(details) {
    if (this.gone.signal.aborted) return;
    this.ground.detail(details);
    if (this.scene.reached) this.showNames();
    this.box.dataset.detailed = "";
  }

  drawGround() {
    const { scene } = this;
    this.attribution.removeAttribution(this.credit);
    this.credit = scene.tiles ? `${TILES_CREDIT}, ${scene.credit}` : scene.credit;
    this.attribution.addAttribution(this.credit);
    this.furniture.tell("");
    this.tiles?.remove();
    if (scene.tiles) this.addTiles();
    this.ground.draw(scene.ground, scene.tiles);
  }

  /* Online tiles, over the map's own ground: where they cannot be loaded, that stays. */
  addTiles() {
    this.tiles = this.L.tileLayer(TILES, { maxZoom: 11, pane: "tilePane" });
    this.tiles.on("tileerror", () => this.furniture.tell(this.scene.words.no_tiles));
    this.tiles.on("tileload", () => this.furniture.tell(""));
    this.tiles.addTo(this.map);
  }

  drawScene() {
    const { L, scene } = this;
    const fresh = L.layerGroup();
    const inks = Object.fromEntries(scene.ranges.map((range, number) => [range.weapon, { ...range, number }]));
    const add = (shape, options) => {
      const drawn = { smoothFactor: 0, ...options };
      const layer = options.fill === false ? L.polyline(lines(shape, scene.decimals), drawn) : L.polygon(decoded(shape, scene.decimals), drawn);
      fresh.addLayer(layer);
      return layer;
    };
    for (const part of scene.parts) {
      const { number } = inks[part.weapon];
      add(part.shape, {
        pane: "parts", interactive: false, weight: 0.8, opacity: 0.7, color: scene.ground.quiet, fillOpacity: 1,
        fillColor: part.fill ?? `url(#rm-withheld-${number})`, className: "rm-part",
      });
    }
    const hatches = scene.ranges.map((range, number) => hatch(`rm-withheld-${number}`, range.ink));
    this.regions.show(scene);
    if (scene.band) for (const band of scene.band) {
      add(band.shape, { pane: "rings", interactive: false, stroke: false, fillColor: inks[band.weapon].ink, fillOpacity: 0.28 });
    }
    if (scene.before) {
      add(scene.before, { pane: "rings", interactive: false, fill: false, color: scene.ground.text, weight: 2, dashArray: "1 5", lineCap: "round", className: "rm-before" });
    }
    for (const ring of scene.rings) {
      const { ink, dash } = inks[ring.weapon];
      const line = { pane: "rings", interactive: false, fill: false };
      if (ring.firm) add(ring.shape, { ...line, color: scene.ground.halo, weight: 5, opacity: 0.8 });
      add(ring.shape, { ...line, color: ink, dashArray: dash || null, weight: ring.firm ? 2.6 : 1.2, opacity: ring.firm ? 1 : 0.6 });
    }
    for (const neighbour of scene.borders) {
      fresh.addLayer(this.ground.border(neighbour, { pane: "border", interactive: false, fill: false, color: scene.ground.border, weight: 2 }));
    }
    fresh.addTo(this.map);
    this.hatches?.forEach((pattern) => pattern.remove());
    this.hatches = hatches;
    this.map.getPane("parts").querySelector("svg")?.prepend(...hatches);
    this.drawn?.remove();
    this.drawn = fresh;
    this.points.show(scene);
    this.showNames();
  }

  showNames() {
    const { scene } = this;
    this.labels?.remove();
    const dots = scene.origins.filter(({ lat }) => lat !== undefined).map(({ lat, lon }) => ({ lat, lon, kind: "dot", rank: -1 }));
    this.labels = showLabels(this.L, this.map, [...dots, ...scene.labels, ...this.ground.names(scene)]);
  }

  /* The second click of a double click is none of its own; one that falls elsewhere is. */
  click(event) {
    if (this.isAside) return;
    const { clicked } = this;
    this.clicked = { at: event.originalEvent.timeStamp, point: event.containerPoint }; // when it was made: a busy page hears of it late
    if (clicked && this.clicked.at - clicked.at < DOUBLE_MS && event.containerPoint.distanceTo(clicked.point) < DOUBLE_PX) return;
    if (this.touched) this.tapped(event);
    else if (!this.scene.still) this.points.add(event.latlng);
  }

  /* A finger cannot hover: a tap tells a region's numbers, and offers what a click does. */
  tapped({ latlng, originalEvent: { clientX, clientY } }) {
    const { scene } = this;
    const box = tip(this.regions.linesAt(clientX, clientY));
    if (!scene.still) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "rm-add", textContent: scene.words.add });
      button.addEventListener("click", () => (this.map.closePopup(), this.points.add(latlng)));
      box.append(button);
    }
    if (box.childNodes.length) this.map.openPopup(box, latlng, { autoPanPaddingTopLeft: [56, 10], autoPanPaddingBottomRight: [10, 10] });
  }
}

function hatch(id, ink) {
  const name = "http://www.w3.org/2000/svg";
  const pattern = document.createElementNS(name, "pattern");
  for (const [key, value] of Object.entries({ id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })) {
    pattern.setAttribute(key, value);
  }
  const bar = document.createElementNS(name, "rect");
  for (const [key, value] of Object.entries({ width: 1.6, height: 6, fill: ink })) bar.setAttribute(key, value);
  pattern.append(bar);
  return pattern;
}
