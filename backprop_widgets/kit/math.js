/* Formulas as MathML, for which no script has to come to the page. */

import { fill } from "./dom.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** MathML from a tree: [tag, attributes if there are any, ...children], with text at its leaves.
    @param {any[]} tree
    @returns {Element} */
export function math(tree) {
  const [tag, ...rest] = tree;
  const bare = Array.isArray(rest[0]) || typeof rest[0] === "string";
  const [attributes, children] = bare ? [{}, rest] : [rest[0] ?? {}, rest.slice(1)];
  const parts = children.map((child) => (Array.isArray(child) ? math(child) : child));
  return fill(document.createElementNS(MATHML, tag), attributes, parts);
}

/** The leaves and branches of such a tree that several widgets need. */
export const minus = ["mo", "−"];
export const tight = (sign) => ["mo", { lspace: "0", rspace: "0", stretchy: "false" }, sign];
export const inBrackets = (...parts) => ["mrow", tight("("), ...parts, tight(")")];
