/* A formula as it is typed, in Python or in LaTeX, becomes a tree: the mirror of
   backprop_exercises/formula_text.py. Both read the same and refuse the same, with the same sentences; a table
   that tests hand to both holds them together. */

import { Grammar, Refusal } from "./grammar.js";

const POWERS = ["pow", "power"];
const FUNCTIONS = ["exp", "log", "ln", "tanh", "sqrt", "sin", "cos", "sinh", "cosh", "sigmoid", "sigma"];
const LONGEST = 2000; // characters of a text

const PYTHON = /[\p{L}\p{Nl}\p{No}_][\p{L}\p{N}_]*|\d+\.?\d*(?:[eE][+-]?\d{1,3})?|\.\d+|\S/gu;
const LATEX = /\\[A-Za-z]+|\d+(?:\.\d+)?|\S/gu; // a command, a number, a sign
const INDEXED = /^[A-Za-z]+_[\p{L}\p{N}_]+$/u;
const INDEX = /_([\p{L}\p{N}_]+)$/u;
const NAME = /^\\?[\p{L}\p{Nl}\p{No}_]/u;

const SIGNS = {
  "\u2212": "-", // minus
  "\u2013": "-", // the dash that stands for it in some texts
  "·": "*",
  "\u22c5": "*", // the point of formulas
  "×": "*",
  "÷": "/",
  "\u2217": "*", // the star of formulas
  "½": "(1/2)",
  "¼": "(1/4)",
  "¾": "(3/4)",
  "\u2014": "-", // the long dash
  "\u2044": "/", // the line of a fraction
  "\u2215": "/",
  "\u2219": "*", // points
  "\u2022": "*",
  "√": " sqrt ",
  "²": "^2",
  "³": "^3",
  $: " ",
};
const LOW = /[₀-₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+/g;
const RAISED = /[⁰ⁱ¹²³⁴-⁹⁺⁻ⁿᴬ-ᵡʰʲʳʷʸˡˢˣ]+/g;
const GREEK = { θ: "theta", δ: "delta", α: "alpha", η: "eta", μ: "mu", σ: "sigma" };
const names = FUNCTIONS.join("|");
/** @type {[RegExp, string][]} */
const SPELLINGS = [
  [/\\(?:left|right|[bB]igg?[lr]?|displaystyle|q?quad)(?![A-Za-z])|\\[,;:! ()[\]]/g, " "],
  [/\\(?:\{|lbrace(?![A-Za-z]))/g, "("],
  [/\\(?:\}|rbrace(?![A-Za-z]))/g, ")"],
  [/\{\s*\\rm\s+([\p{L}\p{N}_]+)\s*\}/gu, "\\mathrm{$1}"],
  [/\\(?:text|textrm|mathit|operatorname)(?![A-Za-z])/g, "\\mathrm"],
  [new RegExp(`\\\\mathrm\\s*\\{\\s*(${names}|e)\\s*\\}`, "g"), " $1 "],
  [new RegExp(`(?<![\\\\A-Za-z])(${names})(?![A-Za-z])`, "g"), "\\$1 "],
  [/\\[dt]frac(?![A-Za-z])/g, "\\frac"],
  [/\\(?:cdot|times)(?![A-Za-z])/g, "*"],
  [/\*\*/g, "^"],
  [/(\\?[A-Za-z]+)\^([\p{L}\p{N}_]|\{[^{}]*\})_([\p{L}\p{N}_]|\{[^{}]*\})/gu, "$1_$3^$2"],
  [/_\s*([\p{L}\p{N}_])/gu, "_{$1}"], // an index of one letter may do without braces
  [/_\{([\p{L}\p{N}_]),\s*([\p{L}\p{N}_])\}/gu, "_{$1$2}"],
];
// What may stand before an equals sign: a name, perhaps with an index, a prime and an argument, or a derivative.
const PART = "(?:[^{}=]|\\{[^{}]*\\})*\\}";
const NAMED_BEFORE = new RegExp(
  "^\\s*(?:\\\\?[\\p{L}\\p{Nl}\\p{No}_][\\p{L}\\p{N}_]*(?:_?\\{[^{}]*\\})?['′]?(?:\\([\\p{L}\\p{N}_]+\\))?" +
    "|[d∂]\\s*[\\p{L}\\p{N}_]+\\s*/\\s*[d∂]\\s*[\\p{L}\\p{N}_]+" +
    `|\\\\[dt]?frac\\s*\\{\\s*(?:\\\\partial|d)${PART}\\s*\\{\\s*(?:\\\\partial|d)${PART})\\s*$`,
  "u",
);

/** @typedef {{ name: string, latex: string }[]} Symbols */

/** The tree of a formula in these symbols; throws a Refusal, whose message is a whole sentence.
    @param {string} text
    @param {Symbols} symbols */
export function read(text, symbols) {
  const expected = `expected a formula in ${symbols.map(({ name }) => name).join(", ")}.`;
  if (!text.trim()) throw new Refusal(`Not answered yet; ${expected}`);
  try {
    return readOneWay(text, symbols);
  } catch (refusal) {
    if (refusal instanceof Refusal) throw new Refusal(`${refusal.message}; ${expected}`);
    throw refusal;
  }
}

function readOneWay(text, symbols) {
  const length = [...text].length;
  if (length > LONGEST) throw new Refusal(`This text has ${length} characters`);
  const right = rightSide(withPlaces(visible(text), symbols).replace(/(?:[\s.,;~]|\\[,;:! ])+$/, ""), symbols);
  if (right.includes("="))
    throw new Refusal(`${quoted(text)} has an equals sign or an arrow; write only what stands on its right`);
  const plain = right.replace(new RegExp(`[${Object.keys(SIGNS).join("")}]`, "g"), (sign) => SIGNS[sign]);
  const ways = /[\\{]/.test(right) ? [inLatex, inPython] : [inPython, inLatex];
  let strangers = [];
  for (const way of ways) {
    const tokens = way(plain, symbols);
    const isUnknown = (token) => typeof token === "string" && NAME.test(token) && token !== "\\frac";
    const unknown = [...tokens.keys()].filter((at) => isUnknown(tokens[at]));
    if (!unknown.length) return parsed(tokens, right, text);
    const named = unknown.filter((at) => tokens[at] !== "\\mathrm");
    if (!strangers.length) strangers = named.length ? named.map((at) => withIndex(tokens, at)) : ["\\mathrm"];
  }
  throw new Refusal(`${asTyped(strangers[0], right)} is not in this exercise`);
}

/** With the Greek letters that were typed, and not their names. */
function asTyped(name, text) {
  if (text.includes(name)) return name;
  return Object.entries(GREEK).reduce((typed, [letter, word]) => typed.replaceAll(word, letter), name);
}

/** Without signs that take no room, and with the usual letters for those that a printed formula has. */
const visible = (text) =>
  text
    .replace(/\u200b|\u2060|\u2062|\ufeff/g, "")
    .replace(/[\u210e\uff01-\uff5e\u{1d400}-\u{1d7ff}]/gu, (letter) => letter.normalize("NFKC"));

/** Indices and powers that stand low or high by themselves, or an index in brackets, as they are typed. */
function withPlaces(text, symbols) {
  let typed = text;
  for (const { name } of symbols.filter(({ name }) => INDEXED.test(name))) {
    const [base, index] = [name.replace(INDEX, ""), name.match(INDEX)[1]];
    const letters = Object.keys(GREEK).filter((letter) => GREEK[letter] === base);
    const inBrackets = /^\p{L}{2}$/u.test(index) ? [...index].join("\\s*(?:,|\\]\\s*\\[)\\s*") : index;
    const bracketed = `(?<![A-Za-z_])(?:${[base, ...letters].join("|")})\\s*\\[\\s*${inBrackets}\\s*\\]`;
    typed = typed.replace(new RegExp(bracketed, "gu"), ` ${name} `);
  }
  return typed
    .replace(LOW, (low) => `_${low.normalize("NFKC")} `)
    .replace(RAISED, (high) => (/^[²³]$/.test(high) ? high : `^(${high.normalize("NFKC")})`));
}

/** What follows "slope =", where the left side is a name for the answer, and what follows an arrow. With an equals sign
    the name is none of the symbols: that would be an equation. */
function rightSide(typed, symbols) {
  const text = typed.replace(/\\(?:leftarrow|gets)(?![A-Za-z])|:=/g, "←");
  const arrow = text.includes("←");
  const at = text.indexOf(arrow ? "←" : "=");
  if (at < 0) return text;
  const left = text.slice(0, at);
  const known = arrow ? [] : symbols.flatMap(({ name, latex }) => [bare(name), bare(latex)]);
  return NAMED_BEFORE.test(left) && !known.includes(bare(left)) ? text.slice(at + 1) : text.replaceAll("←", "=");
}

const bare = (name) => name.replace(/[\s\\{}_]|mathrm/g, "");

/** An unknown name as it was typed: w_{kj}, and not w. */
function withIndex(tokens, at) {
  const closed = tokens[at + 1] === "_" && tokens[at + 2] === "{" ? tokens.indexOf("}", at) : -1;
  const shown = tokens.slice(at, Math.max(at, closed) + 1);
  return shown.map((token) => (typeof token === "string" ? token : token.name)).join("");
}

function parsed(tokens, text, typed) {
  try {
    return new Grammar(tokens).formula();
  } catch (problem) {
    // A formula with brackets too deep for the stack is none either.
    if (problem instanceof SyntaxError || problem instanceof RangeError)
      throw new Refusal(`${quoted(typed)} ${faultOf(text)}`);
    throw problem;
  }
}

/** Why a text cannot be read. */
function faultOf(text) {
  const closing = { "(": ")", "{": "}", "[": "]" };
  const opened = [];
  for (const sign of text) {
    if (closing[sign]) opened.push(closing[sign]);
    else if (Object.values(closing).includes(sign) && opened.pop() !== sign) return `has a ${sign} too many`;
  }
  if (opened.length) return "has a bracket that is not closed";
  return /\d,\d/.test(text) ? "has a comma; write a point" : "cannot be read as Python or LaTeX";
}

const GREEKS = new RegExp(`[${Object.keys(GREEK).join("")}]`, "g");

function inPython(text, symbols) {
  const tokens =
    text
      .replace(GREEKS, (letter) => GREEK[letter])
      .replace(/\b(?:np|numpy|math|sp|sympy)\./g, "")
      .replaceAll("**", "^")
      .match(PYTHON) ?? [];
  const short = symbols.map((symbol) => [symbol.name.replaceAll("_", ""), naming(symbol)[1]]); // o2 for o_2
  const named = new Map([...short, ...symbols.map(naming)]);
  const known = new Map([E, ...[...FUNCTIONS, ...POWERS].map(calling), ...named]);
  const parts = tokens.map((token) =>
    known.has(token) || !NAME.test(token) ? [token] : split(token, [...new Set([...named.keys(), "e"])]),
  );
  return parts.flat().map((token) => known.get(token) ?? token);
}

/** The names that a word is made of without a sign between them; the word, if they are not known or not certain. */
function split(word, names) {
  const ways = [[[]]]; // of each beginning of the word, two at most
  for (let end = 1; end <= word.length; end += 1) {
    const last = names.filter((name) => word.slice(0, end).endsWith(name));
    ways.push(last.flatMap((name) => ways[end - name.length].map((way) => [...way, name])).slice(0, 2));
  }
  const found = ways[word.length];
  return found.length === 1 ? found[0] : [word];
}

function inLatex(text, symbols) {
  const written = symbols
    .filter(({ latex }) => latex)
    .map((symbol) => ({ ...symbol, tokens: latexTokens(symbol.latex) }));
  // Greek letters by their names; an index stays with its letter, and what else follows is another factor.
  let spelled = text.replace(GREEKS, (letter, at) => (text[at + 1] === "_" ? GREEK[letter] : ` ${GREEK[letter]} `));
  for (const symbol of symbols.filter(({ name }) => INDEXED.test(name))) {
    const braced = symbol.name.replace(INDEX, "_{$1}"); // net_j, without \mathrm
    written.push({ ...symbol, tokens: latexTokens(braced) });
    // w_jk and \delta_o1, as the exercise lists them: one symbol, not a product
    const listed = new RegExp(`(?<![\\\\\\p{L}\\p{N}_])\\\\?${symbol.name}(?![\\p{L}\\p{N}_])`, "gu");
    spelled = spelled.replace(listed, () => ` ${symbol.latex || braced} `);
  }
  written.sort((one, other) => other.tokens.length - one.tokens.length);
  let tokens = latexTokens(spelled);
  for (const symbol of written) tokens = replaced(tokens, symbol.tokens, naming(symbol)[1]);
  const known = new Map([E, ...FUNCTIONS.map(calling).map(([name, token]) => commanding(name, token))]);
  const found = [];
  for (const token of tokens.map((token) => known.get(token) ?? token)) {
    const before = found.at(-1);
    if (token === "[" && (["name", "e"].includes(before?.kind) || [")", "}", "]"].includes(before))) found.push("*");
    found.push(token); // in Python a[0] would be an entry, and is none here
  }
  return found;
}

/** @type {[string, object]} */
const E = ["e", { kind: "e" }];
/** @type {(name: string) => [string, object]} */
const calling = (name) => [
  name,
  { kind: "function", name: { ln: "log", sigma: "sigmoid", power: "pow" }[name] ?? name },
];
/** @type {(name: string, token: object) => [string, object]} */
const commanding = (name, token) => [`\\${name}`, token];
/** @type {(symbol: { name: string }) => [string, object]} */
const naming = ({ name }) => [name, { kind: "name", name }];

function latexTokens(text) {
  return SPELLINGS.reduce((spelled, [spelling, usual]) => spelled.replace(spelling, usual), text).match(LATEX) ?? [];
}

/** Each occurrence of these tokens in a row, as one token. */
function replaced(tokens, part, by) {
  const found = [];
  for (let at = 0; at < tokens.length; ) {
    const here = part.every((token, k) => tokens[at + k] === token);
    found.push(here ? by : tokens[at]);
    at += here ? part.length : 1;
  }
  return found;
}

/** What cannot be seen, by its number. */
function escaped(sign) {
  const number = /** @type {number} */ (sign.codePointAt(0)).toString(16);
  if (sign === "\t") return "\\t";
  if (number.length <= 2) return `\\x${number.padStart(2, "0")}`;
  return number.length <= 4 ? `\\u${number.padStart(4, "0")}` : `\\U${number.padStart(8, "0")}`;
}

/** The beginning of a text in quotes, as Python writes it. */
function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text.replace(/(?! )[\p{C}\p{Z}]/gu, escaped);
  const written = [...(quote + (quote === "'" ? inside.replaceAll("'", "\\'") : inside) + quote)];
  return written.length <= 80 ? written.join("") : `${written.slice(0, 76).join("")} ...`;
}
