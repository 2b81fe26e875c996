/* Where the parts of a network stand, in px: from left to right where there is room, else from top to bottom. */

import { between, upTo } from "../kit/numbers.js";

/** @typedef {{ x: number, y: number, w: number, h: number, round?: boolean }} Box */
/** @typedef {[number, number]} Point */
/** The measures that a plan depends on: half a unit's least width, an input, the widest tag; what there is to show.
    @typedef {{ least: number, input: number, tag: number, gradients: boolean, error: boolean }} Measures */
/** What a unit has is found from its box: where edges enter and leave, its bias, the line from that, its name. Of the
    error: its box, the places of targets and total in it, and where the edges from the outputs meet it.
    @typedef {{ width: number, height: number, units: Box[][], upright: boolean, narrow: boolean, bend: number,
      enter: (unit: Box) => Point, leave: (unit: Box) => Point, bias: (unit: Box, wide: number) => Box,
      stub: (unit: Box) => [Point, Point], name: (unit: Box) => Box,
      error: Box, targets: Point[], total: Point, meets: Point[] }} Plan */

export const CAP = 18; // a line of small text, as high as a tag
export const TALL = 34; // a tag with its gradient
const ROW = 21;
const NAME = 18; // over an input
const ABOVE = 36; // over a unit: its bias and its name

/** @type {(box: Box) => Point} */
export const centre = ({ x, y, w, h }) => [x + w / 2, y + h / 2];
/** @type {(x: number, y: number, w: number, h: number) => Box} */
const box = (x, y, w, h) => ({ x, y, w, h });
/** @type {(centre: Point, w: number, h: number) => Box} */
export const around = ([x, y], w, h) => box(x - w / 2, y - h / 2, w, h);
/** Whether two boxes meet or come closer than the margin.
    @type {(p: Box, q: Box, margin?: number) => boolean} */
export const meet = (p, q, margin = 2) =>
  p.x < q.x + q.w + margin && q.x < p.x + p.w + margin && p.y < q.y + q.h + margin && q.y < p.y + p.h + margin;

/** The plan for a network of this many units in each layer, inputs first, in a room of this width.
    @type {(sizes: number[], room: number, measures: Measures) => Plan} */
export const layout = (sizes, room, measures) =>
  (room >= 540 && leftToRight(sizes, room, measures)) || topToBottom(sizes, room, measures);

/** A column for each layer; null if no tags fit between the columns.
    @type {(sizes: number[], room: number, measures: Measures) => Plan | null} */
function leftToRight(sizes, room, { least, input, tag, gradients, error }) {
  const layers = sizes.length - 1;
  const [errorWidth, errorGap] = error ? [98, 48] : [0, 0];
  const free = room - input - errorWidth - errorGap;
  const half = Math.floor(between((free / layers - tag - 30) / 2, least, 72));
  const gap = Math.min((free - 2 * half * layers) / layers, 260);
  if (gap < tag + 14) return null;
  const most = Math.max(...sizes);
  const height = CAP + ROW * (gradients ? 2 : 1) + 2;
  const pitch = height + Math.max(ABOVE + 6, (gradients ? 132 : 148) - 28 * most);
  const tall = (most - 1) * pitch + height;
  const top = (n, i) => ABOVE + (tall - height - (n - 1) * pitch) / 2 + i * pitch;
  const across = input + layers * (gap + 2 * half) + errorGap + errorWidth;
  const left = (room - across) / 2;
  const units = sizes.map((n, level) =>
    upTo(n).map((i) =>
      level
        ? box(left + input + gap + (level - 1) * (gap + 2 * half), top(n, i), 2 * half, height)
        : { ...box(left, top(n, i) + (height - input) / 2, input, input), round: true },
    ),
  );
  const lowest = top(sizes[0], sizes[0] - 1) + (height + input) / 2; // an input may be higher than a unit
  const outputs = units[layers];
  const errors = errorBeside(outputs, left + across - errorWidth, errorWidth);
  return {
    width: room,
    height: Math.max(ABOVE + tall + 2, lowest, error ? errors.error.y + errors.error.h + 2 : 0),
    units,
    upright: false,
    narrow: false,
    bend: 26,
    enter: ({ x, y, h }) => [x, y + h / 2],
    leave: ({ x, y, w, h }) => [x + w, y + h / 2],
    bias: ({ x, y }, wide) => around([x + Math.max(half / 2, wide / 2 - 6), y - 20], wide, CAP),
    stub: ({ x, y }) => [
      [x + half / 2, y - 12],
      [x + half / 2, y],
    ],
    name: ({ x, y, w }) => box(x + w - 34, y - 17, 28, 15),
    ...errors,
  };
}

