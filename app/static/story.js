// A step at a time: buttons, arrow keys (and so clickers), swipes; the address remembers the step. Presentation and
// swiped are present.js's.
{
  const steps = [...document.querySelectorAll(".step")];
  const nav = document.querySelector("nav");
  const [back, next, present] = nav.querySelectorAll("button");
  const told = nav.querySelector("output");
  const words = told.dataset.words;
  const isServed = "served" in document.body.dataset;
  let now = 0;

  function show(number, focused) {
    now = Math.min(Math.max(number, 0), steps.length - 1);
    steps.forEach((step, n) => step.classList.toggle("now", n === now));
    back.disabled = now === 0;
    next.disabled = now === steps.length - 1;
    told.textContent = words.replace("{n}", now + 1).replace("{count}", steps.length);
    remember();
    for (const n of [now, now + 1]) steps[n]?.querySelectorAll("img").forEach((image) => (image.loading = "eager"));
    if (focused) {
      steps[now].querySelector("h2").focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }

  /* On a server the step is part of the query, as other pages have it; in a file it is a place in the page. */
  function remember() {
    const number = String(now + 1);
    if (!isServed) {
      // not the first of a page just opened: browsers scroll to it, past the heading
      if (now || location.hash) history.replaceState(null, "", `#${steps[now].id}`);
      return undefined;
    }
    const query = new URLSearchParams(location.search);
    query.set("story", number);
    history.replaceState(null, "", `?${query}`);
    for (const link of document.querySelectorAll("[data-step-too]")) {
      const address = new URL(link.href);
      address.searchParams.set("story", number);
      link.href = address;
    }
    return undefined;
  }

  function fromAddress() {
    const asked = isServed ? new URLSearchParams(location.search).get("story") : location.hash.slice("#step-".length);
    show(Number.parseInt(asked, 10) - 1 || 0, false);
  }

  back.addEventListener("click", () => show(now - 1, false));
  next.addEventListener("click", () => show(now + 1, false));
  addEventListener("hashchange", fromAddress);
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const moves = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
    const ends = { Home: 0, End: steps.length - 1 };
    if (event.key in moves) show(now + moves[event.key], true);
    else if (event.key in ends) show(ends[event.key], true);
    else return;
    event.preventDefault();
  });

  const presentation = new Presentation(document.documentElement, {
    words: { leave: present.dataset.leave, back: back.textContent, next: next.textContent },
    step: (by) => (show(now + by, false), presentation.fitWords()),
    changed: (isOn) => isOn || scrollTo(0, 0),
  });
  present.hidden = false;
  present.addEventListener("click", () => presentation.start());

  addEventListener("beforeprint", () => document.querySelectorAll("img").forEach((image) => (image.loading = "eager")));

  let start = null;
  addEventListener("touchstart", (event) => {
    start = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  addEventListener("touchend", (event) => {
    const by = start && !presentation.isOn && swiped(start, event.changedTouches[0]);
    start = null;
    if (by) show(now + by, false);
  }, { passive: true });

  document.documentElement.classList.add("js");
  fromAddress();
}
