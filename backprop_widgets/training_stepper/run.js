/* One run of training: its networks one after the other, and what each step computes on its way to the next. */

import { batch, filled, weights } from "../kit/generator.js";
import { backward, cost, descend, each, forward } from "../kit/network.js";
import { TOO_LARGE } from "./generated.js";
import { edited, editsAt, flat, layerSizes, lengthOf } from "./parameters.js";

/** The network that both runs start from. */
export function firstNetwork({ hidden, activation, seed }) {
  const biases = (W) => filled(W.length, 1, () => 0);
  const of = (l) => (l < hidden.length ? activation : "sigmoid");
  return weights(layerSizes(hidden), seed).map((W, l) => ({ W, b: biases(W), activation: of(l) }));
}

/** momentum * old + now. */
function runOn(old, now, momentum) {
  const sum = (v, g) => each((v, g) => momentum * v + g, v, g);
  return now.map(({ W, b }, l) => ({ W: sum(old[l].W, W), b: sum(old[l].b, b) }));
}

/** The cost, and how many outputs are on the wrong side of one half. */
function judged(trace, y, loss) {
  const isWrong = (a, n) => a > 0.5 !== y[0][n] > 0.5;
  return [cost(trace, y, loss), trace.at(-1).a[0].filter(isWrong).length];
}

/** `records[n]` is what is known after n updates, `step(n)` what leads from there to n + 1; `reach(n)` goes on to n.
    `edit(edits)` sets parameters, [[step, name, value], ...]: what was computed before the first change stays. */
export function newRun(setup, { x, y, test_x, test_y }, rate, momentum) {
  const { loss, batch_size, seed } = setup;
  const records = [];
  let ended = false;
  let edits = [];
  /** @type {any} */
  let pass = null; // of all examples through the network of the last record
  let [made, latest] = [-1, /** @type {any} */ (null)];

  /** direction: the running sum, if there is momentum. */
  function add(made, direction = null) {
    const network = edited(made, editsAt(edits, records.length));
    const trace = forward(network, x);
    const [J, wrong] = judged(trace, y, loss);
    ended = !(Math.max(J, ...flat(network).map(Math.abs)) < TOO_LARGE);
    if (ended && records.length) return; // there is always a first
    const [test_cost, test_wrong] = test_y[0].length ? judged(forward(network, test_x), test_y, loss) : [NaN, NaN];
    records.push({ network, direction, cost: J, wrong, test_cost, test_wrong });
    pass = trace;
  }

  function step(n) {
    if (made === n) return latest;
    const { network, direction: before } = records[n];
    const columns = batch(n, y[0].length, batch_size, seed);
    const picked = (matrix) => matrix.map((row) => columns.map((column) => row[column]));
    const [x_batch, y_batch] = batch_size ? [picked(x), picked(y)] : [x, y];
    const trace = pass && !batch_size && n === records.length - 1 ? pass : forward(network, x_batch);
    const gradients = backward(network, trace, y_batch, loss);
    const direction = before ? runOn(before, gradients, momentum) : gradients;
    const errors = each((a, t) => Math.abs(a - t) / columns.length, trace.at(-1).a, y_batch)[0];
    made = n;
    latest = {
      columns,
      direction,
      batch_cost: cost(trace, y_batch, loss),
      error: Math.max(...errors),
      gradient: lengthOf(gradients),
      update: rate * lengthOf(direction),
    };
    return latest;
  }

  function goOn() {
    const last = records.length - 1;
    const { direction } = step(last);
    add(descend(records[last].network, direction, rate), momentum ? direction : null);
  }

  /** Goes on to n, or until time is up; false when the numbers have become too large to go on. */
  function reach(n, until) {
    while (!ended && records.length <= n && performance.now() < until) goOn();
    return !ended;
  }

  function edit(wanted) {
    const differs = (n) => String(editsAt(edits, n)) !== String(editsAt(wanted, n));
    const from = Math.min(...[...edits, ...wanted].map(([n]) => n).filter(differs));
    edits = wanted;
    if (from >= records.length) return;
    records.length = from;
    [made, ended, pass] = [-1, false, null];
    if (from) goOn();
    else add(firstNetwork(setup));
  }

  add(firstNetwork(setup));
  return { records, step, reach, edit };
}
