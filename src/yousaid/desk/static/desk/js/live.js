// The live feed. New lines come in on top while nobody reads; otherwise they wait behind a pill, so nothing jumps.
"use strict";

(function () {
  const MOST = 200; // lines on the page
  const SILENCE = 40_000; // ms without a word until the line counts as broken
  const feed = document.querySelector("[data-stream]");
  const words = JSON.parse(feed.dataset.words);
  const find = (name) => document.querySelector(`[data-${name}]`);
  const list = find("rows"), pill = find("pill"), pillWord = find("pill-word"), pause = find("pause");
  const line = find("line"), lineWord = find("line-word"), announce = find("announce");
  const say = (word, n) => words[word].replace("{n}", n);
  const held = [];
  let paused = false, source = null, lastSeq = "", lastWord = Date.now(), heard = 0, over = false, gap = false;

  // --- the state of the line ---
  function show(state) {
    line.dataset.line = state;
    lineWord.textContent = words[state];
  }
  const settle = () => show(paused ? "paused" : "live");

  // --- lines ---
  function reading() {
    return paused || over || scrollY > 120 || list.contains(document.activeElement) || String(getSelection()) !== "" || document.hidden;
  }
  function take(html) {
    const shell = document.createElement("template");
    shell.innerHTML = html;
    const row = shell.content.firstElementChild;
    row.dataset.at = Date.now();
    held.push(row);
    if (held.length > MOST) held.shift();
    heard += 1;
    if (reading()) tellPill();
    else release();
  }
  function release() {
    const empty = find("empty");
    if (empty && held.length) empty.remove();
    for (const row of held.splice(0)) list.prepend(row);
    while (list.children.length > MOST) list.lastElementChild.remove();
    pill.hidden = true;
    tick();
  }
  function tellPill() {
    pill.hidden = !held.length && !gap;
    pillWord.textContent = gap ? words.gap : held.length === 1 ? words.new1 : say("newn", held.length);
  }
  pill.addEventListener("click", () => {
    if (gap) { location.reload(); return; }
    release();
    scrollTo({ top: 0 });
  });
  list.addEventListener("pointerenter", () => { over = true; });
  list.addEventListener("pointerleave", () => { over = false; if (held.length && !reading()) release(); });
  addEventListener("scroll", () => { if (held.length && !reading()) release(); }, { passive: true });
  document.addEventListener("visibilitychange", () => { if (held.length && !reading()) release(); });

  // --- ages of what arrived here; older lines keep the hour they came with ---
  function age(ms) {
    const s = Math.floor(ms / 1000);
    if (s < 5) return words.now;
    if (s < 60) return say("s", s);
    return s < 3600 ? say("min", Math.floor(s / 60)) : say("h", Math.floor(s / 3600));
  }
  function tick() {
    const now = Date.now();
    for (const row of list.querySelectorAll("[data-at]")) {
      const text = age(now - row.dataset.at), place = row.querySelector("[data-age]");
      if (place.textContent !== text) place.textContent = text;
    }
  }
  setInterval(tick, 1000);

  // One polite word for readers of screens, at most every 15 seconds.
  setInterval(() => {
    if (heard && !paused) announce.textContent = heard === 1 ? words.heard1 : say("heardn", heard);
    heard = 0;
  }, 15_000);

  // --- pause ---
  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    document.querySelector("[data-pause-word]").textContent = paused ? words.go : words.pause;
    if (source && source.readyState === EventSource.OPEN) settle();
    if (!paused) { over = false; release(); }
  });

  // --- the line itself ---
  function open() {
    const url = new URL(feed.dataset.stream, location.href);
    if (lastSeq) url.searchParams.set("after", lastSeq);
    source = new EventSource(url);
    source.addEventListener("open", () => { lastWord = Date.now(); settle(); });
    source.addEventListener("mention", (event) => {
      lastWord = Date.now();
      lastSeq = event.lastEventId;
      take(event.data);
      settle();
    });
    source.addEventListener("pulse", (event) => {
      lastWord = Date.now();
      const numbers = JSON.parse(event.data);
      find("minute").textContent = numbers.minute;
      if (numbers.lag !== null) find("lag").textContent = say("s", numbers.lag);
      settle();
    });
    source.addEventListener("trouble", () => { lastWord = Date.now(); show("trouble"); });
    source.addEventListener("gap", () => { gap = true; tellPill(); });
    source.addEventListener("error", () => {
      show("again");
      if (source.readyState === EventSource.CLOSED) setTimeout(reopen, 3000);
    });
  }
  function reopen() {
    source.close();
    lastWord = Date.now();
    open();
  }
  setInterval(() => { if (Date.now() - lastWord > SILENCE) { show("again"); reopen(); } }, 5000);
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) reopen(); });
  open();
})();
