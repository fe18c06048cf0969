// Decisions by keyboard, and the queue in which they wait. Every page works without it, by forms.
"use strict";
(() => {
  const body = document.body;
  const root = body.dataset.root || "";
  const person = body.dataset.person || "";
  const may = ["reviewer", "lead", "admin"].includes(body.dataset.role);
  const $ = (selector, from = document) => from.querySelector(selector);
  const store = {
    get(key, fallback) {
      try { return JSON.parse(sessionStorage.getItem(key)) ?? fallback; } catch { return fallback; }
    },
    set(key, value) {
      try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ }
    },
  };

  // ---- notices -------------------------------------------------------------------------------
  const notices = $("#notices");
  function notice(text, link, word) {
    const line = document.createElement("p");
    line.className = "notice";
    line.append(text + " ");
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = word || "Look";
      line.append(anchor, " ");
    }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", "Close this notice");
    close.addEventListener("click", () => line.remove());
    line.append(close);
    notices.append(line);
    return line;
  }

  // ---- the outbox: decisions in order, one at a time, none lost ---------------------------------
  const versions = new Map();
  // a page asked for earlier may come later: what is known of a version never goes back
  const knows = (key, version) => versions.set(key, Math.max(version, versions.get(key) ?? 0));
  const boxName = `salang-outbox-${person}`;
  const outbox = store.get(boxName, []);
  let sending = false;
  let waiting = null;
  const typed = [];
  let working = false;

  function enqueue(entry) {
    entry.request = crypto.randomUUID ? crypto.randomUUID()
      : Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
    if (entry.article && versions.has(entry.article)) entry.seen = versions.get(entry.article);
    outbox.push(entry);
    saved();
    drain();
  }
  function saved() {
    store.set(boxName, outbox);
    pending();
  }
  function pending() {
    body.dataset.pending = String(outbox.length + typed.length + (working ? 1 : 0));
  }
  async function drain() {
    if (sending || !outbox.length) return;
    sending = true;
    let pause = 500;
    while (outbox.length) {
      const entry = outbox[0];
      const path = entry.undo ? "/undo" : `/articles/${entry.article}/decide`;
      // one's own earlier answers count: several decisions on one article follow each other
      const version = versions.get(entry.article) ?? entry.seen;
      let answer = null;
      let told = {};
      try {
        answer = await fetch(root + path, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            accept: "application/json",
            "x-csrf-token": body.dataset.csrf,
          },
          body: JSON.stringify({ ...entry.values, version, request: entry.request }),
        });
        told = await answer.json();
      } catch {
        answer = null;
      }
      if (answer === null || answer.status >= 500) {
        waiting ??= notice("The server does not answer. Decisions are kept and sent again.");
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(pause * 2, 10000);
        continue;
      }
      if (answer.status === 401) {
        notice("Your login has ended; decisions wait here.", `${root}/login?next=${encodeURIComponent(location.pathname.slice(root.length) + location.search)}`, "Log in");
        sending = false;
        return;
      }
      waiting?.remove();
      waiting = null;
      pause = 500;
      outbox.shift();
      saved();
      if (answer.ok) {
        knows(told.article, told.version);
        answered(entry, told);
      } else if (answer.status === 409) {
        notice(`Not stored: ${told.error}.`, `${root}/articles/${entry.article || ""}`, "Look at it again");
        body.dataset.conflicts = String(Number(body.dataset.conflicts || 0) + 1);
        refused(entry);
      } else {
        notice(`Not stored: ${told.error || answer.status}.`);
        refused(entry);
      }
    }
    sending = false;
  }
  addEventListener("beforeunload", (event) => { if (outbox.length) event.preventDefault(); });

  // ---- keys are taken in order, also while something is being loaded ------------------------------
  async function work() {
    if (working) return;
    working = true;
    while (typed.length) {
      try { await act(typed.shift()); } catch (error) { notice(`This did not work: ${error.message}.`); }
    }
    working = false;
    pending();
  }
  let act = async () => {};
  let answered = () => {};
  let refused = () => {};
  const VERDICTS = { KeyR: "relevant", KeyN: "not_relevant", KeyB: "borderline" };
  const OWN = ["KeyR", "KeyN", "KeyB", "KeyS", "KeyF", "KeyU", "KeyC", "KeyX", "KeyT", "KeyM"];
  const keysOff = () => localStorage.getItem("salang-keys") === "off";

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || $("dialog[open]")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
      if (event.code === "Escape") event.target.blur();
      return;
    }
    if (keysOff() || event.shiftKey) return;
    const known = [...OWN, "KeyJ", "KeyK", "ArrowDown", "ArrowUp", "KeyQ"];
    const enter = event.code === "Enter" && $("#queue") && !event.target.closest("a, button, summary");
    if (!known.includes(event.code) && !enter) return;
    if (event.code.startsWith("Arrow") && !$("#queue")) return;
    if (OWN.includes(event.code) && (!may || event.repeat)) return;
    if (event.code === "KeyT") { event.preventDefault(); return tagSelection(); }
    if (event.code === "KeyM" && $("#note")) { event.preventDefault(); return $("#note").focus(); }
    if (!$("#queue") && !$("#article")) return;
    event.preventDefault();
    const mark = document.activeElement?.closest("mark");
    const marked = mark && { tag: mark.dataset.tags.split(" ")[0], article: mark.closest("#article")?.dataset.article };
    typed.push({ code: event.code, marked });
    pending();
    work();
  });

  function decisionOf(code) {
    if (VERDICTS[code]) return { action: "verdict", verdict: VERDICTS[code] };
    if (code === "KeyS") return { action: "skip" };
    if (code === "KeyF") return { action: "flag" };
    return null;
  }

  // ---- the list ------------------------------------------------------------------------------------
  const list = $("#queue");
  if (list) {
    const items = [...list.children];
    for (const item of items) versions.set(item.dataset.article, Number(item.dataset.version));
    let at = -1;
    const done = [];
    // pairs of articles instead of articles
    const linking = list.dataset.links === "yes";
    const linkOf = (code) => {
      const status = { KeyC: "confirmed", KeyX: "rejected" }[code];
      return status && at >= 0 ? { action: "link", other: items[at].dataset.other, kind: items[at].dataset.kind, status } : null;
    };
    const go = (place) => {
      if (place < 0 || place >= items.length) return;
      items[at]?.removeAttribute("aria-current");
      at = place;
      items[at].setAttribute("aria-current", "true");
      $("a.title", items[at]).focus({ preventScroll: true });
      items[at].scrollIntoView({ block: "nearest" });
    };
    act = async ({ code }) => {
      if (code === "KeyJ" || code === "ArrowDown") return go(at + 1);
      if (code === "KeyK" || code === "ArrowUp") return go(at - 1);
      if (code === "Enter") { const link = $("a.title", items[Math.max(at, 0)]); return link.click(); }
      if (code === "KeyU") {
        enqueue({ undo: true, values: {} });
        const place = done.pop();
        if (place !== undefined) { delete items[place].dataset.decided; go(place); }
        return;
      }
      const values = linking ? linkOf(code) : decisionOf(code);
      if (!values || at < 0) return;
      items[at].dataset.decided = values.verdict || values.status || values.action;
      done.push(at);
      enqueue({ article: items[at].dataset.article, values });
      go(at + 1);
    };
    refused = (entry) => {
      const other = entry.values.other;
      const item = items.find((each) => each.dataset.article === entry.article && (!other || each.dataset.other === other));
      if (item) delete item.dataset.decided;
    };
  }

  // ---- one article at a time ----------------------------------------------------------------------
  const panel = $("#panel");
  if (panel) {
    const filter = panel.dataset.filter;
    let current = $("#article").dataset.article;
    let ahead = [];
    const done = [];
    let exhausted = false;
    let shown = current;
    let loading = null;
    let refill = null;
    let ready = null;
    versions.set(current, Number($("#article").dataset.version));
    // decisions left over from before a reload count on what was seen then
    for (const entry of outbox) if (entry.article === current) versions.set(current, entry.seen);

    const more = () => {
      if (exhausted) return Promise.resolve();
      refill ??= (async () => {
        const last = ahead.length ? ahead[ahead.length - 1] : current;
        const answer = await fetch(`${root}/queue/next?${filter}${filter ? "&" : ""}from=${last}`, { headers: { accept: "application/json" } });
        if (!answer.ok) throw new Error(`the queue cannot be read (${answer.status})`);
        const found = (await answer.json()).articles;
        for (const [key, version] of found) {
          if (key === current || ahead.includes(key)) continue;
          if (!versions.has(key)) knows(key, version);
          ahead.push(key);
        }
        exhausted = found.length === 0;
      })().finally(() => { refill = null; });
      return refill;
    };
    const load = async (key, signal) => {
      const answer = await fetch(`${root}/articles/${key}/panel?${filter}`, { signal });
      return { good: answer.ok && !answer.redirected, html: await answer.text() };
    };
    const show = async (key) => {
      current = key;
      loading?.abort();
      loading = new AbortController();
      const wanted = ready?.key === key ? ready.page : null;
      try {
        const found = await (wanted || load(key, loading.signal));
        if (current !== key) return;
        if (!found.good) { location.href = `${root}/articles/${key}?${filter}`; return; }
        // whoever goes through the marks stays where they are
        const mark = shown === key ? document.activeElement?.closest("mark")?.dataset.tags : null;
        panel.innerHTML = found.html;
        shown = key;
        const article = $("#article");
        if (mark) $(`mark[data-tags="${mark}"]`, article)?.focus({ preventScroll: true });
        if (!outbox.some((entry) => entry.article === key)) knows(key, Number(article.dataset.version));
        document.title = `${article.dataset.title || "Article"} · Salang`;
        history.replaceState(null, "", `${root}/articles/${key}${filter ? "?" + filter : ""}`);
        document.dispatchEvent(new Event("salang:shown"));
        if (!mark) scrollTo(0, 0);
        later();
      } catch (error) {
        if (error.name !== "AbortError") notice("The article could not be loaded.", `${root}/articles/${key}?${filter}`, "Try again");
      }
    };
    // once the person rests, fetch the next article before it is asked for
    let rest = 0;
    const later = () => {
      clearTimeout(rest);
      rest = setTimeout(async () => {
        present();
        await more().catch(() => {});
        if (!ahead.length || ready?.key === ahead[0]) return;
        ready = { key: ahead[0], page: load(ahead[0]) };
        ready.page.catch(() => { ready = null; });
      }, 400);
    };
    const forward = async () => {
      if (!ahead.length) await more();
      if (!ahead.length) { $("#back") && finish(); return; }
      done.push(current);
      show(ahead.shift());
      if (ahead.length < 20 && !exhausted) more().catch(() => {});
    };
    const finish = () => {
      const leave = () => (outbox.length ? setTimeout(leave, 100) : (location.href = `${root}/?${filter}`));
      leave();
    };
    // a second opinion is waited for: keys typed meanwhile are for the article that comes next
    const second = async (verdict) => {
      const form = $("#second-form");
      const values = new URLSearchParams(new FormData(form));
      values.set("verdict", verdict);
      const answer = await fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body: values });
      const told = await answer.json();
      if (!answer.ok) notice(`Not stored: ${told.error}.`);
      if (answer.ok && !told.next) location.href = `${root}/second`;
      else { ready = null; await show(told.next || current); }
    };
    act = async ({ code, marked }) => {
      if (code === "KeyQ") return finish();
      if (code === "KeyJ") return forward();
      if (code === "KeyK" || code === "KeyU") {
        if (code === "KeyU") enqueue({ undo: true, values: {} });
        if (done.length) { ahead.unshift(current); ready = null; show(done.pop()); }
        return;
      }
      if ($("#article").dataset.blind === "yes" && shown === current) {
        if (VERDICTS[code]) await second(VERDICTS[code]);
        return;
      }
      if ((code === "KeyC" || code === "KeyX") && marked?.article) {
        return enqueue({ article: marked.article, again: true, values: { action: code === "KeyC" ? "confirm_tag" : "reject_tag", annotation: marked.tag } });
      }
      const values = decisionOf(code);
      if (!values) return;
      if (!ahead.length) await more();
      enqueue({ article: current, values });
      await forward();
    };
    answered = (entry, told) => {
      if ((entry.undo || entry.again) && told.article === current && !outbox.some((each) => each.article === current)) {
        ready = null;
        show(current);
      } else if (entry.undo && !done.length && !typed.length && told.article !== current && !ahead.includes(told.article)) {
        ahead.unshift(current);
        show(told.article);
      }
    };
    refused = (entry) => { if (entry.article === current) { ready = null; show(current); } };

    // who else is here, and did somebody decide meanwhile
    const present = async () => {
      if (document.hidden || $("#article").dataset.blind === "yes") return;
      const key = shown;
      try {
        const answer = await fetch(`${root}/articles/${key}/presence`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-csrf-token": body.dataset.csrf },
          body: "{}",
        });
        if (!answer.ok || key !== shown) return;
        const told = await answer.json();
        const line = $("#others");
        const changed = told.version !== versions.get(key) && !outbox.length;
        line.hidden = !told.others.length && !changed;
        line.textContent = [
          told.others.length ? `Also on this article now: ${told.others.join(", ")}.` : "",
          changed ? "Somebody decided on it since you opened it; load it again to see." : "",
        ].join(" ").trim();
      } catch { /* the next sign of life will do */ }
    };
    setInterval(present, Number(body.dataset.heartbeat || 15000));
    later();
    more().catch(() => {});

    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.id !== "tag-form") return;
      event.preventDefault();
      const [kind, code] = $("input[name=choice]", form).value.split(":");
      if (!selected) return notice("Select words in the text first.");
      enqueue({ article: selected.article, again: true, values: { action: "add_tag", kind, code: code || "", ...selected.values } });
      selected = null;
      // or the next keys would be typed into the field
      document.activeElement?.blur();
    });
  }

  // ---- tagging selected words ------------------------------------------------------------------------
  let selected = null;
  function tagSelection() {
    const form = $("#tag-form");
    const found = form ? window.salangSelection() : "Nothing can be tagged here.";
    if (typeof found === "string") return notice(found);
    selected = { article: $("#article").dataset.article, values: found };
    $("#tag-words").textContent = found.selected;
    $("#tagging").open = true;
    $("input[name=choice]", form).focus();
  }

  saved();
  drain();
  body.dataset.ready = "yes";
})();
