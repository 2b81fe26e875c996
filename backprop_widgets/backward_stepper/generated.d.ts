import type { Traits } from "../kit/state.js";

export const TRAITS: Traits;
/** Weights and biases that can still be drawn. */
export const MOST: number;
/** For each kind of step its line of `backward`. */
export const CODE: Record<"error" | "paired" | "delta" | "weight" | "bias" | "below", string>;
