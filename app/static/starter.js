/* Streamlit's scripts, fetched in one piece: its page names a hundred, and each would be a request of its own.
 *
 * They stay modules of their own: an import map leads from the address of each to its text. A browser that takes no
 * import map once it has loaded a module, or does not get the piece, fetches them one by one, as Streamlit means it.
 */
const { bundle, entry, namespace } = document.getElementById("rm-starter").dataset;
const LONGEST_MS = 15_000; // to wait for the first map
const folder = new URL("./static/js/", document.baseURI).href;
const lead = (imports) => {
  document.head.append(Object.assign(document.createElement("script"), { type: "importmap", textContent: JSON.stringify({ imports }) }));
};
const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" })); // what a policy lets in
const first = document.querySelector(".rm-first-map");
if (first && !("drawn" in first.dataset)) {
  // on a slow line whatever comes beside the map makes it come later; low priority alone does not keep it from that
  await new Promise((go) => {
    first.addEventListener("rm-drawn", go, { once: true });
    setTimeout(go, LONGEST_MS);
  });
}
try {
  lead({ "rangemap/trial": address("") }); // in no namespace that is led elsewhere later
  await import("rangemap/trial");
  const texts = Object.entries(await (await fetch(bundle, { priority: "low" })).json());
  const imports = { [namespace]: folder };
  for (const [name, text] of texts) {
    imports[namespace + name] = imports[folder + name] = address(text);
  }
  lead(imports);
} catch {
  // one by one
}
await import(folder + entry);
