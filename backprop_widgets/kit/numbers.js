/* Numbers as a reader wants them, and the questions that a widget asks of what comes from links and from Python. */

export const MINUS = "\u2212";

export const withMinus = (text) => text.replaceAll("-", MINUS);

/** A whole number raised: ⁻³. */
export const superscript = (power) => [...String(power)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("");

/** A number as a reader wants it: four figures, short decimals as they are (0.40), a real minus. What a sum of short
    decimals has in its last digits (0.30000000000000004) is not one of its digits.
    @param {number} given */
export function figure(given) {
  if (!Number.isFinite(given)) return "too large";
  const value = +given.toPrecision(12);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e4) {
    const [digits, exponent] = value.toExponential(3).split("e");
    return withMinus(`${digits}×10`) + superscript(+exponent);
  }
  if (+value.toPrecision(4) !== value) return withMinus(value.toPrecision(4));
  const places = String(value).split(".")[1]?.length ?? 0;
  return withMinus(value.toFixed(Math.max(places, size < 100 ? 2 : 0)));
}

/** A number as text, where a function of the reader's own may have none. */
export const asText = (value, finite = figure) => {
  if (Number.isNaN(value)) return "undefined";
  return Number.isFinite(value) ? finite(value) : figure(value);
};

/** 0.25, and 1 rather than 1.00. */
export const short = (value) => (String(value).length > 6 ? figure(value) : digits(value));

/** Every digit that the number has.
    @param {number} value */
export const digits = (value) => withMinus(String(value));

/** "1 step", "2 steps".
    @type {(number: number, thing: string) => string} */
export const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

/** @type {(value: number, low: number, high: number) => number} */
export const between = (value, low, high) => Math.max(low, Math.min(high, value));

/** 0, 1, ..., count - 1.
    @type {(count: number) => number[]} */
export const upTo = (count) => Array.from({ length: count }, (_, k) => k);

/** 10, 1, 0.1, ...: the power of ten just below this size. */
export const powerBelow = (size) => 10 ** Math.floor(Math.log10(size));

/** As a hand can aim at it within this range: a hundredth of it, rounded to 1, 0.1, .... */
export function aimed(value, low, high) {
  const unit = powerBelow((high - low) / 100);
  return between(+(Math.round(value / unit) * unit).toPrecision(12), low, high);
}

export const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
export const isCount = (value, low = 0, high = Infinity) => Number.isInteger(value) && value >= low && value <= high;
export const isMatrix = (value, rows, columns) =>
  Array.isArray(value) &&
  value.length === rows &&
  value.every((row) => Array.isArray(row) && row.length === columns && row.every(isNumber));

/** The number that a reader has typed, or null: a comma or a point, any sign for minus, spaces around it, 1e-3.
    What may mean two things or is a sum is none: 1,000.5, 1 000, ½, --1. Answers to exercises are read likewise.
    @param {string} text */
export function numberFrom(text) {
  const plain = text
    .replace(/[\uff0b-\uff19]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)) // of East Asia
    .replace(/[\u200b-\u200f\u2060]/g, "") // invisible signs that come along when text is copied
    .trim()
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/^([+-])\s+/, "$1")
    .replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) && isNumber(+plain) ? +plain : null;
}
