/* What kind of formula an expression is, in words that give nothing more away: a sum, a product, a quotient. */

const SIGN = /[-+]/;
const NUMBER_BEFORE = /\d[eE]$/;
const COUNT = ["", "", "two", "three", "four", "five", "six"];
const many = (n, word) => `${COUNT[n] ?? n} ${word}`;

/** The operators outside all brackets, each one that stands between two parts, with its place.
    @param {string} expression */
function operators(expression) {
  const found = /** @type {{ sign: string, at: number }[]} */ ([]);
  let depth = 0;
  let between = false; // whether something stands before the sign, for it to join
  for (let at = 0; at < expression.length; at += 1) {
    const sign = expression[at];
    if (sign === "(" || sign === "[") depth += 1;
    if (sign === ")" || sign === "]") depth -= 1;
    const power = expression.startsWith("**", at);
    const joins = depth === 0 && between && !power && !(SIGN.test(sign) && NUMBER_BEFORE.test(expression.slice(0, at)));
    if (joins && /[-+*/@]/.test(sign)) found.push({ sign, at });
    if (power) at += 1;
    if (sign !== " ") between = !/[-+*/@]/.test(sign);
  }
  return found;
}

/** "a product of three factors", or "" where there is nothing to say.
    @param {string} expression */
export function structureOf(expression) {
  const outside = operators(expression).map(({ sign }) => sign);
  const joined = outside.filter((sign) => SIGN.test(sign));
  if (joined.length > 1) return `a sum of ${many(joined.length + 1, "terms")}`;
  if (joined.length) return joined[0] === "-" ? "a difference" : "a sum of two terms";
  if (outside.includes("@")) return "a product of matrices";
  if (outside.includes("/")) return outside.length === 1 ? "a quotient" : "a product and a quotient";
  return outside.length ? `a product of ${many(outside.length + 1, "factors")}` : "";
}

/** The last of the terms of a sum or of the factors of a product, in a sentence; "" where there is but one.
    @param {string} expression */
export function lastPart(expression) {
  const outside = operators(expression);
  const joined = outside.filter(({ sign }) => SIGN.test(sign));
  const last = (joined.length ? joined : outside).at(-1);
  if (!last) return "";
  const part = expression.slice(last.at + 1).trim();
  if (last.sign === "-") return `\`${part}\` is subtracted.`;
  if (last.sign === "/") return `It is divided by \`${part}\`.`;
  return `One of its ${last.sign === "+" ? "terms" : "factors"} is \`${part}\`.`;
}
