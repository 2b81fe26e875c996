/* Gradient descent, one step at a time: a picture beside the step in numbers. */

import { button, menu, slider, tick } from "../kit/controls.js";
import { element, put, setClass } from "../kit/dom.js";
import { digits, figure, powerBelow } from "../kit/numbers.js";
import { functionsOf } from "../kit/own_function.js";
import { keeper } from "../kit/state.js";
import { stepping } from "../kit/stepping.js";
import { codeLines, mount, sentence, widgetRoot } from "../kit/widget.js";
import { problem, walk } from "./descent.js";
import { CODE, COSTS, TRAITS } from "./generated.js";
import { costHistory } from "./history.js";
import { ledger } from "./ledger.js";
import { picture } from "./picture.js";
import { account } from "./words.js";

const KEY = [
  ["forward", "cost"],
  ["gradient", "slope, gradient"],
  ["parameter", "parameter and its update"],
];
const OWN = "own cost";

/** The built-in costs of these names, and the reader's own one, each with its name and its title. */
async function allCosts(names, own) {
  const titled = (name) => [name, { name, title: name[0].toUpperCase() + name.slice(1), ...COSTS[name] }];
  const costs = Object.fromEntries(names.map(titled));
  return own ? { ...costs, [OWN]: { name: OWN, ...own, at: (await functionsOf(own.module)).cost } } : costs;
}

/** What a reader sets: cost, learning rate, momentum if it is offered, and a start for each parameter. change(changes)
    is called. */
function settings(costs, withMomentum, change, state) {
  const dimensions = (count) =>
    Object.values(costs).flatMap(({ name, title, parameters }) => (parameters.length === count ? [[name, title]] : []));
  const cost = menu("Cost", { curves: dimensions(1), surfaces: dimensions(2) }, (name) => {
    const { start, learning_rate } = costs[name];
    change({ cost: name, start, learning_rate, step: 0 });
  });
  const rate = slider("Learning rate η", "learning_rate", { min: -4, max: 0.5, step: 0.01 }, (power) =>
    change({ learning_rate: +(10 ** power).toPrecision(3) }),
  );
  const momentum = slider("Momentum μ", "momentum", { min: 0, max: 0.99, step: 0.01 }, (value) =>
    change({ momentum: value }),
  );
  const startSlider = (name, k) =>
    slider(`Start ${name}`, `start_${name}`, {}, (at) => change({ start: state().start.with(k, at), step: 0 }));
  const box = element("div", { class: "starts" });
  const node = element("div", { class: "fields" }, cost.node, rate.node, ...(withMomentum ? [momentum.node] : []), box);
  let starts = [];

  /** Puts these sliders for the start onto the page, in the range that the cost has. */
  function fitTo({ parameters, view }, sliders) {
    if (sliders !== starts) box.replaceChildren(...sliders.map((one) => one.node));
    starts = sliders;
    setClass(node, "two", parameters.length > 1);
    const [low, high, middle] = view;
    const quarter = (high - low) / 4;
    const ranges = [
      [low, high],
      [middle - quarter, middle + quarter],
    ];
    const step = powerBelow(quarter / 25);
    starts.forEach(({ input }, k) => put(input, { min: ranges[k][0], max: ranges[k][1], step }));
  }
  function show(now) {
    cost.show(now.cost);
    rate.show(now.learning_rate, figure(now.learning_rate), Math.log10(now.learning_rate));
    momentum.show(now.momentum, now.momentum.toFixed(2));
    starts.forEach((one, k) => one.show(now.start[k]));
  }
  return { node, startSlider, fitTo, show };
}

async function render({ model, el }) {
  const costs = await allCosts(model.get("costs"), model.get("own_cost"));
  const keep = keeper(model, TRAITS, (state) => problem(state, costs), show);
  const { change, state } = keep;
  const text = (value) => (state().all_digits ? digits : figure)(value);
  const say = sentence();
  const steps = stepping((step) => change({ step }), 450, say);
  const byHand = (changes) => {
    steps.stop();
    change(changes);
  };

  const fields = settings(costs, model.get("with_momentum"), byHand, state);
  const allDigits = tick("All digits", (checked) => byHand({ all_digits: checked }));
  const reset = button("Reset", () => byHand(keep.published()));
  const plot = picture(steps.stop, (start) => change({ start, step: 0 }));
  const [written, past, code] = [
    element("div", { class: "ledger" }),
    costHistory(),
    codeLines(CODE, "One step in code"),
  ];
  const left = element("div", {}, plot.box, steps.node);
  const right = element("div", {}, say.node, written, code.node, past.node);
  const root = widgetRoot(
    "DescentStepper",
    "descent",
    "Downhill, one step at a time",
    KEY,
    [allDigits.node, reset],
    fields.node,
    keep.message,
    element("div", { class: "main" }, left, right),
  );
  steps.listen(root);

  const made = new Map(); // what depends on the parameters: once for a curve's, once for a surface's
  let laid; // the cost that the page is laid out for
  let numbers;
  function lay(cost) {
    laid = cost;
    const { parameters } = cost;
    const key = String(parameters);
    if (!made.has(key)) made.set(key, { numbers: ledger(parameters), starts: parameters.map(fields.startSlider) });
    const fitting = made.get(key);
    if (numbers !== fitting.numbers) written.replaceChildren(...fitting.numbers.nodes);
    numbers = fitting.numbers;
    numbers.showFormula(cost);
    fields.fitTo(cost, fitting.starts);
    plot.lay(cost);
  }

  function show(now) {
    const cost = costs[now.cost];
    if (cost !== laid) lay(cost);
    const frames = walk(cost, now);
    const last = frames.length - 1;
    const n = Math.min(now.step, last);
    const [loud, words] = account(cost, now, frames, n);
    plot.move(frames, n, now.start);
    numbers.show(frames[n], now, text);
    past.show(frames, n, now.steps, text);
    say.show(words, loud);
    steps.show(n, last);
    fields.show(now);
    allDigits.show(now.all_digits);
  }

  const resized = () => plot.fit() && show(state());
  return mount({ el, root, keep, boxes: [plot.box], resized, stops: [steps.stop] });
}

export default { render };
