/* A frame in numbers, as on paper: the terms of a net input, or an activation's formula with the net input in it. */

import { element, put, setText } from "../kit/dom.js";
import { figure, upTo } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { formulaCell, numberCell, table, tableRow } from "../kit/table.js";
import { FORMULAS } from "./generated.js";

/** What is shown: a frame, all values and names by label, and how numbers are written.
    @typedef {{ frame: import("./frames.js").Frame, values: Map<string, number>, names: Record<string, string>,
      text: (value: any) => string }} Shown */

/** The sum, or the formula, of frames of one shape: a row for each term, or for each net input, and the total. The rows
    stay, what is in them changes with the frame. */
export function sumOf(frame, activation) {
  const rows = frame.kind === "z" ? rowsOfNetInput(frame) : rowsOfOutput(frame, activation);
  const node = table(
    "This step in numbers",
    rows.map((row) => row.node),
  );
  /** @param {Shown} now */
  function show(now) {
    for (const row of rows) row.show(now);
  }
  return { node, show };
}

const rowsOfNetInput = ({ uses }) => [
  ...upTo((uses.length - 1) / 2).map(termRow),
  valueRow("+ ", "parameter", ({ uses }) => uses.at(-1)),
  totalRow(),
];

function rowsOfOutput({ uses }, activation) {
  const formula = formulaOf(uses.length, activation);
  const total = totalRow(formula.node);
  const show = (now) => {
    formula.show(now);
    total.show(now);
  };
  return [...uses.map((_, k) => valueRow("", "forward", ({ uses }) => uses[k])), { node: total.node, show }];
}

/** Weight times input. */
function termRow(k) {
  const [weight, input, number] = [printed("parameter"), printed("forward"), quantity("")];
  const [w, x] = [element("span", { class: "parameter" }), element("span", { class: "forward" })];
  const title = [k ? "+ " : "", weight.node, " · ", input.node];
  /** @param {Shown} now */
  function show({ frame: { uses }, values, names, text }) {
    const [from, to] = [uses[2 * k], uses[2 * k + 1]];
    const [factor, times] = /** @type {number[]} */ ([values.get(from), values.get(to)]);
    weight.show(names[from]);
    input.show(names[to]);
    setText(w, text(factor));
    setText(x, times < 0 ? `(${text(times)})` : text(times));
    number.rename(`${from}*${to}`, "");
    number.show(factor * times, text(factor * times));
  }
  return { node: tableRow(title, [formulaCell(w, " × ", x), numberCell(number.node)]), show };
}

/** One number of the pass behind its name, which `nameOf` finds in the frame. */
function valueRow(sign, role, nameOf, kind = "", ...formula) {
  const [title, number] = [printed(role), quantity("")];
  /** @param {Shown} now */
  function show({ frame, values, names, text }) {
    const name = nameOf(frame);
    title.show(names[name]);
    number.rename(name, role);
    number.show(values.get(name), text(values.get(name)));
  }
  return { node: tableRow([sign, title.node], [formulaCell(...formula), numberCell(number.node)], kind), show };
}

const totalRow = (...formula) => valueRow("= ", "forward", ({ label }) => label, "total", ...formula);

/** A name as it is printed: net h1 with h1 as an index, in the colour of what it is. */
function printed(role) {
  const [letter, index] = [new Text(), element("sub")];
  const node = element("span", { class: role }, letter, index);
  function show(name) {
    const [, kind, of] = name.match(/^(net|out|b)(?: of)? (.*)$/) ?? [null, name, ""];
    if (letter.data !== kind) letter.data = kind;
    setText(index, of);
  }
  return { node, show };
}

/** The activation's formula, in which `show` puts the net inputs of a frame. */
function formulaOf(nets, activation) {
  const node = element("span");
  const soft = activation === "softmax";
  const shown = nets > 3 ? [0, nets - 1] : upTo(nets);
  node.innerHTML = `<math>${soft ? share(shown.length, nets) : FORMULAS[activation]}</math>`;
  const places = [...node.querySelectorAll("mi")].filter((place) => place.textContent === "z");
  for (const place of places) put(place, { class: "forward", mathvariant: "normal" });
  /** @param {Shown} now */
  function show({ frame: { uses, j }, values }) {
    places.forEach((place, k) => {
      const value = /** @type {number} */ (values.get(uses[soft ? [j, ...shown][k] : 0]));
      const minus = place.previousElementSibling?.textContent === "−"; // two signs in a row need a bracket
      setText(place, value < 0 && minus ? `(${figure(value)})` : figure(value));
    });
  }
  return { node, show };
}

/** Softmax as a fraction, with dots where not all units are shown. */
function share(shown, units) {
  const power = FORMULAS.softmax;
  const between = shown < units ? "<mo>+</mo><mo>⋯</mo><mo>+</mo>" : "<mo>+</mo>";
  return `<mfrac>${power}<mrow>${upTo(shown)
    .map(() => power)
    .join(between)}</mrow></mfrac>`;
}
