/* The ground of the map: land, borders, water and names, as rangemap/web/ground.py has them.
 *
 * What a first view needs comes first, the details after it. A line between neighbours travels once; an outline is a
 * list of such lines' numbers, ~n for line n from its end.
 */
const RIVER_RANK = 4; // up to here at any zoom
const STREAM_ZOOM = 6;

export class Ground {
  /* look: how else than on a canvas it is drawn. */
  constructor(L, map, data, look = { renderer: L.canvas({ pane: "ground", padding: 0.4 }) }) {
    this.L = L;
    this.languages = data.languages;
    this.labels = data.labels;
    this.regions = data.regions; // {region, country, shape}
    this.countries = data.countries;
    this.coasts = Object.values(data.lines);
    this.borders = data.borders; // by neighbour
    this.arcs = data.arcs.map((arc) => (Array.isArray(arc[0]) ? arc : latLngs(arc, data.decimals))); // positions already, in a notebook's cell
    if (data.along) this.along = { ...data.along, line: latLngs(data.along.shape, data.decimals) }; // the border with Russia, a position every step_km
    this.look = { ...look, interactive: false, fillOpacity: 1 };
    this.group = L.layerGroup().addTo(map);
    this.rivers = L.layerGroup();
    this.streams = L.layerGroup(); // lesser rivers, which farther out would be a thicket
    this.map = map.on("zoomend", () => this.showStreams());
  }

  /* Lakes and rivers, the land farther away and the smaller towns; drawn as soon as the rest is. */
  detail(details) {
    this.details = details;
    this.labels = [...this.labels, ...details.labels];
    if (this.colours) this.drawDetails();
  }

  /* isCovered: by tiles, which have rivers of their own. */
  draw(colours, isCovered) {
    Object.assign(this, { colours, isCovered });
    this.group.clearLayers();
    const fill = { ...this.look, weight: 0.7, color: colours.line };
    const line = { ...this.look, weight: 1.1, color: colours.country };
    const add = (layer) => this.group.addLayer(layer);
    for (const { shape } of this.countries) add(this.area(shape, { ...line, fillColor: colours.land }));
    for (const { shape, country } of this.regions) add(this.area(shape, { ...fill, fillColor: country === "UA" ? colours.home : colours.land }));
    this.outlines = this.coasts.map((coast) => this.line(coast, { ...line, fill: false }));
    this.outlines.forEach(add);
    this.drawDetails();
  }

  /* The land beyond under all of the rest, lakes under nothing but the countries' outlines. */
  drawDetails() {
    const { L, details, colours } = this;
    for (const group of [this.rivers, this.streams]) group.clearLayers().remove();
    if (!details) return;
    const area = (shape, fillColor) => L.polygon(decoded(shape, details.decimals), { ...this.look, stroke: false, fillColor }).addTo(this.group);
    area(details.beyond, colours.land).bringToBack();
    for (const lake of details.lakes) area(lake, colours.water);
    for (const outline of this.outlines) outline.bringToFront();
    if (!this.isCovered) this.drawRivers();
  }

  drawRivers() {
    const { details, colours } = this;
    for (const { rank, shape } of details.rivers) {
      const weight = 1.9 - 0.1 * rank;
      // pale beside it, or on a filled region it would look like the line to the next
      for (const look of [{ color: colours.water, weight: weight + 1.4 }, { color: colours.river, weight, className: "rm-river" }]) {
        const river = this.L.polyline(lines(shape, details.decimals), { pane: "water", interactive: false, fill: false, opacity: 0.8, ...look });
        (rank > RIVER_RANK ? this.streams : this.rivers).addLayer(river);
      }
    }
    this.rivers.addTo(this.map);
    this.showStreams();
  }

  showStreams() {
    const isClose = this.map.getZoom() >= STREAM_ZOOM;
    if (isClose !== this.map.hasLayer(this.streams)) this.streams[isClose ? "addTo" : "removeFrom"](this.map);
  }

  area(outline, options) {
    return this.L.polygon(outline.map((part) => part.map((ring) => this.ring(ring))), options);
  }

  line(numbers, options) {
    return this.L.polyline(numbers.map((number) => this.arcs[number]), options);
  }

  border(neighbour, options) {
    return this.line(this.borders[neighbour], options);
  }

  /* Each arc begins where the one before it ends. */
  ring(numbers) {
    return numbers.flatMap((number) => (number < 0 ? this.arcs[~number].slice(1).reverse() : this.arcs[number].slice(0, -1)));
  }

  /* Every name in the language of the scene; those of reached regions matter more. */
  names({ language, reached }) {
    const chosen = this.languages.indexOf(language);
    return this.labels.map(({ names, region, ...label }) => ({ ...label, ...reached[region], text: names[chosen], lang: language }));
  }
}

/* A shape, nested lists that end in lines of whole-number steps, with lines of [lat, lon] instead. */
export function decoded(shape, decimals) {
  return Array.isArray(shape[0]) ? shape.map((part) => decoded(part, decimals)) : latLngs(shape, decimals);
}

/* A shape's lines of [lat, lon], whatever they are nested in. */
export function lines(shape, decimals) {
  return Array.isArray(shape[0]) ? shape.flatMap((part) => lines(part, decimals)) : [latLngs(shape, decimals)];
}

function latLngs(steps, decimals) {
  const unit = 10 ** -decimals;
  const points = [];
  let lon = 0;
  let lat = 0;
  for (let n = 0; n < steps.length; n += 2) {
    lon += steps[n];
    lat += steps[n + 1];
    points.push([lat * unit, lon * unit]);
  }
  return points;
}
