import type { Traits } from "../kit/state.js";

/** The value and the slope along each parameter. */
type CostFunction = (...at: number[]) => number[];
type Cost = {
  at: CostFunction;
  parameters: string[];
  /** Lowest and highest value on the horizontal axis; of a surface also the middle of the vertical one. */
  view: number[];
  /** Of a curve: what is shown of its heights. */
  range?: [number, number];
  /** Of a surface: the heights of its contour lines. */
  levels?: number[];
  minima: number[][];
  start: number[];
  learning_rate: number;
  /** The largest curvature of a quadratic cost. */
  sharpness: number | null;
  /** MathML. */
  gradient: string;
};

export const TRAITS: Traits;
/** A descent ends where the cost is no longer below it. */
export const LIMIT: number;
export const CODE: string[];
export const COSTS: Record<string, Cost>;
