/* A chain of layers, and the product of their slopes from the output back to the input. */

import { button, menu, slider, tick } from "../kit/controls.js";
import { element, put, setClass, setText, shape } from "../kit/dom.js";
import { count, digits, figure, asText } from "../kit/numbers.js";
import { withOwn } from "../kit/own_function.js";
import { quantity } from "../kit/quantity.js";
import { keeper } from "../kit/state.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { boxes } from "./boxes.js";
import { chainOf, problem } from "./chain.js";
import { ACTIVATIONS, DEEPEST, EXAMPLES, OWN, TRAITS } from "./generated.js";
import { gradients } from "./gradients.js";
import { layerTable } from "./layers.js";
import { logarithmic } from "./logarithmic.js";
import { account } from "./words.js";

const KEY = [
  ["forward", "curve, its slope"],
  ["gradient", "gradient of the output"],
  ["parameter", "weight, bias"],
];
const HOW_TO_READ =
  "In each layer z = w a + b, with a from the layer before, and then a = φ(z). Back through a layer the gradient is " +
  "multiplied by its factor. Hollow: negative. Cross: exactly 0.";

/** The controls: their nodes, and what they show of a state. */
function controls(change, activations) {
  const names = Object.keys(EXAMPLES).map((name) => [name, name[0].toUpperCase() + name.slice(1)]);
  const examples = [["", "own values"], ...names];
  const example = menu("Example", examples, (name) => name && change(EXAMPLES[name]));
  const options = Object.values(activations).map(({ name, title }) => [name, title]);
  const activation = menu("Activation φ", options, (activation) => change({ activation }));
  const of = (title, name, range, role) => slider(title, name, range, (value) => change({ [name]: value }), role);
  const around = { min: -3, max: 3, step: 0.05 };
  const depth = of("Depth, in layers", "depth", { min: 1, max: DEEPEST, step: 1 }, "");
  const w = of("Weight w", "w", around, "parameter");
  const b = of("Bias b", "b", around, "parameter");
  const x = of("Input x", "x", around, "forward");

  function show(now) {
    const same = ([, values]) => Object.entries(values).every(([name, value]) => now[name] === value);
    example.show(Object.entries(EXAMPLES).find(same)?.[0] ?? "");
    activation.show(now.activation);
    for (const [name, one] of Object.entries({ w, b, x })) one.show(now[name]);
    depth.show(now.depth, String(now.depth));
  }
  return { nodes: [example, activation, depth, w, b, x].map(({ node }) => node), show };
}

/** The layers with their factors, and below them the product of the factors. */
function drawing() {
  const [row, product] = [boxes(), gradients()];
  const node = shape("svg", { role: "img" }, row.node, product.node);
  function show(activation, layers, width, most) {
    const frame = logarithmic(layers, width);
    put(node, { viewBox: `0 0 ${width} ${frame.height}`, width, height: frame.height });
    row.show(layers, frame, activation);
    product.show(layers, frame, most);
    const [before, input] = [layers.at(-2), layers[0]].map(({ gradient }) => asText(gradient));
    const words = `1 at the output, ${before} one layer before, ${input} at the input.`;
    put(node, { "aria-label": `Gradient at each layer on a logarithmic scale: ${words}` });
  }
  return { node, show };
}

async function render({ model, el }) {
  const activations = await withOwn(ACTIVATIONS, OWN, model.get("own_activation"));
  const keep = keeper(model, TRAITS, (state) => problem(state, activations), show);
  const { change, state } = keep;
  const box = (kind, ...inside) => element("div", { class: kind }, ...inside);

  const parts = controls(change, activations);
  const allDigits = tick("All digits", (all_digits) => change({ all_digits }));
  const [picture, say, numbers] = [drawing(), sentence(), layerTable()];
  const [factors, arrived] = [element("span"), quantity("gradient_0", "gradient")];
  const pictureBox = box("plot", picture.node);
  const root = widgetRoot(
    "DepthExplorer",
    "depth",
    "A chain of layers",
    KEY,
    [allDigits.node, button("Reset", keep.reset)],
    keep.message,
    pictureBox,
    box("fields", ...parts.nodes),
    element("p", { class: "result" }, factors, arrived.node),
    say.node,
    element("p", { class: "small" }, HOW_TO_READ),
    numbers.node,
  );

  let width = 0;
  function show(now) {
    const activation = activations[now.activation];
    const text = (value) => asText(value, now.all_digits ? digits : figure);
    width = pictureBox.clientWidth || 640;
    const layers = chainOf(activation.at, now);
    picture.show(activation, layers, width, Math.abs(now.w) * activation.steepest);
    setText(factors, `At the input, the product of ${count(now.depth, "factor")}: `);
    arrived.show(layers[0].gradient, text(layers[0].gradient));
    numbers.show(layers, text);
    setClass(numbers.node, "all", now.all_digits);
    const [loud, words] = account(activation, now, layers);
    say.show(words, loud);
    parts.show(now);
    allDigits.show(now.all_digits);
  }

  const resized = () => pictureBox.clientWidth !== width && show(state());
  return mount({ el, root, keep, boxes: [pictureBox], resized });
}

export default { render };
