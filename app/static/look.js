/* What comes from the server has its colours, light or dark: it is asked for anew once Streamlit has others, as when the
 * reader's system turns dark in the evening.
 */
let observer;

/* Have `ask` called from now on. */
export function watch(ask) {
  observer?.disconnect();
  const app = document.querySelector("[data-testid=stApp]");
  if (!app) return; // not yet: the first map is there before it
  const look = () => getComputedStyle(app).color;
  let seen = look();
  observer = new MutationObserver(() => {
    if (look() === seen) return;
    seen = look();
    requestAnimationFrame(() => ask()); // by then Streamlit tells the server of them
  });
  observer.observe(app, { attributeFilter: ["class"] });
}

export function draw(parent, data, tell) {
  watch(() => parent.isConnected && tell());
}
