/* A button for the next hint, and below it those that were given. */

import { hintsFor } from "./solved.js";
import { button, element, paragraphs, typeset, within } from "./written.js";

const WORDS = ["Give me a nudge", "Show this line", "Show the whole calculation"];

/** @param {HTMLFormElement} form
    @param {() => Promise<any>} questionNow
    @param {HTMLInputElement[]} fields
    @param {() => void} note that one was given */
export function hinting(form, questionNow, fields, note) {
  const more = button(WORDS[0], "hint");
  const given = element("div");
  given.className = "hints";
  given.setAttribute("role", "status");
  let first = ""; // the first hint names the value that all of them are about
  let count = 0;
  within(form, "button[type=reset]").after(" ", more);
  within(form, ".verdict").after(given);

  function forget() {
    count = 0;
    given.replaceChildren();
    more.textContent = WORDS[0];
    more.hidden = false;
  }

  more.addEventListener("click", async () => {
    const question = await questionNow();
    const texts = fields.map((field) => field.value);
    const hints = hintsFor(question, texts).slice(0, question.hints ?? WORDS.length);
    if (!hints.length) return;
    if (hints[0].join() !== first) count = 0;
    first = hints[0].join();
    count = Math.min(count + 1, hints.length);
    given.replaceChildren(...paragraphs(hints.slice(0, count).flat()));
    typeset(given);
    note();
    more.textContent = WORDS[count] ?? "";
    more.hidden = count === hints.length;
  });
  form.addEventListener("input", forget);
  return forget;
}
