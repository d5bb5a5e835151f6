// Reads {"geometry", "kilometres", "steps"} from standard input, writes the buffer and its time.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const turf = createRequire(process.argv[2] + "/")("@turf/turf");
const { geometry, kilometres, steps } = JSON.parse(readFileSync(0, "utf8"));
const once = () => turf.buffer(turf.feature(geometry), kilometres, { units: "kilometers", steps });
once();
const start = process.cpuUsage();
const made = once();
const used = process.cpuUsage(start);
const milliseconds = (used.user + used.system) / 1000;
console.log(JSON.stringify({ geometry: made.geometry, milliseconds }));
