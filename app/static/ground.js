/* The ground of the map: land, borders, water and names, as rangemap/web/ground.py has them.
 *
 * What a first view needs comes first, the details after it. A line between neighbours travels once; an outline is a
 * list of such lines' numbers, ~n for line n from its end.
 */
const RIVER_RANK = 4; // up to here at any zoom
const STREAM_ZOOM = 6;

export class Ground {
  constructor(L, map, data) {
    this.L = L;
    this.languages = data.languages;
    this.labels = data.labels;
    this.regions = data.regions; // {region, country, shape}
    this.countries = data.countries;
    this.coasts = Object.values(data.lines);
    this.borders = data.borders; // by neighbour
    this.arcs = data.arcs.map((steps) => latLngs(steps, data.decimals));
    this.along = { ...data.along, line: latLngs(data.along.shape, data.decimals) }; // the border with Russia, a position every step_km
    this.canvas = L.canvas({ pane: "ground", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    this.rivers = L.layerGroup();
    this.streams = L.layerGroup(); // lesser rivers, which farther out would be a thicket
    this.map = map.on("zoomend", () => this.showStreams());
  }

  /* Lakes and rivers, the land farther away and the smaller towns; drawn as soon as the rest is. */
  detail(details) {
    this.details = details;
    this.labels = [...this.labels, ...details.labels];
    if (this.colours) this.draw(this.colours, this.isCovered);
  }

  /* isCovered: by tiles, which have rivers of their own. */
  draw(colours, isCovered) {
    const { L, details } = this;
    Object.assign(this, { colours, isCovered });
    this.group.clearLayers();
    const fill = { renderer: this.canvas, interactive: false, weight: 0.7, color: colours.line, fillOpacity: 1 };
    const add = (layer) => this.group.addLayer(layer);
    if (details) add(L.polygon(decoded(details.beyond, details.decimals), { ...fill, stroke: false, fillColor: colours.land }));
    for (const { shape } of this.countries) add(this.area(shape, { ...fill, weight: 1.1, color: colours.country, fillColor: colours.land }));
    for (const { shape, country } of this.regions) add(this.area(shape, { ...fill, fillColor: country === "UA" ? colours.home : colours.land }));
    for (const lake of details?.lakes ?? []) {
      add(L.polygon(decoded(lake, details.decimals), { ...fill, stroke: false, fillColor: colours.water }));
    }
    this.drawRivers();
    for (const coast of this.coasts) add(this.line(coast, { ...fill, fill: false, weight: 1.1, color: colours.country }));
  }

  drawRivers() {
    const { details, colours } = this;
    for (const group of [this.rivers, this.streams]) group.clearLayers().remove();
    if (!details || this.isCovered) return;
    for (const { rank, shape } of details.rivers) {
      const options = { pane: "water", interactive: false, fill: false, color: colours.river, opacity: 0.65, weight: 1.9 - 0.1 * rank };
      (rank > RIVER_RANK ? this.streams : this.rivers).addLayer(this.L.polyline(lines(shape, details.decimals), options));
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
