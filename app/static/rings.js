/* Rings before they are measured: drawn while a hand moves a launch point, and until the exact ones have come.
 *
 * Each is a ring of geodesics on WGS 84 by geographiclib-geodesic; what several launch points reach together is
 * put together on a canvas. Only lines come from here, never a number.
 */
const CORNERS = 96; // of a ring round a point: 0.2 px short of a circle of 300 px
const CORNERS_ALONG = 48; // of each ring of many along a line
const MAX_KEPT = 20_000; // rings
const kept = new Map(); // rings by place, length and corners: x and y from 0 to 1 over the whole map, one after another

export class Rings {
  /* geodesic: the library. */
  constructor(map, geodesic) {
    this.map = map;
    this.geodesic = geodesic;
    const pane = map.createPane("hand");
    Object.assign(pane.style, { zIndex: 440, pointerEvents: "none" });
    pane.ariaHidden = true;
    this.canvas = pane.appendChild(document.createElement("canvas"));
    this.union = document.createElement("canvas"); // of one range, before it joins the others
    this.reached = document.createElement("canvas"); // of one place, where there is a minimum range
    this.canvas.hidden = true;
    map.on("moveend zoomend resize", () => this.canvas.hidden || this.draw());
  }

  /* Show what the places reach: each {dots, outlines, less}, lists of [lat, lon] and by how many metres a range
   * counts less there; ranges as a scene has them. */
  show(places, ranges, halo) {
    Object.assign(this, { places, ranges, halo });
    this.canvas.hidden = false;
    this.draw();
  }

  hide() {
    this.canvas.hidden = true;
  }

  draw() {
    const { map, canvas } = this;
    const { x: width, y: height } = map.getSize();
    if (!width || !height) return;
    this.sharpness = Math.min(devicePixelRatio, 2);
    for (const each of [canvas, this.union, this.reached]) {
      Object.assign(each, { width: width * this.sharpness, height: height * this.sharpness });
    }
    const corner = map.containerPointToLayerPoint([0, 0]);
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px`, transform: `translate(${corner.x}px, ${corner.y}px)` });
    const ink = canvas.getContext("2d");
    for (const range of this.ranges) {
      this.drawUnion(range);
      ink.drawImage(this.union, 0, 0);
    }
  }

  /* The outline of all that is within a range of any place: every ring, less what lies inside of any. */
  drawUnion(range) {
    const pen = this.union.getContext("2d");
    pen.globalCompositeOperation = "source-over";
    pen.clearRect(0, 0, this.union.width, this.union.height);
    const groups = range.minimum ? this.places.map((place) => [place]) : [this.places];
    const areas = groups.map((places) => ({
      outer: this.path(places, range.metres),
      inner: range.minimum && this.path(places, range.minimum),
    }));
    const dashes = range.dash.split(" ").filter(Boolean).map((length) => length * this.sharpness);
    const lines = [[this.halo, 2.5, [], 0.8], [range.ink, 2, dashes, 1]];
    for (const [colour, weight, dash, alpha] of lines) {
      // twice as wide: the half that lies inside goes
      Object.assign(pen, { strokeStyle: colour, lineWidth: 2 * weight * this.sharpness, globalAlpha: alpha });
      pen.setLineDash(dash);
      for (const { outer, inner } of areas) {
        pen.stroke(outer);
        if (inner) pen.stroke(inner);
      }
    }
    Object.assign(pen, { globalAlpha: 1, globalCompositeOperation: "destination-out" });
    for (const { outer, inner } of areas) {
      if (!inner) pen.fill(outer);
      else pen.drawImage(this.between(outer, inner), 0, 0);
    }
  }

  /* What lies within one path and not within the other, filled. */
  between(outer, inner) {
    const pen = this.reached.getContext("2d");
    pen.globalCompositeOperation = "source-over";
    pen.clearRect(0, 0, this.reached.width, this.reached.height);
    pen.fill(outer);
    pen.globalCompositeOperation = "destination-out";
    pen.fill(inner);
    return this.reached;
  }

  /* The rings at that length in metres round places, and their own outlines, all turning the same way. */
  path(places, metres) {
    const path = new Path2D();
    const { min } = this.map.getPixelBounds();
    const scale = 256 * 2 ** this.map.getZoom();
    const add = (flat) => {
      for (let n = 0; n < flat.length; n += 2) {
        const [x, y] = [(flat[n] * scale - min.x) * this.sharpness, (flat[n + 1] * scale - min.y) * this.sharpness];
        if (n) path.lineTo(x, y);
        else path.moveTo(x, y);
      }
      path.closePath();
    };
    for (const { dots, outlines, less } of places) {
      const corners = dots.length > 1 ? CORNERS_ALONG : CORNERS;
      const length = metres - (less ?? 0);
      if (length > 0) for (const [lat, lon] of dots) add(this.ring(lat, lon, length, corners));
      for (const outline of outlines ?? []) add(clockwise(outline.flatMap(([lat, lon]) => onMap(lat, lon))));
    }
    return path;
  }

  ring(lat, lon, metres, corners) {
    const key = `${lat} ${lon} ${metres} ${corners}`;
    let ring = kept.get(key);
    if (!ring) {
      if (kept.size > MAX_KEPT) kept.clear();
      ring = this.newRing(lat, lon, metres, corners);
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
    if (Math.abs(ring.at(-2) - ring[0]) > 0.5) ring.push(ring.at(-2), 0, ring[0], 0);
    return ring;
  }
}

/* Where a position stands on the whole map: x to the east and y to the south, from 0 to 1, as Leaflet has it. */
function onMap(lat, lon) {
  const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

function clockwise(flat) {
  let area = 0;
  for (let n = 0; n < flat.length; n += 2) {
    const next = (n + 2) % flat.length;
    area += flat[n] * flat[next + 1] - flat[next] * flat[n + 1];
  }
  if (area >= 0) return flat; // y grows to the south
  const turned = [];
  for (let n = flat.length - 2; n >= 0; n -= 2) turned.push(flat[n], flat[n + 1]);
  return turned;
}
