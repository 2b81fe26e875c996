/* An expression on numbers, forward and backward: what each step does, and why one cannot be done.

   Steps: a value for each operation, then the slope 1 of the output, then one contribution along each edge, from the
   output back to the inputs. */

import { figure } from "../kit/numbers.js";
import { MANY } from "./generated.js";

/** @typedef {import("./parse.js").Graph} Graph */
/** An edge: the operation `to` reads the node `from` as its operand k.
    @typedef {{ from: number, to: number, k: number }} Edge */
/** @typedef {{ kind: "value" | "start" | "edge", node: number, edge?: Edge, local: number, above: number, part: number,
      before: number, after: number }} Step */

function sigmoid(a) {
  const decay = Math.exp(-Math.abs(a)); // which does not overflow
  return (a > 0 ? 1 : decay) / (1 + decay);
}

/** Of each operation its value, and its slopes with respect to its operands; y is the value. */
const CALCULUS = {
  "+": { value: (a, b) => a + b, slopes: [() => 1, () => 1] },
  "-": { value: (a, b) => a - b, slopes: [() => 1, () => -1] },
  "*": { value: (a, b) => a * b, slopes: [(_y, _a, b) => b, (_y, a) => a] },
  "/": { value: (a, b) => a / b, slopes: [(_y, _a, b) => 1 / b, (y, _a, b) => -y / b] },
  // a power 0 is 1 for every base, and a base 0 stays 0: then there is nothing to differentiate
  "**": {
    value: (a, b) => a ** b,
    slopes: [(_y, a, b) => (b === 0 ? 0 : b * a ** (b - 1)), (y, a) => (a === 0 ? 0 : y * Math.log(a))],
  },
  negative: { value: (a) => -a, slopes: [() => -1] },
  exp: { value: Math.exp, slopes: [(y) => y] },
  log: { value: Math.log, slopes: [(_y, a) => 1 / a] },
  sin: { value: Math.sin, slopes: [(_y, a) => Math.cos(a)] },
  cos: { value: Math.cos, slopes: [(_y, a) => -Math.sin(a)] },
  tanh: { value: Math.tanh, slopes: [(y) => 1 - y * y] },
  relu: { value: (a) => Math.max(a, 0), slopes: [(_y, a) => Number(a > 0)] },
  sigmoid: { value: sigmoid, slopes: [(y) => y * (1 - y)] },
};

export const isOperation = ({ operation }) => operation !== "number" && operation !== "input";

/** The edges of a graph, those into one operation behind each other; numbers have none.
    @param {Graph} graph
    @returns {Edge[]} */
export const edgesOf = ({ nodes }) =>
  nodes.flatMap(({ args }, to) =>
    args.flatMap((from, k) => (nodes[from].operation === "number" ? [] : [{ from, to, k }])),
  );

/** Why an operation has no value here; empty if it has one. */
function faultOfValue(operation, y, a, b) {
  if (operation === "log" && a <= 0)
    return `the logarithm of ${figure(a)} does not exist: its argument must be above 0`;
  if (operation === "/" && b === 0) return "a division by 0 has no value";
  if (operation === "**" && a === 0 && b < 0) return "0 to a power below 0 would be a division by 0";
  if (Number.isNaN(y)) return `${figure(a)} to the power ${figure(b)} is no real number`;
  return Number.isFinite(y) ? "" : "the value is too large to be held";
}

/** Values of all nodes, by number; which is the first that has none, and why. Those behind it mean nothing.
    @param {Graph} graph
    @param {Record<string, number>} inputs */
export function forward({ nodes }, inputs) {
  const values = nodes.map(({ operation, name, value }) => (operation === "input" ? inputs[name] : value));
  for (const [i, { operation, args, name }] of nodes.entries()) {
    if (!args.length) continue;
    const [a, b] = args.map((arg) => values[arg]);
    values[i] = CALCULUS[operation].value(a, b);
    const fault = faultOfValue(operation, values[i], a, b);
    if (fault) return { values, failed: i, fault: `${name} cannot be computed: ${fault}.` };
  }
  return { values, failed: -1, fault: "" };
}

/** The local slope along an edge. */
function localSlope({ nodes }, values, { to, k }) {
  const { operation, args } = nodes[to];
  const [a, b] = args.map((arg) => values[arg]);
  return CALCULUS[operation].slopes[k](values[to], a, b);
}

/** Everything that happens to a graph with these inputs: all steps, up to the last one that can be done; the local
    slope along each edge; how many uses a node has, and how often a recursion would come to it. */
