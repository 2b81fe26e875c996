/* Where the nodes of a graph stand: in layers, from the inputs to the output.

   Edges that pass a layer have lanes there, so that none runs through a node. The mirror of layout.py.

   u goes along the layers and v across them: from left to right u is x, from top to bottom it is y. */

const [SWEEPS, LANE] = [12, 12]; // an edge that passes a layer is as thick as that in it

/** A node in its layer, or an edge that passes the layer. order: its place there; v: its middle.
    @typedef {{ node: number, layer: number, size: number, order: number, v: number,
      before: Link[], after: Link[] }} Item */
/** Where an edge goes on: port is how far from the middle of the item it ends in, in parts of the item.
    @typedef {{ item: Item, port: number }} Link */

/** Layers by the longest way to the output; inputs are in the first one. */
function layersOf(nodes, edges, output) {
  const far = nodes.map(() => 0);
  for (let i = output; i >= 0; i--)
    for (const { from, to } of edges) if (to === i) far[from] = Math.max(far[from], far[i] + 1);
  const last = Math.max(...far);
  return nodes.map(({ operation }, i) => (operation === "input" ? 0 : last - far[i]));
}

/** The items of all layers, linked: edges that leave the same node share their lanes. */
function itemsOf({ nodes, output }, edges, size) {
  const layers = layersOf(nodes, edges, output);
  /** @type {Map<string, Item>} */
  const items = new Map();
  function item(node, layer) {
    const key = `${node} ${layer}`;
    const made = { node, layer, size: layer === layers[node] ? size : LANE, order: 0, v: 0, before: [], after: [] };
    if (!items.has(key)) items.set(key, made);
    return /** @type {Item} */ (items.get(key));
  }
  nodes.forEach(({ operation }, i) => operation !== "number" && item(i, layers[i]));
  for (const edge of edges) {
    const { from, to } = edge;
    let here = item(from, layers[from]);
    for (let layer = layers[from] + 1; layer <= layers[to]; layer++) {
      const arrives = layer === layers[to];
      const next = item(arrives ? to : from, layer);
      const port = arrives ? portOf(nodes, edge) : 0;
      if (!next.before.some((link) => link.item === here && link.port === port)) {
        next.before.push({ item: here, port });
        here.after.push({ item: next, port });
      }
      here = next;
    }
  }
  const rows = Array.from({ length: layers[output] + 1 }, () => /** @type {Item[]} */ ([]));
  for (const one of items.values()) rows[one.layer].push(one);
  return { layers, items, rows };
}

/** Where an operand enters: the first of two above the middle, the second below. */
const portOf = (nodes, { to, k }) =>
  nodes[to].args.filter((arg) => nodes[arg].operation !== "number").length === 2 ? (k - 0.5) / 2 : 0;

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const numbered = (row) => row.forEach((item, i) => Object.assign(item, { order: i }));

/** Puts the items of each layer into an order with few crossings: each goes to the mean of its neighbours. */
function arrange(rows) {
  for (const row of rows) numbered(row);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const [links, sorted] = sweep % 2 ? ["before", rows] : ["after", rows.toReversed()];
    for (const row of sorted) {
      const wanted = new Map(
        row.map((one) => [
          one,
          one[links].length ? mean(one[links].map(({ item, port }) => item.order + port)) : one.order,
        ]),
      );
      row.sort((a, b) => wanted.get(a) - wanted.get(b));
      numbered(row);
    }
  }
}

/** Numbers as close as possible to those wanted (least squares), each at least its distance behind the one before. */
export function spread(wanted, apart) {
  let sum = 0;
  const shift = apart.map((distance) => {
    sum += distance;
    return sum;
  });
  /** @type {{ mean: number, count: number }[]} */
  const blocks = [];
  wanted.forEach((value, i) => {
    let block = { mean: value - shift[i], count: 1 };
    while (blocks.length && blocks[blocks.length - 1].mean > block.mean) {
      const { mean, count } = /** @type {any} */ (blocks.pop());
      const all = count + block.count;
      block = { mean: (mean * count + block.mean * block.count) / all, count: all };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ mean, count }) => Array.from({ length: count }, () => mean)).map((v, i) => v + shift[i]);
}

/** Gives each item its middle v, close to those that it is linked with. */
function place(rows, space) {
  const apart = (row) => row.map((one, i) => (i ? (row[i - 1].size + one.size) / 2 + space : 0));
  const settle = (row, wanted) => spread(wanted, apart(row)).forEach((v, i) => Object.assign(row[i], { v }));
  for (const row of rows)
    settle(
      row,
      row.map(() => 0),
    );
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const row of sweep % 2 ? rows.toReversed() : rows)
      settle(
        row,
        row.map(({ v, size, before, after }) => {
          const near = [
            ...before.map(({ item, port }) => item.v - port * size),
            ...after.map(({ item, port }) => item.v + port * item.size),
          ];
          return near.length ? mean(near) : v;
        }),
      );
  const low = Math.min(...rows.flat().map(({ v, size }) => v - size / 2));
  const high = Math.max(...rows.flat().map(({ v, size }) => v + size / 2));
  for (const one of rows.flat()) one.v -= low;
  return high - low;
}

/** Nodes as boxes by their top left corners, edges as path data and with the place of their number, in px.

    box: how wide and high a node is; gap: between layers, at least; room: how long the picture may be without being
    longer than it needs.
    @param {import("./parse.js").Graph} graph
    @param {import("./graph.js").Edge[]} edges */
export function layout(graph, edges, { width, height, gap, space, room, upright }) {
  const [length, size] = upright ? [height, width] : [width, height];
  const { layers, items, rows } = itemsOf(graph, edges, size);
  arrange(rows);
  const breadth = place(rows, space);
  const fits = rows.length > 1 ? (room - rows.length * length) / (rows.length - 1) : 0;
  const step = length + Math.max(gap, Math.min(2.2 * gap, fits));
  const at = (u, v) => (upright ? [v, u] : [u, v]).map((one) => +one.toFixed(1));
  const middle = (node, layer) => /** @type {Item} */ (items.get(`${node} ${layer}`)).v;
  const places = graph.nodes.map(({ operation }, i) =>
    operation === "number" ? null : at(layers[i] * step, middle(i, layers[i]) - size / 2),
  );
  const drawn = edges.map((edge) => {
    const { from, to } = edge;
    let [u, v] = [layers[from] * step + length, middle(from, layers[from])];
    let d = `M${at(u, v)}`;
    for (let layer = layers[from] + 1; layer < layers[to]; layer++) {
      const [next, w] = [layer * step, middle(from, layer)];
      d += `${curve(at, [u, v], [next, w])}L${at(next + length, w)}`;
      [u, v] = [next + length, w];
    }
    const end = [layers[to] * step, middle(to, layers[to]) + portOf(graph.nodes, edge) * size];
    d += curve(at, [u, v], end);
    return {
      d,
      plate: at((u + end[0]) / 2, (v + end[1]) / 2),
      start: at(layers[from] * step + length, middle(from, layers[from])),
      end: at(...end),
    };
  });
  const [wide, high] = at((rows.length - 1) * step + length, breadth);
  return { width: wide, height: high, places, edges: drawn };
}

/** @type {(at: (u: number, v: number) => number[], from: number[], to: number[]) => string} */
function curve(at, [u, v], [next, w]) {
  const half = (u + next) / 2;
  return `C${at(half, v)} ${at(half, w)} ${at(next, w)}`;
}
