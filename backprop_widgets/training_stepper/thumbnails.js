/* The data sets as small pictures, of which one is chosen. */

import { element, newId, on, setText, shape } from "../kit/dom.js";
import { dots, part } from "../kit/plot.js";
import { exampleAt, placeIn, SIDE, viewOf } from "./geometry.js";

/** Some fifty examples of a data set. */
function thumbnail({ x, y }) {
  const place = placeIn(viewOf(x));
  const every = Math.ceil(y[0].length / 60);
  const isShown = (n, one) => n % every === 0 && y[0][n] > 0.5 === one;
  const those = (one) => y[0].flatMap((_, n) => (isShown(n, one) ? [place(exampleAt(x, n))] : []));
  const kinds = ["ones", "zeros"].map((kind, k) => part("path", kind, { d: dots(those(k === 0)) }));
  const few = y[0].length < 10 ? "few" : "";
  return shape("svg", { class: few, viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" }, ...kinds);
}

/** `act(name)` is asked for another data set; `show(name)`. */
export function thumbnails(sets, act) {
  const [group, id] = [newId(), newId()];
  const inputs = Object.keys(sets).map((name) => {
    const input = element("input", { type: "radio", name: group, value: name, "aria-label": name });
    on(input, "input", () => act(name));
    return input;
  });
  const pictures = inputs.map((input) =>
    element("label", { class: "thumbnail", title: input.value }, input, thumbnail(sets[input.value])),
  );
  const chosen = element("span");
  const row = element("div", { class: "thumbnails", role: "radiogroup", "aria-labelledby": id }, ...pictures);
  const node = element("div", { class: "field data" }, element("span", { id }, "Data"), chosen, row);
  function show(name) {
    setText(chosen, name);
    for (const input of inputs) input.checked = input.value === name;
  }
  return { node, show };
}
