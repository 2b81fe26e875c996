/* Right values and wrong ones: how they are written, whether a mistake changes one, and how far off it is. */

import { digits, figure } from "../kit/numbers.js";

/** A number as a reader wants it; a whole one without places. */
export const plain = (value) => (Number.isInteger(value) && Math.abs(value) < 1e4 ? digits(value) : figure(value));

/** What a mistake makes of a number, as text; null is one that is no number any more. */
export const mistakenText = (value, text) => (value === null ? "no number" : text(value));

/** Whether a mistake makes another number of this, beyond rounding. */
export function differs(value, mistaken) {
  if (mistaken === undefined || mistaken === null) return mistaken === null;
  return Math.abs(value - mistaken) > 1e-14 * Math.max(Math.abs(value), Math.abs(mistaken));
}

/** Whether a mistake is made in this frame itself, and not only in the slope so far. */
export const bites = ({ terms, taken, values }, right, wrong) =>
  terms
    ? terms.some((term) => bites(term, right, wrong))
    : taken?.(wrong) !== undefined || differs(values(right).local, values(wrong).local);

/** How far a mistake is off, in words, with the ratio of the wrong value to the right one between them. */
export function howFar(right, wrong) {
  if (wrong === null) return ["it gives no number here, because it divides by 0 or overflows."];
  if (right === 0) return ["the right value is 0."];
  if (wrong === 0) return ["nothing arrives, so descent would never change it."];
  const ratio = wrong / right;
  if (Math.abs(ratio + 1) < 1e-9) return ["the size is right and the sign is not. Every update climbs."];
  if (ratio < 0) return ["the sign is wrong, and the size is ", -ratio, " times the right one."];
  if (ratio > 1) return ["", ratio, " times the right value."];
  const missing = 100 * (1 - ratio);
  const percent = missing < 9.95 ? missing.toPrecision(2) : Math.round(missing);
  return ["", ratio, ` of the right value${+percent < 100 ? `, ${percent}\u2009% too small` : ""}.`];
}

/** A ratio with three figures. */
export const rounded = (ratio) => (ratio < 1e-3 || ratio >= 1e4 ? figure(ratio) : String(+ratio.toPrecision(3)));

/** The right pass with what a mistake changes in it; none without a mistake. */
export const passWith = ({ right, mistakes }, mistake) =>
  mistake ? right.map((layer, i) => ({ ...layer, ...mistakes[mistake].layers[i] })) : undefined;

/** The parameters whose gradients another pass changes on this example. */
export const touchedBy = ({ parameters, right }, pass) =>
  parameters.filter(({ level, unit, source }) => {
    const gradient = ({ W, b }) => (source === null ? b[unit] : W[unit][source]);
    return differs(gradient(right[level - 1]), gradient(pass[level - 1]));
  });
