/* What to do after a right answer. */

import { element, within } from "./written.js";

/** The next exercise of the page that is not done, after this one or from the top.
    @param {HTMLFormElement} form
    @returns {(string | Node)[]} */
export function following(form) {
  const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll(".exercise form.answer")]);
  const at = forms.indexOf(form);
  const next = [...forms.slice(at + 1), ...forms.slice(0, at)].find((other) => other.dataset.state !== "right");
  if (!next) return ["All that this page checks is done."];
  const row = /** @type {HTMLElement} */ (next.closest(".exercise"));
  const [number, words] = within(row, "summary").children;
  const link = /** @type {HTMLAnchorElement} */ (
    element("a", number.lastChild.textContent, " ", ...words.cloneNode(true).childNodes)
  );
  link.href = `#${row.id}`;
  return ["Next: ", link];
}
