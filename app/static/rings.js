/* Rings before they are measured: drawn while a hand moves a launch point, and until the exact ones have come.
 *
 * Each is a ring of geodesics on WGS 84 by geographiclib-geodesic; of several places the outline of what they reach
 * together is shown. Only lines come from here, never a number.
 */
const SHORT_PX = 0.25; // by so much a side of a ring may fall short of its arc; of a ring of many along a line, four times
const [MIN_CORNERS, MAX_CORNERS] = [48, 768]; // of a ring
const EQUATOR_M = 40_075_017;
const MIN_IDLE_MS = 1;
const MAX_KEPT = 20_000; // rings
let kept = new Map(); // rings as shapes of outline.js, by place, length and corners: those drawn last, and those made ready
const SVG = "http://www.w3.org/2000/svg";
const PARTS = 10; // of a pixel: whole numbers are written and read sooner
const EDGE = 1e-6; // so near to 0 or 1 is where the map ends
const BOUNDS = "M-40000 -40000h0M40000 40000h0"; // nothing to see: browsers sort their layers anew where a path's bounds change

export class Rings {
  /* geodesic: the library; outline and shape: of outline.js. */
  constructor(map, geodesic, { outline, shape }) {
    Object.assign(this, { map, geodesic, outline, shape });
    this.pane = map.createPane("hand");
    Object.assign(this.pane.style, { zIndex: 440, pointerEvents: "none" });
    this.pane.ariaHidden = true;
    this.svg = this.pane.appendChild(document.createElementNS(SVG, "svg"));
    this.svg.setAttribute("viewBox", `0 0 ${PARTS} ${PARTS}`); // it is a pixel wide and high
    this.pane.hidden = true;
    map.on("zoomend viewreset", () => this.pane.hidden || this.draw());
  }

  /* Show what the places reach: each {dots, outlines, less}, lists of [lat, lon] and by how many metres a range
   * counts less there; ranges as a scene has them. */
  show(places, ranges, halo) {
    Object.assign(this, { places, ranges, halo });
    this.pane.hidden = false;
    this.draw();
  }

  hide() {
    this.pane.hidden = true;
  }

  /* Have ready the rings of what places() gives, made while nothing else is to be done. */
  prepare(places, ranges) {
    if (!globalThis.requestIdleCallback) return;
    cancelIdleCallback(this.preparing);
    let rings;
    const go = (time) => {
      rings ??= this.all(places(), ranges);
      while (!rings.next().done) {
        if (time.timeRemaining() < MIN_IDLE_MS) return (this.preparing = requestIdleCallback(go));
      }
    };
    this.preparing = requestIdleCallback(go);
  }

  *all(places, ranges) {
    for (const { metres, minimum } of ranges) {
      for (const place of places) yield* this.round(place, metres);
      if (minimum) for (const place of places) yield* this.round(place, minimum);
    }
  }

  draw() {
    this.used = new Map();
    const lines = this.ranges.flatMap((range) => {
      const way = this.way(this.outline(this.areas(range)));
      return [[way, this.halo, 5, "", 0.8], [way, range.ink, 2, inParts(range.dash), 1]];
    });
    kept = this.used; // whatever a point was dragged over goes
    this.used = undefined;
    while (this.svg.childElementCount > lines.length) this.svg.lastChild.remove();
    while (this.svg.childElementCount < lines.length) this.svg.append(document.createElementNS(SVG, "path"));
    lines.forEach(([d, stroke, width, dash, opacity], n) => {
      const path = this.svg.children[n];
      path.setAttribute("d", d);
      if (path.look === `${stroke} ${dash}`) return;
      path.look = `${stroke} ${dash}`;
      for (const [name, value] of Object.entries({ stroke, "stroke-width": PARTS * width, "stroke-dasharray": dash, "stroke-opacity": opacity })) {
        path.setAttribute(name, value);
      }
    });
  }

  /* What each range reaches of which the outline is wanted: with a minimum each place for itself, else all as one. */
  areas({ metres, minimum }) {
    const groups = minimum ? this.places.map((place) => [place]) : [this.places];
    const areas = groups.map((places) => ({
      outer: this.shapes(places, metres),
      inner: minimum ? this.shapes(places, minimum) : [],
    }));
    return areas.filter(({ outer }) => outer.length);
  }

