/* An activation with its slope at a point, and the product of such slopes in a chain of layers. */

import { button, menu, slider, tick } from "../kit/controls.js";
import { element, put, setClass } from "../kit/dom.js";
import { digits, figure, powerBelow } from "../kit/numbers.js";
import { functionsOf } from "../kit/own_function.js";
import { keeper } from "../kit/state.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { chainOf, problem } from "./chain.js";
import { curves } from "./curves.js";
import { ACTIVATIONS, DEEPEST, EXAMPLES, OWN, TRAITS } from "./generated.js";
import { gradients } from "./gradients.js";
import { layerTable } from "./layers.js";
import { point } from "./point.js";
import { account, written } from "./words.js";

const KEY = [
  ["forward", "value and slope of f"],
  ["gradient", "gradient of the output"],
  ["parameter", "weight, bias"],
];
const LAYERS_ON_CURVE = "Hollow points on the lower curve: the layers of the chain below.";
const WHAT_A_LAYER_DOES = "In each one z = w a + b, with a from the layer before, and then a = f(z).";
const HOW_TO_READ_THE_PLOT =
  "From the input x at the left to the output, layer by layer: size of the gradient, the slope of the output " +
  "with respect to each a, on a logarithmic scale. Hollow: negative. Cross: exactly 0.";
const HOW_TO_READ_THE_TABLE =
  "Back through a layer the gradient is multiplied by w f′(z). " +
  "A number in the first column shows that layer’s z on the curves.";

/** The built-in activations, and the reader's own one: its function is a module of its own. */
async function allActivations(own) {
  const builtIn = Object.entries(ACTIVATIONS).map(([name, activation]) => [name, { name, ...activation }]);
  if (!own) return Object.fromEntries(builtIn);
  const { f } = await functionsOf(own.module);
  return { ...Object.fromEntries(builtIn), [OWN]: { name: OWN, own: true, ...own, at: f } };
}

/** The controls: their nodes in two groups, and what they show of a state. */
function controls(change, activations) {
  const names = Object.keys(EXAMPLES).map((name) => [name, name[0].toUpperCase() + name.slice(1)]);
  const examples = [["", "own values"], ...names];
  const example = menu("Example", examples, (name) => name && change(EXAMPLES[name]));
  const options = Object.values(activations).map(({ name, title }) => [name, title]);
  const activation = menu("Activation f", options, (activation) => change({ activation }));
  const of = (title, name, range, role) => slider(title, name, range, (value) => change({ [name]: value }), role);
  const z = of("Point z", "z", {}, "forward");
  const around = { min: -3, max: 3, step: 0.05 };
  const depth = of("Depth, in layers", "depth", { min: 1, max: DEEPEST, step: 1 }, "");
  const w = of("Weight w", "w", around, "parameter");
  const b = of("Bias b", "b", around, "parameter");
  const x = of("Input x", "x", around, "forward");

  const lay = ([low, high]) => put(z.input, { min: low, max: high, step: powerBelow((high - low) / 100) });
  function show(now) {
    const same = ([, values]) => Object.entries(values).every(([name, value]) => now[name] === value);
    example.show(Object.entries(EXAMPLES).find(same)?.[0] ?? "");
    activation.show(now.activation);
    z.show(now.z);
    for (const [name, one] of Object.entries({ w, b, x })) one.show(now[name]);
    depth.show(now.depth, String(now.depth));
  }
  const nodes = (...parts) => parts.map(({ node }) => node);
  return { forPoint: nodes(example, activation, z), forChain: nodes(depth, w, b, x), lay, show };
}

async function render({ model, el }) {
  const activations = await allActivations(model.get("own_activation"));
  const keep = keeper(model, TRAITS, (state) => problem(state, activations), show);
  const { change, state } = keep;
  const box = (kind, ...inside) => element("div", { class: kind }, ...inside);
  const small = (text) => element("p", { class: "small" }, text);
  let layers;

  const parts = controls(change, activations);
  const allDigits = tick("All digits", (all_digits) => change({ all_digits }));
  const plots = curves((z) => change({ z }));
  const [here, chainPlot, say] = [point(), gradients(), sentence()];
  const numbers = layerTable((l) => change({ z: layers[l].z }));
  const boxes = [box("plot", ...plots.nodes), box("plot", chainPlot.node)];
  const root = widgetRoot(
    "ActivationExplorer",
    "activation",
    "One slope, and a product of slopes",
    KEY,
    [allDigits.node, button("Reset", keep.reset)],
    box("fields three", ...parts.forPoint),
    keep.message,
    box("main", boxes[0], element("div", {}, here.table, here.note, small(LAYERS_ON_CURVE))),
    element("p", { class: "part" }, element("b", {}, "A chain of layers. "), WHAT_A_LAYER_DOES),
    box("fields", ...parts.forChain),
    box(
      "main",
      element("div", {}, boxes[1], small(HOW_TO_READ_THE_PLOT)),
      element("div", {}, say.node, small(HOW_TO_READ_THE_TABLE), numbers.node),
    ),
  );

  let laid = "";
  let widths = [0, 0];
  /** Lays out what depends on the activation, the view and the room there is; false if nothing is new.
      @param {Record<string, any>} now */
  function lay({ activation, view }) {
    widths = boxes.map((one) => one.clientWidth || 640);
    const wanted = [activation, view, widths].join();
    if (wanted === laid) return false;
    laid = wanted;
    here.describe(activations[activation]);
    plots.lay(activations[activation], view, widths[0]);
    parts.lay(view);
    return true;
  }

  function show(now) {
    const activation = activations[now.activation];
    const text = (value) => written(value, now.all_digits ? digits : figure);
    lay(now);
    layers = chainOf(activation.at, now);
    plots.move(activation, now, layers);
    here.show(activation, now.z, text);
    for (const table of [here.table, numbers.node]) setClass(table, "all", now.all_digits);
    chainPlot.show(layers, widths[1], Math.abs(now.w) * activation.steepest);
    numbers.show(layers, now.z, text);
    const [loud, words] = account(activation, now, layers);
    say.show(words, loud);
    parts.show(now);
    allDigits.show(now.all_digits);
  }

  return mount({ el, root, keep, boxes, resized: () => lay(state()) && show(state()) });
}

export default { render };
