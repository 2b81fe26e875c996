/* The cost against the step: of both runs, on the examples for training and on those held out. */

import { element, put, setChildren } from "../kit/dom.js";
import { count, figure, isNumber } from "../kit/numbers.js";
import { dots, part, withRoom } from "../kit/plot.js";
import { quantity } from "../kit/quantity.js";
import { framed } from "./frame.js";
import { SIDE, through } from "./geometry.js";
import { sample } from "./sample.js";

/** The largest of these costs; where nothing is held out, they are not numbers. */
function largest(costs) {
  let most = 0;
  for (const cost of costs) if (cost > most) most = cost;
  return most;
}

/** A line of the picture, and what is said of it: how it is drawn, of which run, and its cost now. */
function costLine(name, kind, words, k) {
  const now = quantity(`${k ? "second_" : ""}${name}`, "forward");
  const told = element("p", {}, sample(kind), `${words} `, now.node);
  return { name, k, now, told, path: part("path", kind) };
}

export function costCurve() {
  const { node, picture, below, label } = framed("curve", "Cost J");
  const lines = [
    costLine("cost", "run-1", "run 1", 0),
    costLine("test_cost", "run-1 test", "held out", 0),
    costLine("cost", "run-2", "run 2", 1),
    costLine("test_cost", "run-2 test", "held out", 1),
  ];
  const now = part("path", "now");
  picture.append(...lines.map(({ path }) => path), now);

  function show(runs, n, text) {
    const last = Math.min(...runs.map(({ records }) => records.length)) - 1;
    const there = lines.filter(({ k, name }) => isNumber(runs[k]?.records[0][name]));
    const values = there.map(({ k, name }) => runs[k].records.slice(0, last + 1).map((record) => record[name]));
    const top = 1.05 * largest(values.flat());
    const end = Math.max(last, 20);
    const [left, right] = withRoom(0, end, 0.04); // so that the mark of the first step is whole
    const at = (value, step) => [(SIDE * (step - left)) / (right - left), SIDE * (1 - value / top)];
    for (const { path } of lines) put(path, { d: "" });
    for (const [i, { path, now }] of there.entries()) {
      put(path, { d: through(values[i].map(at)) });
      now.show(values[i][n], text(values[i][n]));
    }
    setChildren(
      below,
      there.map(({ told }) => told),
    );
    put(now, { d: dots(runs.map(({ records }) => at(records[n].cost, n))) });
    label([[left, right], "step"], [[0, top], ""]);
    const went = ({ records }, k) => `run ${k + 1} from ${figure(records[0].cost)} to ${figure(records[n].cost)}`;
    put(picture, { "aria-label": `Cost against step. In ${count(n, "step")}: ${runs.map(went).join(", ")}.` });
  }
  return { node, show };
}
