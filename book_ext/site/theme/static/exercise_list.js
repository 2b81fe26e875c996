// The page of all exercises: how far a reader is with each, which come back today, a mixed set, and progress as a file.
"use strict";
{
  const progress = globalThis.exercisesDone;
  const RINGS = {
    right: ["●", "done"],
    due: ["↻", "done, and time to do it again"],
    tried: ["◐", "tried, not right yet"],
    "": ["○", "not tried yet"],
  };
  const rows = [...document.querySelectorAll("[data-exercise]")];
  const box = document.querySelector(".own-progress");
  const part = (name) => box.querySelector(`.${name}`);

  /** A link to an exercise that opens it with an empty form. */
  function again(row) {
    const link = row.querySelector("a").cloneNode(true);
    const [page, place] = link.getAttribute("href").split("#");
    link.href = `${page}?again#${place}`;
    const item = document.createElement("li");
    item.append(link, " ", row.querySelector(".effort").cloneNode(true));
    return item;
  }

  function show() {
    const kept = progress.load();
    const states = new Map(rows.map((row) => [row, progress.stateOf(row.dataset.exercise, kept)]));
    for (const [row, state] of states) {
      const [sign, words] = RINGS[state];
      row.querySelector(".ring").textContent = sign;
      row.querySelector(".ring").setAttribute("aria-label", words);
    }
    for (const mark of document.querySelectorAll("h3 .done-of")) {
      const here = rows.filter((row) => row.dataset.page === mark.dataset.page);
      const done = here.filter((row) => ["right", "due"].includes(states.get(row))).length;
      mark.textContent = `${done} of ${here.length} done`;
    }
    const done = rows.filter((row) => ["right", "due"].includes(states.get(row))).length;
    const tried = rows.filter((row) => states.get(row) === "tried").length;
    part("done").textContent = `${done} of ${rows.length} done${tried ? `, ${tried} tried and not right yet` : ""}.`;
    const due = rows.filter((row) => states.get(row) === "due");
    part("come-back").hidden = !due.length;
    part("come-back")
      .querySelector("ol")
      .replaceChildren(...due.map(again));
  }

  const shuffled = (all) =>
    all
      .map((one) => [Math.random(), one])
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one);

  /** Five exercises, of different chapters if possible: first what comes back, then what is open in begun chapters. */
  function mix() {
    const kept = progress.load();
    const begun = new Set(Object.values(kept.exercises).map(({ page }) => page));
    const rank = (row) => {
      const state = progress.stateOf(row.dataset.exercise, kept);
      return { due: 0, tried: 1, "": begun.has(row.dataset.page) ? 2 : 4, right: 3 }[state];
    };
    const inOrder = shuffled(rows).sort((one, other) => rank(one) - rank(other));
    const chosen = [];
    while (chosen.length < 5 && inOrder.length) {
      const pages = chosen.map((row) => row.dataset.page);
      const next = inOrder.findIndex((row) => !pages.includes(row.dataset.page) && rank(row) < 4);
      chosen.push(...inOrder.splice(Math.max(0, next), 1));
    }
    part("mixed").hidden = false;
    part("mixed")
      .querySelector("ol")
      .replaceChildren(...chosen.map(again));
  }

  const say = (words) => {
    part("said").textContent = words;
  };

  function save() {
    const link = document.createElement("a");
    const name = part("own-name").value.trim();
    link.href = URL.createObjectURL(new Blob([progress.exported(name)], { type: "application/json" }));
    const inFile = name.replace(/[^\p{L}\p{N}]+/gu, "-");
    link.download = `backpropagation-${inFile ? `${inFile}-` : ""}${progress.today()}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    say(`Saved as ${link.download}.${name ? "" : " It has no name in it: a teacher will not know whose it is."}`);
  }

  async function read() {
    const [file] = part("file").files;
    if (!file) return;
    const { refusal, exercises } = progress.imported(await file.text());
    say(refusal ?? `Joined with ${exercises === 1 ? "one exercise" : `${exercises} exercises`} from ${file.name}.`);
    part("file").value = "";
  }

  part("own-name").value = progress.whose();
  part("own-name").addEventListener("change", () => progress.callMe(part("own-name").value));
  part("mix").addEventListener("click", mix);
  part("save").addEventListener("click", save);
  part("read").addEventListener("click", () => part("file").click());
  part("file").addEventListener("change", read);
  part("forget").addEventListener("click", () => {
    if (!confirm("Forget which exercises you have done, and all answers?")) return;
    progress.forget();
    say("Forgotten.");
  });
  addEventListener("progress", show);
  addEventListener("storage", show); // another tab
  show();
}
