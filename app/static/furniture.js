/* What stands on the map besides what it shows: buttons, scale, the position under the pointer, notes.
 *
 * Words and the forms of figures come with the scene, in the language of the page.
 */
const POSITION_MS = 100;

export class Furniture {
  /* scene() gives the scene that is shown; whole() moves the map so that all of it is; present() makes it as large
   * as the screen, or ends that. */
  constructor(L, map, scene, whole, present) {
    this.L = L;
    this.map = map;
    this.scene = scene;
    this.box = map.getContainer();
    this.addScale();
    this.addHead();
    this.addButtons(whole, present);
    this.addPosition();
    this.addNote();
    this.addBeyond();
  }

  /* Say everything in the language of the scene; isAnew: after another one. */
  translate(isAnew) {
    const { words } = this.scene();
    const names = {
      ".rm-whole": words.whole, ".rm-show": words.present,
      ".leaflet-control-zoom-in": words.zoom_in, ".leaflet-control-zoom-out": words.zoom_out,
    };
    for (const [where, title] of Object.entries(names)) {
      const button = this.box.querySelector(where);
      if (!button) continue;
      button.title = title;
      button.setAttribute("aria-label", title);
    }
    if (isAnew) this.scale._update();
  }

  /* A word about the map itself, or none. */
  tell(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  /* Leaflet knows the units in English only. */
  addScale() {
    this.scale = this.L.control.scale();
    const update = this.scale._updateScale;
    this.scale._updateScale = (line, text, part) => update.call(this.scale, line, this.inWords(text), part);
    this.scale.addTo(this.map);
  }

  inWords(text) {
    const { figures, language } = this.scene();
    const [number, unit] = text.split(" ");
    const forms = figures[`unit.${unit}`];
    const form = typeof forms === "string" ? forms : forms[new Intl.PluralRules(language).select(Number(number))];
    return form.replace("{n}", number);
  }

  addButtons(whole, present) {
    const { L } = this;
    const bar = L.control({ position: "topright" });
    bar.onAdd = () => {
      const buttons = L.DomUtil.create("div", "leaflet-bar");
      const button = (text, name, act) => {
        const each = L.DomUtil.create("a", `rm-${name}`, buttons);
        Object.assign(each, { href: "#", textContent: text, role: "button" });
        L.DomEvent.on(each, "click", (event) => (L.DomEvent.stop(event), act()));
        L.DomEvent.disableClickPropagation(each);
      };
      button("◎", "whole", whole);
      button("⤢", "show", present);
      return buttons;
    };
    bar.addTo(this.map);
  }

  /* What is said beside the map stands on it while it is presented. */
  addHead() {
    const control = this.L.control({ position: "topleft" });
    this.head = Object.assign(document.createElement("div"), { className: "rm-card rm-head", hidden: true });
    control.onAdd = () => this.head;
    this.L.DomEvent.disableScrollPropagation(this.head).disableClickPropagation(this.head); // it may be scrolled itself
    control.addTo(this.map);
  }

  headline(told) {
    const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
    this.head.lang = this.scene().language;
    this.head.replaceChildren(...(told ? [line("b", told.title), line("div", told.finding), line("div", told.caveat)] : []));
  }

  addPosition() {
    const control = this.L.control({ position: "bottomleft" });
    const box = this.L.DomUtil.create("div", "rm-position");
    const text = box.appendChild(document.createTextNode(""));
    control.onAdd = () => box;
    control.addTo(this.map);
    // the same piece of text all the time: one that is new costs Streamlit's page its style and layout in every frame
    const tell = (position) => {
      text.data = position;
      box.hidden = !position;
    };
    tell("");
    // while something is dragged no oftener than can be read: each time is a sixth of a frame's work
    let [last, waiting] = [-Infinity, undefined];
    const tellNow = (position) => {
      clearTimeout(waiting);
      last = performance.now();
      tell(position);
    };
    this.map.on("mousemove", ({ latlng }) => {
      clearTimeout(waiting);
      const wait = this.box.classList.contains("rm-ahead") ? last + POSITION_MS - performance.now() : 0;
      if (wait <= 0) tellNow(this.positionText(latlng));
      else waiting = setTimeout(() => tellNow(this.positionText(latlng)), wait);
    });
    this.map.on("mouseout", () => tellNow(""));
  }

  positionText(latlng) {
    const { lat, lng } = latlng.wrap();
    const { figures, language } = this.scene();
    const degrees = (value) => Math.abs(value).toLocaleString(language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
    const parts = {
      lat: degrees(lat), north: figures[`position.${lat >= 0 ? "N" : "S"}`],
      lon: degrees(lng), east: figures[`position.${lng >= 0 ? "E" : "W"}`],
    };
    return figures["position.text"].replace(/{(\w+)}/g, (_, name) => parts[name]);
  }

  addNote() {
    this.note = Object.assign(document.createElement("div"), { className: "rm-map-note", hidden: true });
    this.note.setAttribute("role", "status");
    this.heard = Object.assign(document.createElement("div"), { className: "rm-unseen" });
    this.heard.setAttribute("role", "status");
    this.box.append(this.note, this.heard);
  }

  addBeyond() {
    const control = this.L.control({ position: "bottomright" });
    this.beyond = Object.assign(document.createElement("div"), { className: "rm-beyond", hidden: true });
    control.onAdd = () => this.beyond;
    control.addTo(this.map);
  }

  /* What the map cannot show of a scene, as long as it shows that; or nothing. */
  tellBeyond(text) {
    this.beyond.textContent = text;
    this.beyond.hidden = !text;
  }

  /* A word for those who do not see the map. */
  say(text) {
    this.heard.textContent = text;
  }
}
