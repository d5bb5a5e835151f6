/* The first view: draws the map before Streamlit has started, and makes way once it has.
 *
 * map.js takes the map over from here, so that it is drawn once. Text goes in as text, never as HTML.
 */
const early = document.getElementById("rm-early");
const map = early.querySelector(".rm-first-map");
const letOthersCome = () => {
  map.dataset.drawn = ""; // starter.js waits for it
  map.dispatchEvent(new Event("rm-drawn"));
};
try {
  const { draw } = await import(new URL(`map.js${new URL(import.meta.url).search}`, import.meta.url)); // the page's own instance
  const style = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const measuring = setTimeout(letOthersCome, 3_000); // the server takes its time, and the line is idle
  const answer = await fetch(`./first/${style}${location.search}`);
  clearTimeout(measuring);
  const { scene, heading, finding } = answer.ok ? await answer.json() : {};
  if (scene && early.isConnected) {
    early.querySelector("h2").textContent = heading;
    early.querySelector("h2 + p").textContent = finding;
    await draw(map, scene, () => {});
  }
} finally {
  letOthersCome();
}

setTimeout(() => {
  const waiting = early.querySelector("[data-late]");
  if (waiting) waiting.textContent = waiting.dataset.late;
}, 20_000);

/* Where no map follows, be it for an error, the page has its own words. */
const look = setInterval(() => {
  const app = document.querySelector("[data-testid=stApp]")?.dataset;
  const over = app?.testConnectionState === "CONNECTED" && app.testScriptState === "notRunning";
  const empty = document.querySelector(".stMain .stElementContainer") && !document.querySelector(".st-key-map");
  if ((over && empty) || document.querySelector("[role=dialog]")) early.remove();
  if (!early.isConnected) clearInterval(look);
}, 250);
