/* The network as a drawing: on each unit what it makes of the plane, on each edge its weight or its gradient. */

const RANGES = { tanh: [-1, 1], sigmoid: [0, 1] };

function networkDrawing() {
  const { node, box, picture, axes } = framed("network", "Network");
  let [laid, edges, units] = [];

  /** Lines and tints for a network of these sizes; where unit j of column c stands is in parts of the picture. */
  function lay(sizes) {
    const spot = (c, j) => [(c + 0.5) / sizes.length, (j + 0.5) / sizes[c]];
    const line = (...ends) => part("", { d: through(ends.map((end) => end.map((value) => SIDE * value))) });
    const unit = (c, j, [left, top] = spot(c, j)) => {
      const drawn = tint();
      drawn.node.style = `left: ${100 * left}%; top: ${100 * top}%`;
      return drawn;
    };
    const upTo = (n, make) => Array.from({ length: n }, (_, k) => make(k));
    edges = sizes.slice(1).map((n_out, l) => upTo(n_out, (j) => upTo(sizes[l], (k) => line(spot(l, k), spot(l + 1, j)))));
    units = sizes.map((n, c) => upTo(n, (j) => unit(c, j)));
    picture.replaceChildren(...edges.flat(2));
    box.replaceChildren(picture, ...units.flat().map(({ node }) => node));
    axes(["inputs", sizes.length > 2 ? "hidden" : "", "output"], ["", "", ""]);
  }

  /** trace: of the cells of the plane; layers: those of the network, or of its gradient. */
  function show(network, trace, layers, slopes, colour) {
    const sizes = [2, ...network.map(({ W }) => W.length)];
    if (laid !== sizes.join()) lay(sizes);
    laid = sizes.join();
    const most = (row, pick) => row.reduce((u, v) => pick(u, v));
    [trace[0].x, ...trace.map(({ a }) => a)].forEach((rows, c) =>
      rows.forEach((row, j) => units[c][j].show(row, RANGES[network[c - 1]?.activation] ?? [most(row, Math.min), most(row, Math.max)], colour)),
    );
    const full = slopes ? Math.max(...flat(layers).map(Math.abs)) || 1 : 4; // the value that is drawn as thick as can be
    const style = (value) => ({ class: value < 0 ? "minus" : "", "stroke-width": 0.4 + 5 * Math.min(1, Math.abs(value) / full) });
    edges.forEach((rows, l) => rows.forEach((row, j) => row.forEach((edge, k) => put(edge, style(layers[l].W[j][k])))));
    put(picture, { class: slopes ? "gradient" : "parameter" });
    put(picture, { "aria-label": `A network of ${sizes.join(", ")} units; the width of a line is its ${slopes ? "gradient" : "weight"}, dashed below 0.` });
  }
  return { node, show };
}
