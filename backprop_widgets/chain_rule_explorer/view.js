/* The chain rule by nudging: the curves of a chain, how far each moves, the product of its slopes. */

import { button, menu, slider, tick } from "../kit/controls.js";
import { element, put, setHidden, setText } from "../kit/dom.js";
import { digits, figure } from "../kit/numbers.js";
import { functionsOf } from "../kit/own_function.js";
import { keeper } from "../kit/state.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { nudgeBars } from "./bars.js";
import { innerNames, look, nearestX, numbersOf, problem, slopeFormulas } from "./chain.js";
import { FIRST, MENUS, SMALLEST, TRAITS } from "./generated.js";
import { chainPlots } from "./plots.js";
import { chainRule } from "./product.js";
import { account } from "./words.js";

const MODES = [
  ["path", "Path"],
  ["fork", "Fork"],
];
const KEY = [
  ["forward", "value, local slope"],
  ["gradient", "slope of u with respect to x"],
];

/** The menus, with the reader's own functions in them. */
async function allMenus(own) {
  const menus = { inner: { ...MENUS.inner }, path: { ...MENUS.path }, fork: { ...MENUS.fork } };
  for (const [name, link] of Object.entries(own))
    menus[link.menu][name] = { ...link, at: (await functionsOf(link.module)).at };
  return menus;
}

/** Rules and defaults of the traits; where not everything is shown, a default is in the middle of what is. */
function traitsWithin([low, high]) {
  const { x, dx } = TRAITS;
  return { ...TRAITS, x: { ...x, default: (low + high) / 2 }, dx: { ...dx, default: (high - low) / 8 } };
}

/** The menus of functions: choose(changes) is called. */
function functionMenus(menus, choose, { state, published }) {
  const options = (links) => Object.entries(links).map(([name, { formula }]) => [name, formula]);
  const shape = menu("Shape", MODES, (mode) => {
    const { inner, outer } = mode === published().mode ? published() : FIRST[mode];
    choose({ mode, inner, outer });
  });
  const innerMenu = (k) => menu("", options(menus.inner), (name) => choose({ inner: state().inner.with(k, name) }));
  const outerMenu = (title, links) => menu(title, options(links), (outer) => choose({ outer }));
  const inner = [innerMenu(0), innerMenu(1)];
  const outer = { path: outerMenu("u of v", menus.path), fork: outerMenu("u of v1 and v2", menus.fork) };

  /** Those that a chain of this shape has. */
  function fitTo(now, names) {
    inner.forEach(({ node }, k) => {
      setHidden(node, k >= names.length);
      setText(node.firstChild, `${names[k] ?? `v${k + 1}`} of x`);
    });
    for (const [mode, { node }] of Object.entries(outer)) setHidden(node, mode !== now.mode);
  }
  function show(now) {
    shape.show(now.mode);
    now.inner.forEach((name, k) => inner[k].show(name));
    outer[now.mode].show(now.outer);
  }
  return { nodes: [shape, ...inner, outer.path, outer.fork].map(({ node }) => node), fitTo, show };
}

/** Where the chain is looked at, and how far it is nudged; the slider of the nudge is logarithmic to both sides. */
function nudgeControls([low, high], change, state) {
  const place = slider("x", "at", { min: low, max: high, step: 0.01 }, (x) => change({ x }), "forward");
  const both = { min: -6.3, max: 6.3, step: 0.1 };
  const size = slider("Nudge Δx", "nudge", both, (position) =>
    change({ dx: (position < 0 ? -1 : 1) * +(10 ** (Math.abs(position) - 6)).toPrecision(2) }),
  );
  const halve = button("Halve the nudge", () => change({ dx: state().dx / 2 }));
  function show({ x, dx }, text) {
    place.show(x, text(x));
    size.show(dx, text(dx), Math.sign(dx) * (Math.log10(Math.abs(dx)) + 6));
    put(halve, { "aria-disabled": Math.abs(dx) < 2 * SMALLEST });
  }
  return { nodes: [place.node, size.node, halve], show };
}

async function render({ model, el }) {
  const menus = await allMenus(model.get("own"));
  const view = model.get("view");
  const keep = keeper(model, traitsWithin(view), (state) => problem(state, menus, view), show);
  const { change, state } = keep;
  const text = (value) => (state().all_digits ? digits : figure)(value);
  /** Other functions; if x, or x + dx, is outside of their domain, the nearest x that is inside. */
  const choose = (changes) => change({ ...changes, x: nearestX({ ...state(), ...changes }, menus, view) });

  const functions = functionMenus(menus, choose, keep);
  const nudge = nudgeControls(view, change, state);
  const box = (kind, ...inside) => element("div", { class: kind }, ...inside);
  const [plotsBox, barsBox, chainBox] = ["plots", "", ""].map((kind) => box(kind));
  const say = sentence();
  const allDigits = tick("All digits", (checked) => change({ all_digits: checked }));
  const root = widgetRoot(
    "ChainRuleExplorer",
    "chain-rule",
    "Nudge x, see what moves",
    KEY,
    [allDigits.node, button("Reset", keep.reset)],
    keep.message,
    plotsBox,
    box("controls", box("fields nudge", ...nudge.nodes), box("fields", ...functions.nodes)),
    box("main", barsBox, chainBox),
    say.node,
  );

  let page; // what there is for the present shape
  let mode = "";
  function fitTo(now) {
    mode = now.mode;
    const names = innerNames(now);
    page = {
      plots: chainPlots(names, (x) => change({ x })),
      bars: nudgeBars(names),
      chain: chainRule(names),
    };
    plotsBox.replaceChildren(...page.plots.boxes);
    barsBox.replaceChildren(page.bars.node);
    chainBox.replaceChildren(page.chain.node);
    functions.fitTo(now, names);
  }

  function show(now) {
    if (mode !== now.mode) fitTo(now);
    const [at, next] = [look(now, menus), look(now, menus, now.x + now.dx)];
    const values = numbersOf(now, menus, at, next);
    page.plots.lay(now, menus, view);
    page.plots.move(values);
    page.bars.show(values, { paths: at.paths, dx: now.dx });
    page.chain.show(values, slopeFormulas(now, menus), text);
    say.show(account(now, at, next));
    functions.show(now);
    nudge.show(now, text);
    allDigits.show(now.all_digits);
  }

  return mount({ el, root, keep, boxes: [plotsBox], resized: () => show(state()) });
}

export default { render };
