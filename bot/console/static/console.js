// Small courtesies; every page works without them.
"use strict";

// On a narrow screen the menu begins closed, so that the page comes first.
const menu = document.getElementById("menu");
if (menu && !window.matchMedia("(min-width: 62rem)").matches) menu.removeAttribute("open");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.ask && !window.confirm(form.dataset.ask)) {
    event.preventDefault();
    return;
  }
  // A second press while the first is under way would only be told that it has been done.
  const button = event.submitter;
  if (button && form.method === "post") setTimeout(() => (button.disabled = true));
  // A file leaves the page where it is: its button may be pressed again.
  if (button && "again" in button.dataset) setTimeout(() => (button.disabled = false), 3000);
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button:disabled:not([data-off])")) button.disabled = false;
});

// Narrowing a list by a choice needs no button where scripts run.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-narrow]");
  if (form) form.requestSubmit();
});

// A list is ticked as a whole by its first box.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-ticks]");
  if (!all) return;
  for (const box of document.querySelectorAll(`input[name="${all.dataset.ticks}"]`)) box.checked = all.checked;
});

// Who was signed out meanwhile is led to the door, not left with a page that stands still.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) window.location.reload();
});

// What is shown while it is typed: the words of a field, where the page wants a preview of them.
document.addEventListener("input", (event) => {
  const shown = event.target.dataset && document.getElementById(event.target.dataset.shows || "");
  if (shown) shown.textContent = event.target.value;
});
