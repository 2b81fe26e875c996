/* The state of a widget: what a trait may be, said by Python as data, and the last state that made sense.

   TRAITS, which a widget has from Python (kit/traits.py), holds for every trait of the state its default and its rule:
   { default, kind: "choice", names }, { kind: "count", low, high }, { kind: "positive" }, { kind: "finite" },
   { kind: "momentum" }, { kind: "flag" }, or no kind where only the widget itself can tell. */

import { element, setHidden, setText } from "./dom.js";
import { isCount, isNumber } from "./numbers.js";

/** @typedef {{ default: any, kind?: string, names?: any[], low?: number, high?: number }} Rule */
/** @typedef {Record<string, Rule>} Traits */

/** @type {Record<string, { holds: (value: any, rule: any) => boolean, expected: (rule: any) => string }>} */
const RULES = {
  choice: { holds: (value, { names }) => names.includes(value), expected: ({ names }) => `one of ${names.join(", ")}` },
  count: {
    holds: (value, { low, high }) => isCount(value, low, high ?? Infinity),
    expected: ({ low, high }) => `a whole number from ${low}${high === undefined ? " on" : ` to ${high}`}`,
  },
  positive: { holds: (value) => isNumber(value) && value > 0, expected: () => "a positive, finite number" },
  finite: { holds: isNumber, expected: () => "a finite number" },
  momentum: {
    holds: (value) => isNumber(value) && value >= 0 && value < 1,
    expected: () => "a number from 0 to below 1",
  },
  flag: { holds: (value) => typeof value === "boolean", expected: () => "true or false" },
};

/** What is wrong with the value of a single trait, in the words that Python has for it; empty if nothing is.
    @param {Traits} traits
    @param {Record<string, any>} state */
export function faultOf(traits, state) {
  for (const [name, rule] of Object.entries(traits)) {
    const known = rule.kind && RULES[rule.kind];
    if (known && !known.holds(state[name], rule))
      return `${name} is ${JSON.stringify(state[name])}; expected ${known.expected(rule)}.`;
  }
  return "";
}

/** A sentence that quotes something very long, without the middle of it. */
const shortened = (text) => (text.length > 400 ? `${text.slice(0, 150)} … ${text.slice(-150)}` : text);

/** Whether this table has a line of its own under this name. A name that a reader or an address gives may be anything:
    no text, or "constructor", which every object of JavaScript inherits. */
export const isNameIn = (table, name) => typeof name === "string" && Object.hasOwn(table, name);

/** Keeps the last state that made sense, at first the defaults.

    `problem(state)` says in words what else is wrong with a state, or "". Whatever changes the model ends in
    show(state). `start()` shows the first state, to which `reset()` goes back.
    @param {Traits} traits
    @param {(state: any) => string} problem
    @param {(state: any) => void} show */
export function keeper(model, traits, problem, show) {
  const message = element("p", { class: "bp-say alarm", role: "alert", hidden: "" });
  let good = Object.fromEntries(Object.entries(traits).map(([name, rule]) => [name, rule.default]));
  let [published, restoring] = [good, false];
  const change = (changes) => {
    model.set(changes);
    model.save_changes();
  };
  function refresh() {
    if (restoring) return;
    const wanted = Object.fromEntries(Object.keys(traits).map((name) => [name, model.get(name)]));
    const fault = faultOf(traits, wanted) || problem(wanted);
    setHidden(message, !fault);
    setText(message, fault && `${shortened(fault)} The last state that made sense is kept.`);
    if (!fault) good = wanted;
    else {
      restoring = true;
      change(good);
      restoring = false;
    }
    show(good);
  }
  model.on("change", refresh);
  return {
    message,
    change,
    start() {
      refresh();
      published = good;
    },
    reset: () => change(published),
    state: () => good,
    published: () => published,
    end: () => model.off("change", refresh),
  };
}
