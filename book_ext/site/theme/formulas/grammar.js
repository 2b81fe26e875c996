/* Sums of products of powers. A product may do without its sign, as in 2a(1 - a). Each method is the one of the
   same name in backprop_exercises/formula_text.py. */

import { modulus, valueAt } from "./values.js";

/** What stands in a formula; `constant` if no symbol is in it.
    @typedef {{ kind: string, name: string, parts: Tree[], constant: boolean, depth: number }} Tree */

export class Refusal extends Error {}

const BRACKETS = { "(": ")", "{": "}", "[": "]" };
const HIGHEST = 100; // a power
const LARGEST = 1000; // bits of a number, which is all that JavaScript has; Python allows ten times as many
const DEEPEST = 1000; // so that the stack has room for what walks through a tree
const NUMBER = /^\.?\d/;
const TOO_LARGE = "This has a number in it that is too large";

/** @returns {Tree} */
function tree(kind, name, ...parts) {
  const depth = 1 + Math.max(0, ...parts.map((part) => part.depth));
  if (depth > DEEPEST) throw new RangeError("too deep");
  return { kind, name, parts, constant: kind !== "name" && parts.every((part) => part.constant), depth };
}

export class Grammar {
  constructor(tokens) {
    this.tokens = [...tokens].reverse(); // a stack
  }

  formula() {
    const value = this.sum();
    if (this.tokens.length) throw new SyntaxError("something is left over");
    return value;
  }
  sum() {
    let value = this.product();
    while (["+", "-"].includes(this.next())) value = tree(this.take(), "", value, this.product());
    return value;
  }
  product() {
    let value = this.signed();
    while (true) {
      if (["*", "/"].includes(this.next())) value = tree(this.take(), "", value, this.signed());
      else if (this.factorFollows()) value = tree("*", "", value, this.power());
      else return value;
    }
  }
  signed() {
    if (!["+", "-"].includes(this.next())) return this.power();
    return this.take() === "+" ? this.signed() : tree("negative", "", this.signed());
  }
  power() {
    return this.raised(this.atom());
  }
  raised(base) {
    if (this.next() !== "^") return base;
    this.take();
    return power(base, this.signed());
  }
  atom() {
    const token = this.take();
    if (token.kind === "function") return this.call(token.name);
    if (token.kind) return tree(token.kind, token.name ?? "");
    if (NUMBER.test(token)) return tree("number", token);
    if (token === "\\frac") return tree("/", "", this.argument(), this.argument());
    if (!BRACKETS[token]) throw new SyntaxError(token);
    const value = this.sum();
    if (this.take() !== BRACKETS[token]) throw new SyntaxError(token);
    return value;
  }
  /** tanh(z), and in LaTeX also tanh z and tanh^2(z); pow(a, 2). */
  call(name) {
    if (name === "pow") return this.callOfPow();
    const isRaised = this.next() === "^";
    if (isRaised) this.take();
    const exponent = isRaised ? this.signed() : null;
    const inBrackets = ["(", "{"].includes(this.next());
    const value = inBrackets ? this.atom() : this.power();
    if (this.factorFollows() && !inBrackets) throw new SyntaxError("Where the argument ends would be a guess.");
    if (value.constant && modulus(valueAt(value)) > HIGHEST) throw new Refusal(TOO_LARGE);
    const called = name === "sigmoid" ? logistic(value) : tree("call", name, value);
    return exponent ? power(called, exponent) : called;
  }
  /** What stands behind pow: two formulas with a comma between them, in brackets. */
  callOfPow() {
    const signs = [this.take()];
    const values = [];
    for (let at = 0; at < 2; at++) {
      values.push(this.sum());
      signs.push(this.take());
    }
    if (signs.join("") !== "(,)") throw new SyntaxError("pow wants two formulas");
    return power(values[0], values[1]);
  }
  /** Of \frac: \frac12 is one half. */
  argument() {
    if (NUMBER.test(this.next()) && this.next().length > 1) {
      const number = this.take();
      this.tokens.push(number.slice(1), number[0]);
    }
    return this.atom();
  }

  take() {
    if (!this.tokens.length) throw new SyntaxError("the formula ends too early");
    return this.tokens.pop();
  }
  next() {
    return this.tokens.at(-1);
  }
  /** Whether something stands here that multiplies without a sign; a number does not. */
  factorFollows() {
    const token = this.next();
    return token !== undefined && (typeof token !== "string" || ["(", "{", "\\frac"].includes(token));
  }
}

/** 1 / (1 + exp(-z)). */
function logistic(z) {
  const one = tree("number", "1");
  return tree("/", "", one, tree("+", "", one, tree("call", "exp", tree("negative", "", z))));
}

/** A power, unless Python would refuse to write it out, as with 9**9**9. */
function power(base, exponent) {
  const high = exponent.constant ? modulus(valueAt(exponent)) : 0;
  const bits = base.constant ? Math.log2(modulus(valueAt(base))) : 0;
  if (!(high <= HIGHEST) || bits * high > LARGEST) throw new Refusal(TOO_LARGE);
  return tree("^", "", base, exponent);
}
