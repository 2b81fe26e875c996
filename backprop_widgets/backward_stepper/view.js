/* From the loss back to one weight: the network, one step as a sum, in code and in the whole chain, and the check. */

import { namesOf } from "../diagram/labels.js";
import { button, menu, tick } from "../kit/controls.js";
import { element, setChildren, setClass, setText } from "../kit/dom.js";
import { digits, upTo } from "../kit/numbers.js";
import { ownNetwork } from "../kit/own_network.js";
import { isNameIn, keeper } from "../kit/state.js";
import { stepping } from "../kit/stepping.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { chain } from "./chain.js";
import { check } from "./check.js";
import { TRAITS } from "./generated.js";
import { keeping } from "./kept.js";
import { listing } from "./listing.js";
import { ownCase } from "./own_case.js";
import { caseOf } from "./passes.js";
import { gradientsIn, pictureOf } from "./picture.js";
import { bites, passWith, plain, touchedBy } from "./values.js";
import { wayBack } from "./way.js";
import { rowsOf, written } from "./written.js";

const KEY = [
  ["forward", "forward value"],
  ["gradient", "gradient of E"],
  ["parameter", "parameter"],
  ["target", "target, E"],
];

const CHOOSE = "Choose a mistake: the numbers that it changes stand beside the right ones.";
const NO_MISTAKES = "With numbers of your own, mistakes are made in Python: BackwardStepper(network, x, y).";

const hintFor = ({ mistake }, mistakes) =>
  mistakes[mistake]?.done ?? (Object.keys(mistakes).length ? CHOOSE : NO_MISTAKES);

/** What a state does not have in common with its network, as a sentence; empty if nothing. */
function misfit({ weight, mistake }, { parameters, mistakes }) {
  if (!parameters.some(({ label }) => label === weight))
    return `There is no weight or bias “${weight}” in this network; the last one is ${parameters.at(-1).label}.`;
  if (mistake !== "" && !isNameIn(mistakes, mistake))
    return `“${mistake}” is no mistake that can be made with this network.`;
  return "";
}

/** The weights and biases by layers, for the menu. */
function byLayer({ sizes, parameters }, names) {
  const last = sizes.length - 1;
  const hidden = (level) => (last === 2 ? "Hidden layer" : `Hidden layer ${level}`);
  const title = (level) => (level === last ? "Output layer" : hidden(level));
  const inLayer = (level) => parameters.filter((one) => one.level === level).map(({ label }) => [label, names[label]]);
  return Object.fromEntries(upTo(last).map((i) => [title(i + 1), inLayer(i + 1)]));
}

/** What is made for one network. Whatever a weight, a frame or a mistake needs is made when it is first asked for, and
    kept: a way (frames, their edges, the lines of the chain, the check), a sum on paper, a whole pass.

    pick(label), choose(mistake) and go(step) are called for what a reader does. */
function networkOf(passes, { pick, choose, go }) {
  const names = namesOf(passes.sizes);
  const mistakes = Object.entries(passes.mistakes).map(([slug, { name }]) => [slug, name]);
  const picture = pictureOf(passes, names, pick);
  const product = chain(go);
  const once = keeping();
  function newWay(weight) {
    const parameter = passes.parameters.find(({ label }) => label === weight);
    const { frames, lines } = wayBack({ ...passes, names }, parameter);
    const path = [...new Set(frames.flatMap(({ edges }) => edges))];
    return { frames, path, lines: product.lay(lines, frames), tested: check(parameter, frames, passes, names) };
  }
  return {
    passes,
    picture,
    product,
    code: listing(passes),
    gradients: gradientsIn(picture, passes.right),
    parameterMenu: menu("Parameter", byLayer(passes, names), pick),
    mistakeMenu: menu("Make a mistake", [["", "none"], ...mistakes], choose),
    wayTo: (weight) => once(`way ${weight}`, () => newWay(weight)),
    tableOf: (frame) => once(`table ${frame.name}`, () => written(frame)),
    passWith: (mistake) => once(`pass ${mistake}`, () => passWith(passes, mistake)),
    crossedBy: (mistake, pass) => once(`crossed ${mistake}`, () => touchedBy(passes, pass).map(({ label }) => label)),
  };
}

/** find(state): its passes, or why there are none. They are kept until another case is asked for. */
function finder(model) {
  /** @type {any[]} */
  let asked = [];
  let found;
  return ({ network, x, y, loss }) => {
    const now = [model.get("passes"), network, x, y, loss];
    if (now.some((part, i) => part !== asked[i])) [asked, found] = [now, caseOf(now[0], { network, x, y, loss })];
    return found;
  };
}

