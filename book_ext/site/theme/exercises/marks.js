/* A sign behind each value: whether it is right, off, or follows from others that are off. */

import { element } from "./written.js";

/** @type {Record<string, [string, string]>} */
const SIGNS = {
  right: ["✓", "right"],
  off: ["✗", "off"],
  follows: ["(✓)", "follows from your own values"],
  rounded: ["≈", "right, but rounded too much"],
};

/** The parts of the form that belong to each value asked for.
    @param {HTMLFormElement} form
    @returns {HTMLElement[]} */
export const groupsOf = (form) => [...form.querySelectorAll(/** @type {"div"} */ (".fields > div"))];

/** The formula in the label of each value, by its name. */
export function labelsOf(form, question) {
  const formulas = groupsOf(form).map((group) => group.querySelector("mjx-container, .math"));
  return new Map(question.asked?.map(({ name }, k) => [name, formulas[k]]));
}

/** @param {HTMLFormElement} form
    @param {any} question
    @param {Record<string, string>} [marks] */
export function mark(form, question, marks = {}) {
  for (const old of form.querySelectorAll(".value-mark")) old.remove();
  question.asked?.forEach(({ name }, k) => {
    if (!SIGNS[marks[name]]) return;
    const [sign, words] = SIGNS[marks[name]];
    const shown = element("span", sign);
    shown.className = "value-mark";
    shown.setAttribute("role", "img");
    shown.setAttribute("aria-label", words);
    shown.dataset.mark = marks[name];
    groupsOf(form)[k].append(shown);
  });
}
