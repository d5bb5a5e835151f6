/* A map as large as the screen, for a projector or a studio; the page and exported pages alike.
 *
 * The box that is presented gets the class rm-presenting, and rm-quiet while the pointer rests: nothing but the map
 * and its words is to be seen then. --rm-scale and --rm-map-scale tell how much larger words and maps are than on a
 * page, --rm-wider and --rm-type how much wider their column and how much smaller they are where they are long. Arrow
 * keys and Page Up and Page Down, which clickers send, lead from step to step, and so do swipes and taps at the edges of
 * the screen; another tap shows the buttons; Escape leaves.
 */
const REST_MS = 2500; // after which a pointer that does not move is hidden
const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
const READS = { ArrowDown: 1, PageDown: 1, " ": 1, ArrowUp: -1, PageUp: -1 }; // words too long, before they turn a step
const EDGE = 0.2; // of the screen's width: where a tap turns a step
const [SWIPE_PX, TAP_PX] = [60, 12];
const HELD = "button, a, input, summary, .leaflet-control, .leaflet-popup, .rm-origin-icon"; // what a touch is for, itself
const WORDS = ".rm-head, header:is(.rm-over, .rm-beside), .step.now figcaption";
const BENEATH = ".leaflet-control-scale, .legend.rm-over, .rm-key, footer .caveat, .key img"; // where it is in the way
// how wide a column of words is, and how large they are, as parts of what they are by default: the first with room
const LAYOUTS = [[1, 1], [1, 0.92], [1, 0.85], [1.2, 0.92], [1.2, 0.85], [1.2, 0.75], [1.45, 0.85], [1.45, 0.75], [1.45, 0], [2, 0]];
const MIN_TYPE_PX = 11;
const MIN_TYPE = 1 / 64; // of the screen's height
const MARGIN_PX = 4;
const PAGE = 0.8; // of words' height, which a key scrolls
let left; // when the screen that was left last is left: only then can it be filled again

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
    this.box.classList.remove("rm-presenting", "rm-quiet", "rm-apart");
    for (const words of this.box.querySelectorAll(WORDS)) {
      words.style.maxHeight = "";
      words.classList.remove("rm-more");
    }
    if (this.box.popover) {
      this.box.hidePopover();
      this.box.popover = null;
    }
    if (document.fullscreenElement) leave();
    this.changed(false);
    this.before?.focus?.({ preventScroll: true });
  }

  /* On the whole screen where that is allowed, else over all of the window. */
  async fill() {
    const { signal } = this.gone;
    await left;
    if (signal.aborted) return;
    try {
      await this.box.requestFullscreen({ navigationUI: "hide" });
      if (!this.box.matches(".rm-presenting")) leave();
    } catch {
      if (signal.aborted || !this.box.showPopover || this.box === document.documentElement) return;
      this.box.popover = "manual";
      this.box.showPopover();
    }
  }

  size() {
    const [wide, high] = [innerWidth, innerHeight];
    const of = (least, width, height) => Math.max(wide < 600 ? 1 : least, Math.min(wide / width, high / height)).toFixed(3);
    this.box.style.setProperty("--rm-scale", of(1, 1000, 600));
    this.box.style.setProperty("--rm-map-scale", of(1.25, 800, 540));
    this.fitWords();
    this.changed(true);
  }

  /* Give words a wider column and a smaller type until they leave what is beneath them in sight; to be called when they
   * are others. What is too long even then is scrolled, by keys too, and fades where it goes on. */
  fitWords() {
    this.fitShown();
    for (const words of this.box.querySelectorAll(WORDS)) tellMore(words);
  }

  fitShown() {
    this.box.scrollTop = 0; // a page may have been read on before
    const shown = [...this.box.querySelectorAll(WORDS)].filter((words) => words.offsetHeight);
    for (const words of shown) words.style.maxHeight = "";
    this.lay(1, 1);
    const sizes = shown.flatMap((words) => [...words.querySelectorAll("*")].map((each) => typeOf(each, scaleOf(words))));
    const least = Math.max(MIN_TYPE_PX, MIN_TYPE * innerHeight) / Math.min(...sizes);
    for (const [wider, type] of LAYOUTS) {
      this.lay(wider, Math.min(1, Math.max(type, least)));
      if (shown.every((words) => words.getBoundingClientRect().bottom <= this.floorOf(words))) return;
    }
    for (const words of shown) {
      words.style.maxHeight = `${(this.floorOf(words) - words.getBoundingClientRect().top) / scaleOf(words)}px`;
    }
  }

  lay(wider, type) {
    this.box.style.setProperty("--rm-wider", wider);
    this.box.style.setProperty("--rm-type", type.toFixed(3));
    this.box.classList.toggle("rm-apart", wider > 1); // the key stands elsewhere
  }

  /* How far down words may go. */
  floorOf(words) {
    const { left, right } = words.getBoundingClientRect();
    const others = [...this.box.querySelectorAll(BENEATH)].map((each) => each.getBoundingClientRect());
    const under = others.filter((box) => box.height && box.left < right && box.right > left);
    return Math.min(innerHeight, ...under.map(({ top }) => top)) - MARGIN_PX;
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
    const isTouch = ({ pointerType }) => pointerType === "touch";
    addEventListener("pointermove", (event) => !isTouch(event) && (event.movementX || event.movementY) && this.wake(), options);
    addEventListener("pointerdown", (event) => isTouch(event) || this.wake(), options);
    addEventListener("scroll", ({ target }) => target.matches?.(WORDS) && tellMore(target), options);
    addEventListener("touchstart", (event) => (this.touch = event.touches.length === 1 ? event.touches[0] : null), { ...options, passive: true });
    addEventListener("touchend", (event) => this.lift(event), { ...options, passive: false });
    let isFull = false; // not yet: a change before is the leaving of a former presentation
    document.addEventListener("fullscreenchange", () => {
      if (document.fullscreenElement) isFull = true;
      else if (isFull) this.end();
    }, options);
  }

  press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = STEPS[event.key];
    if (event.key === "Escape") this.end();
    else if (event.shiftKey || !this.read(READS[event.key])) {
      if (event.key === "Tab") this.wake();
      if (!by || !this.step || event.shiftKey) return;
      this.step(by);
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /* Whether there are words to read on in, or back: by 1 or -1; they are scrolled. */
  read(by) {
    const goesOn = (words) => (by > 0 ? unread(words) > 1 : by < 0 && words.scrollTop > 0);
    const long = [...this.box.querySelectorAll(WORDS)].find(goesOn);
    long?.scrollBy({ top: by * PAGE * long.clientHeight });
    return Boolean(long);
  }

  /* A finger is lifted. */
  lift(event) {
    const start = this.touch;
    this.touch = null;
    if (!start) return;
    const end = event.changedTouches[0];
    const isTap = Math.hypot(end.clientX - start.clientX, end.clientY - start.clientY) < TAP_PX;
    const isFree = this.step && !event.composedPath()[0].closest?.(HELD);
    const by = isFree ? swiped(start, end) || (isTap && edge(end.clientX)) : 0;
    if (by) {
      if (event.cancelable) event.preventDefault(); // no click of it
      this.step(by);
    } else if (isTap) this.wake();
  }

  /* Show the buttons, until the pointer has rested for a while. */
  wake() {
    clearTimeout(this.resting);
    this.box.classList.remove("rm-quiet");
    this.resting = setTimeout(() => this.bar.matches(":focus-within") || this.box.classList.add("rm-quiet"), REST_MS);
  }
}

