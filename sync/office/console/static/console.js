// Keys for the clerk: j and k walk, x picks, Enter opens, / searches, n goes on, p and u go back, s begins; a, r and b open
// the second look of a decision, whose button gets the focus, m the message. What cannot be undone is asked twice.
// A clerk may switch the letters off: then no key alone does anything.
"use strict";
const rows = [...document.querySelectorAll("tr[data-row]")];
let at = -1;
function choose(step) {
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at].querySelector("a").focus();
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".asks input")) {
    event.preventDefault();
    event.target.closest("details").querySelector("button").focus();
    return;
  }
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey || document.body.dataset.keys === "off") return;
  const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (rows.length && (event.key === "j" || event.key === "k")) choose(event.key === "j" ? 1 : -1);
  else if (event.key === "x" && at >= 0 && picks[at]) { picks[at].checked = !picks[at].checked; tellPicked(); }
  else if (link && link.matches("a")) link.click();
  else if (link && link.matches("summary")) { event.preventDefault(); link.parentElement.open = true; lookAt(link.parentElement); }
  else if (link) { event.preventDefault(); link.focus(); }
});
function lookAt(look) {
  if (look.open) (look.querySelector("[data-sure-now]") || look.querySelector("input, button")).focus();
}
for (const look of document.querySelectorAll("details.sure")) look.addEventListener("toggle", () => lookAt(look));
for (const remark of document.querySelectorAll("[data-insert]")) {
  remark.addEventListener("click", () => {
    const message = document.getElementById(remark.dataset.insert);
    message.value += (message.value ? "\n" : "") + remark.textContent;
    message.focus();
  });
}
const picks = [...document.querySelectorAll("input[name^='pick.'][form=bulk]")];
const picked = document.querySelector("[data-picked]");
function tellPicked() {
  const count = picks.filter((one) => one.checked).length;
  if (picked) picked.textContent = count ? `えらんだ${count}件をまとめて` : "えらんだ申請をまとめて";
}
for (const one of picks) one.addEventListener("change", tellPicked);
for (const all of document.querySelectorAll("[data-pick-all]")) {
  all.addEventListener("change", () => { for (const one of picks) one.checked = all.checked; tellPicked(); });
}
// The page itself asks once more: what was pressed is there a second time, beside the words of what it does.
function askOnce(button) {
  for (const other of document.querySelectorAll(".second-look")) other.remove();
  const look = document.createElement("div"), said = document.createElement("p");
  const yes = button.cloneNode(true), no = document.createElement("button");
  look.className = "note bad second-look";
  look.setAttribute("role", "alert");
  said.textContent = button.dataset.sure;
  delete yes.dataset.sure;
  yes.dataset.sureNow = "";
  yes.textContent = `${button.textContent.trim()}（決定）`;
  no.type = "button";
  no.textContent = "やめる";
  no.addEventListener("click", () => { look.remove(); button.focus(); });
  look.append(said, yes, " ", no);
  button.form.append(look);
  yes.focus();
}
for (const button of document.querySelectorAll("[data-sure]")) {
  button.addEventListener("click", (event) => { event.preventDefault(); askOnce(button); });
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
