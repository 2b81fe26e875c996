/* The cost against the step: of both runs, on the examples for training and on those held out. */

function costCurve() {
  const { node, picture, axes } = framed("curve", "Cost");
  const [now, ...lines] = ["now", "run-1", "run-2", "run-1 test", "run-2 test"].map((kind) => part(kind));
  picture.append(...lines, now);

  function show(runs, n) {
    const last = Math.min(...runs.map(({ records }) => records.length)) - 1;
    const values = ["cost", "test_cost"].flatMap((name) => [0, 1].map((k) => (runs[k]?.records ?? []).slice(0, last + 1).map((record) => record[name])));
    const top = 1.05 * values.flat().reduce((most, value) => (value > most ? value : most), 0);
    const end = Math.max(last, 20);
    const at = (value, step) => [(SIDE * step) / end, SIDE * (1 - value / top)];
    lines.forEach((line, k) => put(line, { d: isNumber(values[k][0]) ? through(values[k].map(at)) : "" }));
    put(now, { d: marks(runs.map(({ records }) => at(records[n].cost, n))) });
    axes(["0", "step", end], [figure(+top.toPrecision(2)), "J", "0"]);
    const said = runs.map(({ records }, k) => `run ${k + 1} from ${figure(records[0].cost)} to ${figure(records[n].cost)}`);
    put(picture, { "aria-label": `Cost against step. In ${count(n, "step")}: ${said.join(", ")}.` });
  }
  return { node, show };
}
