/* The pictures of a training: the plane of each run, the network, the cost over the steps, the cost in a slice. */

import { forward } from "../kit/network.js";
import { costCurve } from "./cost_curve.js";
import { networkDrawing } from "./drawing.js";
import { plane } from "./plane.js";
import { costSlice } from "./slice.js";
import { rangeOf, unitName, valuesOf } from "./units.js";

/** `edit(name, value)` is asked for another weight. */
export function pictures(edit) {
  const planes = [plane(""), plane("second_")];
  const [drawing, curve, slice] = [networkDrawing(look, edit), costCurve(), costSlice()];
  /** @type {number[] | null} */
  let looked = null; // the unit that the planes show, instead of the output
  let again = () => {};

  function look(unit) {
    looked = unit;
    again();
  }

  /** For another training. */
  function lay({ examples, view }) {
    [looked, again] = [null, () => {}];
    for (const { lay } of planes) lay(examples, view);
  }

  /** The unit that is looked at, in the network of run k. */
  function unitOf(network, trace, k, runs) {
    const sizes = [2, ...network.map(({ W }) => W.length)];
    const last = sizes.length - 1;
    const [c, j] = looked ?? [last, 0];
    const a = valuesOf(trace)[c][j];
    const title = unitName(sizes, c, j) + (runs > 1 ? `, run ${k + 1}` : "");
    return { title, a, range: rangeOf(network, c, a), isOutput: c === last };
  }

  /** What there is to see of a training after `at` updates; now: its `moment`. */
  function show(state, { runs, N, cells, examples, parameters }, at, now, colour, text) {
    const seen = now.networks.map((network) => forward(network, cells));
    if (!runs[1]) planes[1].node.remove();
    else if (!planes[1].node.parentNode) planes[0].node.after(planes[1].node);
    const test_N = examples.test_y[0].length;
    again = () =>
      runs.forEach(({ records }, k) => {
        const unit = unitOf(now.networks[k], seen[k], k, runs.length);
        planes[k].show(unit, now.columns, colour, { ...records[at], N, test_N });
      });
    again();
    drawing.show(now.networks[0], parameters, seen[0], state.show_gradients ? now.directions[0] : null, colour);
    curve.show(runs, at, text);
    if (!slice.node.checkVisibility()) return; // it takes long
    const pair = [state.across, state.up].map((name) => parameters.find((one) => one.name === name));
    slice.show(runs, at, pair, examples, state.loss);
  }
  return { first: [...planes, drawing, curve].map(({ node }) => node), slice: slice.node, lay, show, stop: slice.stop };
}
