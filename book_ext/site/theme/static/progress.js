// What a reader has done in the exercises: kept in this browser, shown beside the chapters, sent nowhere.
"use strict";
{
  const KEY = "progress";
  const NAME = "name"; // of the reader
  const BOOK = "backpropagation";
  const ANSWER = "answer "; // begins the name under which exercises.js keeps what was typed
  const GAPS = [1, 3, 7, 16, 35]; // days after which an exercise comes back that was right once, twice, ...
  const DAY = /^\d{4}-\d\d-\d\d$/;

  /** A day as the reader's calendar has it. */
  const dayOf = (date) =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const today = () => dayOf(new Date());
  const daysBetween = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isCount = (value) => Number.isInteger(value) && value >= 0;

  /** Whether this is what `record` writes for an exercise. */
  function isEntry(entry) {
    return (
      isObject(entry) &&
      /^chapters\/[\w-]+$/.test(entry.page) &&
      isCount(entry.tries) &&
      Array.isArray(entry.right) &&
      entry.right.every((day) => typeof day === "string" && DAY.test(day) && !Number.isNaN(Date.parse(day))) &&
      isObject(entry.mistakes) &&
      Object.values(entry.mistakes).every(isCount) &&
      isCount(entry.hints ?? 0)
    );
  }

  const valid = (kept) => isObject(kept?.exercises) && Object.values(kept.exercises).every(isEntry);

  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      if (valid(kept)) return { exercises: kept.exercises, totals: isObject(kept.totals) ? kept.totals : {} };
    } catch {
      /* storage is switched off, or holds what is no progress */
    }
    return { exercises: {}, totals: {} };
  }

  function keep(kept) {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      /* storage is switched off or full: nothing is remembered */
    }
    dispatchEvent(new Event("progress"));
  }

  /** Notes an answer that was checked: on which page, whether it was right, and the mistakes that were named. */
  function record(slug, page, right, mistakes) {
    const kept = load();
    const before = kept.exercises[slug] ?? { tries: 0, right: [], mistakes: {} };
    const entry = { ...before, page, tries: before.tries + 1 };
    kept.exercises[slug] = entry;
    if (right && !entry.right.includes(today())) entry.right.push(today());
    for (const mistake of mistakes) entry.mistakes[mistake] = (entry.mistakes[mistake] ?? 0) + 1;
    keep(kept);
  }

  /** Notes that a hint was asked for. */
  function hint(slug, page) {
    const kept = load();
    const entry = kept.exercises[slug] ?? { tries: 0, right: [], mistakes: {} };
    kept.exercises[slug] = { ...entry, page, hints: (entry.hints ?? 0) + 1 };
    keep(kept);
  }

  /** Notes how many exercises a page has, so that other pages can say it. */
  function count(page, total) {
    const kept = load();
    if (kept.totals[page] === total) return;
    kept.totals[page] = total;
    keep(kept);
  }

  /** "", "tried", "right", or "due": it was right, and so long ago that it is time to do it again. */
  function stateOf(slug, kept = load()) {
    const entry = kept.exercises[slug];
    if (!entry) return "";
    if (!entry.right.length) return entry.tries ? "tried" : ""; // a hint alone is no try
    const gap = GAPS[Math.min(entry.right.length, GAPS.length) - 1];
    return daysBetween([...entry.right].sort().at(-1), today()) >= gap ? "due" : "right";
  }

  const root = new URL(document.documentElement.dataset.content_root ?? "", location.href);

  /** The name of the page of the book at an address: chapters/forward-pass. */
  const pageAt = (address) => new URL(address, location.href).href.slice(root.href.length).replace(/\.html.*$/, "");

  /** Of a page: how many exercises were right at least once, of how many; undefined where none was tried. */
  function doneOf(page, kept = load()) {
    const entries = Object.values(kept.exercises).filter((entry) => entry.page === page);
    const done = entries.filter((entry) => entry.right.length).length;
    return entries.length ? { done, total: kept.totals[page] ?? entries.length } : undefined;
  }

  const due = (kept = load()) => Object.keys(kept.exercises).filter((slug) => stateOf(slug, kept) === "due");

  // --- as a file ---

  /** The reader's name: as it was typed for the file, else as it was typed for numbers; "" for none. */
  function whose() {
    try {
      const typed = localStorage.getItem(NAME);
      return typed ?? (localStorage.getItem("numbers") ?? "").replace(/^\d+$/, "");
    } catch {
      return ""; // storage is switched off
    }
  }

  function callMe(name) {
    try {
      localStorage.setItem(NAME, name.trim());
    } catch {
      /* storage is switched off: the file says it all the same */
    }
  }

  /** Under which names this book keeps something. */
  function keptNames() {
    try {
      return Object.keys(localStorage).filter((name) => name === KEY || name.startsWith(ANSWER));
    } catch {
      return []; // storage is switched off
    }
  }

  /** All that is kept, with what was typed, as the text of a file. */
  function exported(name = whose()) {
    const answers = {};
    for (const name of keptNames().filter((name) => name.startsWith(ANSWER))) {
      try {
        answers[name.slice(ANSWER.length)] = JSON.parse(localStorage.getItem(name));
      } catch {
        /* no answer of this book */
      }
    }
    return JSON.stringify({ book: BOOK, saved: today(), name, ...load(), answers }, null, 1);
  }

  /** What a file holds, or a sentence that says what is wrong with it. */
  function parsed(text) {
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      return { refusal: "This is not a file of this page: it is no JSON. Choose one that “Save as a file” made." };
    }
    if (file?.book !== BOOK || !valid(file))
      return { refusal: "This file has no progress of this book. Choose one that “Save as a file” made." };
    return { file };
  }

  /** Joins a file with what is kept here. Returns how many exercises it had, or a sentence that says what is wrong. */
  function imported(text) {
    const { refusal, file } = parsed(text);
    if (refusal) return { refusal };
    const kept = load();
    for (const [slug, theirs] of Object.entries(file.exercises)) {
      const ours = kept.exercises[slug] ?? { tries: 0, right: [], mistakes: {} };
      const mistakes = { ...ours.mistakes };
      for (const [words, times] of Object.entries(theirs.mistakes))
        mistakes[words] = Math.max(times, mistakes[words] ?? 0);
      const right = [...new Set([...ours.right, ...theirs.right])].sort();
      const tries = Math.max(ours.tries, theirs.tries);
      const hints = Math.max(ours.hints ?? 0, theirs.hints ?? 0);
      kept.exercises[slug] = { page: theirs.page, tries, right, mistakes, ...(hints ? { hints } : {}) };
    }
    for (const [page, total] of Object.entries(isObject(file.totals) ? file.totals : {}))
      if (isCount(total)) kept.totals[page] ??= total;
    const there = keptNames();
    try {
      for (const [salt, answer] of Object.entries(isObject(file.answers) ? file.answers : {}))
        if (isObject(answer) && !there.includes(ANSWER + salt))
          localStorage.setItem(ANSWER + salt, JSON.stringify(answer));
    } catch {
      return { refusal: "This browser keeps nothing for this page: its storage is switched off or full." };
    }
    keep(kept);
    return { exercises: Object.keys(file.exercises).length };
  }

  /** Forgets all of it, and all answers. */
  function forget() {
    for (const name of keptNames()) localStorage.removeItem(name);
    dispatchEvent(new Event("progress"));
  }

  // Not `progress`: that is already the bar on top, by its id.
  globalThis.exercisesDone = {
    record,
    whose,
    callMe,
    hint,
    count,
    stateOf,
    pageAt,
    doneOf,
    due,
    exported,
    parsed,
    imported,
    forget,
    load,
    today,
  };
}

// --- beside the chapters ---
{
  const progress = globalThis.exercisesDone;
  /** After each chapter in the lists: how many of its exercises are done. */
  function show() {
    const kept = progress.load();
    for (const link of document.querySelectorAll(".chapters li a, .entries a")) {
      const found = progress.doneOf(progress.pageAt(link.href), kept);
      const place = link.querySelector("small") ?? link;
      place.querySelector(".done-of")?.remove();
      if (!found) continue;
      const mark = Object.assign(document.createElement("span"), { className: "done-of" });
      place.append(mark);
      const words = `${found.done} of ${found.total} exercises done`;
      mark.textContent = place === link ? `${found.done}/${found.total}` : ` · ${words}`;
      if (place !== link) continue;
      mark.setAttribute("role", "img");
      mark.setAttribute("aria-label", words);
    }
    const due = progress.due(kept).length;
    for (const place of document.querySelectorAll(".due-today")) {
      place.hidden = !due;
      place.querySelector("a").textContent =
        due === 1 ? "One exercise comes back today" : `${due} exercises come back today`;
    }
  }

  addEventListener("progress", show);
  addEventListener("storage", show); // another tab
  show();
}
