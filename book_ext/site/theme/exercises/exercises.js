/* Answers to exercises, checked in the page. Of a choice, a formula or a gradient it holds fingerprints of what is
   right and of what each mistake gives, and never the values; of a calculation its lines, locked up. */

import { bringToLife } from "./form.js";
import { keepWanted, SETS, setOf, wanted } from "./numbers.js";
import { within } from "./written.js";

// "?again" in the address asks for the exercise that it leads to anew; whoever reloads the page finds the last answer.
const address = new URLSearchParams(location.search);
const again = address.has("again");
const progress = /** @type {any} */ (globalThis).exercisesDone;

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form.answer"))) {
  const row = form.closest(".exercise");
  bringToLife(form, again && row !== null && location.hash === `#${row.id}`);
}
if (again) {
  address.delete("again");
  history.replaceState(null, "", `${location.pathname}${address.size ? `?${address}` : ""}${location.hash}`);
}
progress?.count(progress.pageAt(location.href), document.querySelectorAll(".exercise form.answer").length);

// The keyboard of iOS for decimals has no minus sign: there the letters stay.
if (/iP(hone|ad|od)|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints)
  for (const field of document.querySelectorAll("form.answer input")) field.setAttribute("inputmode", "text");

function whichSet(set, text) {
  const student = /^\d+$/.test(text.trim()) ? Number(text) : JSON.stringify(text.trim());
  const same = `Numbers ${set} of ${SETS}, as with student = ${student} in the notebook.`;
  return `${same} Exercises without numbers are the same for everybody on these pages.`;
}

const whose = /** @type {HTMLFormElement | null} */ (document.querySelector("form.numbers-for"));
if (whose) {
  const field = within(whose, "input");
  const said = within(whose, "[role=status]");
  const say = (text, empty = "") => {
    const set = setOf(text);
    if (set === undefined)
      said.textContent = `There are ${SETS} sets of numbers: type a number up to ${SETS}, or a name.`;
    else said.textContent = set ? whichSet(set, text) : empty;
    return set;
  };
  field.value = wanted();
  say(field.value);
  whose.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    const set = say(text, "These are the numbers of the book.");
    if (set === undefined) return;
    keepWanted(text);
    for (const form of document.querySelectorAll(".exercise form.answer"))
      form.dispatchEvent(new CustomEvent("numbers", { detail: set }));
  });
}
