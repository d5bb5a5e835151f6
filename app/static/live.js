// The lesson as an instrument: one true ring on a globe and a flat map, dragged and measured.
(() => {
  const { words, land, ranges, language, start } = JSON.parse(
    document.getElementById("lesson-data").textContent,
  );
  const RAD = Math.PI / 180;
  const MAP_ENDS = 86.5; // of the Mercator map, which has no end of its own
  const SHAPE = 180;
  const state = { ...start, way: "", third: "", step: 0, revealed: false };
  const guesses = {};

  const find = (selector) => document.querySelector(selector);
  const say = (key, values = {}) =>
    words[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const number = (value, decimals) =>
    value
      .toLocaleString({ en: "en-GB", uk: "uk-UA", ru: "ru-RU" }[language], {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
        useGrouping: Math.abs(value) >= (language === "en" ? 1000 : 10000),
      });
  const digits = (value) => number(value, value >= 10 ? 0 : value >= 1 ? 1 : 2);
  const km = (value) =>
    value < 0.0995 ? say("unit_m", { n: number(1000 * value, 0) }) : say("unit_km", { n: digits(value) });
  const sign = (value) => (value > 0 ? "+" : value < 0 ? "−" : "");
  function km2(value) {
    const rest = Math.abs(value).toFixed(0).length - 3;
    const scale = 10 ** Math.max(rest, 0);
    const text = rest > 0 ? number(Math.round(Math.abs(value) / scale) * scale, 0) : digits(Math.abs(value));
    return sign(value) + say("unit_km2", { n: text });
  }
  function share(value) {
    const percent = Math.abs(100 * value);
    return sign(value) + say("percent", { n: number(percent, percent >= 1 ? 1 : 2) });
  }
  const half = (value, positive, negative) =>
    `${number(Math.abs(value), 1).replace(/[.,]0$/, "")}°` + (value ? ` ${value > 0 ? positive : negative}` : "");
  const place = () =>
    say("place", { lat: half(state.lat, words.north, words.south), lon: half(state.lon, words.east, words.west) });

  // What is measured of a way at a place, as rangemap lesson prints it.
  function measured(way, lon, lat, range) {
    const drawn = WAYS.edge(way, lon, lat, range);
    if (typeof drawn === "string") return { reason: drawn };
    const truth = WAYS.area(WAYS.edge("geodesic", lon, lat, range));
    const most = WAYS.worst(drawn, lon, lat, range);
    const more = WAYS.area(drawn) - truth;
    return { km: most.km, azimuth: most.azimuth, more, share: more / truth };
  }

  function told(way) {
    const found = measured(way, state.lon, state.lat, state.km);
    const name = words[`way_${way}`];
    if (found.reason) return say("undrawn", { way: name, error: words[`error_${found.reason}`] });
    const error = say(found.km > 0 ? "error_far" : "error_near", { km: km(Math.abs(found.km)) });
    return say("off", { way: name, error, area: km2(found.more), share: share(found.share) });
  }

  const spans = new Map(); // of the ring at the equator, by range
  function widthTimes(lat) {
    const span = (at) => {
      const lons = WAYS.points(WAYS.edge("geodesic", 0, at, state.km), 240).map(([lon]) => lon);
      return Math.max(...lons) - Math.min(...lons);
    };
    if (!spans.has(state.km)) spans.set(state.km, span(0));
    return span(lat) / spans.get(state.km);
  }

  const holdsPole = () => 90 - Math.abs(state.lat) < state.km / 111.7;

  // Rings as GeoJSON for d3: clockwise, closed; edges so short that great circles do no harm.
  function polygon(way) {
    const drawn = WAYS.edge(way, state.lon, state.lat, state.km);
    if (typeof drawn === "string") return null;
    const listed = WAYS.points(drawn, SHAPE).reverse();
    return { type: "Polygon", coordinates: [[...listed, listed[0]]] };
  }

  const globe = d3.geoOrthographic().clipAngle(90).precision(0.6);
  const flat = d3.geoMercator().precision(0.6);
  const thirds = {
    equidistant: () =>
      d3.geoAzimuthalEquidistant().rotate([-state.lon, -state.lat]).clipAngle(60).precision(0.6),
    conic: () =>
      d3.geoConicConformal().parallels([35, 65]).rotate([-state.lon, 0]).clipAngle(90).precision(0.6),
  };
  const graticule = d3.geoGraticule().step([15, 15])();
  const looking = () => ({
    globe: [-state.lon, -Math.max(-60, Math.min(60, state.lat * 0.7))],
    lon: state.lon,
    side: state.lat < 0 ? -1 : 1,
  });
  let view = looking();

  const views = [
    { canvas: find("#globe"), projection: () => globe.rotate(view.globe) },
    { canvas: find("#flat"), projection: () => flat.rotate([-view.lon, 0]) },
    { canvas: find("#third"), projection: () => thirds[state.third]?.() },
  ];

  function fit(projection, size, which) {
    if (which === 1) {
      // half the world from a little beyond the equator to where the map is cut
      const end = Math.atanh(Math.sin(MAP_ENDS * RAD));
      const scale = size / (end + 0.25);
      return projection.clipExtent([[0, 0], [size, size]]).scale(scale).translate([size / 2, view.side > 0 ? end * scale : size - end * scale]);
    }
    if (which === 0) return projection.scale(size / 1.5).translate([size / 2, size / 2]);
    const scale = state.third === "conic" ? size / 3.2 : size / 2.2;
    projection.scale(scale).translate([size / 2, size / 2]);
    if (state.third === "conic") {
      const [, y] = projection([state.lon, 55]);
      projection.translate([size / 2, size - y]);
    }
    return projection;
  }

  function shape(pen, path, object, fill, stroke, width, dashes = []) {
    pen.beginPath();
    path(object);
    if (fill) {
      pen.fillStyle = fill;
      pen.fill();
    }
    if (stroke) {
      pen.setLineDash(dashes);
      pen.strokeStyle = stroke;
      pen.lineWidth = width;
      pen.stroke();
    }
  }

  // The ground of each view, drawn once for as long as the view stays: while the ring is dragged.
  const grounds = new Map();
  function ground(which, projection, side, scale) {
    const key = JSON.stringify([
      side, scale, which === 2 && state.third,
      projection.rotate(), projection.scale(), projection.translate(),
    ]);
    const kept = grounds.get(which);
    if (kept?.key === key) return kept.canvas;
    const canvas = kept?.canvas ?? document.createElement("canvas");
    canvas.width = canvas.height = Math.round(side * scale);
    const pen = canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const path = d3.geoPath(projection, pen);
    shape(pen, path, { type: "Sphere" }, "#dfe8f0");
    shape(pen, path, land, "#f4efe2", "#9a958a", 0.6);
    shape(pen, path, graticule, null, "#b9c3cc", 0.5);
    if (which === 0) shape(pen, path, { type: "Sphere" }, null, "#6d747b", 1);
    grounds.set(which, { key, canvas });
    return canvas;
  }

  const isInFront = () =>
    d3.geoDistance([state.lon, state.lat], [-view.globe[0], -view.globe[1]]) < Math.PI / 2;

  function draw() {
    const truth = polygon("geodesic");
    const wrong = state.way ? polygon(state.way) : null;
    views.forEach(({ canvas, projection: made }, which) => {
      const projection = made();
      const [wide, tall] = [canvas.clientWidth, canvas.clientHeight];
      if (!projection || !canvas.offsetParent || !wide || !tall) return;
      const scale = Math.min(devicePixelRatio || 1, 2);
      const pixels = [wide, tall].map((each) => Math.round(each * scale));
      if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) {
        [canvas.width, canvas.height] = pixels;
      }
      const side = Math.min(wide, tall);
      const pen = canvas.getContext("2d");
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, wide, tall);
      pen.translate((wide - side) / 2, (tall - side) / 2);
      pen.save();
      pen.beginPath();
      pen.rect(0, 0, side, side);
      pen.clip();
      fit(projection, side, which);
      pen.drawImage(ground(which, projection, side, scale), 0, 0, side, side);
      const path = d3.geoPath(projection, pen);
      shape(pen, path, truth, "rgba(11, 93, 147, 0.25)", "#0b5d93", 3.5);
      if (wrong) shape(pen, path, wrong, null, "#b8400a", 3, [9, 5]);
      const middle = projection([state.lon, state.lat]);
      if (middle && (which !== 0 || isInFront())) {
        pen.beginPath();
        pen.arc(middle[0], middle[1], 2.2, 0, 2 * Math.PI);
        pen.fillStyle = "#1c1c1c";
        pen.fill();
      }
      pen.restore();
    });
  }

  let waiting = false;
  function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
      tell();
    });
  }

  let spoken;
  function tell() {
    const times = holdsPole() ? words.no_pole : say("size", { n: say("times", { n: number(widthTimes(state.lat), 2) }) });
    find("#size").textContent = times;
    find("#off").textContent = state.way ? told(state.way) : "";
    if (document.activeElement !== find("#lat")) find("#lat").value = state.lat.toFixed(1);
    if (document.activeElement !== find("#lon")) find("#lon").value = state.lon.toFixed(1);
    clearTimeout(spoken);
    spoken = setTimeout(() => {
      const text = `${place()}. ${times} ${find("#off").textContent}`;
      find("#spoken").textContent = text;
      views.forEach(({ canvas }) =>
        canvas.setAttribute(
          "aria-label",
          say("picture", { view: canvas.dataset.name, place: place(), numbers: times }),
        ),
      );
    }, 400);
  }

  function move(lon, lat, turned = true) {
    state.lat = Math.max(-90, Math.min(90, lat));
    state.lon = ((((lon + 180) % 360) + 360) % 360) - 180;
    if (turned) view = looking();
    redraw();
  }

  // Dragging: by mouse anywhere, by finger from the ring, so that a finger elsewhere still scrolls.
  function pointed(canvas, which, event) {
    const box = canvas.getBoundingClientRect();
    const side = Math.min(box.width, box.height);
    const x = event.clientX - box.left - (box.width - side) / 2;
    const y = event.clientY - box.top - (box.height - side) / 2;
    const projection = fit(views[which].projection(), side, which);
    const found = projection.invert([x, y]);
    if (!found || found.some((each) => !Number.isFinite(each))) return null;
    const [back] = [projection(found)];
    if (which === 0 && (!back || Math.hypot(back[0] - x, back[1] - y) > 2)) return null;
    const middle = projection([state.lon, state.lat]);
    return { at: found, far: middle ? Math.hypot(middle[0] - x, middle[1] - y) : Infinity, side };
  }

  views.forEach(({ canvas }, which) => {
    let dragging = false;
    canvas.addEventListener("pointerdown", (event) => {
      const found = pointed(canvas, which, event);
      if (!found || (event.pointerType === "touch" && found.far > found.side / 4)) return;
      dragging = true;
      canvas.setPointerCapture(event.pointerId);
      move(found.at[0], found.at[1], which === 2);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!dragging) return;
      const found = pointed(canvas, which, event);
      if (found) move(found.at[0], found.at[1], which === 2);
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(kind, () => {
        if (dragging) move(state.lon, state.lat);
        dragging = false;
      });
    }
    canvas.addEventListener("touchmove", (event) => dragging && event.preventDefault(), { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 10 : 1;
      const moves = { ArrowUp: [0, step], ArrowDown: [0, -step], ArrowLeft: [-step, 0], ArrowRight: [step, 0] };
      const by = moves[event.key];
      if (!by) return;
      event.preventDefault();
      let [lon, lat] = [state.lon + by[0], state.lat + by[1]];
      if (Math.abs(lat) > 90) [lon, lat] = [lon + 180, Math.sign(lat) * 180 - lat];
      move(lon, lat);
    });
  });

  for (const name of ["lat", "lon"]) {
    find(`#${name}`).addEventListener("input", (event) => {
      const value = Number.parseFloat(event.target.value);
      if (Number.isFinite(value)) move(name === "lon" ? value : state.lon, name === "lat" ? value : state.lat);
    });
    find(`#${name}`).addEventListener("blur", redraw);
  }
  find("#range").addEventListener("change", (event) => {
    state.km = ranges[event.target.selectedIndex].km;
    find("#lead").textContent = say("lead", { range: ranges[event.target.selectedIndex].text });
    redraw();
  });
  find("#third-choice").addEventListener("change", (event) => {
    state.third = event.target.value;
    find("#third-view").hidden = !state.third;
    const name = event.target.selectedOptions[0].textContent;
    find("#third").dataset.name = name;
    find("#third-view figcaption").textContent = name;
    redraw();
  });
  document.querySelectorAll("[name=way]").forEach((each) =>
    each.addEventListener("change", () => {
      state.way = each.value;
      redraw();
    }),
  );

  // The walk: guess, then reveal. Every answer is measured here and now.
  const rangeText = () => ranges.find((each) => each.km === state.km).text;
  const overThePole = () => [33, 90 - (0.97 * state.km) / 111.7]; // so near that the pole lies within
  const STEPS = [
    { from: [33, 0], to: [33, 69], most: 6, by: 0.1, unit: "times", decimals: 2, answer: () => widthTimes(69) },
    {
      from: [33, 0], to: [33, 69], most: 300, by: 1, unit: "percent", decimals: 2,
      answer: () => {
        const at = (lat) => WAYS.area(WAYS.edge("geodesic", 33, lat, state.km));
        return (100 * at(69)) / at(0);
      },
    },
    {
      from: [30.5, 50], to: [30.5, 50], way: "mercator", most: 1, by: 0.01, unit: "km",
      answer: () => Math.abs(measured("mercator", 30.5, 50, state.km).km),
    },
    {
      from: [30.5, 60], to: [30.5, 60], way: "degrees", choices: ["choice_ns", "choice_ew", "choice_all"],
      answer: () => {
        const { azimuth } = measured("degrees", 30.5, 60, state.km);
        return Math.abs(Math.sin(azimuth * RAD)) > 0.7 ? "choice_ew" : "choice_ns";
      },
    },
    {
      from: [30.5, 50], to: [30.5, 50], way: "sphere", most: 0.1, by: 0.001, unit: "km",
      answer: () => Math.abs(measured("sphere", 30.5, 50, state.km).km),
    },
    {
      from: [33, 69], to: overThePole, choices: ["choice_round", "choice_opens", "choice_gone"],
      answer: () => "choice_opens",
    },
  ];

  const shown = (step, value) => {
    if (step.choices) return words[value];
    if (step.unit === "km") return km(value);
    return say(step.unit, { n: number(value, step.decimals) });
  };

  function answerText(n) {
    const step = STEPS[n];
    const answer = shown(step, step.answer());
    const guess = guesses[n];
    if (guess === undefined) return say("measured", { answer });
    return say("guessed", { guess: shown(step, guess), answer });
  }

  function show(step) {
    state.step = step;
    const one = STEPS[step - 1];
    find("#walk").hidden = !one;
    if (!one) return;
    state.revealed = false;
    find("#at").textContent = say("step", { n: step });
    find("#question").textContent = say(`q${step}`, { range: rangeText() });
    find("#answer").hidden = true;
    const scale = one.unit === "km" ? state.km : 1;
    const most = one.most * scale;
    find("#slider").hidden = Boolean(one.choices);
    find("#choices").hidden = !one.choices;
    if (one.choices) {
      find("#choices").replaceChildren(
        ...one.choices.map((choice) => {
          const label = document.createElement("label");
          const input = Object.assign(document.createElement("input"), { type: "radio", name: "choice", value: choice });
          input.addEventListener("change", () => {
            guesses[step - 1] = choice;
            find("#reveal").disabled = false;
          });
          label.append(input, ` ${words[choice]}`);
          return label;
        }),
      );
    } else {
      const slider = find("#slider input");
      Object.assign(slider, { min: 0, max: most, step: one.by * scale });
      slider.value = guesses[step - 1] ?? most / 2;
      find("#slider output").textContent = shown(one, Number(slider.value));
    }
    find("#reveal").disabled = guesses[step - 1] === undefined;
    find("#back").disabled = step === 1;
    find("#next").disabled = step === STEPS.length;
    choose("");
    move(...one.from);
  }

  function choose(way) {
    state.way = way;
    find(`[name=way][value="${way}"]`).checked = true;
  }

  find("#slider input").addEventListener("input", (event) => {
    guesses[state.step - 1] = Number(event.target.value);
    find("#slider output").textContent = shown(STEPS[state.step - 1], Number(event.target.value));
    find("#reveal").disabled = false;
  });
  find("#reveal").addEventListener("click", () => {
    const step = STEPS[state.step - 1];
    find("#answer-found").textContent = answerText(state.step - 1);
    find("#answer-why").textContent = words[`e${state.step}`];
    find("#answer").hidden = false;
    find("#answer").focus();
    choose(step.way ?? "");
    move(...(typeof step.to === "function" ? step.to() : step.to));
  });
  find("#back").addEventListener("click", () => show(state.step - 1));
  find("#next").addEventListener("click", () => show(state.step + 1));
  find("#start").addEventListener("click", () => show(1));
  find("#free").addEventListener("click", () => show(0));
  find("#print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => {
    find("#printed").replaceChildren(
      ...STEPS.map((_, n) => {
        const item = document.createElement("li");
        const lines = [say(`q${n + 1}`, { range: rangeText() }), say("measured", { answer: shown(STEPS[n], STEPS[n].answer()) }), words[`e${n + 1}`]];
        item.append(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
        return item;
      }),
    );
  });

  document.documentElement.classList.add("js");
  addEventListener("resize", redraw);
  new ResizeObserver(redraw).observe(find("#globe"));
  window.lesson = { state, move, measured, redraw };
  show(0);
  redraw();
})();
