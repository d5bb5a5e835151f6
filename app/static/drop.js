/* Files dropped anywhere on the page: over it lie two fields, one for launch points and scenarios, one for regions; what
 * is dropped on either is handed to the form that takes such files, opened if it is closed, and sent. Several at once are
 * the steps of a story.
 */
const IDLE_FRAMES = 60; // in which what was asked for would have begun to come
const FORMS = {
  points: { drawer: ".st-key-files", input: '[class*="st-key-upload-"] input[type=file]', button: ".st-key-list-add button" },
  story: { drawer: ".st-key-files", input: '[class*="st-key-story-files"] input[type=file]', button: ".st-key-story-make button" },
  regions: {
    drawer: ".st-key-own-regions-box", input: ".st-key-own-regions-file input[type=file]", button: ".st-key-own-regions-take button",
    instead: ":is(.st-key-own-regions-drop, .st-key-own-regions-other) button", // where there are some: makes room for others
  },
};
let shown;
let turn = 0; // of the drop that came last: whatever waits for one before it ends

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
  const mine = ++turn;
  const before = () => instead && document.querySelector(instead);
  const either = () => document.querySelector(input) ?? before();
  if (!either()) document.querySelector(`${drawer} summary`)?.click();
  await appeared(either, mine);
  before()?.click();
  const field = await appeared(() => document.querySelector(input), mine);
  if (!field) return;
  field.scrollIntoView({ block: "center" });
  const given = new DataTransfer();
  for (const file of field.multiple ? files : [files[0]]) given.items.add(file);
  field.files = given.files;
  const sent = wereSent(given.files.length, field, mine);
  field.dispatchEvent(new Event("change", { bubbles: true }));
  if (!(await sent)) return; // the form says why
  await frames(2);
  (await appeared(() => document.querySelector(`${button}:not(:disabled)`), mine))?.click();
}

/* Whether the next so many files reach the server from a field, however long that takes: until its form refuses one or
 * is gone, the server is lost, or something else is dropped. */
async function wereSent(count, field, mine) {
  let left = count;
  const watch = new PerformanceObserver((list) => {
    left -= list.getEntries().filter(({ name }) => name.includes("/_stcore/upload_file/")).length;
  });
  watch.observe({ type: "resource" });
  const uploader = field.closest("[data-testid=stFileUploader]");
  const isRefused = () => uploader.querySelector("[data-testid=stFileChipIconError]");
  while (left > 0 && field.isConnected && !isRefused() && isHere() && mine === turn) await frames(1);
  watch.disconnect();
  return left <= 0 && !isRefused() && mine === turn;
}

/* What find gives, as soon as it gives something, however long the server takes; nothing once that has no more to do. */
async function appeared(find, mine) {
  for (let idle = 0; !find() && idle < IDLE_FRAMES && mine === turn; idle++) {
    await frames(1);
    if (isAtWork()) idle = 0;
  }
  return mine === turn ? find() : undefined;
}

const app = () => document.querySelector("[data-testid=stApp]").dataset;

/* Whether there is a line to the server. */
function isHere() {
  return app().testConnectionState === "CONNECTED";
}

/* Whether the server, or what shows its answer, is still on its way. */
function isAtWork() {
  return isHere() && (app().testScriptState !== "notRunning" || document.querySelector("[data-testid=stSkeleton]"));
}

async function frames(count) {
  for (let n = 0; n < count; n++) await new Promise(requestAnimationFrame);
}
