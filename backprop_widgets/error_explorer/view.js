/* Prediction against loss: one example in two pictures and a product of slopes, all of them in a table. */

import { button, menu, slider, tick } from "../kit/controls.js";
import { element, put, setClass, setHidden, setText } from "../kit/dom.js";
import { between, digits, figure } from "../kit/numbers.js";
import { functionsOf } from "../kit/own_function.js";
import { keeper } from "../kit/state.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { examples, problem, rangeOf, unitOf } from "./examples.js";
import { LOSSES, MOST, NET_INPUTS, output_of, TRAITS } from "./generated.js";
import { plots, stepOf } from "./plots.js";
import { list, product, total } from "./tables.js";
import { account, titleOf, written } from "./words.js";

const UNITS = [
  ["sigmoid", "Logistic"],
  ["identity", "Identity (a = z)"],
  ["softmax", "Softmax"],
];
const COSTS = [
  ["mean", "Mean of the losses"],
  ["sum", "Sum of the losses"],
];
const KEY = [
  ["forward", "prediction, cost J"],
  ["target", "target, loss E"],
  ["gradient", "slope"],
];

/** What a reader does to a state: each gives the changes. */
function actions(state, losses, view) {
  const range = (changes) => rangeOf(unitOf({ ...state(), ...changes }, losses), view);
  const atPicked = (values, value) => values.with(state().example - 1, value);
  return {
    predict: (a) => ({ predictions: atPicked(state().predictions, a) }),
    wish: (y) => ({ targets: atPicked(state().targets, y) }),
    /** Choosing another loss or unit takes predictions and targets along into the range that it has. */
    choose(changes) {
      const [low, high] = range(changes);
      const within = (values) => values.map((value) => between(value, low, high));
      return { ...changes, targets: within(state().targets), predictions: within(state().predictions) };
    },
    add() {
      const { targets, predictions } = state();
      const [low, high] = range({});
      const more = { targets: [...targets, high], predictions: [...predictions, (low + high) / 2] };
      return { ...more, example: targets.length + 1 };
    },
    remove() {
      const { targets, predictions, example } = state();
      const without = (values) => values.filter((_, n) => n !== example - 1);
      const fewer = { targets: without(targets), predictions: without(predictions) };
      return { ...fewer, example: Math.min(example, targets.length - 1) };
    },
  };
}

/** The controls: their nodes in groups, and what they show of a state. */
function controls({ act, change, feed }, losses) {
  const names = Object.keys(losses).map((name) => [name, titleOf(name)]);
  const loss = menu("Loss", names, (loss) => change(act.choose({ loss })));
  const output = menu("Output unit", UNITS, (output) => change(act.choose({ output })));
  const cost = menu("Cost J", COSTS, (cost) => change({ cost }));
  const prediction = slider("Prediction a", "prediction", { step: "any" }, (a) => change(act.predict(a)), "forward");
  const netInput = slider("Net input z", "z", { step: 0.1 }, feed, "forward");
  const target = slider("Target y", "target", {}, (y) => change(act.wish(y)), "target");
  const add = button("Add example", () => change(act.add()));
  const remove = button("Remove example", () => change(act.remove()));
  put(netInput.input, { min: NET_INPUTS[0], max: NET_INPUTS[1] });

  function show(now, { a, y, z }, unit, range, text) {
    loss.show(now.loss);
    output.show(unit);
    for (const option of output.select.options) option.hidden = option.value === "softmax" && unit !== "softmax";
    output.select.disabled = losses[now.loss].unit !== null;
    cost.show(now.cost);
    for (const part of [prediction, target]) put(part.input, { min: range[0], max: range[1], step: stepOf(range) });
    prediction.show(a, text(a));
    netInput.show(z, text(z), between(z, ...NET_INPUTS));
    setHidden(netInput.node, unit === "identity");
    target.show(y, text(y));
    target.input.disabled = unit === "softmax";
    put(add, { "aria-disabled": now.targets.length === MOST });
    put(remove, { "aria-disabled": now.targets.length === 1 });
  }
  const nodes = (...parts) => parts.map(({ node }) => node);
  return {
    menus: nodes(loss, output, cost),
    sliders: nodes(prediction, netInput, target),
    buttons: [add, remove],
    show,
  };
}

/** The library's losses, and the reader's own one. */
async function allLosses(own) {
  return own ? { ...LOSSES, "own loss": { ...own, at: (await functionsOf(own.module)).at } } : LOSSES;
}

async function render({ model, el }) {
  const losses = await allLosses(model.get("own_loss"));
  const view = model.get("view");
  const keep = keeper(model, TRAITS, (state) => problem(state, losses, view), show);
  const { change, state } = keep;
  const unit = () => unitOf(state(), losses);
  const act = actions(state, losses, view);
  const predict = (a) => change(act.predict(a));
  const feed = (z) => predict(unit() === "identity" ? z : output_of(z)[0]);
  const text = (value) => written(value, state().all_digits ? digits : figure);

  const parts = controls({ act, change, feed }, losses);
  const pictures = plots(predict, feed);
  const [formula, say, sum] = [element("p", { class: "formula" }), sentence(), product()];
  const [all, whole] = [list((example) => change({ example })), total()];
  const allDigits = tick("All digits", (checked) => change({ all_digits: checked }));
  const box = (kind, ...inside) => element("div", { class: kind }, ...inside);
  const root = widgetRoot(
    "ErrorExplorer",
    "error",
    "Prediction and loss",
    KEY,
    [allDigits.node, button("Reset", keep.reset)],
    box("fields", ...parts.menus),
    keep.message,
    box(
      "main",
      box("", box("plots", ...pictures.boxes), box("fields", ...parts.sliders)),
      box("", formula, say.node, sum.node),
    ),
    all.node,
    whole.node,
    box("buttons", ...parts.buttons),
  );

  function show(now) {
    const shown = examples(now, losses);
    const [picked, kind] = [shown[now.example - 1], unit()];
    const share = now.cost === "mean" ? shown.length : 1;
    const heights = model.get("heights")[now.loss][+(kind === "identity")];
    const { at } = losses[now.loss];
    pictures.lay({ loss: now.loss, at, unit: kind, view, heights, y: picked.y, targets: now.targets });
    pictures.move(picked, shown);
    say.show(account(picked, kind));
    sum.show([picked.error, picked.slope, picked.delta], text);
    all.show(
      shown.map((one) => [one.a, one.y, one.E, one.error, one.error / share]),
      now.example,
      written, // in figures always: a list of long numbers would have no columns any more
    );
    whole.show(
      shown.map(({ E }) => E),
      now.cost,
      text,
    );
    setText(formula, `E = ${losses[now.loss].formula}`);
    parts.show(now, picked, kind, rangeOf(kind, view), text);
    allDigits.show(now.all_digits);
    setClass(root, "all", now.all_digits);
  }

  return mount({ el, root, keep, boxes: [pictures.boxes[0]], resized: () => show(state()) });
}

export default { render };
