// A step at a time: buttons, arrow keys (and so clickers), swipes; the address remembers the step.
(() => {
  const steps = [...document.querySelectorAll(".step")];
  const [back, next] = document.querySelectorAll("nav button");
  const told = document.querySelector("nav output");
  const words = told.dataset.words;
  let now = 0;

  function show(number, focused) {
    now = Math.min(Math.max(number, 0), steps.length - 1);
    steps.forEach((step, n) => step.classList.toggle("now", n === now));
    back.disabled = now === 0;
    next.disabled = now === steps.length - 1;
    told.textContent = words.replace("{n}", now + 1).replace("{count}", steps.length);
    history.replaceState(null, "", `#${steps[now].id}`);
    if (focused) {
      steps[now].querySelector("h2").focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }

  function fromAddress() {
    const found = steps.findIndex((step) => `#${step.id}` === location.hash);
    show(Math.max(found, 0), false);
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

  let start = null;
  addEventListener("touchstart", (event) => {
    start = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  addEventListener("touchend", (event) => {
    if (!start) return;
    const end = event.changedTouches[0];
    const [x, y] = [end.clientX - start.clientX, end.clientY - start.clientY];
    start = null;
    if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) show(now + (x < 0 ? 1 : -1), false);
  }, { passive: true });

  document.documentElement.classList.add("js");
  fromAddress();
})();
