import type { Activation } from "../activation_explorer/generated.js";
import type { Traits } from "../kit/state.js";

export const TRAITS: Traits;
export const DEEPEST: number;
/** The name of the reader's own activation. */
export const OWN: string;
export const EXAMPLES: Record<string, Record<string, string | number>>;
export const ACTIVATIONS: Record<string, Activation>;
