/* The ground of the map: land, borders, water and names, as rangemap/web/ground.py has them.
 *
 * What a first view needs comes first, the details after it. A line between neighbours travels once; an outline is a
 * list of such lines' numbers, ~n for line n from its end.
 */
const SEAM = -32; // longitude: from here on it is 360 degrees wide
const RIVER_RANK = 4; // up to here at any zoom
const STREAM_ZOOM = 6;

export class Ground {
  /* look: how else than on a canvas it is drawn. */
  constructor(L, map, data, look = { renderer: L.canvas({ pane: "ground", padding: 0.4 }) }) {
    this.L = L;
    this.languages = data.languages;
    this.labels = data.labels;
    this.beyond = data.beyond; // land of others, where the details are not sent
    this.regions = data.regions; // {region, country, shape}
    this.countries = data.countries;
    this.coasts = Object.values(data.lines);
    this.borders = data.borders; // by neighbour
    this.decimals = data.decimals;
    this.arcs = data.arcs.map((arc) => (Array.isArray(arc[0]) ? arc : latLngs(arc, data.decimals))); // positions already, in a notebook's cell
    this.turns = [0]; // by how many degrees of longitude each copy of the ground is moved
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

  /* Have ground from one longitude to another, a copy beside it where one is not enough: true if there is another now. */
  cover(west, east) {
    const before = this.turns;
    this.turns = [0, -360, 360].filter((by) => SEAM + by < east && SEAM + 360 + by > west);
    return String(before) !== String(this.turns);
  }

  /* isCovered: by tiles, which have rivers of their own. */
  draw(colours, isCovered) {
    Object.assign(this, { colours, isCovered });
    this.group.clearLayers();
    const fill = { ...this.look, weight: 0.7, color: colours.line };
    const line = { ...this.look, weight: 1.1, color: colours.country };
    const add = (layer) => this.group.addLayer(layer);
    if (this.beyond) this.addBeyond(this.beyond, this.decimals);
    this.outlines = [];
    for (const by of this.turns) {
      for (const { shape } of this.countries) add(this.area(shape, { ...line, fillColor: colours.land }, by));
      for (const { shape, country } of this.regions) add(this.area(shape, { ...fill, fillColor: country === "UA" ? colours.home : colours.land }, by));
      this.outlines.push(...this.coasts.map((coast) => this.line(coast, { ...line, fill: false }, by)));
    }
    this.outlines.forEach(add);
    this.drawDetails();
  }

  /* The land beyond under all of the rest, lakes under nothing but the countries' outlines. */
  drawDetails() {
    const { details, colours } = this;
    for (const group of [this.rivers, this.streams]) group.clearLayers().remove();
    if (!details) return;
    this.addBeyond(details.beyond, details.decimals);
    for (const lake of details.lakes) this.fill(lake, details.decimals, colours.water);
    for (const outline of this.outlines) outline.bringToFront();
    if (!this.isCovered) this.drawRivers();
  }

  addBeyond(shape, decimals) {
    for (const by of this.turns) this.fill(shape, decimals, this.colours.land, by).bringToBack();
  }

  fill(shape, decimals, fillColor, by = 0) {
    const lines = decoded(shape, decimals).map((part) => part.map((ring) => moved(ring, by)));
    return this.L.polygon(lines, { ...this.look, stroke: false, fillColor }).addTo(this.group);
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

  area(outline, options, by = 0) {
    return this.L.polygon(outline.map((part) => part.map((ring) => moved(this.ring(ring), by))), options);
  }

  line(numbers, options, by = 0) {
    return this.L.polyline(numbers.map((number) => moved(this.arcs[number], by)), options);
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

/* A line of [lat, lon] by so many degrees farther east. */
function moved(line, by) {
  return by ? line.map(([lat, lon]) => [lat, lon + by]) : line;
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
