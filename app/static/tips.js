/* Tips and popups of a map stay whole within it: long names take a second line, and a tip that would reach over an edge
 * or under a button is moved, beneath the pointer or above it rather than over it. */
const EDGE = 6; // pixels between a tip and the map's edge
const APART = 20; // pixels between a moved tip and what it tells of: a pointer is as high

export function keepWhole(L) {
  if (L.Tooltip.isWhole) return; // maps of a page share one library
  L.Tooltip.isWhole = true;
  const { _setPosition: place } = L.Tooltip.prototype;
  L.Tooltip.include({
    _setPosition(point) {
      const { _map: map, _container: box } = this;
      box.style.maxWidth = `${map.getSize().x - 2 * EDGE}px`;
      place.call(this, point);
      const shown = L.DomUtil.getPosition(box);
      const first = map.layerPointToContainerPoint(shown).add([box.offsetLeft, box.offsetTop]);
      const wanted = { x: first.x, y: first.y, width: box.offsetWidth, height: box.offsetHeight };
      const taken = [".leaflet-top .leaflet-control", ".leaflet-control"].map((kind) => spots(map, kind));
      const moved = within(map.getSize(), wanted, map.layerPointToContainerPoint(point), taken);
      L.DomUtil.setPosition(box, shown.add(L.point(moved.x, moved.y).subtract(first)));
    },
  });
  const { _updateLayout: layOut } = L.Popup.prototype;
  L.Popup.include({
    _updateLayout() {
      const { options, _map: map, _container: box, _contentNode: content } = this;
      const { maxWidth, autoPanPadding: padding, autoPanPaddingTopLeft: left, autoPanPaddingBottomRight: right } = options;
      const beside = box.offsetWidth - content.offsetWidth + L.point(left ?? padding).x + L.point(right ?? padding).x;
      options.maxWidth = Math.min(maxWidth, map.getSize().x - beside);
      layOut.call(this);
      options.maxWidth = maxWidth;
    },
  });
}

/* Where a box lies on the sheet, as near to where it is wanted as is off the point and, if there is room, off what is
 * taken: buttons, and then all else. */
function within(sheet, box, point, taken) {
  const held = (wanted, most) => Math.max(EDGE, Math.min(wanted, most - EDGE));
  const at = (y) => ({ ...box, x: held(box.x, sheet.x - box.width), y });
  const beside = ({ y, height }, apart) => [y - apart - box.height, y + height + apart];
  const ways = [box.y, ...beside({ ...point, height: 0 }, APART), ...taken[1].flatMap((each) => beside(each, EDGE))];
  const near = ways.sort((one, other) => Math.abs(one - box.y) - Math.abs(other - box.y));
  const seen = near.map(at).filter((each) => each.y === held(each.y, sheet.y - box.height) && !meet(each, { ...point, width: 0, height: 0 }));
  const free = (others) => seen.find((each) => !others.some((other) => meet(each, other)));
  return free(taken[1]) ?? free(taken[0]) ?? seen[0] ?? at(held(box.y, sheet.y - box.height));
}

/* Where a map has its controls of a kind, which lie over tips. */
function spots(map, kind) {
  const sheet = map.getContainer().getBoundingClientRect();
  return [...map.getContainer().querySelectorAll(kind)].map((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return { x: x - sheet.x, y: y - sheet.y, width, height };
  });
}

function meet(one, other) {
  return one.x <= other.x + other.width && other.x <= one.x + one.width && one.y <= other.y + other.height && other.y <= one.y + one.height;
}
