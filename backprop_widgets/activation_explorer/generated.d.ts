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
/** The name of the reader's own activation. */
export const OWN: string;
export const ACTIVATIONS: Record<string, Activation>;
