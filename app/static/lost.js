/* What is told while the server does not answer, in the page's language: Streamlit has it in English only, with a
 * command that starts nothing here.
 */
const THEIRS = "Connection error"; // the title of Streamlit's dialog
const HERE = ["localhost", "127.0.0.1", "[::1]"];
const words = JSON.parse(document.getElementById("rm-lost").dataset.words); // by language

new MutationObserver(() => {
  const dialog = document.querySelector("[data-testid=stDialog]");
  const title = dialog?.querySelector("[slot=title]");
  if (title?.textContent !== THEIRS) return;
  const language = new URLSearchParams(location.search).get("lesson") ?? document.documentElement.lang;
  const { title: ours, text, here, close } = words[language] ?? words.en;
  const told = document.createElement("div");
  const theirs = title.nextElementSibling;
  told.className = `rm-lost ${theirs.className}`;
  told.lang = title.lang = language;
  const lines = HERE.includes(location.hostname) ? [text, here] : [text];
  told.append(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  title.textContent = ours;
  theirs.hidden = true; // it is React's, and stays where that looks for it
  theirs.after(told);
  for (const button of dialog.querySelectorAll("button[aria-label]")) button.ariaLabel = close;
}).observe(document.body, { childList: true });
