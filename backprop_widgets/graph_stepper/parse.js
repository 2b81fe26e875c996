/* Reads expressions such as (x + y) * z, in several named lines if need be, or says in one sentence where it cannot.

   The mirror of parse.py: both have the same grammar and the same sentences, and tests compare them.

     lines  = line { (";" or a new line) line }       line  = [ name "=" ] sum
     sum    = term { ("+" or "-") term }              term  = signed { ("*" or "/") signed }
     signed = "-" signed, or power                    power = atom [ "**" signed ]
     atom   = number, name, function "(" sum ")", or "(" sum ")" */

import { DEEPEST, FUNCTIONS, LONGEST, LONGEST_NAME, MOST, RESERVED } from "./generated.js";

/** A number, an input, or an operation on what the nodes `args` have, each of which stands further in front.
    @typedef {{ operation: string, args: number[], name: string, value: number }} Node */
/** @typedef {{ nodes: Node[], output: number, lines: string[] }} Graph */

const TOKEN =
  / *(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/()=])|([\n;])|([^\n])|$)/uy;

class Refusal extends Error {}

/** As it would be typed: signs and spaces that come along when a formula is copied become those of Python. */
const plainSigns = (text) =>
  text
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[×·]/g, "*")
    .replace(/[^\S\n]/g, " ");

/** The graph of an expression, or in one sentence what is wrong with it.
    @param {any} given
    @returns {{ graph?: Graph, fault: string }} */
export function parse(given) {
  try {
    return { graph: graphOf(given), fault: "" };
  } catch (refusal) {
    if (refusal instanceof Refusal) return { fault: refusal.message };
    throw refusal;
  }
}

function graphOf(given) {
  if (typeof given !== "string") throw new Refusal("The expression is no text; expected one like (x + y) * z.");
  const text = plainSigns(given);
  if (!text.trim()) throw new Refusal("The expression is empty; expected one like (x + y) * z.");
  if (text.length > LONGEST)
    throw new Refusal(`The expression has ${text.length} characters; expected at most ${LONGEST}.`);
  const { nodes, output, names } = new Reader(text).read();
  if (!nodes.some(({ operation }) => operation === "input"))
    throw new Refusal("The expression has no input; expected a name in it, such as x.");
  const operations = nodes.filter(({ operation }) => operation !== "input" && operation !== "number").length;
  if (operations > MOST)
    throw new Refusal(`The expression has ${operations} operations; expected at most ${MOST}, which can be drawn.`);
  return named(nodes, output, names, text);
}

/** Gives a name to each operation that has none: u1, u2, ..., and f to the output. */
function named(nodes, output, names, text) {
  let count = 0;
  nodes.forEach((node, i) => {
    if (node.name || node.operation === "number") return;
    const letter = i === output ? "f" : "u";
    node.name = letter;
    while (node.name === "u" || names.has(node.name)) {
      count += 1;
      node.name = letter + count;
    }
  });
  const lines = text.split(/[\n;]/).map((line) => line.trim());
  const written = lines.filter((line) => line);
  if (!written.at(-1)?.includes("=")) written.push(`${nodes[output].name} = ${written.pop()}`);
  return { nodes, output, lines: written };
}

class Reader {
  constructor(text) {
    this.text = text;
    /** @type {Node[]} */
    this.nodes = [];
    this.known = new Map(); // what each name stands for
    this.unused = new Set(); // lines that nothing has used yet
    this.at = 0; // how far it has been read
    this.start = 0; // where the token begins
    this.token = "";
    this.kind = "end";
    this.depth = 0; // brackets and signs that are open
    this.next();
  }

  next() {
    TOKEN.lastIndex = this.at;
    const found = /** @type {RegExpExecArray} */ (TOKEN.exec(this.text));
    const [, number, name, sign, end, other] = found;
    this.token = number ?? name ?? sign ?? end ?? other ?? "";
    this.kind = number ? "number" : name ? "name" : sign ? "sign" : other ? "other" : "end";
    this.at = TOKEN.lastIndex;
    this.start = this.at - this.token.length;
    if (other === "^") this.refuse("write ** for a power");
    if (other) this.refuse("it has no meaning here");
    if (number && !Number.isFinite(+number)) this.refuse("it is too large");
    if (number && /^0\d+$/.test(number)) this.refuse("a number does not begin with 0");
  }
  refuse(why, start = this.start, token = this.token) {
    const lines = this.text.slice(0, start).split("\n");
    const line = this.text.trim().includes("\n") ? `line ${lines.length}, ` : "";
    const what = token.trim() && token !== ";" ? `there is “${token}”` : "the line ends";
    throw new Refusal(`At ${line}position ${lines[lines.length - 1].length + 1} ${what}; ${why}.`);
  }
  is(...tokens) {
    return this.kind === "sign" && tokens.includes(this.token);
  }
  take() {
    const { token } = this;
    this.next();
    return token;
  }
  add(operation, args, name = "", value = 0) {
    return this.nodes.push({ operation, args, name, value }) - 1;
  }

