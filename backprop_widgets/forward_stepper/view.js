/* The forward pass, one quantity at a time: in a picture of the network, on paper, in words and in code. */

import { diagram } from "../diagram/diagram.js";
import { namesOf, sizesOf } from "../diagram/labels.js";
import { button, menu, slider, tick, valueField } from "../kit/controls.js";
import { element, put, setChildren, setClass, unlessSame } from "../kit/dom.js";
import { ACTIVATION_TITLES } from "../kit/network.js";
import { digits, figure } from "../kit/numbers.js";
import { ownNetwork } from "../kit/own_network.js";
import { keeper } from "../kit/state.js";
import { stepping } from "../kit/stepping.js";
import { codeLines, mount, noSumYet, sentence, widgetRoot } from "../kit/widget.js";
import { activated, changeable, edited, exchanged, problem } from "./changes.js";
import { framesOf, numbersOf } from "./frames.js";
import { CODE, LINES, TRAITS } from "./generated.js";
import { sumOf } from "./sums.js";
import { account, titleOf } from "./words.js";

const KEY = [
  ["forward", "input, net input, output"],
  ["parameter", "weight, bias"],
];
const UNITS = Object.entries(ACTIVATION_TITLES);

/** The parts that depend on the shape of the network: its picture, and menus of its quantities and of its layers. */
function shapedParts({ network }, pick, activate) {
  const sizes = sizesOf(network);
  const [names, places] = [namesOf(sizes), changeable(network, sizes[0])];
  const picture = diagram({ sizes, names, activations: network.map(({ activation }) => activation), pick });
  const options = (kind) =>
    [...places].filter(([, place]) => place.kind === kind).map(([name, place]) => [name, titleOf(name, place, names)]);
  const change = menu("Change", { inputs: options("x"), weights: options("W"), biases: options("b") }, pick);
  const units = network.map((_, i) => menu(`Activation of layer ${i + 1}`, UNITS, (name) => activate(i, name)));
  return { names, places, picture, change, units };
}

/** Writes what has been computed into the picture, and marks what the step at work reads. */
function showPicture({ picture, places }, frames, n, values, picked) {
  for (const name of places.keys()) picture.write(name, values.get(name));
  frames.forEach(({ label }, i) => picture.write(label, i < n ? values.get(label) : undefined));
  const done = frames.slice(0, Math.max(0, n - 1)).map(({ label }) => label);
  const { label: now, uses, edges } = frames[n - 1] ?? { uses: [], edges: [] };
  picture.mark({ now: n ? [now] : [], done, uses, passing: edges, picked });
}

/** The step in numbers; a table is made once for each shape of frames. */
function sumBox() {
  const node = element("div", { class: "sum" });
  const [made, none] = [new Map(), noSumYet()];
  function show(frame, network, values, names, all) {
    if (!frame) return setChildren(node, [none]);
    const activation = frame.kind === "a" ? network[frame.level - 1].activation : "";
    const shape = `${frame.kind} ${frame.uses.length} ${activation}`;
    if (!made.has(shape)) made.set(shape, sumOf(frame, activation));
    const sum = made.get(shape);
    sum.show({ frame, values, names, text: all ? digits : figure });
    setClass(sum.node, "all", all);
    setChildren(node, [sum.node]);
  }
  return { node, show };
}

function render({ model, el }) {
  const keep = keeper(model, TRAITS, problem, show);
  const { state } = keep;
  const byHand = (changes) => {
    steps.stop();
    keep.change(changes);
  };
  const pick = (picked) => byHand({ picked });
  const activate = (i, activation) => byHand(activated(state(), i, activation));
  /** @type {ReturnType<typeof shapedParts>} */
  let parts;
  let frames;
  let shape = "";

  const value = valueField((number) => byHand(edited(state(), parts.places.get(state().picked), number)));
  const example = slider("Example", "example", { min: 0, step: 1 }, (n) => byHand({ example: n }));
  const fields = element("div", { class: "fields" });
  const allDigits = tick("All digits", (checked) => byHand({ all_digits: checked }));
  const net = element("div", { class: "net" });
  const [say, sum] = [sentence(), sumBox()];
  const steps = stepping((step) => keep.change({ step }), 1600, say);
  const changesFor = (network) => exchanged(state(), network);
  const own = ownNetwork({ state, changesFor, problem, change: byHand });
  const code = codeLines(CODE, "forward in code; the line of this step is marked");
  const root = widgetRoot(
    "ForwardStepper",
    "forward-stepper",
    "From the inputs to the prediction",
    KEY,
    [allDigits.node, button("Reset", () => byHand(keep.published()))],
    fields,
    keep.message,
    element(
      "div",
      { class: "main" },
      element("div", {}, net, steps.node),
      element("div", { class: "words" }, say.node, code.node, sum.node),
    ),
    own.node,
  );
  steps.listen(root);

  function lay(now) {
    const N = now.x[0].length;
    const wanted = `${sizesOf(now.network)} ${N}`;
    if (wanted === shape) return;
    shape = wanted;
    parts = shapedParts(now, pick, activate);
    net.replaceChildren(parts.picture.node);
    put(example.input, { max: N - 1 });
    const most = Math.max(...now.network.map(({ W }) => W[0].length));
    sum.node.style.setProperty("--rows", String(most + 2)); // its inputs, the bias and the total
    const menus = parts.units.map(({ node }) => node);
    fields.replaceChildren(parts.change.node, value.node, ...menus, ...(N > 1 ? [example.node] : []));
  }
  const giveActivations = unlessSame((_shape, ...activations) => {
    frames = framesOf(state().network);
    parts.picture.activate(activations);
  });

  function show(now) {
    const { network, x, picked } = now;
    lay(now);
    giveActivations(shape, ...network.map(({ activation }) => activation));
    const { names, places, change, units } = parts;
    const values = numbersOf(now);
    const n = Math.min(now.step, frames.length);
    showPicture(parts, frames, n, values, picked);
    sum.show(frames[n - 1], network, values, names, now.all_digits);
    code.show(n ? LINES[frames[n - 1].kind] : -1);
    say.show(account(now, frames, n, names, values));
    steps.show(n, frames.length);
    change.show(picked);
    value.show(names[picked], places.get(picked)?.kind === "x" ? "forward" : "parameter", values.get(picked));
    units.forEach((unit, i) => unit.show(network[i].activation));
    example.show(now.example, `${now.example + 1} of ${x[0].length}`);
    allDigits.show(now.all_digits);
  }

  const resized = () => parts.picture.fit() && show(state());
  return mount({ el, root, keep, boxes: [net], resized, stops: [steps.stop] });
}

export default { render };
