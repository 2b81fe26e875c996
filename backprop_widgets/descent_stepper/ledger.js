/* One step in numbers: as a table, and written out as the update of each parameter. */

import { element, setClass, setHidden, setText } from "../kit/dom.js";
import { math } from "../kit/math.js";
import { quantity } from "../kit/quantity.js";
import { formulaCell, numberCell, table, tableRow } from "../kit/table.js";

const delta = ["mi", { class: "parameter", mathvariant: "normal" }, "Δ"];
const nabla = ["mrow", { class: "gradient" }, ["mo", { lspace: "0", rspace: "0" }, "∇"], ["mi", "J"]];
const ROWS = {
  gradient: { title: "gradient", formula: [], role: "gradient" },
  downhill: { title: "downhill", formula: [["mo", { form: "prefix" }, "−"], ["mi", "η"], nabla], role: "" },
  carried: {
    title: "+ momentum",
    formula: [
      ["mi", "μ"],
      ["msub", delta, ["mtext", "last"]],
    ],
    role: "parameter",
  },
  step: { title: "= next step", formula: [delta], role: "parameter", kind: "total" },
};

/** Table and lines for costs of these parameters. */
export function ledger(parameters) {
  const both = stepTable(parameters);
  const lines = parameters.map(updateLine);
  function show(frame, state, text) {
    both.show(frame, state, text);
    for (const line of lines) line.show(frame, state, text);
  }
  const nodes = [both.node, element("div", { class: "written" }, ...lines.map(({ node }) => node))];
  return { nodes, showFormula: both.showFormula, show };
}

/** What the step is made of; showFormula(cost) writes the gradient of a cost as a formula. */
function stepTable(parameters) {
  const rows = Object.entries(ROWS).map(([name, { title, formula: parts, role, kind }]) => {
    const values = parameters.map((parameter) => quantity(`${name}_${parameter}`, role));
    const written = math(["math", ...parts]);
    const cells = values.map(({ node }, k) => numberCell(node, parameters[k]));
    const of = math(["math"]); // above the slope, what it is the slope of
    const formula = name === "gradient" ? formulaCell(element("div", {}, of), written) : formulaCell(written);
    return { values, written, of, node: tableRow(title, [formula, ...cells], kind) };
  });
  const [gradient, , carried] = rows;
  const several = parameters.length > 1;
  const node = table("The next step in numbers", nodesOf(rows), several ? headOf(parameters) : null);
  setClass(node, "two", several);
  const write = (row, values, text) => row.values.forEach((value, k) => value.show(values[k], text(values[k])));
  function show(frame, { learning_rate, momentum, all_digits }, text) {
    setClass(node, "all", all_digits);
    const downhill = frame.gradient.map((slope) => -learning_rate * slope);
    const kept = frame.carried.map((last) => momentum * last);
    [frame.gradient, downhill, kept, frame.step].forEach((values, k) => write(rows[k], values, text));
    setHidden(carried.node, !momentum);
  }
  const showFormula = (cost) => {
    const lead = cost.formula && "<mtext>slope</mtext><mo>=</mo>"; // else a lone w would seem to be w itself
    gradient.written.innerHTML = `<mrow class="gradient">${lead}${cost.gradient}</mrow>`; // SymPy's own MathML
    gradient.of.innerHTML = `<mrow class="forward">${cost.formula}</mrow>`;
    setHidden(gradient.of.parentNode, !cost.formula);
  };
  return { node, show, showFormula };
}

const nodesOf = (parts) => parts.map(({ node }) => node);

const headOf = (names) =>
  element(
    "tr",
    {},
    element("td"),
    formulaCell(),
    ...names.map((name) => element("th", { scope: "col", class: "number" }, name)),
  );

/** x ← 2.05 − 0.10 × 4.765 = 1.574, and the momentum's part where there is one. */
function updateLine(parameter, k) {
  const [from, to] = [quantity(parameter, "parameter"), quantity(`next_${parameter}`, "parameter")];
  const span = (role) => element("span", { class: role });
  const [name, rate, slope, momentum, last] = ["parameter", "", "gradient", "", "parameter"].map(span);
  name.append(parameter);
  const carry = element("span", {}, " + ", momentum, " × ", last);
  const node = element("p", {}, name, " ← ", from.node, " − ", rate, " × ", slope, carry, " = ", to.node);
  function show(frame, state, text) {
    const factor = (value) => (value < 0 ? `(${text(value)})` : text(value));
    from.show(frame.x[k], text(frame.x[k]));
    to.show(frame.next[k], text(frame.next[k]));
    setText(rate, text(state.learning_rate));
    setText(slope, factor(frame.gradient[k]));
    setHidden(carry, !state.momentum);
    setText(momentum, text(state.momentum));
    setText(last, factor(frame.carried[k]));
  }
  return { node, show };
}
