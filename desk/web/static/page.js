// What every page has: evidence on hover and focus, dates in two calendars, help, counts.
"use strict";
(() => {
  const root = document.body.dataset.root || "";
  const $ = (selector) => document.querySelector(selector);
  const keysOff = () => localStorage.getItem("salang-keys") === "off";

  document.addEventListener("keydown", (event) => {
    const open = $("dialog[open]");
    if (open && event.code === "Escape") {
      // at once: left to the browser, the dialog closes a moment later and would eat the next keys
      event.preventDefault();
      open.close();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || open) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.code === "Slash") {
      event.preventDefault();
      if (event.shiftKey) $("#help")?.showModal();
      else location.href = `${root}/search`;
    } else if (keysOff() || event.shiftKey) {
      return;
    } else if (event.code === "KeyH") {
      solar(true);
    } else if (event.code === "Period" || event.code === "Comma") {
      stepMark(event.code === "Period" ? 1 : -1);
    }
  });
  document.addEventListener("salang:shown", () => solar(false));

  // ---- evidence: why a mark is there ------------------------------------------------------------------
  const why = $("#why");
  function tell(event) {
    const mark = event.target.closest?.("mark");
    if (!why) return;
    why.hidden = !mark;
    if (mark) why.textContent = mark.title || mark.dataset.why;
  }
  document.addEventListener("mouseover", tell);
  document.addEventListener("focusin", tell);
  function stepMark(step) {
    const marks = [...document.querySelectorAll("#article mark")];
    if (!marks.length) return;
    const at = marks.indexOf(document.activeElement);
    marks[(at + step + marks.length) % marks.length].focus();
  }

  // ---- small things -------------------------------------------------------------------------------------
  function solar(turn) {
    const on = (localStorage.getItem("salang-solar") === "on") !== turn;
    if (turn) localStorage.setItem("salang-solar", on ? "on" : "off");
    for (const each of document.querySelectorAll(".solar")) each.hidden = !on;
  }
  solar(false);
  $("#help-open")?.addEventListener("click", () => $("#help").showModal());
  const toggle = $("#keys-on");
  if (toggle) {
    toggle.checked = !keysOff();
    toggle.addEventListener("change", () => localStorage.setItem("salang-keys", toggle.checked ? "on" : "off"));
  }
  const total = $("#matched");
  if (total) {
    fetch(total.dataset.counts, { headers: { accept: "application/json" } }).then((answer) => answer.json()).then((told) => {
      total.textContent = told.matched.toLocaleString("en");
      for (const each of document.querySelectorAll("[data-verdict]")) each.textContent = told.verdicts[each.dataset.verdict].toLocaleString("en");
      for (const each of document.querySelectorAll("[data-status]")) each.textContent = told.statuses[each.dataset.status].toLocaleString("en");
    }).catch(() => {});
  }
})();
