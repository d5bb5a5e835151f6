/* The outline of all that lies within reach of any place: its rings, cut where they run through what others reach.
 *
 * A ring is a flat list x, y, x, y, ... that ends where it begins, on the whole map from 0 to 1 as rings.js has it.
 */
const HALVINGS = 10; // of a side of a ring, to where it is cut: a hundredth of a pixel of a side of 20

/* What a ring holds, to be asked quickly; round: of a ring, the x and y of its middle. isSeen: whether it may be a
 * part of the outline: an area's own line is not, as rings stand along it. */
export function shape(ring, round, isSeen = true) {
  let [west, north, east, south, least, most] = [Infinity, Infinity, -Infinity, -Infinity, Infinity, 0];
  for (let n = 0; n < ring.length; n += 2) {
    const [x, y] = [ring[n], ring[n + 1]];
    west = Math.min(west, x);
    east = Math.max(east, x);
    north = Math.min(north, y);
    south = Math.max(south, y);
    if (!round) continue;
    const away = (x - round[0]) ** 2 + (y - round[1]) ** 2;
    const next = n + 2 < ring.length ? (ring[n + 2] - x) ** 2 + (ring[n + 3] - y) ** 2 : 0;
    least = Math.min(least, away - next / 4); // at least as near comes the side that begins here
    most = Math.max(most, away);
  }
  if (!round) [least, most] = [-1, Infinity];
  return { ring, isSeen, west, north, east, south, middle: round ?? [0, 0], least, most };
}

/* Lines of the outline of areas, each {outer, inner}: shapes that hold what is reached, less shapes that do not. */
export function outline(areas) {
  const lines = [];
  for (const area of areas) {
    const elsewhere = areas.filter((other) => other.outer[0].ring !== area.outer[0].ring); // the same place is none
    for (const shapes of [area.outer, area.inner]) {
      shapes.forEach((each, index) => each.isSeen && cut(each, hider(each, around(shapes, index), elsewhere), lines));
    }
  }
  return lines;
}

/* The other shapes that touch one, those beside it in the list first: along a line they hide the most of it. */
function around(shapes, index) {
  const found = [];
  const add = (other) => other && meet(other, shapes[index]) && other.ring !== shapes[index].ring && found.push(other);
  for (let step = 1; step < shapes.length; step++) {
    add(shapes[index + step]);
    add(shapes[index - step]);
  }
  return found;
}

/* What tells whether a place on a shape's ring lies within what else is reached. */
function hider(own, beside, areas) {
  const others = areas.filter(({ outer }) => outer.some((each) => meet(each, own)));
  let last; // what hid one corner hides the next, as a rule
  return (x, y) => {
    if (last && holds(last, x, y)) return true;
    last = beside.find((each) => holds(each, x, y));
    return Boolean(last) || others.some(({ outer, inner }) => within(outer, x, y) && !within(inner, x, y));
  };
}

const within = (shapes, x, y) => shapes.some((each) => holds(each, x, y));

function meet(one, other) {
  return one.west < other.east && other.west < one.east && one.north < other.south && other.north < one.south;
}

function holds({ ring, west, north, east, south, middle, least, most }, x, y) {
  if (x < west || x > east || y < north || y > south) return false;
  const away = (x - middle[0]) ** 2 + (y - middle[1]) ** 2;
  if (away < least) return true;
  if (away > most) return false;
  let isIn = false;
  for (let n = 2; n < ring.length; n += 2) {
    const [ax, ay, bx, by] = [ring[n - 2], ring[n - 1], ring[n], ring[n + 1]];
    if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) isIn = !isIn;
  }
  return isIn;
}

/* Add to lines what is not hidden of a shape's ring. */
function cut({ ring }, isHidden, lines) {
  const hidden = [];
  for (let n = 0; n + 2 < ring.length; n += 2) hidden.push(isHidden(ring[n], ring[n + 1]));
  const start = hidden.indexOf(true);
  if (start < 0) return lines.push(ring);
  let line;
  for (let step = 1; step <= hidden.length; step++) {
    const [from, to] = [(start + step - 1) % hidden.length, (start + step) % hidden.length];
    if (hidden[from] && !hidden[to]) line = edge(ring, to, from, isHidden);
    if (!hidden[to]) line.push(ring[2 * to], ring[2 * to + 1]);
    if (!hidden[from] && hidden[to]) lines.push([...line, ...edge(ring, from, to, isHidden)]);
  }
}

/* Where the side between two corners of a ring, the first of them seen and the other hidden, is cut. */
function edge(ring, seen, hidden, isHidden) {
  let [[sx, sy], [hx, hy]] = [seen, hidden].map((corner) => [ring[2 * corner], ring[2 * corner + 1]]);
  for (let n = 0; n < HALVINGS; n++) {
    const [x, y] = [(sx + hx) / 2, (sy + hy) / 2];
    if (isHidden(x, y)) [hx, hy] = [x, y];
    else [sx, sy] = [x, y];
  }
  return [sx, sy];
}
