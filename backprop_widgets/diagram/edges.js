/* The lines between units: straight, or bent so that they leave and arrive horizontally, and their arrowheads. */

/** @typedef {import("./layout.js").Point} Point */
/** bend: how far the handles of its cubic reach; 0 for a straight line.
    @typedef {{ from: Point, to: Point, bend: number }} Edge */

/** Where an edge is at t, from 0 to 1.
    @type {(edge: Edge, t: number) => Point} */
export function along({ from, to, bend }, t) {
  const at = (p, q, r, s) => (1 - t) ** 3 * p + 3 * t * (1 - t) ** 2 * q + 3 * t ** 2 * (1 - t) * r + t ** 3 * s;
  if (!bend) return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
  return [at(from[0], from[0] + bend, to[0] - bend, to[0]), at(from[1], from[1], to[1], to[1])];
}

/** An edge as path data.
    @type {(edge: Edge) => string} */
export const edgePath = ({ from, to, bend }) =>
  bend ? `M${from}C${from[0] + bend} ${from[1]} ${to[0] - bend} ${to[1]} ${to}` : `M${from}L${to}`;

/** Path data of an arrowhead at the end of an edge, or at its beginning, pointing outwards.
    @type {(edge: Edge, back: boolean) => string} */
export function arrowhead(edge, back) {
  const [tip, inner] = back ? [edge.from, along(edge, 0.08)] : [edge.to, along(edge, 0.92)];
  const flat = back ? Math.PI : 0;
  const angle = edge.bend ? flat : Math.atan2(tip[1] - inner[1], tip[0] - inner[0]);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [(u, v) => tip[0] + u * cosine - v * sine, (u, v) => tip[1] + u * sine + v * cosine];
  const point = (u, v) => `${x(u, v).toFixed(1)} ${y(u, v).toFixed(1)}`;
  return `M${point(1, 0)}L${point(-12, 6.5)}L${point(-9, 0)}L${point(-12, -6.5)}z`;
}
