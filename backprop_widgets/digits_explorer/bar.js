/* A number over a bar as long as it is large: from the left, or from the middle, to the left below 0. */

import { element } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";

/** words: for those who do not see where it stands. `show(value, full, text)`: full is what has the whole length, and
    text the number as it is written. */
export function bar(name, role, fromMiddle, words = "") {
  const [strip, value] = [element("i"), quantity(name, role)];
  const said = words ? [element("span", { class: "bp-hidden" }, `${words} `)] : [];
  const node = element("span", { class: `amount ${role} ${fromMiddle ? "middle" : ""}` }, ...said, value.node, strip);
  function show(number, full, text) {
    const length = (fromMiddle ? 50 : 100) * Math.min(1, Math.abs(number) / full);
    strip.style.width = `${length.toFixed(1)}%`;
    strip.style.left = fromMiddle ? `${(number < 0 ? 50 - length : 50).toFixed(1)}%` : "0";
    value.show(number, text);
  }
  return { node, show };
}
