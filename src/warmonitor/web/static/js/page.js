// What pages gain with JavaScript: the theme, single keys, drafts that outlive a reload, copying a table.
// Listeners hang on the document, so that they hold for what htmx puts in later.

const root = document.documentElement;

function dark() {
  const chosen = root.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

const toggle = document.getElementById("theme");
toggle.hidden = false;
toggle.addEventListener("click", () => {
  root.dataset.theme = dark() ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  document.dispatchEvent(new Event("theme"));
});

// Review: one case is at hand; keys press its buttons.
const cases = () => [...document.querySelectorAll("[data-case]")];

function take(one) {
  for (const other of cases()) other.classList.toggle("now", other === one);
  if (one) {
    one.focus({ preventScroll: true });
    one.scrollIntoView({ block: "nearest" });
  }
}

function step(by) {
  const all = cases();
  const at = all.findIndex((one) => one.classList.contains("now"));
  take(all[Math.max(0, Math.min(all.length - 1, at + by))]);
}

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") return step(1);
  if (event.key === "k") return step(-1);
  const wanted = `[data-key="${CSS.escape(event.key)}"]`;
  const pressed = document.querySelector(`.case.now ${wanted}`) ?? document.querySelector(`.undo ${wanted}, [data-keys] ${wanted}, form.fields ${wanted}, main > .grid summary${wanted}`);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
  pressed.closest("details")?.querySelector("input:not([type=hidden])")?.focus();
});

// What is typed into a form that writes is kept until it is sent: a reload or a conflict loses nothing.
const kept = (field) => `draft ${field.dataset.draft}`;

function ready(part) {
  for (const field of part.querySelectorAll("[data-draft]")) {
    const draft = localStorage.getItem(kept(field));
    if (draft === null) continue;
    field.value = draft;
    const details = field.closest("details");
    if (details && draft !== field.defaultValue) details.open = true;
  }
  for (const button of part.querySelectorAll("[data-copy]")) button.hidden = false;
  const first = cases();
  if (first.length && !first.some((one) => one.classList.contains("now"))) first[0].classList.add("now");
}

document.addEventListener("input", (event) => {
  if (event.target.dataset.draft) localStorage.setItem(kept(event.target), event.target.value);
});
document.addEventListener("submit", (event) => {
  for (const field of event.target.querySelectorAll("[data-draft]")) localStorage.removeItem(kept(field));
  for (const button of event.target.querySelectorAll("button")) queueMicrotask(() => (button.disabled = event.target.method === "post"));
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const table = document.querySelector(button.dataset.copy);
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim()).join("\t"));
  const citation = document.querySelector(button.dataset.with).innerText;
  await navigator.clipboard.writeText(`${rows.join("\n")}\n\n${citation}\n`);
  button.textContent = "Copied";
});

ready(document);
document.addEventListener("htmx:load", (event) => ready(event.target));
// An answer that says what was wrong is shown in place, as a full load would.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) event.detail.shouldSwap = true;
});
