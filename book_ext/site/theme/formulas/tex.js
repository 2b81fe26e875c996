/* A formula in LaTeX, as it was read: the brackets that are needed, and a sign for a product where one is. */

// How strongly a part holds together; where something stronger is needed it gets brackets.
const SUM = 1;
const PRODUCT = 2;
const POWER = 3;
const ATOM = 4;
const HOLDS = { "+": SUM, "-": SUM, negative: SUM, "*": PRODUCT, "/": POWER, "^": POWER };
const TIMES_TEN = /^([\d.]+)[eE]([+-]?\d+)$/; // 1e-3

/** @param {import("./grammar.js").Tree} tree
    @param {Map<string, string>} written the LaTeX of each symbol */
export function tex(tree, written) {
  const [one, other] = tree.parts;
  switch (tree.kind) {
    case "number":
      return tree.name.replace(TIMES_TEN, (_, digits, power) => `${digits} \\cdot 10^{${Number(power)}}`);
    case "name":
      return written.get(tree.name) ?? "";
    case "e":
      return "e";
    case "negative":
      return `-${within(one, PRODUCT, written)}`;
    case "+":
    case "-":
      return `${tex(one, written)} ${tree.kind} ${within(other, PRODUCT, written)}`;
    case "*":
      return product(leads(one) ? tex(one, written) : within(one, PRODUCT, written), within(other, PRODUCT, written));
    case "/":
      return `\\frac{${tex(one, written)}}{${tex(other, written)}}`;
    case "^":
      return inPower(one, tex(other, written), written);
    default:
      return called(tree.name, "", one, written);
  }
}

/** Whether a minus stands in front: of a product it needs no brackets there. */
const leads = ({ kind, parts }) => kind === "negative" || (kind === "*" && leads(parts[0]));

function strength(tree) {
  if (leads(tree)) return SUM;
  return tree.kind === "number" && TIMES_TEN.test(tree.name) ? PRODUCT : (HOLDS[tree.kind] ?? ATOM);
}

const inBrackets = (text) => `\\left(${text}\\right)`;

const within = (part, needed, written) =>
  strength(part) < needed ? inBrackets(tex(part, written)) : tex(part, written);

/** Two numbers beside each other, or a number and a fraction, would be read as one. */
function product(left, right) {
  const sign = /^\d/.test(right) || (/\d$/.test(left) && right.startsWith("\\frac")) ? " \\cdot " : " ";
  return left + sign + right;
}

function inPower(base, exponent, written) {
  if (base.kind === "call" && base.name !== "sqrt" && /^\d+$/.test(exponent))
    return called(base.name, `^{${exponent}}`, base.parts[0], written);
  const alone =
    base.kind === "call" && base.name !== "sqrt" ? inBrackets(tex(base, written)) : within(base, ATOM, written);
  return `${alone}^{${exponent}}`;
}

function called(name, power, argument, written) {
  if (name === "sqrt") return `\\sqrt{${tex(argument, written)}}`;
  return `\\${name === "log" ? "ln" : name}${power}${inBrackets(tex(argument, written))}`;
}
