/* The picture that goes through the network, to be drawn on: by hand, or with arrow keys and space. */

import { element, newId, on, put, setClass } from "../kit/dom.js";
import { between, upTo } from "../kit/numbers.js";
import { stroke } from "./brush.js";
import { PIXELS, SIDE } from "./pictures.js";

const WAYS = new Map([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
]);
const HELP = "arrow keys move, Space draws a dot, Shift and an arrow key draw a line";

/** `act(picture)` is asked for another picture; `show(picture, words)`. */
export function sketch(act) {
  const cells = upTo(PIXELS).map(() => element("div", { role: "gridcell", id: newId() }, element("i")));
  const rows = upTo(SIDE).map((row) => element("div", { role: "row" }, ...cells.slice(SIDE * row, SIDE * (row + 1))));
  const node = element("div", { class: "sketch", role: "grid", tabindex: 0 }, ...rows);
  let picture = new Float64Array(PIXELS);
  let [across, down] = [3, 3]; // where the keys are
  let last = [0, 0]; // where the hand was
  const middle = () => [across + 0.5, down + 0.5];

  function mark() {
    for (const [n, cell] of cells.entries()) setClass(cell, "here", n === SIDE * down + across);
    put(node, { "aria-activedescendant": cells[SIDE * down + across].id });
  }
  on(node, "keydown", (event) => {
    const way = WAYS.get(event.key);
    if ((!way && event.key !== " ") || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // else the training would make a step
    const from = middle();
    if (way) [across, down] = [across + way[0], down + way[1]].map((at) => between(at, 0, SIDE - 1));
    mark();
    if (!way || event.shiftKey) act(stroke(picture, from, middle()));
  });

  function pointOf(event) {
    const { left, top, width, height } = node.getBoundingClientRect();
    return [(SIDE * (event.clientX - left)) / width, (SIDE * (event.clientY - top)) / height];
  }
  on(node, "pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    node.focus({ preventScroll: true });
    node.setPointerCapture(event.pointerId);
    last = pointOf(event);
    act(stroke(picture, last, last));
  });
  on(node, "pointermove", (event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    const now = pointOf(event);
    act(stroke(picture, last, now));
    last = now;
  });

  function show(now, words) {
    picture = now;
    put(node, { "aria-label": `${words}, 8 by 8 pixels: ${HELP}` });
    for (const [n, cell] of cells.entries()) {
      const place = `row ${Math.floor(n / SIDE) + 1}, column ${(n % SIDE) + 1}`;
      put(cell, { "aria-label": `${place}: ${16 * now[n]} of 16` });
      put(/** @type {Element} */ (cell.firstChild), { style: `opacity: ${now[n]}` });
    }
  }
  mark();
  return { node, show };
}
