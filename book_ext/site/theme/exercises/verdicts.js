/* What verdicts say, in the words of Python's; lines that begin with "- " are mistakes. */

/** What is said of an answer; the field that cannot be read; and of each value filled in whether it is right, off, or
    follows from others that are off; of an array that is off in part, the fields that are.
    @typedef {{ lines: string[], faulty?: number, marks?: Record<string, string>, entries?: number[] }} Judgement */

/** @param {number} count of mistakes
    @param {string} what they give */
export const known = (count, what) =>
  count > 1
    ? `Not right yet. Several known mistakes give exactly ${what}; the case cannot tell which. What to know about them:`
    : `Not right yet. A known mistake gives exactly ${what}. What to know about it:`;
export const UNKNOWN = "Not right yet, and no mistake that we know gives exactly this.";
export const listed = (mistakes) => mistakes.map(({ words }) => `- ${words}`);
export const sentences = (...parts) => parts.filter(Boolean).join(" ");
export const counted = (decimals) => `${decimals || "no"} decimal${decimals === 1 ? "" : "s"}`;
export const VERBATIM = "\t"; // begins a line in which nothing is a mark

/** The values that are asked for, each with the numbers of its fields. */
export function fieldsOf(question) {
  let field = 0;
  return question.asked.map(({ name, shape, decimals }) => {
    const size = shape.reduce((one, other) => one * other, 1);
    return { name, shape, decimals, fields: Array.from({ length: size }, () => field++) };
  });
}

const MOST = 6; // names of values that a verdict lists

export function stillToDo(values) {
  if (!values.length) return "";
  const names = values.length > MOST ? `${values.length} more` : values.map(({ name }) => `\`${name}\``).join(", ");
  return `Still to do: ${names}.`;
}
