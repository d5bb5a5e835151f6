/* In the cell of a notebook all lines of a map travel once, as text (rangemap/web/cell.py): the ground names them by
 * number, and so does what folium draws over it. */
{
  const FIRST = "#".codePointAt(0);
  const AFTER_SURROGATES = 0xe000;
  const SURROGATES = 0x800; // how many

  /* Lines of [lat, lon] from their text. */
  globalThis.linesOf = (text, units) => {
    const numbers = Array.from(text, (each) => {
      const code = each.codePointAt(0);
      const number = code - FIRST - (code < AFTER_SURROGATES ? 0 : SURROGATES);
      return number % 2 ? -(number + 1) / 2 : number / 2;
    });
    let [count] = numbers;
    let next = count + 1;
    let [lon, lat] = [0, 0];
    return numbers.slice(1, count + 1).map((length) =>
      Array.from({ length }, () => {
        lon += numbers[next++];
        lat += numbers[next++];
        return [lat / units, lon / units];
      }),
    );
  };

  /* The line that some lines are together, [lon, lat] as GeoJSON has it; each begins where the one before it ends. */
  const joined = (lines, numbers) =>
    numbers
      .flatMap((number, place) => (number < 0 ? [...lines[~number]].reverse() : lines[number]).slice(place ? 1 : 0))
      .map(([lat, lon]) => [lon, lat]);

  const spelled = (lines, arcs) => (Number.isInteger(arcs[0]) ? joined(lines, arcs) : arcs.map((each) => spelled(lines, each)));

  const { addData } = L.GeoJSON.prototype;
  L.GeoJSON.include({
    addData(data) {
      const lines = globalThis[data.lines];
      const features = lines && data.features.map((feature) => {
        const { type, arcs } = feature.geometry;
        return arcs ? { ...feature, geometry: { type, coordinates: spelled(lines, arcs) } } : feature;
      });
      return addData.call(this, features ? { ...data, features } : data);
    },
  });
}
