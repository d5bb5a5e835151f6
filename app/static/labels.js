/* Names on a Leaflet map: those that matter most first, none over another, at every zoom.
 *
 * A label is {lat, lon, text, kind, rank, spots?, note?, noted?, noteOf?, of?, colour?, lang?, fromZoom?}. Text goes in as text, never
 * as HTML. spots: other places for it, [lat, lon, angle in degrees], the best first. note: a second line beneath the
 * name where it stands at one of the noted places, which come first.
 * of, noteOf: the range that label or note belongs to; isOn(of) tells whether it is on the map.
 * Lower rank goes first; kind "origin" is never left out, "ring" only where it would cover others; a "dot" is no name but must stay free.
 */
const DOT_PX = 13;
const MAX_COVERED = 0.12; // of a ring's label: the key names the ring too
const sizes = new Map();

/* Labels from their columns (rangemap/web/map_labels.py). */
export function labelsOf(columns) {
  return columns.flatMap(([keys, first, ...others]) =>
    first.map((value, row) => Object.fromEntries(keys.map((key, place) => [key, place ? others[place - 1][row] : value]))),
  );
}

export function showLabels(L, map, labels, pane = "markerPane", isOn = () => true) {
  const group = L.layerGroup();
  const sorted = [...labels].sort((a, b) => a.rank - b.rank);
  const draw = () => {
    group.clearLayers();
    const container = map.getContainer();
    const size = map.getSize();
    const view = map.getBounds().pad(0.05);
    const controls = controlBoxes(container);
    const taken = [...controls];
    const isIn = ([left, top, right, bottom]) => left >= 0 && top >= 0 && right <= size.x && bottom <= size.y;
    const isSeen = (boxes) => boxes.every((box) => isIn(box) && !controls.some((other) => overlaps(box, other)));
    const isFree = (boxes) => boxes.every((box) => isIn(box) && !taken.some((other) => overlaps(box, other)));
    const shown = [];
    for (const label of sorted) {
      if (label.fromZoom > map.getZoom() || (label.of && !isOn(label.of))) continue;
      const noted = label.noteOf && !isOn(label.noteOf) ? [] : label.noted;
      shown.push([label, candidates({ ...label, noted }, view)]);
    }
    measure(shown, container);
    for (const [label, spots] of shown) {
      const places = spots.map((place) => {
        const at = map.latLngToContainerPoint(place.spot.slice(0, 2));
        return { ...place, boxes: boxesOf(label, at, place, sizeOf(label, place.note)) };
      });
      const isNeeded = label.kind === "ring" || label.kind === "origin" || label.kind === "dot";
      const orElse = () => (isNeeded ? leastOver(places.filter(({ boxes }) => isSeen(boxes)), taken) ?? places[0] : undefined);
      const place = places.find(({ boxes }) => isFree(boxes)) ?? orElse();
      if (!place || (label.kind === "ring" && coveredOf(place, taken) > MAX_COVERED)) continue;
      taken.push(...place.boxes);
      if (label.kind === "dot") continue;
      L.marker(place.spot.slice(0, 2), {
        icon: L.divIcon({ className: "", iconSize: [0, 0], html: element(label, place) }),
        interactive: false,
        keyboard: false,
        pane,
      }).addTo(group);
    }
  };
  const events = "moveend zoomend resize overlayadd overlayremove";
  map.on(events, draw);
  group.on("remove", () => map.off(events, draw));
  group.addTo(map);
  draw();
  return group;
}

/* Where a label may stand, in the order of preference: {spot, side}. */
function candidates({ lat, lon, kind, spots = [], note, noted = [] }, view) {
  const isSeen = (spot) => view.contains(spot.slice(0, 2));
  const isOnLine = (kind === "ring" || kind === "river") && spots.length > 0; // each place with its angle
  const seen = (isOnLine ? spots : [[lat, lon, 0], ...spots]).filter(isSeen);
  if (kind === "town" || kind === "origin") {
    const sides = kind === "town" ? ["right", "left"] : ["right", "left", "above", "below"];
    return seen.flatMap((spot) => sides.map((side) => ({ spot, side })));
  }
  if (kind !== "ring" && seen.length && seen[0][0] !== lat) {
    // its middle is out of view: what is nearest to the middle of the rest
    const middle = [0, 1].map((axis) => seen.reduce((sum, spot) => sum + spot[axis], 0) / seen.length);
    const away = (spot) => Math.hypot(spot[0] - middle[0], (spot[1] - middle[1]) / 2);
    seen.sort((a, b) => away(a) - away(b));
  }
  return [...noted.filter(isSeen).map((spot) => ({ spot, note })), ...seen.map((spot) => ({ spot }))];
}

