/* The training as a script of its own: the numbers of the page, the generator, and the loop, ready to run. */

import { count } from "../kit/numbers.js";
import { GENERATOR, SCRIPTS, TORCH } from "./generated.js";
import { layerSizes } from "./parameters.js";

/** kind: one of SCRIPTS; rates: learning rate and momentum of each run. */
export function scriptOf(kind, state, { x, y }, rates, steps) {
  const { hidden, activation, loss, batch_size, seed, edits } = state;
  const [imports, loop] = SCRIPTS[kind];
  const values = {
    x: JSON.stringify(x),
    y: JSON.stringify(y),
    sizes: JSON.stringify(layerSizes(hidden)),
    activation: kind === "PyTorch" ? TORCH[activation] : `"${activation}"`,
    loss: `"${loss}"`,
    runs: `[${rates.map((run) => `(${run.join(", ")})`).join(", ")}]  # learning rate and momentum`,
    edits: `${JSON.stringify(edits)}  # set by hand: step, name, value`,
    batch_size: `${batch_size}  # 0: all examples`,
    seed,
    steps,
  };
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${value}\n`);
  const title = `# ${count(steps, "step")} on ${state.data}: prints the cost that the page shows.`;
  return `${title}\n${imports}\n${lines.join("")}${GENERATOR}\n${loop}`;
}
