/* A button that opens ways to share the page. Text goes in as text, never as HTML. */
const open = new WeakSet(); // elements that stay open when new numbers come

/* query: of the scenario; picture: the address of its picture; title: of an embedded page. */
export function draw(parent, { query, picture, title, words }) {
  const here = new URL("./", document.baseURI).href;
  const box = make("details", { className: "rm-share", open: open.has(parent) });
  box.addEventListener("toggle", () => open[box.open ? "add" : "delete"](parent));
  box.append(
    make("summary", { textContent: words.heading }),
    row(words.link, `${here}?${query}`, words),
    row(words.embed, frame(`${here}?embed=true&${query}`, title), words),
    make("p", { textContent: words.embed_hint }),
    make("a", { textContent: words.picture, href: `${here}${picture}?${query}`, target: "_blank", rel: "noopener" }),
  );
  parent.replaceChildren(box);
}

function row(name, text, words) {
  const label = make("label");
  const field = make("textarea", { value: text, readOnly: true, rows: 2, spellcheck: false });
  field.addEventListener("focus", () => field.select());
  const button = make("button", { type: "button", textContent: words.copy, ariaLabel: `${words.copy}: ${name}` });
  button.addEventListener("click", async () => {
    field.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(text).catch(() => {});
    else document.execCommand("copy");
    button.textContent = words.copied;
    button.addEventListener("blur", () => (button.textContent = words.copy), { once: true });
  });
  label.append(make("span", { textContent: name }), field);
  const line = make("div");
  line.append(label, button);
  return line;
}

/* A frame, and the few lines that give it the height that the page in it tells. */
function frame(address, title) {
  const shown = make("iframe", { src: address, title, width: "100%", height: "820", loading: "lazy" });
  shown.style.border = "0";
  return `${shown.outerHTML}
<script>addEventListener("message", (event) => {
  for (const frame of document.getElementsByTagName("iframe"))
    if (frame.contentWindow === event.source && event.data?.rangemapHeight > 0)
      frame.height = Math.ceil(event.data.rangemapHeight);
})</` + `script>`;
}

function make(tag, given = {}) {
  return Object.assign(document.createElement(tag), given);
}
