// The six ways of drawing a range, as rangemap.analysis.lesson has them, and how wrong each is.
// Longitudes, latitudes and azimuths in degrees; ranges, errors in km; areas in km².
const WAYS = (() => {
  const WGS84 = geodesic.Geodesic.WGS84;
  const A = 6378137;
  const F = 1 / 298.257223563;
  const E2 = F * (2 - F);
  const E = Math.sqrt(E2);
  const MEAN_RADIUS = 6371008.8;
  const KM_PER_DEGREE = 111.32;
  const RAD = Math.PI / 180;
  const NEAR_POLE = 90 - 1e-6;

  const onCircle = (x, y, radius, turn) => [
    x + radius * Math.cos(2 * Math.PI * turn),
    y + radius * Math.sin(2 * Math.PI * turn),
  ];

  function geodesicRing(lon, lat, metres) {
    return (turn) => {
      const end = WGS84.Direct(lat, lon, 90 - 360 * turn, metres);
      return [end.lon2, end.lat2];
    };
  }

  function sphere(lon, lat, metres) {
    const [sin, cos] = [Math.sin(lat * RAD), Math.cos(lat * RAD)];
    const [far, near] = [Math.sin(metres / MEAN_RADIUS), Math.cos(metres / MEAN_RADIUS)];
    return (turn) => {
      const azimuth = (90 - 360 * turn) * RAD;
      const up = sin * near + cos * far * Math.cos(azimuth);
      const east = Math.sin(azimuth) * far * cos;
      const along = Math.atan2(east, near - sin * up);
      return [lon + along / RAD, Math.asin(Math.max(-1, Math.min(1, up))) / RAD];
    };
  }

  function degrees(lon, lat, metres) {
    const radius = metres / 1000 / KM_PER_DEGREE;
    return (turn) => {
      const [east, north] = onCircle(lon, lat, radius, turn);
      return [east, Math.max(-90, Math.min(90, north))];
    };
  }

  function mercator(lon, lat, metres) {
    if (Math.abs(lat) > NEAR_POLE) return "no-pole";
    const [x, y] = [A * lon * RAD, A * Math.atanh(Math.sin(lat * RAD))];
    return (turn) => {
      const [east, north] = onCircle(x, y, metres, turn);
      return [east / A / RAD, Math.atan(Math.sinh(north / A)) / RAD];
    };
  }

  function scaled(lon, lat, metres) {
    if (Math.abs(lat) > NEAR_POLE) return "no-pole";
    const radius = metres / Math.cos(lat * RAD);
    return radius < Math.PI * A ? mercator(lon, lat, radius) : "wider-than-map";
  }

  // Transverse Mercator by Krüger's series to the sixth order, as in Karney, "Transverse Mercator
  // with an accuracy of a few nanometers", Journal of Geodesy 85 (2011), equations 35 and 36.
  const N = F / (2 - F);
  const power = (listed, from) =>
    listed.reduce((sum, each, n) => sum + each * N ** (from + n), 0);
  const ALPHA = [
    power([1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800], 1),
    power([13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360], 2),
    power([61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440], 3),
    power([49561 / 161280, -179 / 168, 6601661 / 7257600], 4),
    power([34729 / 80640, -3418889 / 1995840], 5),
    power([212378941 / 319334400], 6),
  ];
  const BETA = [
    power([1 / 2, -2 / 3, 37 / 96, -1 / 360, -81 / 512, 96199 / 604800], 1),
    power([1 / 48, 1 / 15, -437 / 1440, 46 / 105, -1118711 / 3870720], 2),
    power([17 / 480, -37 / 840, -209 / 4480, 5569 / 90720], 3),
    power([4397 / 161280, -11 / 504, -830251 / 7257600], 4),
    power([4583 / 161280, -108847 / 3991680], 5),
    power([20648693 / 638668800], 6),
  ];
  const QUADRANT = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64 + N ** 6 / 256);
  const SCALE = 0.9996;

  const conformal = (tan) => {
    const sigma = Math.sinh(E * Math.atanh((E * tan) / Math.hypot(1, tan)));
    return tan * Math.hypot(1, sigma) - sigma * Math.hypot(1, tan);
  };

  function geodetic(tan) {
    let found = tan / (1 - E2);
    for (let round = 0; round < 8; round += 1) {
      const off = tan - conformal(found);
      const slope = (1 + (1 - E2) * found ** 2) / ((1 - E2) * Math.hypot(1, found));
      const step = (off * slope) / Math.hypot(1, conformal(found));
      found += step;
      if (Math.abs(step) < 1e-14 * Math.max(1, Math.abs(found))) break;
    }
    return found;
  }

  function toPlane(lon, lat) {
    const tan = conformal(Math.tan(lat * RAD));
    const xi = Math.atan2(tan, Math.cos(lon * RAD));
    const eta = Math.asinh(Math.sin(lon * RAD) / Math.hypot(tan, Math.cos(lon * RAD)));
    let [x, y] = [eta, xi];
    ALPHA.forEach((each, n) => {
      x += each * Math.cos(2 * (n + 1) * xi) * Math.sinh(2 * (n + 1) * eta);
      y += each * Math.sin(2 * (n + 1) * xi) * Math.cosh(2 * (n + 1) * eta);
    });
    return [SCALE * QUADRANT * x, SCALE * QUADRANT * y];
  }

  function fromPlane(x, y) {
    const [eta, xi] = [x / SCALE / QUADRANT, y / SCALE / QUADRANT];
    let [east, north] = [eta, xi];
    BETA.forEach((each, n) => {
      east -= each * Math.cos(2 * (n + 1) * xi) * Math.sinh(2 * (n + 1) * eta);
      north -= each * Math.sin(2 * (n + 1) * xi) * Math.cosh(2 * (n + 1) * eta);
    });
    const tan = Math.sin(north) / Math.hypot(Math.sinh(east), Math.cos(north));
    const lon = Math.atan2(Math.sinh(east), Math.cos(north));
    return [lon / RAD, Math.atan(geodetic(tan)) / RAD];
  }

  function utm(lon, lat, metres) {
    if (lat < -80 || lat > 84) return "no-zone";
    const zone = (Math.floor((lon + 180) / 6) % 60) + 1;
    const middle = 6 * zone - 183;
    const [x, y] = toPlane(lon - middle, lat);
    return (turn) => {
      const [east, north] = fromPlane(...onCircle(x, y, metres, turn));
      return [east + middle, north];
    };
  }

  const EDGES = {
    geodesic: geodesicRing,
    sphere,
    utm,
    degrees,
    mercator,
    "mercator-scaled": scaled,
  };

  // The edge of a way: from turns 0 to 1, east first, to [lon, lat]; or why there is none.
  const edge = (way, lon, lat, km) => EDGES[way](lon, lat, 1000 * km);

  function points(drawn, count) {
    return Array.from({ length: count }, (_, n) => drawn(n / count));
  }

  // The largest error of an edge in km, with its sign, and its azimuth: sampled, then ever closer.
  function worst(drawn, lon, lat, km, samples = 120) {
    const error = (turn) => {
      const [east, north] = drawn(turn);
      const found = WGS84.Inverse(lat, lon, north, east);
      return [found.s12 / 1000 - km, found.azi1];
    };
    const listed = Array.from({ length: samples }, (_, n) => error(n / samples)[0]);
    let most = [0, 0];
    for (const sign of [1, -1]) {
      let best = listed.reduce((top, each, n) => (sign * each > sign * listed[top] ? n : top), 0);
      best /= samples;
      let step = 1 / samples;
      let found = error(best);
      for (let round = 0; round < 6; round += 1) {
        let at = best;
        for (let n = -4; n <= 4; n += 1) {
          const tried = error(best + (n * step) / 4);
          if (sign * tried[0] > sign * found[0]) [found, at] = [tried, best + (n * step) / 4];
        }
        best = at;
        step /= 3;
      }
      if (Math.abs(found[0]) > Math.abs(most[0])) most = found;
    }
    return { km: most[0], azimuth: (most[1] + 360) % 360 };
  }

  // Between the equator and a latitude, for each radian of longitude, in km².
  const strip = (lat) => {
    const sin = Math.sin(lat * RAD);
    const q = (1 - E2) * (sin / (1 - E2 * sin * sin) + Math.atanh(E * sin) / E);
    return (A * A * q) / 2 / 1e6;
  };

  // The area within an edge, in km²; where it goes round a pole, up to the pole.
  function area(drawn, count = 360) {
    const listed = points(drawn, count);
    let [sum, turned, north] = [0, 0, 0];
    listed.forEach(([lon, lat], n) => {
      const [next, up] = listed[(n + 1) % count];
      const step = ((next - lon + 540) % 360) - 180;
      const mean = (strip(lat) + 4 * strip((lat + up) / 2) + strip(up)) / 6;
      sum += mean * step * RAD;
      turned += step;
      north += lat;
    });
    if (Math.abs(turned) < 180) return Math.abs(sum);
    return 2 * Math.PI * strip(90) - Math.sign(north) * Math.sign(turned) * sum;
  }

  return { NAMES: Object.keys(EDGES), edge, points, worst, area };
})();
