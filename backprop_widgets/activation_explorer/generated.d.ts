import type { Traits } from "../kit/state.js";

/** at: f and its slope; formulas: of both, as MathML; kinks: where the slope jumps; steepest: no slope is larger. */
export type Activation = {
  at: (z: number) => number[];
  title: string;
  steepest?: number;
  formulas: string[];
  kinks: number[];
};

export const TRAITS: Traits;
export const DEEPEST: number;
/** The name of the reader's own activation. */
export const OWN: string;
export const EXAMPLES: Record<string, Record<string, string | number>>;
export const ACTIVATIONS: Record<string, Activation>;
