/* A case of the reader's own: besides the network its inputs, its targets, and the loss. */

import { menu } from "../kit/controls.js";
import { on } from "../kit/dom.js";
import { LOSSES } from "../kit/network.js";
import { numberFrom } from "../kit/numbers.js";
import { lineField } from "../kit/own_network.js";

/** Numbers with spaces, commas or brackets about them as a column; what is no number stays text. */
export const columnFrom = (text) =>
  text
    .split(/[\s,;[\]]+/)
    .filter(Boolean)
    .map((part) => [numberFrom(part) ?? part]);

/** act() is called when the reader has changed one of them: with the network that is shown they may fit already. */
export function ownCase(act) {
  const [inputs, targets] = ["Inputs", "Targets"].map(lineField);
  for (const { input } of [inputs, targets]) on(input, "input", act);
  const names = Object.keys(LOSSES).map((name) => [name, name.replaceAll("_", " ")]);
  const loss = menu("Loss", names, act);
  /** What is being typed stays, if these are its numbers. */
  function write({ input }, column) {
    if (String(columnFrom(input.value)) !== String(column)) input.value = column.join(", ");
  }
  return {
    fields: [inputs, targets, loss],
    show(state) {
      write(inputs, state.x);
      write(targets, state.y);
      loss.show(state.loss);
    },
    changes: () => ({
      ...{ x: columnFrom(inputs.input.value), y: columnFrom(targets.input.value), loss: loss.select.value },
      mistake: "",
    }),
  };
}
