/* The cost against the step: of both runs, on the examples for training and on those held out. */

import { put } from "../kit/dom.js";
import { count, figure, isNumber } from "../kit/numbers.js";
import { dots, part } from "../kit/plot.js";
import { framed } from "./frame.js";
import { SIDE, through } from "./geometry.js";

/** The largest of these costs; where nothing is held out, they are not numbers. */
function largest(costs) {
  let most = 0;
  for (const cost of costs) if (cost > most) most = cost;
  return most;
}

export function costCurve() {
  const { node, picture, label } = framed("curve", "Cost");
  const kinds = ["now", "run-1", "run-2", "run-1 test", "run-2 test"];
  const [now, ...lines] = kinds.map((kind) => part("path", kind));
  picture.append(...lines, now);

  function show(runs, n) {
    const last = Math.min(...runs.map(({ records }) => records.length)) - 1;
    const costs = (k, name) => (runs[k]?.records ?? []).slice(0, last + 1).map((record) => record[name]);
    const values = ["cost", "test_cost"].flatMap((name) => [costs(0, name), costs(1, name)]);
    const top = 1.05 * largest(values.flat());
    const end = Math.max(last, 20);
    const at = (value, step) => [(SIDE * step) / end, SIDE * (1 - value / top)];
    for (const [k, line] of lines.entries()) put(line, { d: isNumber(values[k][0]) ? through(values[k].map(at)) : "" });
    put(now, { d: dots(runs.map(({ records }) => at(records[n].cost, n))) });
    label(["0", "step", String(end)], [figure(+top.toPrecision(2)), "J", "0"]);
    const went = ({ records }, k) => `run ${k + 1} from ${figure(records[0].cost)} to ${figure(records[n].cost)}`;
    put(picture, { "aria-label": `Cost against step. In ${count(n, "step")}: ${runs.map(went).join(", ")}.` });
  }
  return { node, show };
}
