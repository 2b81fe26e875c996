/* The numbers as text: what each phase of a step computed, what came of it, and every weight with its gradient. */

// heading, words, role; the first four are the phases of a step in turn
const ROWS = {
  batch_cost: ["forward", "cost of the batch", "forward"],
  error: ["error", "largest |a − y|/N", "gradient"],
  gradient: ["backward", "length of the gradient", "gradient"],
  update: ["update", "length of the step", "parameter"],
  cost: ["training", "cost J", "forward"],
  wrong: ["training", "on the wrong side", ""],
  test_cost: ["test", "cost J", "forward"],
  test_wrong: ["test", "on the wrong side", ""],
};
const SECOND = "second_"; // in front of the names of the second run

/** A number in its cell, which names its column where rows are broken for lack of width. */
const number = (name, role, column) => {
  const { node, show } = quantity(name, role);
  return { node: element("td", { class: "number", "data-of": column }, node), show };
};
const table = (words, ...rows) => element("table", { class: "bp-sum" }, element("caption", { class: "bp-hidden" }, words), element("tbody", {}, ...rows));
const head = (words, ...after) => element("th", { scope: "col", class: "number" }, words, ...after);

/** One row for each number, one column for each run. */
function numbersTable() {
  const sample = (k) => shape("svg", { viewBox: "0 0 40 4", "aria-hidden": "true" }, part(`run-${k}`, { d: "M0 2H40" }));
  const heads = [1, 2].map((k) => head(`run ${k} `, sample(k)));
  const top = element("tr", {}, element("td", { colspan: 2 }), heads[0]);
  const rows = Object.entries(ROWS).map(([name, [heading, words, role]], k) => {
    const values = ["", SECOND].map((prefix, k) => number(prefix + name, role, `run ${k + 1}`));
    const cell = element("td", {}, words, element("code", {}, CODE[k] ?? ""));
    return { name, values, node: element("tr", {}, element("th", { scope: "row" }, heading), cell, values[0].node) };
  });
  const node = table("This step in numbers", top, ...rows.map((row) => row.node));

  /** phase: how many phases of step n + 1 are done; out_of: how many examples there are. */
  function show(runs, n, phase, out_of, text) {
    const beside = (row, cell) => (runs[1] ? row.append(cell) : cell.remove());
    beside(top, heads[1]);
    rows.forEach(({ name, values, node }, k) => {
      beside(node, values[1].node);
      setClass(node, "now", k < 4 && n + phase > 0 && (k + 1) % 4 === phase);
      setHidden(node, out_of[name] === 0 || (name === "test_cost" && !out_of.test_wrong));
      const known = k > 3 || (phase ? k < phase : n > 0);
      runs.forEach((run, r) => {
        const value = k > 3 ? run.records[n][name] : known ? run.step(phase ? n : n - 1)[name] : NaN;
        values[r].show(value, name in out_of ? `${value} of ${out_of[name]}` : known ? text(value) : "–");
      });
    });
  }
  return { node, show };
}

/** Opens to a table of all parameters, which is filled only while it is open. */
function parameterTable(opened) {
  const box = element("div", { tabindex: 0, role: "region", "aria-label": "All parameters" });
  const node = element("details", {}, element("summary", {}, "Weights and gradients"), box);
  on(node, "toggle", opened);
  let [laid, cells] = [];

  /** columns: [[title, name, role, layers], ...]; without layers the numbers are not known yet. */
  function show(parameters, columns, text) {
    if (!node.open) return;
    const wanted = JSON.stringify([parameters, columns.map(([title]) => title)]);
    if (wanted !== laid) lay(parameters, columns);
    laid = wanted;
    cells.forEach((row, p) =>
      row.forEach((cell, c) => {
        const layers = columns[c][3];
        const value = layers ? valueAt(layers, parameters[p]) : NaN;
        cell.show(value, layers ? text(value) : "–");
      }),
    );
  }

  function lay(parameters, columns) {
    cells = parameters.map(({ name }) => columns.map(([title, prefix, role]) => number(name.replace("network", prefix), role, title)));
    const rows = cells.map((row, p) => element("tr", {}, element("th", { scope: "row" }, parameters[p].name), ...row.map((cell) => cell.node)));
    const top = element("tr", {}, element("td"), ...columns.map(([title]) => head(title)));
    box.replaceChildren(table("Weights and gradients", top, ...rows));
  }
  return { node, show };
}
