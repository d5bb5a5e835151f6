/* Rings before they are measured: drawn while a hand moves a launch point, and until the exact ones have come.
 *
 * Each is a ring of geodesics on WGS 84 by geographiclib-geodesic; of several places the outline of what they reach
 * together is shown. Only lines come from here, never a number.
 */
const SHORT_PX = 0.25; // by so much a side of a ring may fall short of its arc; of a ring of many along a line, four times
const [MIN_CORNERS, MAX_CORNERS] = [48, 768]; // of a ring
const EQUATOR_M = 40_075_017;
const MAX_KEPT = 20_000; // rings
const kept = new Map(); // rings as shapes of outline.js, by place, length and corners
const SVG = "http://www.w3.org/2000/svg";
const BOUNDS = "M-4000 -4000h0M4000 4000h0"; // nothing to see: browsers sort their layers anew where a path's bounds change

export class Rings {
  /* geodesic: the library; outline and shape: of outline.js. */
  constructor(map, geodesic, { outline, shape }) {
    Object.assign(this, { map, geodesic, outline, shape });
    this.pane = map.createPane("hand");
    Object.assign(this.pane.style, { zIndex: 440, pointerEvents: "none" });
    this.pane.ariaHidden = true;
    this.svg = this.pane.appendChild(document.createElementNS(SVG, "svg"));
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

  draw() {
    const lines = this.ranges.flatMap((range) => {
      const way = this.way(this.outline(this.areas(range)));
      return [[way, this.halo, 5, "", 0.8], [way, range.ink, 2, range.dash, 1]];
    });
    while (this.svg.childElementCount > lines.length) this.svg.lastChild.remove();
    while (this.svg.childElementCount < lines.length) this.svg.append(document.createElementNS(SVG, "path"));
    lines.forEach(([d, stroke, width, dash, opacity], n) => {
      const path = this.svg.children[n];
      path.setAttribute("d", d);
      if (path.look === `${stroke} ${dash}`) return;
      path.look = `${stroke} ${dash}`;
      for (const [name, value] of Object.entries({ stroke, "stroke-width": width, "stroke-dasharray": dash, "stroke-opacity": opacity })) {
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
    return places.flatMap(({ dots, outlines, less }) => {
      const length = metres - (less ?? 0);
      const rings = length > 0 ? dots.map(([lat, lon]) => this.ring(lat, lon, length, this.corners(lat, length, dots.length > 1))) : [];
      return [...rings, ...(outlines ?? []).map((line) => this.shape(line.flatMap(([lat, lon]) => onMap(lat, lon)), undefined, false))];
    });
  }

  /* Lines as the way of an SVG path in pixels of the map's layers. */
  way(lines) {
    const { x: left, y: top } = this.map.getPixelOrigin();
    const scale = 256 * 2 ** this.map.getZoom();
    let way = BOUNDS;
    for (const line of lines) {
      for (let n = 0; n < line.length; n += 2) {
        way += `${n ? "L" : "M"}${(line[n] * scale - left).toFixed(1)} ${(line[n + 1] * scale - top).toFixed(1)}`;
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
      kept.set(key, ring);
    }
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

/* Where a position stands on the whole map: x to the east and y to the south, from 0 to 1, as Leaflet has it. */
function onMap(lat, lon) {
  const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}
