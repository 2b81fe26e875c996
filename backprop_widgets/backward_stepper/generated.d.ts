import type { Traits } from "../kit/state.js";

export const TRAITS: Traits;
/** The lines of `backward`, and for each kind of step the number of its line. */
export const CODE: string[];
export const LINES: Record<"error" | "paired" | "delta" | "weight" | "bias" | "below", number>;
