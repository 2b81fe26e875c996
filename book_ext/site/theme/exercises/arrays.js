/* Numbers and arrays as NumPy computes with them, as far as exercises need it. */

/** @typedef {{ shape: number[], data: number[] }} Many an array, its entries row by row */
/** @typedef {number | Many} Value */
/** Of one axis: an entry, [from, to] with null for an open end, or an axis that comes to be.
    @typedef {number | (number | null)[] | "new"} Axis */

const product = (numbers) => numbers.reduce((one, other) => one * other, 1);

/** @param {Value} value
    @returns {number[]} */
export const shapeOf = (value) => (typeof value === "number" ? [] : value.shape);

/** @param {Value} value
    @returns {number[]} */
export const entriesOf = (value) => (typeof value === "number" ? [value] : value.data);

/** @param {number[]} shape
    @param {number[]} data
    @returns {Value} */
export const asValue = (shape, data) => (shape.length ? { shape, data } : data[0]);

/** A number, or lists of rows as they stand in JSON.
    @param {any} nested
    @returns {Value} */
export function fromLists(nested) {
  const shape = [];
  for (let part = nested; Array.isArray(part); part = part[0]) shape.push(part.length);
  return asValue(shape, Array.isArray(nested) ? nested.flat(Infinity) : [nested]);
}

/** The places of an array in the order of its entries. */
function placesIn(shape) {
  return Array.from({ length: product(shape) }, (_, at) => {
    const place = [];
    let rest = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return place;
  });
}

/** The entry at a place; an axis of length 1 serves for any length, and so does one that is not there. */
function entryAt(value, place) {
  if (typeof value === "number") return value;
  const own = place.slice(place.length - value.shape.length);
  return value.data[value.shape.reduce((at, size, axis) => at * size + (size === 1 ? 0 : own[axis]), 0)];
}

/** A function of two numbers, entry by entry.
    @param {(one: number, other: number) => number} act
    @param {Value} one
    @param {Value} other
    @returns {Value} */
export function both(act, one, other) {
  const [a, b] = [shapeOf(one), shapeOf(other)];
  const axes = Math.max(a.length, b.length);
  const shape = Array.from({ length: axes }, (_, axis) => {
    const [m, n] = [a, b].map((sizes) => sizes[axis - axes + sizes.length] ?? 1);
    if (m !== n && m !== 1 && n !== 1) throw new RangeError(`shapes (${a}) and (${b}) do not fit`);
    return m === 1 ? n : m;
  });
  return asValue(
    shape,
    placesIn(shape).map((place) => act(entryAt(one, place), entryAt(other, place))),
  );
}

/** @param {(one: number) => number} act
    @param {Value} value
    @returns {Value} */
export const each = (act, value) => asValue(shapeOf(value), entriesOf(value).map(act));

/** Of a matrix; numbers and rows stay as they are.
    @param {Value} value
    @returns {Value} */
export function transposed(value) {
  const [rows, columns] = shapeOf(value);
  if (columns === undefined) return value;
  const places = placesIn([columns, rows]);
  return asValue(
    [columns, rows],
    places.map(([j, i]) => entryAt(value, [i, j])),
  );
}

/** @param {Value} one
    @param {Value} other
    @returns {Value} */
export function matrixProduct(one, other) {
  const [rows, inner] = shapeOf(one);
  const [same, columns] = shapeOf(other);
  if (inner !== same || columns === undefined) throw new RangeError(`(${rows}, ${inner}) @ (${same}, ${columns})`);
  const data = placesIn([rows, columns]).map(([i, k]) => {
    let sum = 0;
    for (let j = 0; j < inner; j++) sum += entryAt(one, [i, j]) * entryAt(other, [j, k]);
    return sum;
  });
  return asValue([rows, columns], data);
}

/** The sum of all entries, or along one axis.
    @param {Value} value
    @param {number | null} axis
    @param {boolean} kept whether the axis stays, with length 1
    @returns {Value} */
export function sum(value, axis, kept) {
  const shape = shapeOf(value);
  const small = shape.map((size, k) => (axis === null || axis === k ? 1 : size));
  const data = Array(product(small)).fill(0);
  placesIn(shape).forEach((place, at) => {
    const to = small.reduce((index, size, k) => index * size + (size === 1 ? 0 : place[k]), 0);
    data[to] += entriesOf(value)[at];
  });
  return asValue(kept ? small : shape.filter((_, k) => axis !== null && axis !== k), data);
}

/** @type {typeof sum} */
export function mean(value, axis, kept) {
  const count = axis === null ? product(shapeOf(value)) : shapeOf(value)[axis];
  return each((entry) => entry / count, sum(value, axis, kept));
}

/** @param {Value} value
    @param {number[]} sizes of which one may be -1, for what is left
    @returns {Value} */
export function reshaped(value, sizes) {
  const known = product(sizes.filter((size) => size >= 0));
  const shape = sizes.map((size) => (size < 0 ? entriesOf(value).length / known : size));
  return asValue(shape, entriesOf(value));
}

/** The diagonal of a matrix, or the matrix that has this diagonal.
    @param {Value} value
    @returns {Value} */
export function diagonal(value) {
  const [n, columns] = shapeOf(value);
  const entries = entriesOf(value);
  if (columns !== undefined)
    return asValue(
      [Math.min(n, columns)],
      entries.filter((_, k) => k % (columns + 1) === 0),
    );
  return asValue(
    [n, n],
    placesIn([n, n]).map(([i, j]) => (i === j ? entries[i] : 0)),
  );
}

/** @param {Value} value
    @param {Axis[]} axes what stands in the square brackets; the axes behind them are taken whole
    @returns {Value} */
export function part(value, axes) {
  const sizes = shapeOf(value);
  const shape = [];
  const indices = []; // for each axis of the value, where to take it from in a place of the part
  for (const axis of axes) {
    const size = sizes[indices.length];
    if (axis === "new") shape.push(1);
    else if (typeof axis === "number") indices.push({ at: axis < 0 ? axis + size : axis });
    else {
      const [from, to] = axis.map((end, k) => (end === null ? k * size : end < 0 ? end + size : Math.min(end, size)));
      indices.push({ from, axis: shape.length });
      shape.push(Math.max(0, to - from));
    }
  }
  for (const size of sizes.slice(indices.length)) {
    indices.push({ from: 0, axis: shape.length });
    shape.push(size);
  }
  const taken = (place) => indices.map(({ at, from, axis }) => at ?? from + place[axis]);
  return asValue(
    shape,
    placesIn(shape).map((place) => entryAt(value, taken(place))),
  );
}
