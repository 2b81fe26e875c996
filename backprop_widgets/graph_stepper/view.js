/* An expression as a graph: typed by the reader, computed node by node, and differentiated edge by edge. */

import { button, menu, tick, valueField } from "../kit/controls.js";
import { copied } from "../kit/copy.js";
import { element, setChildren, setClass, setText, setValue, unlessSame } from "../kit/dom.js";
import { digits, figure, isNumber } from "../kit/numbers.js";
import { keeper } from "../kit/state.js";
import { stepping } from "../kit/stepping.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { checkLine } from "./check.js";
import { expressionField } from "./field.js";
import { EXAMPLES, TRAITS } from "./generated.js";
import { after, run } from "./graph.js";
import { nodeTable } from "./nodes.js";
import { paper } from "./paper.js";
import { parse } from "./parse.js";
import { picture } from "./picture.js";
import { programOf } from "./program.js";
import { account } from "./words.js";

const KEY = [
  ["forward", "value, local slope"],
  ["gradient", "slope of the output"],
  ["count", "uses to come, or visits"],
];
const ORDERS = [
  ["reverse", "in reverse order"],
  ["recursion", "by a recursion"],
];

/** What does not fit together in a state, as a sentence; empty if everything does. */
function problem({ expression, inputs }) {
  const { fault } = parse(expression);
  if (fault) return fault;
  const isTable = inputs !== null && typeof inputs === "object" && !Array.isArray(inputs);
  if (isTable && Object.values(inputs).every(isNumber)) return "";
  return "The inputs are no table of names and finite numbers.";
}

/** The values of the inputs of a graph: those that are given, and 1 for others.
    @param {import("./parse.js").Graph} graph
    @returns {Record<string, number>} */
function valuesFor({ nodes }, given) {
  const names = nodes.filter(({ operation }) => operation === "input").map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, Object.hasOwn(given, name) ? given[name] : 1]));
}

/** A field for each input; the fields stay while the names are the same. */
function inputFields(act) {
  const node = element("div", { class: "inputs" });
  let fields = {};
  const lay = unlessSame((names) => {
    fields = Object.fromEntries(names.split(" ").map((name) => [name, valueField((value) => act(name, value), "")]));
    setChildren(
      node,
      Object.values(fields).map((field) => field.node),
    );
  });
  function show(inputs) {
    lay(Object.keys(inputs).join(" "));
    for (const [name, value] of Object.entries(inputs)) fields[name].show(name, "forward", value);
  }
  return { node, show };
}

/** The program to copy, folded. */
function exportBox(write) {
  const area = element("textarea", { "aria-label": "Program", readonly: "", rows: 10, spellcheck: "false" });
  const told = element("span", { role: "status" });
  const copy = button("Copy", async () => setText(told, await copied(area.value, () => area.select())));
  const summary = element("summary", {}, "Export as Python");
  const node = element("details", { class: "export" }, summary, area, element("p", {}, copy, " ", told));
  function refresh() {
    if (area.value === write()) return;
    setValue(area, write());
    setText(told, "");
  }
  return { node, refresh };
}

/** What is worked out of an expression and its inputs, each once. */
function worker() {
  let [text, graph] = ["", /** @type {any} */ (null)];
  let [key, ran] = ["", /** @type {any} */ (null)];
  /** @param {Record<string, any>} state */
  return ({ expression, inputs: given, order }) => {
    if (text !== expression) [text, graph, key] = [expression, parse(expression).graph, ""];
    const inputs = valuesFor(graph, given);
    const now = JSON.stringify([inputs, order]);
    if (key !== now) [key, ran] = [now, run(graph, inputs, order)];
    return { graph, inputs, ran };
  };
}

function render({ model, el }) {
  const keep = keeper(model, TRAITS, problem, show);
  const { state } = keep;
  const byHand = (changes) => {
    steps.stop();
    keep.change(changes);
  };
  const work = worker();
  const own = ["", "an expression of your own"];
  const names = Object.keys(EXAMPLES).map((name) => [name, name]);
  const example = menu("Example", [own, ...names], (name) => name && byHand({ ...EXAMPLES[name], step: 0 }));
  const order = menu("Way back", ORDERS, (order) => byHand({ order }));
  const field = expressionField((expression) => {
    const { graph = work(state()).graph } = parse(expression);
    byHand({ expression, inputs: valuesFor(graph, state().inputs), step: 0 });
  });
  const inputs = inputFields((name, value) => byHand({ inputs: { ...work(state()).inputs, [name]: value } }));
  const allDigits = tick("All digits", (all_digits) => byHand({ all_digits }));
  const [say, sum, check] = [sentence(), paper(), checkLine()];
  const program = exportBox(() => programOf(work(state()).graph, work(state()).inputs));
  const steps = stepping((step) => keep.change({ step }), 2000, say);
  const box = (kind, ...inside) => element("div", { class: kind }, ...inside);
  const reset = () => {
    steps.stop();
    keep.reset();
    field.show(state().expression, true);
  };
  const [plot, table] = [box("plot"), box("list")];
  const printed = element("pre", { class: "printed" }); // paper has no fields
  const root = widgetRoot(
    "GraphStepper",
    "graph-stepper",
    "An expression as a graph",
    KEY,
    [allDigits.node, button("Reset", reset)],
    box("fields", example.node, field.node, order.node),
    inputs.node,
    keep.message,
    printed,
    plot,
    steps.node,
    box("below", box("step", say.node, sum.node), table),
    box("after", check.node, program.node),
  );
  steps.listen(root);

  let [drawn, listed] = [/** @type {any} */ (null), /** @type {any} */ (null)];
  let width = 0;
  const lay = unlessSame((graph, room) => {
    drawn = picture(graph, room);
    listed = nodeTable(graph);
    setChildren(plot, [drawn.node]);
    setChildren(table, [listed.node]);
  });

  function show(now) {
    const { graph, inputs: values, ran } = work(now);
    width = plot.clientWidth || 640;
    lay(graph, width);
    const text = now.all_digits ? digits : figure;
    const n = Math.min(now.step, ran.steps.length);
    const seen = after(ran, n);
    const same = ([, one]) =>
      one.expression === now.expression && JSON.stringify(one.inputs) === JSON.stringify(values);
    example.show(Object.entries(EXAMPLES).find(same)?.[0] ?? "");
    order.show(now.order);
    field.show(now.expression);
    setText(printed, now.expression);
    inputs.show(values);
    drawn.show(ran, seen, n);
    listed.show(ran, seen, n, text);
    setClass(listed.node, "all", now.all_digits);
    sum.show(ran, ran.steps[n - 1], text);
    const [loud, words] = account(ran, n);
    say.show(words, loud);
    check.show(ran, seen, values, n === ran.steps.length && !ran.fault, text);
    program.refresh();
    steps.show(n, ran.steps.length);
    allDigits.show(now.all_digits);
  }

  const resized = () => plot.clientWidth !== width && show(state());
  return mount({ el, root, keep, boxes: [plot], resized, stops: [steps.stop] });
}

export default { render };
