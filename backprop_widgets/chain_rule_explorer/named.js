/* Numbers under their names: each is made where it stands, and all are shown at once. */

import { quantity } from "../kit/quantity.js";

export function namedNumbers() {
  const all = new Map();
  /** A new number, for the page. */
  function add(name, role = "forward") {
    all.set(name, quantity(name, role));
    return all.get(name).node;
  }
  function show(values, text) {
    for (const [name, number] of all) number.show(values[name], text(values[name]));
  }
  return { add, show };
}