  read() {
    let output = -1;
    /** @type {[number, string] | null} */
    let nameless = null;
    while (this.at < this.text.length || this.kind !== "end") {
      if (this.kind === "end") this.next();
      else {
        if (nameless) this.refuse("only the last line may do without a name, as u has one in u = x + y", ...nameless);
        const [start, token] = [this.start, this.token];
        const name = this.nameOfLine();
        output = this.sum();
        if (this.kind !== "end") this.refuse("expected an operator or the end of the line");
        if (name) this.define(name, start, output);
        else nameless = [start, token];
      }
    }
    const last = [...this.known].filter(([, node]) => node === output).map(([name]) => name);
    const spare = [...this.unused].find((name) => nameless || !last.includes(name));
    if (spare) throw new Refusal(`“${spare}” is never used; the last line is the output, and all others lead to it.`);
    return { nodes: this.nodes, output, names: new Set(this.known.keys()) };
  }
  /** The name in front of =, if this line has one. */
  nameOfLine() {
    if (this.kind !== "name" || !/^ *=/.test(this.text.slice(this.at))) return "";
    this.checkName();
    const name = this.take();
    this.next();
    return name;
  }
  /** A line's name stands for its node from the next line on. */
  define(name, start, node) {
    if (this.known.has(name)) this.refuse("it has a value already; choose another name", start, name);
    if (!["number", "input"].includes(this.nodes[node].operation)) this.nodes[node].name ||= name;
    this.known.set(name, node);
    this.unused.add(name);
  }
  checkName() {
    if (RESERVED.includes(this.token)) this.refuse("the word has a meaning in Python; choose another name");
    if (FUNCTIONS.includes(this.token)) this.refuse("it is a function: write “(” and its argument behind it");
    if (this.token.length > LONGEST_NAME) this.refuse(`a name has at most ${LONGEST_NAME} letters`);
  }

  sum() {
    let left = this.term();
    while (this.is("+", "-")) left = this.add(this.take(), [left, this.term()]);
    return left;
  }
  term() {
    let left = this.signed();
    while (this.is("*", "/")) left = this.add(this.take(), [left, this.signed()]);
    return left;
  }
  signed() {
    this.depth += 1;
    if (this.depth > DEEPEST) this.refuse(`brackets and signs go at most ${DEEPEST} deep`);
    const node = this.is("-") ? this.negative() : this.power();
    this.depth -= 1;
    return node;
  }
  /** A minus before a number belongs to it; before anything else it is an operation. */
  negative() {
    this.next();
    const count = this.nodes.length;
    const inside = this.signed();
    const { operation, value } = this.nodes[inside];
    if (operation !== "number" || inside < count) return this.add("negative", [inside]);
    this.nodes[inside].value = -value;
    return inside;
  }
  power() {
    const base = this.atom();
    if (!this.is("**")) return base;
    this.next();
    return this.add("**", [base, this.signed()]);
  }
  atom() {
    if (this.kind === "number") return this.add("number", [], "", +this.take());
    if (this.kind === "name") return this.nameOrCall();
    if (!this.is("(")) this.refuse("expected a number, a name or “(”");
    return this.inBrackets();
  }
  inBrackets() {
    this.next();
    const inside = this.sum();
    if (!this.is(")")) this.refuse("expected an operator or “)”");
    this.next();
    return inside;
  }
  nameOrCall() {
    const [start, name] = [this.start, this.token];
    if (FUNCTIONS.includes(name)) {
      this.next();
      if (!this.is("(")) this.refuse("it is a function: write “(” and its argument behind it", start, name);
      return this.add(name, [this.inBrackets()]);
    }
    this.checkName();
    this.next();
    if (this.is("(")) this.refuse(`the functions here are ${FUNCTIONS.join(", ")}; to multiply, write *`, start, name);
    this.unused.delete(name);
    if (!this.known.has(name)) this.known.set(name, this.add("input", [], name));
    return this.known.get(name);
  }
}