function leave() {
  left = document.exitFullscreen().catch(() => {});
}

/* Where a swipe leads: 1 to what is next, -1 to what was before, 0 where it is none. */
export function swiped(start, end) {
  const [x, y] = [end.clientX - start.clientX, end.clientY - start.clientY];
  return Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y) ? -Math.sign(x) : 0;
}

/* The same of a tap, by where it is. */
function edge(x) {
  if (x < EDGE * innerWidth) return -1;
  return x > (1 - EDGE) * innerWidth ? 1 : 0;
}

/* How much larger an element is shown than it is laid out. */
function scaleOf(element) {
  return element.getBoundingClientRect().height / element.offsetHeight || 1;
}

/* How much of words is still beneath what is seen of them. */
function unread(words) {
  return words.scrollHeight - words.clientHeight - words.scrollTop;
}

function tellMore(words) {
  words.classList.toggle("rm-more", unread(words) > 1);
}

function typeOf(element, scale) {
  return scale * Number.parseFloat(getComputedStyle(element).fontSize);
}

/* Let the button of an exported page present all of it. */
export function presentable({ step, changed } = {}) {
  const button = document.querySelector("button.rm-present");
  const { leave, back, next } = button.dataset;
  const presentation = new Presentation(document.documentElement, { words: { leave, back, next }, step, changed });
  button.hidden = false;
  button.addEventListener("click", () => presentation.start());
}

/* Fit a Leaflet map to bounds beside cards that stand on it at its left, or all across it: to their right or between
 * them, whichever shows more; where neither has room, to all of the map. */
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
    [[margin, upper + above / 2], [margin, lower + margin]],
  ];
  const zoom = ([before, after]) => {
    const [wide, high] = [0, 1].map((axis) => before[axis] + after[axis]);
    return wide < container.offsetWidth && high < container.offsetHeight ? map.getBoundsZoom(bounds, false, [wide, high]) : -1;
  };
  const zooms = ways.map(zoom);
  const most = Math.max(...zooms);
  const all = [[margin, above], [margin, margin]];
  const [paddingTopLeft, paddingBottomRight] = most < 0 ? all : ways[zooms.indexOf(most)];
  map.fitBounds(bounds, { paddingTopLeft, paddingBottomRight, animate: false });
}
