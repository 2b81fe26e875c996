/* A network that is wrong: send its error back, let every weight take a step, and watch the loss fall. */

import { button } from "../kit/controls.js";
import { element, put, setClass, setHidden, setText } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";
import { keeper } from "../kit/state.js";
import { mount, sentence, widgetRoot } from "../kit/widget.js";
import { MOST, NAMES, PHASES, PLANS, TRAITS } from "./generated.js";
import { learning } from "./learning.js";
import { bias, column, input, ruler, unit, weight } from "./parts.js";
import { placeAt } from "./places.js";
import { wires } from "./wires.js";
import { account, calledIn, origin } from "./words.js";

const [MEASURED, BACK, STEP] = [1, 2, 3]; // the phases that a state can be in; the first one is always done
const PAIR = [0, 1];

/** What is wrong with a state, as a sentence; empty if nothing. */
function problem({ picked }) {
  if (picked === "" || (/^[wb]/.test(picked) && Object.hasOwn(NAMES, picked))) return "";
  return `There is no weight or bias “${picked}” in this network.`;
}

/** The four phases with the pages that explain them; show(phase) marks the present one. */
function track(book) {
  const titled = ([page, title]) => (book ? element("a", { href: `${book}/${page}.html` }, title) : title);
  const items = PHASES.map(({ role, title, words, pages }) => {
    const links = Object.entries(pages).flatMap((page, i) => [...(i ? [", "] : []), titled(page)]);
    return element(
      "li",
      { class: role },
      element("b", {}, title),
      element("p", {}, `${words} `, element("small", {}, ...links)),
    );
  });
  const show = (phase) =>
    items.forEach((item, i) => {
      setClass(item, "done", i < phase);
      if (i === phase) put(item, { "aria-current": "step" });
      else item.removeAttribute("aria-current");
    });
  return { node: element("ol", { class: "phases" }, ...items), show };
}

/** The network with rulers and loss; point(label, click) is called for what a reader does with a weight or bias. */
function pictureOf(start, point) {
  const levels = [1, 2];
  const lines = levels.map((level) => wires(level, point));
  const out = PAIR.map((j) => ruler(j, start.y[j][0]));
  const loss = column(start.E);
  const units = levels.flatMap((level) => PAIR.map((j) => unit(level, j)));
  const parameters = levels.flatMap((level) =>
    PAIR.flatMap((j) => [...PAIR.map((k) => weight(level, j, k, point)), bias(level, j, point)]),
  );
  const fixed = [...PAIR.map((k) => input(k)), ...out];
  const node = element(
    "div",
    { class: "network", role: "group", "aria-label": "The network" },
    ...lines.flatMap(({ nodes }) => nodes),
    ...[...fixed, ...units, ...parameters, loss].map((part) => part.node),
  );
  placeAt(
    node,
    PLANS.map(({ height }) => [0, 0, 100, height]),
  );
  function show(frame, losses, back, picked, seen) {
    for (const part of lines) part.show(frame, seen);
    for (const part of fixed) part.show(frame);
    for (const part of units) part.show(frame, back);
    for (const part of parameters) part.show(frame, back, picked);
    loss.show(losses);
  }
  return { node, show };
}

function render({ model, el }) {
  const keep = keeper(model, TRAITS, problem, show);
  const [start, book] = [model.get("start"), model.get("book")];
  const run = learning(start);
  let pointed = ""; // where a pointer or the focus is, as long as nothing else is done

  const go = (changes) => {
    pointed = "";
    keep.change({ picked: "", ...changes });
  };
  const ahead = (steps) => go({ step: Math.min(keep.state().step + steps, MOST), back: false });
  const point = (name, click) => {
    pointed = name;
    if (click) keep.change({ picked: keep.state().picked === name ? "" : name });
    else show(keep.state());
  };
  const phases = track(book);
  const picture = pictureOf(start, point);
  const next = button("Send the error back", () => (keep.state().back ? ahead(1) : go({ back: true })));
  const [ten, hundred] = [button("10 steps more", () => ahead(10)), button("100", () => ahead(100))];
  const again = button("Start again", () => {
    pointed = "";
    keep.reset();
  });
  put(hundred, { "aria-label": "100 steps more" });
  put(again, { "aria-label": "Start again: reset the network" });
  next.classList.add("go");
  const [say, more, step] = [sentence(), element("a", { class: "more" }), quantity("step", "step")];
  const buttons = element("div", { class: "buttons" }, next, ten, hundred, again);
  const words = element("div", { class: "words" }, say.node, more);
  const controls = element("div", { class: "controls" }, buttons, words);
  const parts = [phases.node, picture.node, keep.message, controls];
  const root = widgetRoot("FirstNetwork", "first-network", "One step of learning", [], [step.node], ...parts);
  root.addEventListener("pointerleave", () => {
    pointed = "";
    show(keep.state());
  });

  function show(state) {
    const [frame, seen] = [run.at(state.step), pointed || state.picked];
    step.show(state.step, String(state.step));
    phases.show(state.back ? BACK : state.step ? STEP : MEASURED);
    setClass(root, "back", state.back);
    picture.show(frame, run.losses(state.step), state.back, state.picked, seen);
    setText(next, state.back ? "Take one step" : "Send the error back");
    for (const way of [ten, hundred]) put(way, { "aria-disabled": state.step === MOST });
    put(next, { "aria-disabled": state.back && state.step === MOST });
    say.show(seen ? origin(seen, frame, state.back) : account(frame, start.y, state, start.E));
    setHidden(more, !seen || !book);
    if (!seen) return;
    const address = `${book}/backward-pass.html#backward.weight=${encodeURIComponent(JSON.stringify(seen))}`;
    put(more, { href: address });
    setText(more, `Back to ${calledIn(seen)}, step by step${state.step ? " (at the start)" : ""}`);
  }

  return mount({ el, root, keep });
}

export default { render };