/** The boxes that stay when the network changes, and the root with everything in it. */
function frameOf({ extra, message, steps, say, own }) {
  const box = (kind, ...inside) => element("div", { class: kind }, ...inside);
  const title = (text) => element("p", { class: "sub" }, text);
  const hint = element("p", { class: "hint" });
  const kinds = ["fields", "plot", "sum", "code", "", ""];
  const [fields, plot, sum, code, whole, checked] = kinds.map((kind) => box(kind));
  const root = widgetRoot(
    "BackwardStepper",
    "backward",
    "From the loss back to one weight",
    KEY,
    extra,
    fields,
    message,
    box(
      "main",
      box("seen", plot, steps),
      say,
      box("step", sum, code),
      box("product", title("The whole chain"), whole),
      box("measured", title("Check"), checked),
    ),
    own,
  );
  return { root, fields, hint, plot, sum, code, whole, checked };
}

function render({ model, el }) {
  const find = finder(model);
  const problem = (state) => {
    const { passes, fault } = find(state);
    return fault || misfit(state, passes);
  };
  const keep = keeper(model, TRAITS, problem, show);
  const by_hand = (changes) => {
    steps.stop();
    keep.change(changes);
  };
  const acts = {
    pick: (label) =>
      network.passes.parameters.some((one) => one.label === label) && by_hand({ weight: label, step: 0 }),
    choose: (mistake) => by_hand({ mistake }),
    go: (step) => by_hand({ step }),
  };
  const say = sentence();
  const steps = stepping((step) => keep.change({ step }), 3000, say); // as long as it takes to read the sentence
  const allDigits = tick("All digits", (checked) => by_hand({ all_digits: checked }));
  const reset = button("Reset", () => {
    steps.stop();
    keep.reset();
  });
  const mine = ownCase(() => {
    const changes = mine.changes();
    if (!problem({ ...keep.state(), ...changes })) by_hand(changes);
  });
  const changesFor = (network) => ({ network, ...mine.changes(), weight: "w^1_11", step: 0 });
  const own = ownNetwork({ state: keep.state, changesFor, problem, change: by_hand, fields: mine.fields });
  const parts = { message: keep.message, steps: steps.node, say: say.node, own: own.node };
  const page = frameOf({ extra: [allDigits.node, reset], ...parts });
  steps.listen(page.root);
  /** What the page is laid out for.
      @type {ReturnType<typeof networkOf>} */
  let network;
  let weight = "";
  let way;

  function mountNetwork(passes) {
    network = networkOf(passes, acts);
    weight = "";
    const { parameterMenu, mistakeMenu } = network;
    const menus = [parameterMenu, ...(Object.keys(passes.mistakes).length ? [mistakeMenu] : [])];
    page.fields.replaceChildren(...menus.map(({ node }) => node), page.hint);
    page.plot.replaceChildren(network.picture.node);
    page.whole.replaceChildren(network.product.node);
    page.code.replaceChildren(network.code.node);
    network.picture.fit();
  }

  function mountWeight(now) {
    weight = now;
    way = network.wayTo(weight);
    network.product.mount(way.lines);
    page.checked.replaceChildren(way.tested.node);
    page.sum.style.setProperty("--rows", String(Math.max(...way.frames.map(rowsOf))));
    network.gradients.clear();
  }

  function show(good) {
    const { passes } = find(good);
    if (network?.passes !== passes) {
      mountNetwork(passes);
      mine.show(good);
    }
    if (weight !== good.weight) mountWeight(good.weight);
    const last = way.frames.length - 1;
    const n = Math.min(good.step, last);
    const { right, mistakes } = network.passes;
    const wrong = network.passWith(good.mistake);
    const text = good.all_digits ? digits : plain;
    network.gradients.show(way, n, weight, wrong ? network.crossedBy(good.mistake, wrong) : []);
    const sum = network.tableOf(way.frames[n]);
    sum.show(right, wrong, text);
    for (const box of [sum.node, page.sum, page.checked]) setClass(box, "all", good.all_digits);
    setChildren(page.sum, [sum.node]);
    const { line } = way.frames[n];
    network.code.show(line, wrong && bites(way.frames[n], right, wrong) ? mistakes[good.mistake].lines[line] : "");
    network.product.show(n, right, wrong);
    way.tested.show(n === last, wrong, text);
    say.show(way.frames[n].say);
    setText(page.hint, hintFor(good, mistakes));
    steps.show(n, last, n ? `step ${n} of ${last}` : `start, ${last} steps`);
    network.parameterMenu.show(good.weight);
    network.mistakeMenu.show(good.mistake);
    allDigits.show(good.all_digits);
  }

  const resized = () => network.picture.fit() && show(keep.state());
  return mount({ el, root: page.root, keep, boxes: [page.plot], resized, stops: [steps.stop] });
}

export default { render };
