/* The whole chain: symbols over numbers, a line for each path; a click on a factor goes to its step. */

import { element, on, setChildren, setClasses } from "../kit/dom.js";
import { quantity } from "../kit/quantity.js";
import { keeping } from "./kept.js";
import { formula } from "./symbols.js";
import { twofold } from "./twofold.js";
import { mistakenText, plain } from "./values.js";

const sign = (text) => element("span", { class: "sign" }, text);

/** A factor: the local slope of a frame or, if `whole`, the gradient that it found. */
function token({ name, symbol, local }, whole) {
  const role = whole ? "gradient" : local.role;
  const value = twofold(whole ? name : local.name, role);
  const node = element("span", { class: "factor" }, formula("", whole ? symbol : local.ratio), value.node);
  return { role, value, node };
}

/** The sign before a factor, and what a mistake goes on with in place of the product so far, which is `above`. */
function joint(above) {
  const instead = element("span", { class: "instead" });
  return { instead, sign: sign("×"), number: quantity(`taken for ${above.name}`, "wrong") };
}

function ending(name) {
  const value = twofold(name, "gradient");
  return { value, node: element("span", { class: "result" }, sign("="), value.node) };
}

const heading = (lead, symbol) =>
  element("span", { class: "lead" }, ...(lead ? [lead] : [formula("gradient", symbol), " ="]));

/** `lay` makes the lines of a parameter, `mount` puts them on the page. Parts are kept by the line that they stand in
    and what they show, so that what two parameters have in common stays where it is. */
export function chain(go) {
  const node = element("div", { class: "chain" });
  const once = keeping();
  let laid = lay([], []);

  /** @param {import("./way.js").Line[]} lines
      @param {import("./frames.js").Frame[]} frames */
  function lay(lines, frames) {
    /** What has a number, each with `at`, the frame from which on it shows.
        @type {any[][]} */
    const [tokens, results, replacements] = [[], [], []];
    const rows = lines.map(({ lead, factors, result }, i) => {
      const product = factors.flatMap(({ at, whole = false }, k) => {
        const frame = frames[at];
        const part = once(`factor ${i} ${frame.name} ${whole}`, () => token(frame, whole));
        tokens.push({ ...part, at, read: (pass) => frame.values(pass)[whole ? "result" : "local"] });
        if (k === 0) return [part.node];
        const before = once(`joint ${i} ${frame.name}`, () => joint(frame.above));
        if (frame.taken) replacements.push({ ...before, at, taken: frame.taken });
        return [before.instead, before.sign, part.node];
      });
      const { name, symbol, values } = frames[result];
      const head = once(`head ${i} ${name} ${lead}`, () => heading(lead, symbol));
      const end = once(`end ${i} ${name}`, () => ending(name));
      results.push({ ...end, at: result, read: (pass) => values(pass).result });
      return { node: once(i, () => element("div", { class: "line" })), parts: [head, ...product, end.node] };
    });
    return { rows, tokens, results, replacements };
  }

  function mount(lines) {
    laid = lines;
    for (const { node, parts } of laid.rows) setChildren(node, parts);
    setChildren(
      node,
      laid.rows.map((row) => row.node),
    );
  }
  on(node, "click", ({ target }) => {
    const factor = laid.tokens.find((token) => token.node.contains(target));
    if (factor) go(factor.at);
  });
  return { node, lay, mount, show: (n, right, wrong) => showLines(laid, n, right, wrong) };
}

/** Shows what is known at step n, in the right pass and in one with a mistake. */
function showLines({ tokens, results, replacements }, n, right, wrong) {
  for (const { node, at, role } of tokens)
    setClasses(node, `factor ${at < n ? `done ${role}` : at === n ? `now ${role}` : "ahead"}`);
  for (const { at, value, read } of [...tokens, ...results]) {
    if (at > n) value.show();
    else value.show(read(right), wrong && read(wrong), plain);
  }
  for (const { instead, at, taken, number } of replacements) {
    const value = at <= n && wrong ? taken(wrong) : undefined;
    if (value !== undefined) number.show(value ?? NaN, mistakenText(value, plain));
    if (value !== undefined && !instead.firstChild) instead.append(number.node, " instead");
    if (value === undefined && instead.firstChild) instead.replaceChildren();
  }
}
