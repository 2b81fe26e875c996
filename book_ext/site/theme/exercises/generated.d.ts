export const IN_THE_STEPPER: Record<string, string>;
