/* The training of a state: it goes on to any step from the nearest one that it remembers. */

import { batch } from "../kit/generator.js";
import { firstParameters, flatGradient, judge, layersOf } from "./flat_network.js";
import { TOO_LARGE } from "./generated.js";

const EVERY = 20; // steps between two that are remembered
const FEWEST = 8; // steps that are made even where there is no time

/** A change of these begins another training. */
export const TASK = ["learning_rate", "momentum", "batch_size", "hidden", "seed"];
export const keyOf = (state) => TASK.map((name) => state[name]).join();

const isSmall = (theta) => theta.every((value) => Math.abs(value) < TOO_LARGE); // which no NaN is

/** `reach(step, until)` goes to a step as far as there is time; returns where it is, where it had to end, and how
    many steps it made.
    marks: what was judged at steps 0, EVERY, 2 EVERY, ... */
export function newTraining(state, { training, held }) {
  const { learning_rate, momentum, batch_size, hidden, seed } = state;
  const N = training.labels.length;
  let theta = firstParameters(hidden, seed);
  let velocity = new Float64Array(theta.length);
  let [at, end] = [0, Infinity];
  /** @type {any[]} */
  const marks = [];
  /** @type {any} */
  let known = null; // what was judged last
  /** @type {any} */
  let next = null; // what the next step makes of it

  function judged() {
    if (known?.at !== at)
      known = { at, training: judge(theta, hidden, training), held: judge(theta, hidden, held), theta };
    return known;
  }
  function remember() {
    if (at % EVERY === 0 && marks.length === at / EVERY) marks.push({ ...judged(), velocity });
  }

  /** What one batch makes of it: v = momentum v + gradient, theta = theta - learning_rate v. */
  function following() {
    const gradient = flatGradient(theta, hidden, training, batch(at, N, batch_size, seed));
    const run = gradient.map((slope, n) => momentum * velocity[n] + slope);
    return { at, theta: theta.map((value, n) => value - learning_rate * run[n]), velocity: run };
  }
  /** Whether there is a next step, which is computed for it. */
  function goesOn() {
    if (next?.at !== at) next = following();
    if (!isSmall(next.theta)) end = at;
    return at < end;
  }
  function step() {
    ({ theta, velocity } = next);
    at += 1;
    remember();
  }

  function reach(wanted, until) {
    const mark = marks[Math.min(Math.floor(wanted / EVERY), marks.length - 1)];
    if (wanted < at || mark.at > at) ({ theta, velocity, at } = mark);
    let made = 0;
    for (; goesOn() && at < wanted && (made < FEWEST || performance.now() < until); made++) step();
    return { at, end, made };
  }

  remember();
  return { key: keyOf(state), N, every: EVERY, marks, reach, judged, layers: () => layersOf(theta, hidden) };
}
