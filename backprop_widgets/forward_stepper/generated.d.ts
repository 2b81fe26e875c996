import type { Traits } from "../kit/state.js";

export const TRAITS: Traits;
/** Weights and biases that can still be drawn. */
export const MOST: number;
/** The lines of `forward`, and which of them computes z and a. */
export const CODE: string[];
export const LINES: { z: number; a: number };
/** What each activation makes of z, as MathML; of softmax the power that its fraction is made of. */
export const FORMULAS: Record<string, string>;
