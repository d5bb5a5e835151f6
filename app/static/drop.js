/* Files dropped anywhere on the page: over it lie two fields, one for launch points and scenarios, one for regions; what
 * is dropped on either is handed to the form that takes such files, opened if it is closed, and sent. Several at once are
 * the steps of a story.
 */
const PATIENCE_MS = 20_000;
const FORMS = {
  points: { drawer: ".st-key-files", input: '[class*="st-key-upload-"] input[type=file]', button: ".st-key-list-add button" },
  story: { drawer: ".st-key-files", input: '[class*="st-key-story-files"] input[type=file]', button: ".st-key-story-make button" },
  regions: {
    drawer: ".st-key-own-regions-box", input: ".st-key-own-regions-file input[type=file]", button: ".st-key-own-regions-take button",
    instead: ":is(.st-key-own-regions-drop, .st-key-own-regions-other) button", // where there are some: makes room for others
  },
};
let shown;

/* words: {drop_points, drop_regions}, as the fields say. */
export function show(words) {
  if (shown) return;
  shown = document.createElement("div");
  shown.className = "rm-drop";
  for (const name of ["points", "regions"]) {
    const field = document.createElement("div");
    field.textContent = words[`drop_${name}`];
    field.addEventListener("dragover", (event) => {
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      field.classList.add("rm-over-it");
    });
    field.addEventListener("dragleave", () => field.classList.remove("rm-over-it"));
    field.addEventListener("drop", (event) => {
      event.preventDefault();
      hide();
      const { files } = event.dataTransfer;
      hand(files, FORMS[name === "points" && files.length > 1 ? "story" : name]);
    });
    shown.append(field);
  }
  shown.addEventListener("dragleave", (event) => shown?.contains(event.relatedTarget) || hide());
  shown.addEventListener("pointermove", hide); // the drag went elsewhere
  document.body.append(shown);
}

function hide() {
  shown?.remove();
  shown = undefined;
}

async function hand(files, { drawer, input, button, instead }) {
  if (!files.length) return;
  const before = () => instead && document.querySelector(instead);
  const either = () => document.querySelector(input) ?? before();
  if (!either()) document.querySelector(`${drawer} summary`)?.click();
  await appeared(either);
  before()?.click();
  const field = await appeared(() => document.querySelector(input));
  if (!field) return;
  field.scrollIntoView({ block: "center" });
  const given = new DataTransfer();
  for (const file of field.multiple ? files : [files[0]]) given.items.add(file);
  field.files = given.files;
  const sent = nextSent(given.files.length);
  field.dispatchEvent(new Event("change", { bubbles: true }));
  if (!(await sent)) return; // the form says why
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  (await appeared(() => document.querySelector(`${button}:not(:disabled)`)))?.click();
}

/* Whether the next so many files have reached the server: waits until they have. */
function nextSent(count) {
  return new Promise((resolve) => {
    let left = count;
    const watch = new PerformanceObserver((list) => {
      left -= list.getEntries().filter(({ name }) => name.includes("/_stcore/upload_file/")).length;
      if (left <= 0) end(true);
    });
    const patience = setTimeout(() => end(false), PATIENCE_MS);
    const end = (was) => {
      watch.disconnect();
      clearTimeout(patience);
      resolve(was);
    };
    watch.observe({ type: "resource" });
  });
}

/* What find gives, as soon as it gives something. */
async function appeared(find) {
  const until = performance.now() + PATIENCE_MS;
  while (!find() && performance.now() < until) await new Promise(requestAnimationFrame);
  return find();
}
