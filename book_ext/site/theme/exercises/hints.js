/* A button for the next hint, and below it those that were given. */

import { judged } from "./judged.js";
import { nudgesFor } from "./nudges.js";
import { hintsFor } from "./solved.js";
import { typeset } from "./typesetter.js";
import { button, element, paragraphs, within } from "./written.js";

const NUDGE = "Give me a nudge";
const OF_CALCULATIONS = [NUDGE, "Show this line", "Show the whole calculation"];
const OF_OTHERS = [NUDGE, "Give me another", "Show the answer"];

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
    // What cannot be read counts as not typed; the page says so, unless it has said so before.
    const { lines, faulty } = judged(question, fields);
    const texts = fields.map((field, at) => (at < (faulty ?? fields.length) ? field.value : ""));
    const all = calculation ? hintsFor(question, texts) : nudgesFor(question, fields, texts);
    const hints = all.slice(0, question.hints);
    if (!hints.length) {
      given.replaceChildren(...paragraphs(["Nothing is left to do here."]));
      return;
    }
    if (hints[0].join() !== first) count = 0;
    first = hints[0].join();
    count = Math.min(count + 1, hints.length);
    const typed = faulty !== undefined && fields[faulty].value.trim();
    const unread = typed && !form.querySelector("[aria-invalid=true]") ? [lines[0]] : [];
    given.replaceChildren(...paragraphs([...unread, ...hints.slice(0, count).flat()]));
    typeset(given);
    note();
    const last = count >= hints.length - 1;
    more.textContent = calculation ? OF_CALCULATIONS[count] : OF_OTHERS[last ? 2 : 1];
    more.hidden = count === hints.length;
  });
  form.addEventListener("input", forget);
  return forget;
}