  /* Rings at that length in metres round places, and the places' own outlines. */
  shapes(places, metres) {
    return places.flatMap((place) => {
      const outlines = (place.outlines ?? []).map((line) => this.shape(line.flatMap(([lat, lon]) => onMap(lat, lon)), undefined, false));
      return [...this.round(place, metres), ...outlines];
    });
  }

  *round({ dots, less = 0 }, metres) {
    const length = metres - less;
    if (length <= 0) return;
    for (const [lat, lon] of dots) yield this.ring(lat, lon, length, this.corners(lat, length, dots.length > 1));
  }

  /* Lines as the way of an SVG path in parts of pixels of the map's layers; without what runs along its ends or to them
   * from beside a pole: such sides stand for what lies beyond. */
  way(lines) {
    const { x: left, y: top } = this.map.getPixelOrigin();
    const scale = PARTS * 256 * 2 ** this.map.getZoom();
    let way = BOUNDS;
    for (const line of lines) {
      let [x, y, before] = [0, 0, ""];
      for (let n = 0; n < line.length; n += 2) {
        const step = !n ? "M" : isEnd(line, n) ? "m" : before === "l" ? " " : "l";
        const [nextX, nextY] = [Math.round(line[n] * scale - PARTS * left), Math.round(line[n + 1] * scale - PARTS * top)];
        way += `${step}${nextX - x} ${nextY - y}`; // steps are shorter to write and read than places
        [x, y, before] = [nextX, nextY, step === " " ? "l" : step];
      }
    }
    return way;
  }

  /* How many corners a ring needs at the map's zoom, in steps, so that rings are kept. */
  corners(lat, metres, isOneOfMany) {
    const radius = (metres * 256 * 2 ** this.map.getZoom()) / (EQUATOR_M * Math.max(Math.cos((lat * Math.PI) / 180), 0.05));
    const needed = Math.PI * Math.sqrt(radius / (2 * SHORT_PX)) / (isOneOfMany ? 2 : 1);
    let corners = MIN_CORNERS;
    while (corners < needed && corners < MAX_CORNERS) corners *= 2;
    return corners;
  }

  ring(lat, lon, metres, corners) {
    const key = `${lat} ${lon} ${metres} ${corners}`;
    let ring = kept.get(key);
    if (!ring) {
      if (kept.size > MAX_KEPT) kept.clear();
      const corner = this.newRing(lat, lon, metres, corners);
      ring = this.shape(corner, corner.isRoundPole ? undefined : onMap(lat, lon));
    }
    (this.used ?? kept).set(key, ring);
    return ring;
  }

  newRing(lat, lon, metres, corners) {
    const { WGS84, LATITUDE, LONGITUDE, LONG_UNROLL } = this.geodesic.Geodesic;
    const ring = [];
    for (let n = 0; n <= corners; n++) {
      const { lat2, lon2 } = WGS84.Direct(lat, lon, (360 * n) / corners, metres, LATITUDE | LONGITUDE | LONG_UNROLL);
      ring.push(...onMap(lat2, lon2));
    }
    // round a pole a ring goes once round the map: what it holds is all beyond it
    ring.isRoundPole = Math.abs(ring.at(-2) - ring[0]) > 0.5;
    if (ring.isRoundPole) ring.push(ring.at(-2), 0, ring[0], 0, ring[0], ring[1]);
    return ring;
  }
}

/* Whether the side of a line that ends at this place is one of the map's end. */
function isEnd(line, n) {
  const isAtEnd = (y) => y < EDGE || y > 1 - EDGE;
  const ends = isAtEnd(line[n - 1]) + isAtEnd(line[n + 1]);
  return ends === 2 || (ends === 1 && line[n - 2] === line[n]);
}

/* Lengths of dashes, "6 4", in parts of pixels. */
function inParts(dash) {
  return dash.replace(/[\d.]+/g, (length) => PARTS * length);
}

/* Where a position stands on the whole map: x to the east and y to the south, from 0 to 1, as Leaflet has it. */
function onMap(lat, lon) {
  const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}
