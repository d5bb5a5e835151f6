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
  const tell = (events) => model.send({ kind: "told", events });
  const show = async () => {
    note.textContent = model.get("trouble") || model.get("sentence");
    await script.draw(box, model.get("scene"), tell);
  };
  for (const name of ["scene", "trouble"]) model.on(`change:${name}`, show);
  await show();
  return () => {
    for (const name of ["scene", "trouble"]) model.off(`change:${name}`, show);
    script.remove(box);
  };
}

export default { render };
