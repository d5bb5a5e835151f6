/* A sentence to be quoted, with a button that copies it. Text goes in as text, never as HTML. */
export function draw(parent, { text, copy, copied, lang }) {
  const box = document.createElement("div");
  box.className = "rm-quote";
  const words = document.createElement("p");
  words.textContent = text;
  words.lang = lang;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = copy;
  button.addEventListener("click", async () => {
    await put(text, words);
    button.textContent = copied;
    button.addEventListener("blur", () => (button.textContent = copy), { once: true });
  });
  box.append(words, button);
  parent.replaceChildren(box);
}

/* Browsers lend the clipboard to secure pages only; elsewhere the words are selected for the user's own copying. */
async function put(text, words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).catch(() => getSelection().selectAllChildren(words));
  getSelection().selectAllChildren(words);
  document.execCommand("copy");
}
