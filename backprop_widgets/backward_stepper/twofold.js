/* A right value, and with it what a mistake makes of it where that differs. */

import { element, unlessSame } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";
import { differs, mistakenText } from "./values.js";

export function twofold(name, role, wrongName = `wrong ${name}`) {
  const [right, wrong] = [quantity(name, role), quantity(wrongName, "wrong")];
  const node = element("span", { class: "twofold" });
  const place = (part, wanted) => (wanted ? part.parentNode || node.append(part) : part.remove());
  /** show(): empty. */
  const show = unlessSame((value, mistaken, text) => {
    const known = value !== undefined;
    const off = known && differs(value, mistaken);
    if (known) right.show(value, text(value));
    if (off) wrong.show(mistaken ?? NaN, mistakenText(mistaken, text));
    place(right.node, known);
    place(wrong.node, off);
  });
  return { node, show };
}
