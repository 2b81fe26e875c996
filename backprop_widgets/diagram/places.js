/* The places of the numbers in the diagram: what stands in each, and how it looks during a step. */

import { element, setClass, setClasses } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";

/** The places of a diagram, by the label of what stands there.

    `room`: how many characters the longest number of each sort has, or more. */
export function numberPlaces() {
  const places = new Map();
  const room = { weight: 5, bias: 5, input: 5 };

  /** A new place, empty; kind: its class. Only numbers of a sort are allowed for when the diagram is laid out. */
  function make(name, role, kind, sort = "") {
    const place = element("span", { class: kind });
    places.set(name, { place, kind, sort, number: quantity(name, role), value: undefined, text: "" });
    return place;
  }

  /** Puts a number into its place, without a value none; true if it is longer than there was room for. */
  function write(name, value, text, role) {
    const one = places.get(name);
    if (one.value === value && one.text === text && one.role === role) return false; // most numbers stay as they are
    Object.assign(one, { value, text, role });
    const { place, number, sort } = one;
    if (role !== undefined) number.node.className = role;
    if (value === undefined) number.node.remove();
    else {
      number.show(value, text);
      if (number.node.parentNode !== place) place.append(number.node);
    }
    if (!(text.length > room[sort])) return false;
    room[sort] = text.length;
    return true;
  }

  /** now (filled), done (tinted), uses (ringed): labels. */
  function mark(now, done, uses) {
    for (const [name, { place, number, kind }] of places) {
      setClasses(place, `${kind}${stateOf(name, now, done)}`);
      setClass(number.node, "ring", uses.includes(name));
    }
  }

  const isFilled = (name) => Boolean(places.get(name)?.number.node.parentNode);
  return { room, make, write, mark, isFilled };
}

/** What a class is followed by where something happens. */
export const stateOf = (name, now, done) => (now.includes(name) ? " now" : done.includes(name) ? " done" : "");
