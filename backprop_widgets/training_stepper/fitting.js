/* What fits together in a state: why it cannot be shown, and what gives way when a reader chooses something else. */

import { isCount, isNumber } from "../kit/numbers.js";
import { isNameIn } from "../kit/state.js";
import { LAYERS, TOO_LARGE, TRAITS, UNITS } from "./generated.js";
import { layerSizes, parametersOf } from "./parameters.js";
import { TASK } from "./training.js";

const namesOf = (hidden) => parametersOf(layerSizes(hidden)).map(({ name }) => name);

/** Whether this is [step, name, value] for one of these names. */
const isEdit = (edit, known) =>
  Array.isArray(edit) &&
  edit.length === 3 &&
  isCount(edit[0], 0, TRAITS.step.high) &&
  known.includes(edit[1]) &&
  isNumber(edit[2]) &&
  Math.abs(edit[2]) < TOO_LARGE;

/** What one trait alone does not tell, in the words that Python has for it; empty if everything fits. */
export function problem(state, sets) {
  const { data, hidden, batch_size, edits } = state;
  const given = (name, expected) => `${name} is ${JSON.stringify(state[name])}; expected ${expected}.`;
  if (!isNameIn(sets, data)) return given("data", `one of ${Object.keys(sets).join(", ")}`);
  if (!Array.isArray(hidden) || hidden.length > LAYERS || !hidden.every((n) => isCount(n, 1, UNITS)))
    return given("hidden", `a list of up to ${LAYERS} numbers of units from 1 to ${UNITS}`);
  const N = sets[data].y[0].length;
  if (batch_size > N) return given("batch_size", `at most ${N}, the number of examples, or 0`);
  const known = namesOf(hidden);
  const unknown = ["across", "up"].find((name) => !known.includes(state[name]));
  if (unknown) return given(unknown, `a parameter of this network, ${known[0]} to ${known.at(-1)}`);
  const good = Array.isArray(edits) && edits.every((edit) => isEdit(edit, known));
  return good ? "" : given("edits", `a list of [step, parameter, value], such as [0, "${known[0]}", 2]`);
}

/** All changes that go with those which a reader made: another task or network begins anew, and what would not fit
    gives way. */
export function fitting(state, changes, sets) {
  const { data, hidden, batch_size, across, up } = { ...state, ...changes };
  const known = namesOf(hidden);
  const fit = (name, other) => (known.includes(name) ? name : other);
  const anew = TASK.some((name) => name in changes) ? { step: 0, phase: "update", edits: [] } : {};
  return {
    ...changes,
    ...anew,
    batch_size: batch_size > sets[data].y[0].length ? 0 : batch_size,
    across: fit(across, known[0]),
    up: fit(up, known[1]),
  };
}
