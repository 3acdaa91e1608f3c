// Keys for the clerk: j and k walk, Enter opens, / searches, n goes on, p and u go back, s begins. What cannot be undone is asked twice.
"use strict";
const rows = [...document.querySelectorAll("tr[data-row]")];
let at = -1;
function choose(step) {
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at].querySelector("a").focus();
}
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
  const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (rows.length && (event.key === "j" || event.key === "k")) choose(event.key === "j" ? 1 : -1);
  else if (link && link.matches("a")) link.click();
  else if (link) { event.preventDefault(); link.focus(); }
});
for (const button of document.querySelectorAll("[data-sure]")) {
  button.addEventListener("click", (event) => { if (!window.confirm(button.dataset.sure)) event.preventDefault(); });
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
