/* Bars beside each other, from one value to another; the table beneath them tells the same in numbers.
 *
 * rows: [{name, text, from, to, dot, ink, ground}]; from, to and dot (or null) are 0 to 1 of the width; what lies
 * before from is drawn in the colour ground. Text goes in as text, never as HTML.
 */
export function draw(parent, { rows, label, lang }) {
  const box = document.createElement("div");
  box.className = "rm-bars";
  box.lang = lang;
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", label);
  box.append(...rows.flatMap((row) => [words(row.name), bar(row), words(row.text)]));
  parent.replaceChildren(box);
}

function words(text) {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}

function bar({ from, to, dot, ink, ground }) {
  const track = document.createElement("div");
  const part = (name, start, end, colour) => {
    const made = document.createElement("i");
    made.className = name;
    Object.assign(made.style, { left: `${100 * start}%`, width: `${100 * (end - start)}%`, background: colour });
    track.append(made);
  };
  if (from > 0) part("rm-bar", 0, from, ground);
  part("rm-bar", from, to, ink);
  if (dot !== null) part("rm-bar-dot", dot, dot, "");
  return track;
}
