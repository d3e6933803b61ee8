// Keyboard, theme, menus: what every page of the desk has. The pages work without it.
"use strict";

const page = document.documentElement;

// --- theme: as the system, light, dark -------------------------------------------------------------
const themeButton = document.querySelector("[data-theme-toggle]");
const THEMES = ["auto", "light", "dark"];

function nameTheme() {
  const now = page.dataset.theme || "auto";
  themeButton.title = themeButton.dataset[now];
  themeButton.setAttribute("aria-label", themeButton.dataset[now]);
}

if (themeButton) {
  themeButton.hidden = false;
  nameTheme();
  themeButton.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(page.dataset.theme || "auto") + 1) % THEMES.length];
    if (next === "auto") delete page.dataset.theme;
    else page.dataset.theme = next;
    try {
      if (next === "auto") localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch (e) { /* then it holds for this page only */ }
    nameTheme();
  });
}

// --- forms that send themselves, without the fields that say nothing ---------------------------------
function dropEmpty(form) {
  for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
}
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
  form.addEventListener("submit", () => dropEmpty(form));
}
// A page from the browser's memory must have its fields back.
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[data-auto] :disabled")) field.disabled = false;
});

// --- menus close when one looks elsewhere -------------------------------------------------------------
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-menu][open]"))
    if (!menu.contains(event.target)) menu.open = false;
});

// --- keyboard ---------------------------------------------------------------------------------------
const help = document.getElementById("keyboard");
for (const button of document.querySelectorAll("[data-help-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
}

const visible = (element) => element.offsetParent !== null;

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter(visible);
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.hasAttribute("data-chosen"));
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
  choose(next);
}

function choose(row) {
  for (const other of document.querySelectorAll("[data-chosen]")) other.removeAttribute("data-chosen");
  row.setAttribute("data-chosen", "");
  const link = row.querySelector("h2 a, h3 a, a.said-issue") || row;
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

let waiting = 0; // when `g` was pressed

function press(event) {
  const key = event.key;
  if (waiting && event.timeStamp - waiting < 1500) {
    waiting = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) { event.preventDefault(); link.click(); return; }
  }
  if (key === "g") waiting = event.timeStamp;
  else if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "?") help.showModal();
  else if (key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
    else location.href = "/issues";
  } else if (key === "Enter") {
    const row = document.activeElement.closest("[data-row]");
    if (row && row === document.activeElement && row.dataset.href) location.href = row.dataset.href;
  } else if (key === "p") {
    const pause = document.querySelector("[data-pause]");
    if (pause) pause.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (event.key === "Escape") {
    if (at.matches("input, textarea, select")) at.blur();
    for (const menu of document.querySelectorAll("[data-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    return;
  }
  if (at.matches("input, textarea, select") || help.open) return;
  press(event);
});
