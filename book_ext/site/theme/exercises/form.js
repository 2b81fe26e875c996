/* The form of an exercise: it judges, says so, marks the fields, gives hints and other numbers, and remembers. */

import { byDrag } from "./by_drag.js";
import { following } from "./following.js";
import { hinting } from "./hints.js";
import { IN_THE_STEPPER } from "./generated.js";
import { judged } from "./judged.js";
import { labelsOf, mark } from "./marks.js";
import { memory } from "./memory.js";
import { complete, withSet } from "./numbers.js";
import { offerNumbers, setWords } from "./other_numbers.js";
import { typeset } from "./typesetter.js";
import { element, paragraphs, within } from "./written.js";

const STEPPER_FROM = 5; // the chapter in which readers meet it

const typedIn = (fields) => fields.map((field) => (field.type === "radio" ? field.checked : field.value));

function fill(fields, answer) {
  fields.forEach((field, k) => {
    if (field.type === "radio") field.checked = Boolean(answer[k]);
    else field.value = String(answer[k]);
  });
}

/** Of a verdict: whether the answer is right, whether it was judged at all, and the mistakes that are named. */
function outcome(lines) {
  const right = /^Right(?! so far)/.test(lines[0]);
  const mistakes = lines.filter((line) => line.startsWith("- ")).map((words) => words.slice(2));
  return { right, judged: right || /^Not right/.test(lines[0]), mistakes };
}

/** Behind each mistake that the BackwardStepper can show, a link to it there, from its chapter on: to its last step,
    where the wrong gradient stands beside the right one. */
function leadToStepper(form, verdict) {
  const row = form.closest(".exercise");
  if (!row || parseInt(within(row, ".caption-number").lastChild.textContent, 10) < STEPPER_FROM) return;
  for (const item of verdict.querySelectorAll("li")) {
    const title = item.querySelector("strong")?.textContent.replace(/\.$/, "");
    if (!IN_THE_STEPPER[title]) continue;
    const link = /** @type {HTMLAnchorElement} */ (element("a", "See what it does in the network of chapter 5"));
    const root = new URL(document.documentElement.dataset.content_root ?? "", location.href);
    const state = `backward.weight=w^1_11&backward.step=9&backward.mistake=${IN_THE_STEPPER[title]}`;
    link.href = new URL(`chapters/backward-pass.html#${state}`, root).href;
    link.addEventListener("click", () => {
      history.replaceState(null, "", `#${row.id}`); // where "back" leads
      document.querySelector("[data-widget=BackwardStepper]")?.scrollIntoView(); // if it is on this page
    });
    item.append(" ", link, ".");
  }
}

/** Judges what the fields hold, marks them and says the verdict. */
function judgeAndSay(form, verdict, question, fields) {
  const { lines, faulty, marks, entries = [] } = judged(question, fields);
  for (const k of faulty === undefined ? entries : [faulty]) fields[k].setAttribute("aria-invalid", "true");
  mark(form, question, marks);
  verdict.append(...paragraphs(lines, labelsOf(form, question)));
  leadToStepper(form, verdict);
  typeset(verdict);
  const found = outcome(lines);
  verdict.dataset.right = String(found.right);
  return found;
}

/** Takes away what was said, and all marks. */
function takeBack(form, verdict, question, fields) {
  verdict.replaceChildren();
  delete verdict.dataset.right;
  for (const field of fields) field.removeAttribute("aria-invalid");
  mark(form, question);
}

/** Says why nothing could be judged. */
function cannotJudge(verdict, { message }) {
  verdict.append(element("p", `This answer cannot be checked: ${message}.`));
  return { right: false, judged: false, mistakes: [] };
}

/** @param {HTMLFormElement} form
    @param {boolean} again whether what was answered before is left away */
export function bringToLife(form, again) {
  const source = within(form, "script").textContent;
  const asPrinted = JSON.parse(source);
  const { exercisesDone: progress, formulas } = /** @type {any} */ (globalThis);
  const fields = [...form.querySelectorAll("input")];
  const verdict = within(form, ".verdict");
  const next = verdict.insertAdjacentElement("afterend", element("p")); // what to do after a right answer
  const row = /** @type {HTMLElement | null} */ (form.closest(".exercise")); // none on the page that checks sheets
  const slug = row ? row.id.replace("ex-", "") : "";
  const page = progress?.pageAt(location.href);
  const kept = memory(source, fields.length);
  byDrag(form);
  const showReading = asPrinted.points && formulas.echoing(form, asPrinted);

  let question = asPrinted;
  const first = `answer ${row ? `${slug}/0` : asPrinted.sheet}`;
  let key = first; // under which the answer is kept
  let solved = false; // since the answers were cleared: a later try takes nothing away
  const remember = (checked) => kept.keep(key, { answer: typedIn(fields), checked, solved });

  /** How far one is, for the row of the exercise: "", "tried" or "right", be it with other numbers. */
  function showState() {
    const done = solved || (row !== null && progress?.stateOf(slug) === "right");
    form.dataset.state = done ? "right" : typedIn(fields).some(Boolean) ? "tried" : "";
  }

  const forgetVerdict = () => [next.replaceChildren(), takeBack(form, verdict, question, fields)];

  function empty() {
    forgetVerdict();
    solved = false;
    showState();
  }

  async function check() {
    forgetVerdict();
    question = await complete(question);
    const found = judgeAndSay(form, verdict, question, fields);
    solved ||= found.right;
    return found;
  }

  /** Fills in what was answered before, if that may be. */
  function restore(wanted = true) {
    const found = wanted && kept.find(key);
    if (found) {
      fill(fields, found.answer);
      solved = found.solved === true;
      showReading?.();
      if (found.checked) check().catch(() => {}); // the answer is there, and can be checked again
    }
    showState();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { right, judged: wasJudged, mistakes } = await check().catch((problem) => cannotJudge(verdict, problem));
    remember(true);
    showState();
    if (row && wasJudged) progress?.record(slug, page, right, mistakes);
    if (row && right) next.replaceChildren(...following(form));
  });
  form.addEventListener("input", () => [forgetVerdict(), remember(false), showState()]);
  form.addEventListener("reset", () => {
    setTimeout(empty); // the fields are emptied after this
    kept.forget(key);
  });
  restore(!again);
  if (!row) return;

  const calculation = Boolean(asPrinted.file);
  const asked = async () => (question = await complete(question));
  const forgetHints = hinting(form, asked, fields, calculation, () => progress?.hint(slug, page));
  form.addEventListener("reset", forgetHints);
  if (!calculation) return;
  form.addEventListener("focusin", () => complete(asPrinted).catch(() => {}), { once: true }); // before it is needed
  offerNumbers(form, async (set) => {
    question = await withSet(asPrinted, set);
    key = `answer ${slug}/${set}`;
    for (const field of fields) field.value = "";
    empty();
    forgetHints();
    setWords(form, question);
    restore();
  });
}
