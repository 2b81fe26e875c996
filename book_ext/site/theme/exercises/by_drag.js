/* Lines put in order by hand: what is dragged above the rule gets its place, below it none. The fields say the same. */

import { element, within } from "./written.js";

const placeOf = (line) => Number(within(line, "input").value) || Infinity;

/** Gives each line of an ordering exercise a handle, as far as the form has such lines.
    @param {HTMLFormElement} form */
export function byDrag(form) {
  const lines = [...form.querySelectorAll("label:has(> input.place)")];
  if (!lines.length) return;
  const box = /** @type {Element} */ (lines[0].parentElement);
  const rule = element(
    "p",
    "Drag the lines above this rule, into their order; below it stays what does not belong there.",
  );
  rule.className = "line-rule";
  rule.setAttribute("aria-hidden", "true"); // as the handles: the fields do the same
  lines[0].before(rule);
  const sorted = () => [...lines].sort((one, other) => placeOf(one) - placeOf(other));

  /** The lines that have a place, the rule, and the others. */
  function arrange() {
    const placed = sorted().filter((line) => placeOf(line) < Infinity);
    box.append(...placed, rule, ...lines.filter((line) => !placed.includes(line)));
  }

  /** Gives each line the place at which it stands. */
  function number() {
    const all = [...box.children];
    const end = all.indexOf(rule);
    for (const line of lines) {
      const field = /** @type {HTMLInputElement} */ (within(line, "input"));
      const at = all
        .slice(0, end)
        .filter((other) => lines.includes(other))
        .indexOf(line);
      field.value = at < 0 ? "" : String(at + 1);
    }
    within(lines[0], "input").dispatchEvent(new Event("input", { bubbles: true }));
  }

  function dragging(line, handle) {
    const isBeside = (other) => other === rule || lines.includes(other);
    const middle = (other) => other.getBoundingClientRect().top + other.getBoundingClientRect().height / 2;
    /** The others make room: a line that moved in the page itself would lose the pointer. */
    function follow({ clientY }) {
      for (let next = line.nextElementSibling; next && clientY > middle(next); next = line.nextElementSibling)
        line.before(next);
      let before = line.previousElementSibling;
      for (; before && isBeside(before) && clientY < middle(before); before = line.previousElementSibling)
        line.after(before);
    }
    handle.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault(); // else the label would go to its field
      arrange();
      handle.setPointerCapture(event.pointerId);
      line.classList.add("line-dragged");
    });
    handle.addEventListener("pointermove", (event) => handle.hasPointerCapture(event.pointerId) && follow(event));
    handle.addEventListener("lostpointercapture", () => {
      line.classList.remove("line-dragged");
      number();
    });
    handle.addEventListener("click", (event) => event.preventDefault());
  }

  for (const line of lines) {
    const handle = element("span", "⠿");
    handle.className = "line-handle";
    handle.title = "Drag this line";
    handle.setAttribute("aria-hidden", "true");
    line.prepend(handle);
    dragging(line, handle);
  }
  form.addEventListener("reset", () => box.append(rule, ...lines));
}
