/* A table whose columns sort. Text goes in as text, never as HTML.
 *
 * columns: [{name, sorts}], sorts naming what a column sorts by, [""] for the column itself, [] for nothing.
 * rows: lists of cells, the row's name first; a cell is [text, value] or [text, value, lesser text, its value].
 * foot: rows that stay last.
 */
const chosen = new WeakMap(); // by element: what the user sorted by, kept when new numbers come

export function draw(parent, data) {
  const table = document.createElement("table");
  table.className = "rm-table";
  table.lang = data.lang;
  table.createCaption().textContent = data.caption;
  const heads = table.createTHead().insertRow();
  const body = table.createTBody();
  const fill = () => {
    const sort = chosen.get(parent);
    mark(heads, sort);
    body.replaceChildren(...sorted(data.rows, sort).map(row));
  };
  data.columns.forEach((column, place) => heads.append(head(column, place, (key) => {
    const old = chosen.get(parent);
    const again = old?.place === place && old.key === key;
    chosen.set(parent, { place, key, down: again ? !old.down : typeof data.rows[0]?.[place][key] === "number" });
    fill();
  })));
  if (chosen.get(parent)?.place >= data.columns.length) chosen.delete(parent);
  fill();
  if (data.foot.length) table.createTFoot().append(...data.foot.map(row));
  const scroll = document.createElement("div");
  scroll.className = "rm-scroll";
  Object.assign(scroll, { tabIndex: 0, role: "region", ariaLabel: data.caption });
  scroll.append(table);
  scroll.addEventListener("keydown", step);
  const old = parent.querySelector(".rm-scroll");
  parent.replaceChildren(scroll);
  if (old) [scroll.scrollTop, scroll.scrollLeft] = [old.scrollTop, old.scrollLeft];
}

function head(column, place, choose) {
  const cell = document.createElement("th");
  cell.scope = "col";
  const named = column.sorts.some((what) => what);
  if (named || !column.sorts.length) cell.append(text("span", column.name));
  column.sorts.forEach((what, number) => {
    const button = text("button", what || column.name);
    button.type = "button";
    button.dataset.key = 2 * number + 1;
    if (what) button.ariaLabel = `${column.name}, ${what}`;
    button.addEventListener("click", () => choose(2 * number + 1));
    cell.append(button);
  });
  return cell;
}

function mark(heads, sort) {
  [...heads.cells].forEach((cell, place) => {
    const here = sort?.place === place;
    if (here) cell.ariaSort = sort.down ? "descending" : "ascending";
    else cell.removeAttribute("aria-sort");
    for (const button of cell.querySelectorAll("button")) {
      button.dataset.sorted = here && Number(button.dataset.key) === sort.key ? (sort.down ? "down" : "up") : "";
    }
  });
}

function sorted(rows, sort) {
  if (!sort) return rows;
  const order = (a, b) => {
    const [one, other] = [a[sort.place][sort.key], b[sort.place][sort.key]];
    return typeof one === "number" ? one - other : String(one).localeCompare(String(other));
  };
  return [...rows].sort((a, b) => (sort.down ? -order(a, b) : order(a, b)));
}

function row(cells) {
  const line = document.createElement("tr");
  const code = cells[0][2]; // a region's row lights it on the map, and the other way round
  if (code) {
    line.dataset.region = code;
    line.addEventListener("pointerenter", () => tellLit(code, true));
    line.addEventListener("pointerleave", () => tellLit(code, false));
    line.addEventListener("focus", () => tellLit(code, true));
    line.addEventListener("blur", () => tellLit(code, false));
    line.tabIndex = -1;
  }
  cells.forEach(([shown, value, lesser], place) => {
    const cell = text(place ? "td" : "th", shown);
    if (!place) cell.scope = "row";
    if (lesser) cell.append(" ", text("small", lesser));
    if (typeof value === "number") cell.className = "rm-number";
    line.append(cell);
  });
  return line;
}

function tellLit(code, isLit) {
  document.dispatchEvent(new CustomEvent("rm-region-lit", { detail: { code, isLit } }));
}

document.addEventListener("rm-region-lit", ({ detail: { code, isLit } }) => {
  for (const line of document.querySelectorAll(".rm-table tr[data-region]")) {
    if (line.dataset.region === code) line.classList.toggle("rm-lit", isLit);
  }
});

/* Arrow keys go from row to row. */
function step(event) {
  const way = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (!way) return;
  const here = document.activeElement.closest("tr[data-region]");
  const next = here ? here[way] : event.currentTarget.querySelector("tbody tr[data-region]");
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function text(tag, words) {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}
