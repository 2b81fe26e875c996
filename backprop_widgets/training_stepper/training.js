/* What a state trains: its examples and its one or two runs, and what is to be seen of them at one moment. */

import { cellsOf, viewOf } from "./geometry.js";
import { layerSizes, parametersOf } from "./parameters.js";
import { newRun } from "./run.js";

/** Whatever else changes leaves a training as it is; a change of these makes it start again at its first step. */
export const TASK = ["data", "hidden", "activation", "loss", "batch_size"];

/** Learning rate and momentum of each run.
    @param {Record<string, any>} state */
export function ratesOf({ learning_rate, second, second_rate, momentum }) {
  const other = [second_rate, second === "momentum" ? momentum : 0];
  return second === "none" ? [[learning_rate, 0]] : [[learning_rate, 0], other];
}

/** How many phases Next goes on by.
    @param {Record<string, any>} state
    @param {number} N */
export const strideOf = ({ stride, batch_size }, N) =>
  ({ phase: 1, step: 4, epoch: 4 * Math.ceil(N / (batch_size || N)) })[stride];

/** The same for two states that have the same training. */
export const keyOf = (state) => JSON.stringify([TASK.map((name) => state[name]), state.seed, ratesOf(state)]);

/** The training of a state, at its beginning. */
export function begin(state, sets) {
  const examples = sets[state.data];
  const view = viewOf(examples.x);
  return {
    key: keyOf(state),
    examples,
    N: examples.y[0].length,
    view,
    cells: cellsOf(view),
    parameters: parametersOf(layerSizes(state.hidden)),
    runs: ratesOf(state).map(([rate, momentum]) => newRun(state, examples, rate, momentum)),
  };
}

/** Goes on to the step that is wanted as far as there is time, and one further to know whether that can be done.
    at: the step that both runs have reached; burst: which run cannot go on, or -1. */
export function goOn({ runs }, wanted, until) {
  const burst = runs.map(({ reach }) => reach(wanted + 1, until)).indexOf(false);
  return { at: Math.min(wanted, ...runs.map(({ records }) => records.length - 1)), burst };
}

/** The networks after `at` updates, and as far as `phase` phases of the next one: the columns of the present batch and
    the directions of each run, null where they are not known yet. */
export function moment({ runs }, { batch_size }, at, phase) {
  const latest = phase ? at : at - 1; // the step that the numbers tell of
  return {
    columns: latest >= 0 && batch_size ? runs[0].step(latest).columns : [],
    networks: runs.map(({ records }) => records[at].network),
    directions: runs.map(({ step }) => (latest >= 0 && phase % 3 === 0 ? step(latest).direction : null)),
  };
}
