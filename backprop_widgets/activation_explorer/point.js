/* φ and φ′ as formulas with their values at z, and what the slope means there. */

import { element, setText } from "../kit/dom.js";
import { figure, short } from "../kit/numbers.js";
import { quantity } from "../kit/quantity.js";
import { formulaCell, numberCell, table, tableRow } from "../kit/table.js";

const PRIME = '<mi>φ</mi><mo lspace="0" rspace="0">′</mo>';
const equation = (name, right) => `<math><mrow>${name}<mo>(</mo><mi>z</mi><mo>)</mo></mrow><mo>=</mo>${right}</math>`;

export function point() {
  const [a, slope] = [quantity("a", "forward"), quantity("slope", "forward")];
  const [f, derivative] = [formulaCell(), formulaCell()];
  const node = table("The activation at z", [
    tableRow("output", [f, numberCell(a.node)]),
    tableRow("slope", [derivative, numberCell(slope.node)]),
  ]);
  const [meaning, known] = [element("span"), element("span")];
  const note = element("p", { class: "note" }, meaning, known);

  function describe({ at, formulas, kinks, steepest, own }) {
    f.innerHTML = equation("<mi>φ</mi>", formulas[0]);
    derivative.innerHTML = equation(PRIME, formulas[1]);
    const bound = steepest === undefined ? "" : ` No slope of this curve is above ${short(steepest)}.`;
    const source = own ? "" : ", as in the library";
    const corner = (z) => ` At the kink z = ${short(z)} the slope is taken to be ${short(at(z)[1])}${source}.`;
    setText(known, bound + kinks.map(corner).join(""));
  }

  function show({ at }, z, text) {
    const [value, steepness] = at(z);
    a.show(value, text(value));
    slope.show(steepness, text(steepness));
    setText(
      meaning,
      Number.isFinite(value) && Number.isFinite(steepness)
        ? `The slope: a small change of z reaches a multiplied by ${figure(steepness)}.`
        : "Here φ(z) or its slope is not a finite number.",
    );
  }
  return { table: node, note, describe, show };
}
