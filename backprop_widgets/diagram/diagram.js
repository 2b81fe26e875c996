/* A network as cells over one drawing of its edges: inputs are circles, a unit is a cell `net | out`, weights stand on
   their edges, biases above their units, and at the end there may be a box with targets and error.

     const picture = diagram({ sizes, activations, names, gradients, error, pick })
     picture.node                    the element, to be put on the page
     picture.fit()                   lays it out for the width there is; true if anything moved
     picture.activate(activations)   other activations, one for each layer
     picture.write(label, value)     puts a number into its place; without a value the place is emptied
     picture.write(label, value, text, role)   with other words, or in another colour
     picture.mark({ now, done, uses, path, passed, passing, picked, crossed, back })

   gradients: a second row in each unit (delta under net, dJ/da under out) and in each tag (dJ/dw, dJ/db).
   error: the box at the end, with y_1, E_1, ..., J, dJ/dJ. pick(label) is called for a click on a weight, a bias or an
   input. Call mark after writing: it also finds places for the tags, and lays the picture out if nobody has yet.

   mark: now (filled), done (tinted) and uses (ringed) are numbers; path (dotted), passed, passing (with an arrowhead)
   are edges, named by their weight or bias, and by E_1, ... from an output to the error; picked is the weight, bias or
   input that a control has; crossed are weights and biases that get a cross. back: edges carry gradients from right
   to left; as the diagram has gradients, if not given.

   Labels are those of labels.js: x_1, w^1_21, b^1_1, z^1_1, a^1_1, y_1, E_1, J, dJ/da^1_1, delta^1_1, dJ/dw^1_21.
   Where a layer has too many weights for their tags, only tags of those in use (uses, now, passing, picked) show. */

import { element, on, put, setClass, shape } from "../kit/dom.js";
import { figure, withMinus } from "../kit/numbers.js";
import { CAP, layout, TALL } from "./layout.js";
import { drawCurves, markParts, partsOf } from "./parts.js";
import { move, standingTags, standParts } from "./standing.js";

/** A number for a small cell: four figures, or fewer where that is longer than eight characters. */
export function brief(value) {
  const text = figure(value);
  if (text.includes("×")) {
    const rounded = figure(+value.toPrecision(2)); // 0.0009954 becomes 0.001
    return rounded.includes("×") ? rounded.replace(/(\.\d)\d+/, "$1") : rounded;
  }
  return text.length > 8 ? withMinus(value.toPrecision(3)) : text;
}

export function diagram({ sizes, activations, names, gradients = false, error = false, pick }) {
  const drawing = shape("svg", { "aria-hidden": "true" });
  const inside = element("div", { class: "net-inside" }, drawing);
  const node = element("div", { class: "bp-net", role: "group", "aria-label": "The network" }, inside);
  const parts = partsOf({ sizes, names, gradients, error, pick }, inside, drawing);
  const { places } = parts;
  const standing = standingTags(parts, sizes.length - 1, gradients);
  const digitOf = ruler(inside);
  /** @type {import("./layout.js").Plan | null} */
  let plan = null;
  let width = 0;
  let stale = false; // a number has come that is longer than there was room for

  function fit() {
    const available = Math.floor(node.clientWidth);
    if (!available || (available === width && !stale)) return false;
    width = available;
    lay();
    return true;
  }

  function lay() {
    stale = false;
    const measures = measuresOf(parts, digitOf(), gradients, error);
    plan = layout(sizes, width, measures);
    const { width: whole, height } = plan;
    move(inside, { width: whole, height });
    put(drawing, { width: whole, height });
    setClass(inside, "upright", plan.upright);
    setClass(inside, "narrow", plan.narrow);
    setClass(node, "scrolls", whole > width);
    if (whole > width) node.tabIndex = 0;
    else node.removeAttribute("tabindex"); // the keyboard needs it only to scroll
    standParts(parts, plan);
    standing.lay(plan);
  }

  function write(name, value, text = value === undefined ? "" : brief(value), role = undefined) {
    if (places.write(name, value, text, role)) stale = true;
  }

  /** @param {{ now?: string[], done?: string[], uses?: string[], picked?: string, crossed?: string[], back?: boolean,
        path?: string[], passed?: string[], passing?: string[] }} marks */
  function mark({ now = [], done = [], uses = [], picked = "", crossed = [], back = gradients, ...edges }) {
    if (!plan) fit();
    else if (stale) lay();
    const { path = [], passed = [], passing = [] } = edges;
    markParts(parts, { now, done, uses, picked, crossed, back, path, passed, passing });
    if (!plan) return;
    const found = done.filter((name) => name.startsWith("dJ/"));
    standing.settle(new Set([...uses, ...now, ...found, ...passing, picked]));
    if (plan.width > width && now.length) reveal(now[0]);
  }

  /** Scrolls to where something happens. */
  function reveal(name) {
    const [, level, j] = name.match(/\^(\d+)_(\d+)/) ?? [];
    const unit = level && plan?.units[level]?.[j - 1];
    if (unit) node.scrollLeft = unit.x + unit.w / 2 - width / 2;
  }

  on(node, "keydown", (event) => {
    if (event.target === node && event.key.startsWith("Arrow")) event.stopPropagation(); // these scroll
  });
  const activate = (list) => drawCurves(parts.badges, list);
  activate(activations);
  return { node, fit, activate, write, mark };
}

/** How wide a digit is in there, in px. */
function ruler(inside) {
  const probe = element("span", { class: "net-probe", "aria-hidden": "true" }, "0".repeat(20));
  return () => {
    inside.append(probe);
    const digit = probe.offsetWidth / 20;
    probe.remove();
    return digit;
  };
}

/** What a plan depends on; the tags get their sizes. */
function measuresOf({ places: { room }, tags }, digit, gradients, error) {
  for (const tag of tags.values()) {
    const number = Math.max(room[tag.level ? "weight" : "bias"], gradients ? 7 : 0);
    tag.width = (tag.shown.length + 1 + number) * digit * 0.96 + 7;
    tag.height = gradients ? TALL : CAP;
  }
  return {
    least: Math.ceil(digit * 8), // half a unit: room for −0.01234
    input: room.input > 5 ? 62 : 46,
    tag: Math.max(...[...tags.values()].map(({ width }) => width)),
    gradients,
    error,
  };
}
