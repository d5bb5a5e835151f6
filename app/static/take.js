/* Files to take away: links that look like buttons. What goes wrong is told under them.
 *
 * A press must never miss: they are shown once nothing above them can still grow, and one that
 * slips away under the pointer keeps its press.
 */
const shown = new WeakMap(); // by element: the files it shows, as JSON

export async function draw(parent, data) {
  const now = JSON.stringify(data);
  if (shown.get(parent) === now) return; // one of them may be on its way
  shown.set(parent, now);
  const row = document.createElement("div");
  row.className = "rm-take";
  row.lang = data.lang;
  const told = document.createElement("p");
  told.role = "alert";
  row.append(...data.files.map((file) => link(file, data.failed, told)), told);
  row.style.visibility = "hidden";
  parent.replaceChildren(row);
  await settled(parent);
  row.style.visibility = "";
}

function link({ label, address, name }, failed, told) {
  const link = document.createElement("a");
  Object.assign(link, { textContent: label, href: new URL(address, document.baseURI), download: name, draggable: false });
  link.addEventListener("pointerdown", (event) => link.setPointerCapture(event.pointerId));
  link.addEventListener("click", async (event) => {
    if (link.ariaBusy) return event.preventDefault();
    link.ariaBusy = "true";
    told.textContent = "";
    const answer = await fetch(`${link.href}?told`).catch(() => undefined);
    link.ariaBusy = null;
    if (!answer?.ok) told.textContent = answer && answer.status !== 404 ? await answer.text() : failed;
  });
  return link;
}

/* Waits until every element of ours before this one has been drawn, or could not be; none comes any more once the
 * server is lost. */
async function settled(parent) {
  const isAbove = (each) => each.compareDocumentPosition(parent) === Node.DOCUMENT_POSITION_FOLLOWING;
  const comes = () => [...document.querySelectorAll('[data-testid="stBidiComponentRegular"]')].some((each) => isAbove(each) && !("came" in each.dataset));
  const isHere = () => document.querySelector("[data-testid=stApp]").dataset.testConnectionState === "CONNECTED";
  while (parent.isConnected && comes() && isHere()) await new Promise(requestAnimationFrame);
}