/* Where the map's own controls stand, and what is presented over it: no name goes under them. */
function controlBoxes(container) {
  const origin = container.getBoundingClientRect();
  const scale = origin.width / container.offsetWidth || 1; // larger while it is presented
  const over = [...container.querySelectorAll(".leaflet-control"), ...document.querySelectorAll("html.rm-presenting .rm-over")];
  return over.map((control) => {
    const box = control.getBoundingClientRect();
    return [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top].map((each) => each / scale);
  });
}

function element(label, { spot: [, , angle], side, note }) {
  const span = document.createElement("span");
  span.className = `rm-label rm-label-${label.kind}${side && side !== "right" ? ` rm-${side}` : ""}`;
  span.textContent = label.text;
  span.ariaHidden = true; // without the map, a heap of names
  if (note) span.dataset.note = note;
  if (label.lang) span.lang = label.lang;
  if (label.colour) span.style.color = label.colour;
  if (angle) span.style.rotate = `${angle}deg`;
  return span;
}

/* Measure labels that are new, once for all time, as their look never changes; together, as a browser lays out the page
 * anew for whatever is measured after a change. */
function measure(shown, container) {
  const probes = new Map();
  for (const [label, spots] of shown) {
    if (label.kind === "dot") continue;
    for (const { note } of spots) {
      const key = keyOf(label, note);
      if (sizes.has(key) || probes.has(key)) continue;
      const probe = element(label, { spot: [], note });
      probe.style.visibility = "hidden";
      probes.set(key, probe);
    }
  }
  container.append(...probes.values());
  for (const [key, probe] of probes) sizes.set(key, [probe.offsetWidth, probe.offsetHeight]);
  for (const probe of probes.values()) probe.remove();
}

/* Width and height of a measured label in pixels. */
function sizeOf(label, note) {
  return label.kind === "dot" ? [DOT_PX, DOT_PX] : sizes.get(keyOf(label, note));
}

function keyOf({ kind, text }, note = "") {
  return `${kind} ${text} ${note}`;
}

/* The label's boxes on screen, [left, top, right, bottom]: one, or several along a slope. */
function boxesOf(label, at, { spot: [, , angle = 0], side }, [width, height]) {
  if (angle) {
    const count = Math.ceil(width / height);
    const [dx, dy] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
    return Array.from({ length: count }, (_, n) => {
      const along = (width / count) * (n + 0.5) - width / 2;
      return around(at.x + along * dx, at.y + along * dy, height, height);
    });
  }
  const beside = label.kind === "town" ? -4 : 12;
  if (side === "right") return [around(at.x + beside + width / 2, at.y, width, height)];
  if (side === "left") return [around(at.x - beside - width / 2, at.y, width, height)];
  const beyond = { above: -12 - height / 2, below: 12 + height / 2 }[side] ?? 0;
  return [around(at.x, at.y + beyond, width, height)];
}

function around(x, y, width, height) {
  return [x - width / 2 - 3, y - height / 2 - 1, x + width / 2 + 3, y + height / 2 + 1];
}

/* Of several places that which covers least of what is taken; undefined of none. */
function leastOver(places, taken) {
  const covered = places.map((place) => coveredOf(place, taken));
  return places[covered.indexOf(Math.min(...covered))];
}

/* What part of a place others have, 0 to 1. */
function coveredOf({ boxes }, taken) {
  const whole = boxes.reduce((sum, box) => sum + shared(box, box), 0);
  return boxes.reduce((sum, box) => sum + taken.reduce((part, other) => part + shared(box, other), 0), 0) / whole;
}

function shared(a, b) {
  return Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
}

function overlaps(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
