/* The four pictures of a training: the plane of each run, the network, the cost over the steps, the cost in a slice. */

import { setHidden } from "../kit/dom.js";
import { forward } from "../kit/network.js";
import { costCurve } from "./cost_curve.js";
import { networkDrawing } from "./drawing.js";
import { plane } from "./plane.js";
import { costSlice } from "./slice.js";

export function pictures() {
  const planes = [plane(), plane()];
  const [drawing, curve, slice] = [networkDrawing(), costCurve(), costSlice()];

  /** For another training. */
  function lay({ examples, view }) {
    for (const { lay } of planes) lay(examples, view);
  }

  /** What there is to see of a training after `at` updates; now: its `moment`. */
  function show(state, { runs, N, cells, examples, parameters }, at, now, colour) {
    const seen = now.networks.map((network) => forward(network, cells));
    setHidden(planes[1].node, !runs[1]);
    runs.forEach(({ records }, k) => {
      const title = `Output of run ${k + 1}`;
      const words = `${title} over the plane of x₁ and x₂: ${records[at].wrong} of ${N} on the wrong side.`;
      planes[k].show(seen[k].at(-1).a[0], now.columns, colour, title, words);
    });
    drawing.show(now.networks[0], seen[0], state.show_gradients ? now.directions[0] : null, colour);
    curve.show(runs, at);
    const pair = [state.across, state.up].map((name) => parameters.find((one) => one.name === name));
    slice.show(runs, at, pair, examples, state.loss);
  }
  return {
    first: [...planes.map(({ node }) => node), drawing.node],
    second: [curve.node, slice.node],
    slice: slice.node,
    lay,
    show,
    stop: slice.stop,
  };
}
