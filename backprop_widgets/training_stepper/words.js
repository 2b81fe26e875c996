/* What the training widget says: what has just happened, and whether all goes well. */

import { count, figure } from "../kit/numbers.js";
import { editsAt, flat, shortName } from "./parameters.js";

/** What a phase of a step has done; step: of the run, the one that is being made.
    @type {Record<string, (step: any, parameters: number) => string>} */
const PHASES = {
  forward: ({ columns, batch_cost }) =>
    `Forward: ${count(columns.length, "example")} went through the network, at a cost of ${figure(batch_cost)}.`,
  error: ({ error }) =>
    `Error: output minus target, divided by the number of examples. The largest is ${figure(error)}.`,
  backward: ({ gradient }, parameters) =>
    "Backward: the error went back through the weights. " +
    `The slopes of ${count(parameters, "parameter")} are a gradient of length ${figure(gradient)}.`,
};

/** Which run costs much more than at the beginning, and how much; empty if none does. */
function rising(runs, n) {
  const k = runs.findIndex(({ records }) => records[n].cost > 2 * records[0].cost);
  if (k < 0) return "";
  const [from, to] = [0, n].map((at) => figure(runs[k].records[at].cost));
  return `The cost of run ${k + 1} went from ${from} to ${to}: its steps are too long. Try a smaller learning rate.`;
}

/** What the last update of a run did. */
function updated({ records, step }, n, N, batch_size) {
  const [{ cost: before }, { cost, wrong }] = [records[n - 1], records[n]];
  const verb = cost > before ? "raised" : "lowered";
  const words = [`Update: step ${n} ${verb} the cost from ${figure(before)} to ${figure(cost)}.`];
  if (cost > before) words.push(batch_size ? "A batch sees only its own examples." : "The step was too long.");
  words.push(`${wrong} of ${N} on the wrong side of ½.`);
  if (wrong && step(n - 1).gradient < 1e-3) words.push("The gradient is almost zero: a plateau.");
  const epoch = n / Math.ceil(N / (batch_size || N));
  if (batch_size && Number.isInteger(epoch)) words.push(`Epoch ${epoch} is complete.`);
  return words.join(" ");
}

/** What has happened up to step n: a sentence or two, and an alarm, if there is one. burst: which run cannot go on.
    @returns {[words: string, loud: string]} */
export function account({ phase, seed, batch_size, edits }, runs, n, N, burst) {
  const [{ records, step }] = runs;
  if (phase !== "update") return [PHASES[phase](step(n), flat(records[n].network).length), ""];
  if (burst >= 0) {
    const stopped = `After step ${n} the numbers of run ${burst + 1} are too large to go on.`;
    return [`${stopped} Try a smaller learning rate.`, "Diverging."];
  }
  const set = editsAt(edits, n).map(([, name, value]) => `${shortName(name)} to ${figure(value)}`);
  if (set.length) {
    const when = n ? `After step ${n}` : "Before the first step";
    return [`${when} you set ${set.join(", ")}. The cost is ${figure(records[n].cost)}.`, ""];
  }
  const examples = count(batch_size || N, "example");
  if (!n) return [`The weights are random, from seed ${seed}; the biases are 0. A step is for ${examples}.`, ""];
  const warning = edits.length ? "" : rising(runs, n); // the edits may have raised it
  return warning ? [warning, "Diverging."] : [updated(runs[0], n, N, batch_size), ""];
}
