/* The right pass for a network that a reader has brought to a page without Python: the mirror of passes.py, which also
   has the mistakes, and whose passes are taken where they are of the same case. */

import { label, sizesOf } from "../diagram/labels.js";
import { faultOfNetwork, parameterCount, shown } from "../kit/exchange.js";
import { ACTIVATIONS, backward, cost, each, forward, LOSSES, sum } from "../kit/network.js";
import { count, isNumber, upTo } from "../kit/numbers.js";
import { MOST } from "./generated.js";

/** A network with one example { network, x, y, loss }, x and y as columns.
    @typedef {{ network: any[], x: any, y: any, loss: string }} Case */

const NUDGE = Number.EPSILON ** (1 / 3);
const flat = (column) => column.map(([value]) => value);
const activationsOf = ({ network }) => network.map(({ activation }) => activation);

/** Every weight and bias with its place: level, unit, source (null for a bias), and its row and column in W or b. */
const parametersOf = ({ network }) =>
  network.flatMap(({ W, b }, i) => [
    ...W.flatMap((row, j) =>
      row.map((value, k) => ({ label: label.w(i + 1, j, k), level: i + 1, unit: j, source: k, value })),
    ),
    ...b.map(([value], j) => ({ label: label.b(i + 1, j), level: i + 1, unit: j, source: null, value })),
  ]);

/** The passes of a case, or why it has none, as a sentence: { passes, fault }. known: those that Python has computed.
    @param {Case} one */
export function caseOf(known, one) {
  const fault = faultOfCase(one);
  if (fault) return { fault };
  const passes = areOf(known, one) ? known : passesOf(one);
  const numbers = passes.right.flatMap((layer) => Object.values(layer)).flat(3);
  if ([passes.J, ...numbers].every(isNumber)) return { passes, fault: "" };
  return { fault: "The error of this network, or its gradient, is not finite: the numbers overflowed." };
}

/** Whether these passes are of this case. */
function areOf({ sizes, activations, loss, x, y, parameters }, one) {
  const values = (list) => list.map(({ value }) => value);
  const theirs = [sizes, activations, loss, x, y, values(parameters)];
  const ours = [sizesOf(one.network), activationsOf(one), one.loss, flat(one.x), flat(one.y)];
  return JSON.stringify(theirs) === JSON.stringify([...ours, values(parametersOf(one))]);
}

function faultOfCase({ network, x, y, loss }) {
  const fault = faultOfNetwork(network);
  if (fault) return fault;
  const parameters = parameterCount(network);
  if (parameters > MOST) return `network has ${parameters} weights and biases; this widget shows at most ${MOST}.`;
  const sizes = sizesOf(network);
  return (
    faultOfColumn("x", x, sizes[0], "Inputs") ||
    faultOfColumn("y", y, sizes[sizes.length - 1], "Targets") ||
    faultOfLoss(network.at(-1).activation, flat(y), loss)
  );
}

function faultOfColumn(name, column, wanted, field) {
  if (!Array.isArray(column) || !column.every((row) => Array.isArray(row) && row.length === 1))
    return `${name} is no column of numbers; expected [[...], ...].`;
  const odd = flat(column).findIndex((value) => !isNumber(value));
  if (odd >= 0) return `${name} has ${shown(column[odd][0])}; expected finite numbers.`;
  if (column.length === wanted) return "";
  return `${name} has ${count(column.length, "number")}; this network expects ${wanted}: write them into ${field}.`;
}

function faultOfLoss(output, y, loss) {
  const { paired } = LOSSES[loss];
  if (!paired) return "";
  if (paired !== output)
    return (
      `${loss} belongs to an output layer with ${paired}; this one has ${output}. ` +
      "Change the activation of the last layer, or use half_squared_error."
    );
  const [low, high] = [Math.min(...y), Math.max(...y)];
  if (low < 0 || high > 1) return `y runs from ${low} to ${high}; targets of ${loss} lie between 0 and 1.`;
  if (paired === "softmax" && Math.abs(sum(y) - 1) > 1e-9)
    return "A column of y does not add up to 1; targets of cross_entropy are probabilities.";
  return "";
}

/** What passes.py has of a case, without mistakes.
    @param {Case} one */
export function passesOf(one) {
  const { network, x, y, loss } = one;
  const trace = forward(network, x);
  const { z, a } = trace.at(-1);
  const { value, from_z, paired } = LOSSES[loss];
  const J = cost(trace, y, loss);
  const gradients = backward(network, trace, y, loss);
  const exact = gradients.flatMap(({ W, b }) => [...W.flat(), ...flat(b)]);
  const parameters = parametersOf(one).map((parameter, i) => {
    const central = centralAt(one, parameter);
    return { ...parameter, central, digits: agreeingDigits(central, exact[i]) };
  });
  return {
    sizes: sizesOf(network),
    activations: activationsOf(one),
    loss,
    paired: paired !== undefined,
    x: flat(x),
    y: flat(y),
    forward: trace.map(({ z, a }) => ({ z: flat(z), a: flat(a) })),
    E: flat(from_z ? from_z(z, y) : each(value, a, y)),
    J,
    nudge: NUDGE,
    resolution: (20 * Number.EPSILON * Math.max(1, J)) / NUDGE,
    parameters,
    right: gradients.map((gradient, i) => ({
      delta: flat(gradient.delta),
      W: gradient.W,
      b: flat(gradient.b),
      ...(paired && i === network.length - 1 ? {} : activationFactors(network[i].activation, gradient, trace[i])),
      ...(i ? belowFactors(network[i], flat(gradient.delta)) : {}),
    })),
    mistakes: {},
  };
}

/** What an error goes through: slope_j; for softmax slope_ij, and mixed_ij, of which delta_j is the sum over i. */
function activationFactors(name, gradient, { z, a }) {
  const error = flat(gradient.error);
  const slopesFor = (errors) => flat(ACTIVATIONS[name].delta(errors, z, a));
  const units = upTo(z.length);
  if (name !== "softmax") return { error, slope: slopesFor(units.map(() => [1])) };
  const slope = units.map((i) => slopesFor(units.map((k) => [Number(k === i)])));
  return { error, slope, mixed: slope.map((row, i) => row.map((value) => error[i] * value)) };
}

const belowFactors = ({ W }, delta) => ({
  weights: W,
  via: W.map((row, k) => row.map((weight) => delta[k] * weight)),
});

/** The central difference of the cost at a parameter. */
function centralAt({ network, x, y, loss }, { level, unit, source }) {
  const [part, k] = source === null ? ["b", 0] : ["W", source];
  const layer = network[level - 1];
  const at = (nudge) => {
    const rows = layer[part].with(unit, layer[part][unit].with(k, layer[part][unit][k] + nudge));
    return cost(forward(network.with(level - 1, { ...layer, [part]: rows }), x), y, loss);
  };
  return (at(NUDGE) - at(-NUDGE)) / (2 * NUDGE);
}

/** On how many digits two numbers agree: 16 if they are equal, 0 if not even in size. */
function agreeingDigits(one, other) {
  if (one === other) return 16;
  const size = Math.max(Math.abs(one), Math.abs(other));
  return Math.min(15, Math.max(0, Math.floor(-Math.log10(Math.abs(one - other) / size))));
}
