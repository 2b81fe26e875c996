/* One frame as a sum on paper: a row for each factor or term, and one for what is passed on. */

import { element } from "../kit/dom.js";
import { formulaCell, numberCell, table, tableRow } from "../kit/table.js";
import { formula, symbolOf } from "./symbols.js";
import { twofold } from "./twofold.js";

const ERROR = { name: "J", symbol: symbolOf("E") };

/** How many rows a frame has at most: its terms, or two factors, and what is passed on. */
export const rowsOf = ({ terms }) => (terms?.length ?? 2) + 1;

export function written(frame) {
  const rows = tableRows(frame);
  const node = table(
    "This step in symbols and in numbers",
    rows.map((row) => row.node),
  );
  const show = (right, wrong, text) => {
    for (const { value, read } of rows) value.show(read(right), wrong && read(wrong), text);
  };
  return { node, show };
}

function tableRows(frame) {
  const { above, local, terms, through, kind } = frame;
  const part = (which) => (pass) => frame.values(pass)[which];
  const total = row("= passed on", frame, part("result"), { kind: "total", after: through ? `via ${through}` : "" });
  if (kind === "start") return [row("start with", ERROR, part("above"), { role: "target" }), total];
  if (kind === "sum") return [...terms.map(term), total];
  const soFar = row("slope so far", above, part("above"), { wrongName: `taken for ${above.name}` });
  return [soFar, row("× local slope", local, part("local"), local), total];
}

function term({ name, symbol, through, values }, i) {
  const read = (pass) => values(pass).result;
  return row(`${i ? "+ " : ""}through ${through}`, { name, symbol }, read, { after: `via ${through}` });
}

/** A row of what has this name and symbol; read(pass): its number.
    @type {(head: string, what: any, read: (pass: any) => any,
      look?: { role?: string, numbers?: string, kind?: string, after?: string, wrongName?: string }) => any} */
function row(head, what, read, { role = "gradient", numbers = "", kind = "", after = "", wrongName } = {}) {
  const value = twofold(what.name, role, wrongName);
  const symbols = formulaCell(formula(role, ...(what.symbols ?? [what.symbol])), " ", after);
  if (numbers) symbols.append(element("span", { class: "put" }, `= ${numbers}`));
  return { value, read, node: tableRow(head, [symbols, numberCell(value.node)], kind) };
}
