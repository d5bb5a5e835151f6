/* Names on a Leaflet map: those that matter most first, none over another, at every zoom.
 *
 * A label is {lat, lon, text, kind, rank, colour?, lang?, fromZoom?}. Text goes in as text, never as HTML.
 * Lower rank goes first; kinds "ring" and "origin" are never left out.
 */
const sizes = new Map();

export function showLabels(L, map, labels, pane = "markerPane") {
  const group = L.layerGroup();
  const sorted = [...labels].sort((a, b) => a.rank - b.rank);
  const draw = () => {
    group.clearLayers();
    const size = map.getSize();
    const view = map.getBounds().pad(0.05);
    const taken = controlBoxes(map.getContainer());
    for (const label of sorted) {
      if (label.fromZoom > map.getZoom() || !view.contains([label.lat, label.lon])) continue;
      const at = map.latLngToContainerPoint([label.lat, label.lon]);
      const box = boxOf(label, at, sizeOf(label, map.getContainer()));
      const outside = box[0] < 0 || box[1] < 0 || box[2] > size.x || box[3] > size.y;
      const asked = label.kind === "ring" || label.kind === "origin";
      if (!asked && (outside || taken.some((other) => overlaps(box, other)))) continue;
      taken.push(box);
      L.marker([label.lat, label.lon], {
        icon: L.divIcon({ className: "", iconSize: [0, 0], html: element(label) }),
        interactive: false,
        keyboard: false,
        pane,
      }).addTo(group);
    }
  };
  map.on("moveend zoomend resize", draw);
  group.on("remove", () => map.off("moveend zoomend resize", draw));
  group.addTo(map);
  draw();
  return group;
}

/* Where the map's own controls stand: no name goes under them. */
function controlBoxes(container) {
  const origin = container.getBoundingClientRect();
  return [...container.querySelectorAll(".leaflet-control")].map((control) => {
    const box = control.getBoundingClientRect();
    return [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top];
  });
}

function element(label) {
  const span = document.createElement("span");
  span.className = `rm-label rm-label-${label.kind}`;
  span.textContent = label.text;
  span.ariaHidden = true; // without the map, a heap of names
  if (label.lang) span.lang = label.lang;
  if (label.colour) span.style.color = label.colour;
  return span;
}

/* Width and height of a label in pixels; measured once for all time, as its look never changes. */
function sizeOf(label, container) {
  const key = `${label.kind} ${label.text}`;
  if (!sizes.has(key)) {
    const probe = element(label);
    probe.style.visibility = "hidden";
    container.append(probe);
    sizes.set(key, [probe.offsetWidth, probe.offsetHeight]);
    probe.remove();
  }
  return sizes.get(key);
}

/* The label's box on screen: [left, top, right, bottom]. Names of points stand right of their dot. */
function boxOf(label, at, [width, height]) {
  const left = { town: at.x - 4, origin: at.x + 9 }[label.kind] ?? at.x - width / 2;
  return [left - 3, at.y - height / 2 - 1, left + width + 3, at.y + height / 2 + 1];
}

function overlaps(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