export function run(graph, inputs, order) {
  const { nodes, output } = graph;
  const edges = edgesOf(graph);
  const into = nodes.map((_, i) => edges.filter(({ to }) => to === i));
  const uses = nodes.map((_, i) => edges.filter(({ from }) => from === i).length);
  const { values, failed, fault } = forward(graph, inputs);
  const locals = new Map(edges.map((edge) => [edge, failed < 0 ? localSlope(graph, values, edge) : undefined]));
  const computed = nodes.flatMap((node, i) => (isOperation(node) && (failed < 0 || i < failed) ? [i] : []));
  const valueSteps = computed.map((node) => ({ kind: "value", node }));
  const back = failed < 0 ? wayBack(order, { nodes, output, into, locals }) : { steps: [], fault };
  const visits = nodes.map(() => 0);
  visits[output] = 1;
  for (let i = nodes.length - 1; i >= 0; i--) for (const { from } of into[i]) visits[from] += visits[i];
  /** @type {Step[]} */
  const steps = /** @type {any} */ ([...valueSteps, ...back.steps]);
  return {
    graph,
    inputs,
    order,
    edges,
    values,
    locals,
    uses,
    visits,
    steps,
    forwards: computed.length,
    failed,
    fault: back.fault,
  };
}

/** The way back. In reverse order a node is dealt with when all that use it have been; a recursion goes on from a node
    whenever something comes to it. */
function wayBack(order, { nodes, output, into, locals }) {
  const slopes = nodes.map(() => 0);
  slopes[output] = 1;
  const steps = [{ kind: "start", node: output, after: 1 }];
  let fault = "";
  function pass(edge) {
    const { from, to } = edge;
    const [local, above, before] = [locals.get(edge), slopes[to], slopes[from]];
    const part = local * above;
    fault = faultOfSlope(nodes, edge, local, before + part);
    if (fault) return;
    slopes[from] = before + part;
    steps.push({ kind: "edge", node: from, edge, local, above, part, before, after: slopes[from] });
  }
  function visit(node) {
    for (const edge of into[node]) {
      if (fault || steps.length > MANY) return;
      pass(edge);
      if (!fault) visit(edge.from);
    }
  }
  if (order === "recursion") visit(output);
  else for (let i = output; i >= 0; i--) for (const edge of into[i]) if (!fault) pass(edge);
  return { steps, fault };
}

function faultOfSlope(nodes, { from, to }, local, sum) {
  const along = `${nodes[to].name} has no slope along ${nodes[from].name}`;
  if (Number.isNaN(local))
    return `${along}: a number below 0 has no power but whole ones, so there is no slope between.`;
  if (!Number.isFinite(local)) return `${along}: it is infinitely steep there.`;
  return Number.isFinite(sum) ? "" : `The slope at ${nodes[from].name} is too large to be held.`;
}

/** What the page shows after n steps: the values and slopes that are known; and of each node how many uses have
    yet to report, or in a recursion how often it came there.
    @param {ReturnType<typeof run>} ran */
export function after({ graph, order, values, uses, steps, forwards }, n) {
  const known = graph.nodes.map((node, i) => (isOperation(node) ? undefined : values[i]));
  /** @type {(number | undefined)[]} */
  const slopes = graph.nodes.map(() => undefined);
  const recursion = order === "recursion";
  const counts = recursion ? uses.map(() => 0) : [...uses];
  for (const { kind, node, after } of steps.slice(0, n)) {
    if (kind === "value") known[node] = values[node];
    else slopes[node] = after;
    if (kind === "edge") counts[node] += recursion ? 1 : -1;
  }
  return { known, slopes, counts, backwards: n > forwards };
}

/** The slope with respect to each input, measured: the slope between two points beside it; undefined where one of
    them has no value.
    @param {Graph} graph
    @returns {Map<string, number | undefined>} */
export function measured(graph, inputs) {
  const names = graph.nodes.filter(({ operation }) => operation === "input").map(({ name }) => name);
  const slope = (name) => {
    const h = 1e-5 * Math.max(1, Math.abs(inputs[name]));
    const [low, high] = [inputs[name] - h, inputs[name] + h];
    const [below, above] = [low, high].map((x) => forward(graph, { ...inputs, [name]: x }));
    if (below.fault || above.fault) return undefined;
    return (above.values[graph.output] - below.values[graph.output]) / (high - low);
  };
  return new Map(names.map((name) => [name, slope(name)]));
}
