/* What an exported map does beyond Leaflet: land lies under it all, layers keep their order and take their names with
 * them, a small screen has its controls folded, paper the whole map, a long table a search. */
const PAPER = { width: "182mm", height: "130mm" }; // A4 less its margins, half of it for the map

/* Under whatever else is on the map, but over tiles; as SVG, whose colours a style sheet may name and change. */
export function drawLand(L, map, Ground, land, colours) {
  map.createPane("ground").style.zIndex = 300;
  new Ground(L, map, land, { renderer: L.svg({ pane: "ground" }), smoothFactor: 0 }).draw(colours);
}

/* layers: from the ground up. */
export function keepOrder(map, layers) {
  map.on("overlayadd", () => layers.forEach((each) => map.hasLayer(each) && each.bringToFront()));
}

export function foldOnSmallScreens(map, control) {
  if (map.getSize().x < 600) control.collapse();
}

/* On paper the map is as wide as the sheet and shows all of the rings. */
export function printWhole(map, bounds) {
  const shown = () => map.fitBounds(bounds, { animate: false, padding: [12, 26] });
  const box = map.getContainer();
  addEventListener("beforeprint", () => {
    for (const [side, length] of Object.entries(PAPER)) box.style.setProperty(side, length, "important");
    map.invalidateSize({ animate: false });
    shown();
  });
  addEventListener("afterprint", () => {
    for (const side of Object.keys(PAPER)) box.style.removeProperty(side);
    map.invalidateSize({ animate: false });
    shown();
  });
}

/* What the map cannot show. */
export function tellBeyond(L, map, text) {
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => Object.assign(document.createElement("div"), { className: "rm-beyond", textContent: text });
  control.addTo(map);
}

/* The scale bar in the words of the page. */
export function nameUnits(L, map, names) {
  const update = L.Control.Scale.prototype._updateScale;
  L.Control.Scale.include({
    _updateScale(scale, text, ratio) {
      const [number, unit] = text.split(" ");
      update.call(this, scale, `${number} ${names[unit] ?? unit}`, ratio);
    },
  });
  map.fire("move"); // it says them anew
}

export function searchTable(input, table) {
  const rows = [...table.tBodies[0].rows].map((row) => [row, row.textContent.toLocaleLowerCase()]);
  input.hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/);
    rows.forEach(([row, text]) => (row.hidden = !words.every((word) => text.includes(word))));
  });
}
