/* The value of a formula at a place, in complex numbers: at a negative a, sqrt(a) * sqrt(a) is a, as SymPy has it. */

/** A real and an imaginary part.
    @typedef {[number, number]} Complex */

export const modulus = ([re, im]) => Math.hypot(re, im);

/** @type {(one: Complex, other: Complex) => Complex} */
const times = ([a, b], [c, d]) => (b || d ? [a * c - b * d, a * d + b * c] : [a * c, 0]);

/** @type {(one: Complex, other: Complex) => Complex} */
function over([a, b], [c, d]) {
  if (!d) return [a / c, b ? b / c : 0];
  const size = c * c + d * d;
  return [(a * c + b * d) / size, (b * c - a * d) / size];
}

/** @type {(z: Complex) => Complex} */
const exponential = ([re, im]) => (im ? [Math.exp(re) * Math.cos(im), Math.exp(re) * Math.sin(im)] : [Math.exp(re), 0]);

/** @type {(z: Complex) => Complex} */
const logarithm = ([re, im]) => [Math.log(Math.hypot(re, im)), Math.atan2(im || 0, re)];

/** @type {(z: Complex, w: Complex) => Complex} */
function raised(base, exponent) {
  const [n, im] = exponent;
  if (!im && !base[1] && (base[0] >= 0 || Number.isInteger(n))) return [base[0] ** n, 0];
  if (!im && Number.isInteger(n)) return powerOf(base, n);
  if (!modulus(base)) return n > 0 ? [0, 0] : [NaN, NaN];
  return exponential(times(exponent, logarithm(base)));
}

/** @type {(base: Complex, n: number) => Complex} */
function powerOf(base, n) {
  if (n < 0) return over([1, 0], powerOf(base, -n));
  let product = /** @type {Complex} */ ([1, 0]);
  for (let k = 0; k < n; k++) product = times(product, base);
  return product;
}

/** @type {Record<string, (z: Complex) => Complex>} */
const CALLS = {
  exp: exponential,
  log: logarithm,
  sqrt: ([re, im]) => (im || re >= 0 ? raised([re, im], [0.5, 0]) : [0, Math.sqrt(-re)]),
  sin: ([x, y]) => [Math.sin(x) * Math.cosh(y), Math.cos(x) * Math.sinh(y)],
  cos: ([x, y]) => [Math.cos(x) * Math.cosh(y), -Math.sin(x) * Math.sinh(y)],
  sinh: ([x, y]) => [Math.sinh(x) * Math.cos(y), Math.cosh(x) * Math.sin(y)],
  cosh: ([x, y]) => [Math.cosh(x) * Math.cos(y), Math.sinh(x) * Math.sin(y)],
  tanh: (z) => (z[1] ? over(CALLS.sinh(z), CALLS.cosh(z)) : [Math.tanh(z[0]), 0]),
};

/** @param {import("./grammar.js").Tree} tree
    @param {Record<string, number>} place the value of each symbol
    @returns {Complex} */
export function valueAt({ kind, name, parts }, place = {}) {
  if (kind === "number") return [Number(name), 0];
  if (kind === "e") return [Math.E, 0];
  if (kind === "name") return [place[name], 0];
  const one = valueAt(parts[0], place);
  const other = parts.length > 1 ? valueAt(parts[1], place) : one;
  switch (kind) {
    case "+":
      return [one[0] + other[0], one[1] + other[1]];
    case "-":
      return [one[0] - other[0], one[1] - other[1]];
    case "*":
      return times(one, other);
    case "/":
      return over(one, other);
    case "^":
      return raised(one, other);
    case "negative":
      return [-one[0], -one[1]];
    default:
      return CALLS[name](one);
  }
}
