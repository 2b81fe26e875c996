/* Judging an order of lines, as backprop_exercises/kinds/ordering.py does: each line has a place, or is left out. */

import { unlocked } from "./fingerprints.js";

/** @typedef {{ needs: [string, string, string, string][], wrong: Record<string, string> }} Order */

/** @param {any} question
    @param {string[]} texts the place of each line, or nothing
    @returns {import("./verdicts.js").Judgement} */
export function judgeOrder(question, texts) {
  const { letters } = question;
  const faulty = texts.findIndex((text) => text.trim() && !/^\d{1,3}$/.test(text.trim()));
  if (faulty >= 0) {
    const typed = texts[faulty].trim().slice(0, 40);
    return { lines: [`Line ${letters[faulty]} has the place “${typed}”; expected a number.`], faulty };
  }
  const places = texts.map((text) => (text.trim() ? Number(text) : NaN));
  const placed = letters
    .map((letter, k) => ({ letter, place: places[k] }))
    .filter(({ place }) => !Number.isNaN(place))
    .sort((one, other) => one.place - other.place);
  const twice = placed.findIndex(({ place }, k) => k > 0 && place === placed[k - 1].place);
  if (twice > 0) {
    const [one, other] = [placed[twice - 1], placed[twice]];
    const lines = [`Lines ${one.letter} and ${other.letter} have the same place, ${one.place}.`];
    return { lines, faulty: letters.indexOf(other.letter) };
  }
  if (!placed.length) return { lines: ["Not answered yet."] };
  const order = /** @type {Order} */ (JSON.parse(unlocked(question, "order", question.order)));
  return verdict(
    placed.map(({ letter }) => letter),
    letters,
    order,
  );
}

/** @returns {import("./verdicts.js").Judgement} */
function verdict(placed, letters, { needs, wrong }) {
  const strangers = placed.filter((letter) => letter in wrong);
  if (strangers.length) {
    const mistakes = [...new Set(strangers.map((letter) => `- ${wrong[letter]}`))];
    const many = strangers.length > 1;
    const names = many ? `${strangers.slice(0, -1).join(", ")} and ${strangers.at(-1)}` : strangers[0];
    const remark = `That is what ${many ? "lines" : "line"} ${names} ${many ? "do" : "does"}.`;
    return { lines: ["Not right yet:", ...mistakes, remark] };
  }
  for (const [at, letter] of placed.entries())
    for (const [before, after, why, mistake] of needs)
      if (after === letter && !placed.slice(0, at).includes(before))
        return { lines: mistake ? ["Not right yet:", `- ${mistake}`, why] : [`Not right yet. ${why}`] };
  const missing = letters.length - Object.keys(wrong).length - placed.length;
  if (missing) return { lines: [`Not right yet: ${missing} ${missing === 1 ? "line is" : "lines are"} missing.`] };
  return { lines: ["Right."] };
}
