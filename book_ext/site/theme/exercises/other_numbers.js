/* Other numbers for an exercise: a button, which numbers these are, and the words of the page that change with them. */

import { groupsOf } from "./marks.js";
import { setOf, SETS, wanted } from "./numbers.js";
import { givenWords, solved } from "./solved.js";
import { typeset } from "./typesetter.js";
import { counted } from "./verdicts.js";
import { button, element, paragraphs, within, written } from "./written.js";

/** @param {HTMLFormElement} form
    @param {(set: number) => Promise<void>} show */
export function offerNumbers(form, show) {
  const more = button("New numbers", "new-numbers");
  const place = element("span");
  place.className = "which-numbers";
  within(form, "button[type=reset]").after(" ", more, " ", place);
  let set = 0;

  async function go(other) {
    try {
      await show(other);
    } catch (problem) {
      place.textContent = `These numbers are not there: ${/** @type {Error} */ (problem).message}.`;
      return;
    }
    set = other;
    const address = new URL(location.href);
    address.search = `?numbers=${set}`;
    address.hash = /** @type {Element} */ (form.closest(".exercise")).id;
    const link = /** @type {HTMLAnchorElement} */ (element("a", `numbers ${set}`));
    link.href = address.href;
    link.title = "Link to this exercise with these numbers";
    place.replaceChildren(...(set ? [link] : []));
  }

  more.addEventListener("click", () => go((set % SETS) + 1));
  form.addEventListener("numbers", (event) => {
    const { detail } = /** @type {CustomEvent<number>} */ (event);
    if (detail !== set) go(detail);
  });
  const first = setOf(wanted());
  if (first) go(first);
}

/** What is given, how many decimals are asked for, and the calculation in the solution, for the numbers of a question.
    @param {HTMLFormElement} form
    @param {any} question */
export function setWords(form, question) {
  const row = /** @type {Element} */ (form.closest(".exercise"));
  const given = within(row, ".question > p");
  given.replaceChildren(...written(givenWords(question)));
  typeset(given);
  question.asked.forEach(({ said, decimals }, k) => {
    const label = within(groupsOf(form)[k], "label, span");
    if (!said) label.lastChild.textContent = ` (${decimals ? counted(decimals) : "a whole number"}) =`;
  });
  const place = row.querySelector(".solution .solved");
  if (!place) return;
  place.replaceChildren(...paragraphs(["With the numbers above:", ...solved(question)]));
  typeset(place);
}
