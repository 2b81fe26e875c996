/* A button for the next hint, and below it those that were given. */

import { judged } from "./judged.js";
import { nudgesFor } from "./nudges.js";
import { hintsFor } from "./solved.js";
import { button, element, paragraphs, typeset, within } from "./written.js";

const NUDGE = "Give me a nudge";
const OF_CALCULATIONS = [NUDGE, "Show this line", "Show the whole calculation"];
const OF_OTHERS = [NUDGE, "Give me another", "Show the answer"];

/** Why there is no hint: what was typed cannot be read, or nothing is left to do. */
function whyNone(question, fields) {
  const { lines, faulty } = judged(question, fields);
  return faulty === undefined ? "Nothing is left to do here." : lines[0];
}

/** @param {HTMLFormElement} form
    @param {() => Promise<any>} questionNow
    @param {HTMLInputElement[]} fields
    @param {boolean} calculation whether there are lines to show
    @param {() => void} note that one was given */
export function hinting(form, questionNow, fields, calculation, note) {
  const more = button(NUDGE, "hint");
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
    more.textContent = NUDGE;
    more.hidden = false;
  }

  more.addEventListener("click", async () => {
    const question = await questionNow();
    const texts = fields.map((field) => field.value);
    const all = calculation ? hintsFor(question, texts) : nudgesFor(question, fields);
    const hints = all.slice(0, question.hints);
    if (!hints.length) {
      given.replaceChildren(...paragraphs([whyNone(question, fields)]));
      return;
    }
    if (hints[0].join() !== first) count = 0;
    first = hints[0].join();
    count = Math.min(count + 1, hints.length);
    given.replaceChildren(...paragraphs(hints.slice(0, count).flat()));
    typeset(given);
    note();
    const last = count >= hints.length - 1;
    more.textContent = calculation ? OF_CALCULATIONS[count] : OF_OTHERS[last ? 2 : 1];
    more.hidden = count === hints.length;
  });
  form.addEventListener("input", forget);
  return forget;
}
