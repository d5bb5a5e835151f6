/* A map as large as the screen, for a projector or a studio; the page and exported pages alike.
 *
 * The box that is presented gets the class rm-presenting, and rm-quiet while the pointer rests: nothing but the map
 * and its words is to be seen then. --rm-scale and --rm-map-scale tell how much larger words and maps are than on a
 * page. Arrow keys and Page Up and Page Down, which clickers send, lead from step to step; Escape leaves.
 */
const REST_MS = 2500; // after which a pointer that does not move is hidden
const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };

export class Presentation {
  /* words: {leave, back, next}. step(by) goes so many steps on; none where there are no steps. changed(isOn) is called
   * when the box has got another size. */
  constructor(box, { words, step, changed = () => {} }) {
    Object.assign(this, { box, words, step, changed, isOn: false });
  }

  start() {
    if (this.isOn) return;
    this.isOn = true;
    this.before = document.activeElement;
    this.gone = new AbortController();
    this.box.classList.add("rm-presenting", "rm-quiet");
    this.addBar();
    this.listen();
    this.fill();
    this.sized = new ResizeObserver(() => this.size());
    this.sized.observe(this.box);
    this.size();
  }

  end() {
    if (!this.isOn) return;
    this.isOn = false;
    this.gone.abort();
    this.sized.disconnect();
    clearTimeout(this.resting);
    this.bar.remove();
    this.box.classList.remove("rm-presenting", "rm-quiet");
    if (this.box.popover) {
      this.box.hidePopover();
      this.box.popover = null;
    }
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    this.changed(false);
    this.before?.focus?.({ preventScroll: true });
  }

  /* On the whole screen where that is allowed, else over all of the window. */
  fill() {
    const over = () => {
      if (!this.isOn || !this.box.showPopover || this.box === document.documentElement) return;
      this.box.popover = "manual";
      this.box.showPopover();
    };
    if (document.fullscreenEnabled) this.box.requestFullscreen({ navigationUI: "hide" }).catch(over);
    else over();
  }

  size() {
    const [wide, high] = [innerWidth, innerHeight];
    const of = (least, width, height) => Math.max(wide < 600 ? 1 : least, Math.min(wide / width, high / height)).toFixed(3);
    this.box.style.setProperty("--rm-scale", of(1, 1000, 600));
    this.box.style.setProperty("--rm-map-scale", of(1.25, 800, 540));
    this.changed(true);
  }

  addBar() {
    this.bar = document.createElement("div");
    this.bar.className = "rm-present-bar";
    const button = (text, name, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, title: name, ariaLabel: name });
      made.addEventListener("click", act);
      this.bar.append(made);
    };
    if (this.step) {
      button("‹", this.words.back, () => this.step(-1));
      button("›", this.words.next, () => this.step(1));
    }
    button("✕", this.words.leave, () => this.end());
    (this.box === document.documentElement ? document.body : this.box).append(this.bar);
  }

  listen() {
    const options = { signal: this.gone.signal, capture: true };
    addEventListener("keydown", (event) => this.press(event), options);
    addEventListener("pointermove", (event) => (event.movementX || event.movementY) && this.wake(), options);
    addEventListener("pointerdown", () => this.wake(), options);
    document.addEventListener("fullscreenchange", () => document.fullscreenElement || this.end(), options);
  }

  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = STEPS[event.key];
    if (event.key === "Escape") this.end();
    else if (by && this.step && !event.shiftKey) this.step(by);
    else {
      if (event.key === "Tab") this.wake();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /* Show the buttons, until the pointer has rested for a while. */
  wake() {
    clearTimeout(this.resting);
    this.box.classList.remove("rm-quiet");
    this.resting = setTimeout(() => this.bar.matches(":focus-within") || this.box.classList.add("rm-quiet"), REST_MS);
  }
}

/* Let the button of an exported page present all of it. */
export function presentable({ step, changed } = {}) {
  const button = document.querySelector("button.rm-present");
  const { leave, back, next } = button.dataset;
  const presentation = new Presentation(document.documentElement, { words: { leave, back, next }, step, changed });
  button.hidden = false;
  button.addEventListener("click", () => presentation.start());
}

/* Fit a Leaflet map to bounds beside cards that stand on it at its left: to their right or between them, whichever shows
 * more. */
export function fitBeside(map, bounds, cards) {
  const container = map.getContainer();
  if (!container.offsetHeight) return;
  const origin = container.getBoundingClientRect();
  const scale = origin.width / container.offsetWidth || 1;
  const boxes = [...cards].filter((card) => card.offsetWidth).map((card) => card.getBoundingClientRect());
  const right = Math.max(0, ...boxes.map((box) => (box.right - origin.left) / scale));
  const isUpper = (box) => box.top - origin.top < origin.height / 3;
  const upper = Math.max(0, ...boxes.filter(isUpper).map((box) => (box.bottom - origin.top) / scale));
  const lower = Math.max(0, ...boxes.filter((box) => !isUpper(box)).map((box) => (origin.bottom - box.top) / scale));
  const [margin, above] = [12, 26];
  const ways = [
    [[right + margin, above], [margin, margin]],
    [[margin, Math.max(upper, above)], [margin, lower + margin]],
  ];
  const zoom = ([before, after]) => {
    const [wide, high] = [0, 1].map((axis) => before[axis] + after[axis]);
    return wide < container.offsetWidth && high < container.offsetHeight ? map.getBoundsZoom(bounds, false, [wide, high]) : -1;
  };
  const [paddingTopLeft, paddingBottomRight] = zoom(ways[0]) >= zoom(ways[1]) ? ways[0] : ways[1];
  map.fitBounds(bounds, { paddingTopLeft, paddingBottomRight, animate: false });
}
