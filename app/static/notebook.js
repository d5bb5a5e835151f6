/* The page's map in a notebook: an anywidget front end around map.js.
 *
 * A notebook has no server to fetch from, so the scripts and the ground come from the kernel, once a page; after that
 * a map costs its scene. Each map has a map.js of its own, as a page has one map.
 */
const shared = (globalThis.rangemapNotebook ??= {});
globalThis.rangemapParts ??= new Map();
const OWN = ["map.js", "points.js"]; // hold what the user did, which is each map's own
const TYPES = { js: "text/javascript", css: "text/css", json: "application/json" };

function asked(model) {
  return new Promise((resolve) => {
    const hear = (message, buffers) => {
      if (message.kind !== "parts") return;
      model.off("msg:custom", hear);
      resolve(Object.fromEntries(message.names.map((name, index) => [name, buffers[index]])));
    };
    model.on("msg:custom", hear);
    model.send({ kind: "parts" });
  });
}

function address(name, content) {
  return URL.createObjectURL(new Blob([content], { type: TYPES[name.split(".").pop()] ?? TYPES.json }));
}

function connected(el) {
  return new Promise((resolve) => {
    const look = () => (el.isConnected ? resolve() : requestAnimationFrame(look));
    look();
  });
}

/* marimo keeps a widget in a tree of its own, which the page's style sheets do not reach. */
function dressed(root) {
  if (!(root instanceof ShadowRoot)) return Promise.resolve();
  const sheets = Object.keys(shared.addresses).filter((name) => name.endsWith(".css"));
  return Promise.all(
    sheets.map(
      (name) =>
        new Promise((resolve) => {
          const link = Object.assign(document.createElement("link"), {
            rel: "stylesheet",
            href: shared.addresses[name],
            onload: resolve,
            onerror: resolve,
          });
          root.append(link);
        }),
    ),
  );
}

async function render({ model, el }) {
  const box = Object.assign(document.createElement("div"), { className: "rm-notebook" });
  const note = Object.assign(document.createElement("p"), { textContent: model.get("sentence") });
  note.setAttribute("role", "status");
  el.append(box, note);
  const contents = await (shared.contents ??= asked(model));
  const names = Object.keys(contents);
  shared.addresses ??= Object.fromEntries(names.map((name) => [name, address(name, contents[name])]));
  const own = Object.fromEntries(OWN.map((name) => [name, address(name, contents[name])]));
  globalThis.rangemapParts.set(own["map.js"], { ...shared.addresses, ...own });
  const script = await import(own["map.js"]);
  await connected(el);
  await dressed(el.getRootNode());
  const tell = (events) => model.send({ kind: "told", events });
  const say = () => (note.textContent = model.get("trouble") || model.get("sentence"));
  const show = () => {
    const scene = model.get("scene");
    if (model.get("answered") !== scene.heard) {
      model.set("answered", scene.heard); // marimo runs cells anew for what comes from the page alone
      model.save_changes();
    }
    return script.draw(box, scene, tell);
  };
  const heard = { "change:scene": show, "change:sentence": say, "change:trouble": say };
  for (const [name, hear] of Object.entries(heard)) model.on(name, hear);
  say();
  await show();
  return () => {
    for (const [name, hear] of Object.entries(heard)) model.off(name, hear);
    script.remove(box);
  };
}

export default { render };