/** The error to the right of the outputs. Its total stands between them, or below where one of them is in the middle.
    @type {(outputs: Box[], x: number, wide: number) => Pick<Plan, "error" | "targets" | "total" | "meets">} */
function errorBeside(outputs, x, wide) {
  const last = outputs[outputs.length - 1];
  const end = last.y + last.h;
  const [odd, half] = [outputs.length % 2 === 1, outputs.length / 2];
  const total = odd ? end + 26 : (outputs[half - 1].y + outputs[half].y + last.h) / 2;
  const top = outputs[0].y - 8;
  return {
    error: box(x, top, wide, (odd ? total + 26 : end + 8) - top),
    targets: outputs.map(({ y, h }) => [x + 12, y + h / 2]),
    total: [x + 12, total],
    meets: outputs.map(({ y, h }) => [x, y + h / 2]),
  };
}

/** A row for each layer. Units that do not fit side by side become narrow, net over out.
    @type {(sizes: number[], room: number, measures: Measures) => Plan} */
function topToBottom(sizes, room, { least, input, gradients, error }) {
  const most = Math.max(...sizes.slice(1));
  const share = (room - 10 * (most - 1)) / most;
  const narrow = share < 2 * least;
  const width = narrow ? between(share, least + 8, 92) : Math.min(share, 144);
  const whole = Math.max(room, most * (width + 10) - 10, sizes[0] * (input + 8));
  const rows = CAP + ROW * (gradients ? 2 : 1);
  const height = (narrow ? 2 : 1) * rows + 2;
  const gapAbove = (level) => 108 + 16 * between(Math.max(sizes[level - 1], sizes[level]) - 2, gradients ? 1 : 0, 4);
  const left = (n, i, w) => (whole * (i + 0.5)) / n - w / 2;
  const tops = [NAME + 2];
  for (const level of upTo(sizes.length).slice(1))
    tops.push(tops[level - 1] + (level > 1 ? height : input + 4) + gapAbove(level));
  const units = sizes.map((n, level) =>
    upTo(n).map((i) =>
      level
        ? box(left(n, i, width), tops[level], width, height)
        : { ...box(left(n, i, input), tops[0], input, input), round: true },
    ),
  );
  const outputs = units[sizes.length - 1];
  const middle = narrow ? 0.5 : 0.75; // of the cell that holds the output
  const end = outputs[0].y + height;
  const errorBox = box(0, end + 34, whole, 78);
  return {
    width: whole,
    height: error ? end + 114 : end + 4,
    units,
    upright: true,
    narrow,
    bend: 0,
    enter: ({ x, y, w }) => [x + (narrow ? 0.3 : 0.27) * w, y],
    leave: ({ x, y, w, h, round }) => [x + w * (round ? 0.5 : middle), y + h],
    bias: ({ x, y, w }, wide) => around([x + w - wide / 2, y - 20], wide, CAP),
    stub: ({ x, y, w }) => [
      [x + 0.75 * w, y - 12],
      [x + 0.75 * w, y],
    ],
    name: ({ x, y }) => box(x + 2, y + 2, 20, 15), // over the unit, edges would run through it
    error: errorBox,
    targets: outputs.map((unit) => [unit.x + width / 2, errorBox.y + 24]),
    total: [whole / 2, errorBox.y + 61],
    meets: outputs.map((unit) => [unit.x + width * middle, errorBox.y]),
  };
}
