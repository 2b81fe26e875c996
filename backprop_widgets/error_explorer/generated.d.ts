import type { Traits } from "../kit/state.js";

/** E, dE/da and, behind a logistic unit, dE/dz. */
type LossFunction = (a: number, y: number) => number[];
type Loss = { at: LossFunction; unit: string | null; formula: string };

export const TRAITS: Traits;
export const MOST: number;
export const NET_INPUTS: [number, number];
export const LOSSES: Record<string, Loss>;
export const half_squared_error: LossFunction;
/** The output of a logistic unit. */
export function output_of(z: number): number[];
/** The net input that gives this output, and the slope of the unit there. */
export function input_for(a: number): number[];
