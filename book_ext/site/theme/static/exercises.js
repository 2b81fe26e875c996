// Answers to exercises, checked in the page: a page holds fingerprints of the right values and of what each mistake
// gives, and never the values. backprop_exercises/fingerprints.py computes the same.

// --- fingerprints: SHA-256, which browsers themselves offer on https only ---

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fractionOf = (number) => ((number % 1) * 2 ** 32) | 0;
const ROUND_CONSTANTS = PRIMES.map((prime) => fractionOf(Math.cbrt(prime)));
const FIRST_STATE = PRIMES.slice(0, 8).map((prime) => fractionOf(Math.sqrt(prime)));
const rotated = (word, by) => (word >>> by) | (word << (32 - by));

function sha256(bytes) {
  const size = (((bytes.length + 8) >> 6) + 1) * 64;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(size - 4, bytes.length * 8);
  let state = FIRST_STATE;
  const w = new Int32Array(64);
  for (let at = 0; at < size; at += 64) {
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(at + 4 * t);
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15];
      const y = w[t - 2];
      const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
      const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
      w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
      const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[t] + w[t]) | 0;
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state = [a, b, c, d, e, f, g, h].map((word, k) => (word + state[k]) | 0);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, k) => digest.setInt32(4 * k, word));
  return new Uint8Array(digest.buffer);
}

function stretched({ salt, rounds }, text) {
  let digest = sha256(new TextEncoder().encode(`${salt} ${text}`));
  for (let round = 0; round < rounds; round++) digest = sha256(digest);
  return digest;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function fingerprint(question, text) {
  return hex(stretched(question, text)).slice(0, 12);
}

function unlocked(question, key, locked) {
  const secret = stretched(question, key);
  const bytes = Uint8Array.from(atob(locked), (letter) => letter.charCodeAt(0));
  for (let at = 0; at < bytes.length; at += 32) {
    const stream = sha256(Uint8Array.of(...secret, at / 32));
    for (let k = at; k < Math.min(at + 32, bytes.length); k++) bytes[k] ^= stream[k - at];
  }
  return new TextDecoder().decode(bytes);
}

// --- what was typed ---

/** A raised number as one in the line: ⁻² is -2. */
const inLine = (raised) => raised.normalize("NFKC").replaceAll("\u2212", "-");

// The value of 1/4, -34:5, ½ or 6¾; undefined for what is no fraction.
function readFraction(plain) {
  const mixed = /^([+-]?)(\d*)([\u00bc-\u00be\u2150-\u215e])$/.exec(plain);
  if (mixed) {
    const [above, below] = mixed[3].normalize("NFKC").split("\u2044");
    return (mixed[1] === "-" ? -1 : 1) * (Number(mixed[2]) + above / below);
  }
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+))\s*[/\u2044\u00f7:]\s*([+-]?(?:\d+\.?\d*|\.\d+))$/.exec(plain);
  return parts ? parts[1] / parts[2] : undefined;
}

// A number in units of the last decimal asked for, or a sentence that says what is wrong with it. A shorter number is
// taken as if zeros followed; `given` is how many decimals were typed.
function readNumber(text, decimals) {
  const plain = text
    .replace(/[\uff0b-\uff19]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)) // of East Asia
    .replace(/[\u200b-\u200f\u2060]/g, "") // invisible signs that come along when text is copied
    .trim()
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/^([+-])\s+/, "$1")
    .replace(",", ".")
    .replace(
      /\s*[·⋅×*x]\s*10(?:\^|\*\*)?([-+\u207a\u207b\u00b2\u00b3\u00b9\u2070-\u2079\d]+)$/i,
      (_, power) => `e${inLine(power)}`,
    );
  const shown = text.trim().length > 40 ? `${text.trim().slice(0, 40)}…` : text.trim();
  const wrong = { refusal: `is “${shown}”; expected a number like −0.25.` };
  const quotient = readFraction(plain);
  if (quotient !== undefined) {
    if (!Number.isFinite(quotient)) return { refusal: `is “${shown}”, which has 0 below the line; expected a number.` };
    const units = quotient * 10 ** decimals;
    return { units: Math.round(units), given: Infinity, exact: Math.abs(units - Math.round(units)) < 1e-6 };
  }
  const parts = /^[+-]?(?:\d+\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i.exec(plain);
  if (!parts || !Number.isFinite(Number(plain))) return wrong;
  const given = Math.max(0, (parts[1] ?? parts[2]).length - Number(parts[3] ?? 0));
  const units = Math.round(Number(plain) * 10 ** decimals);
  return { units, given, exact: Math.abs(Number(plain) * 10 ** decimals - units) < 1e-6 };
}

const counted = (decimals) => `${decimals || "no"} decimal${decimals === 1 ? "" : "s"}`;

// Fingerprints of an answer and of the two below it: an answer is right if it is the lowest one taken, or little more.
function fingerprintsOf(question, field, { units, exact }, decimals) {
  const near = [0, 1, 2].map((below) => `${field}:${((units - below) / 10 ** decimals).toFixed(decimals)}`);
  const prints = near.map((text) => fingerprint(question, text));
  return (wanted) => {
    const [print, more] = wanted.split("+");
    return prints.slice(0, Number(more) + 1).includes(print) && (exact || more !== "0");
  };
}

// Whether a number with too few decimals is the right one, rounded; undefined if that takes too long to find out.
function isRounded(question, field, { units, given }, decimals) {
  const step = 10 ** (decimals - given);
  if (step > 100) return undefined;
  const [print] = question.right[field].split("+"); // of the lowest answer taken, one or two units below the right one
  const others = Array.from({ length: step + 3 }, (_, k) => units - step / 2 - 2 + k);
  return others.some(
    (other) => fingerprint(question, `${field}:${(other / 10 ** decimals).toFixed(decimals)}`) === print,
  );
}

// --- the verdict: lines of text; those that begin with "- " are mistakes, as in what Python prints ---

const known = (count, what) =>
  count > 1
    ? `Not right yet. Several known mistakes give exactly ${what}; the case cannot tell which. What to know about them:`
    : `Not right yet. A known mistake gives exactly ${what}. What to know about it:`;
const UNKNOWN = "Not right yet, and no mistake that we know gives exactly this.";
const listed = (mistakes) => mistakes.map(({ words }) => `- ${words}`);
const sentences = (...parts) => parts.filter(Boolean).join(" ");

const madeThroughout = (question, filled, agrees) =>
  question.mistakes.filter((mistake) => filled.every((value) => agrees(value, mistake.whole)));
const madeOnce = (question, value, agrees) => question.mistakes.filter((mistake) => agrees(value, mistake.alone));

// The mistakes that a verdict can name.
function named(question, filled, off, agrees) {
  const whole = madeThroughout(question, filled, agrees);
  return whole.length || !off.length ? whole : madeOnce(question, off[0], agrees);
}

function judgeNumbers(question, texts, faulty) {
  if (texts.every((text) => !text.trim())) return ["Not answered yet."];
  let field = 0;
  const values = question.asked.map(({ name, shape, decimals }) => {
    const fields = Array.from({ length: shape.reduce((one, other) => one * other, 1) }, () => field++);
    return { name, fields, decimals, filled: fields.every((k) => texts[k].trim()) };
  });
  const matches = [];
  const short = []; // fields with fewer decimals than asked for
  for (const { name, fields, decimals } of values) {
    for (const k of fields.filter((k) => texts[k].trim())) {
      const number = readNumber(texts[k], decimals);
      if (number.refusal) {
        faulty(k);
        return [`\`${name}\` ${number.refusal}`];
      }
      matches[k] = fingerprintsOf(question, k, number, decimals);
      if (number.given < decimals) short.push({ k, name, number, decimals });
    }
  }
  const filled = values.filter((value) => value.filled);
  const agrees = (value, prints) => value.fields.every((k) => matches[k](prints[k]));
  const missing = values.filter((value) => !value.filled).map(({ name }) => `\`${name}\``);
  const lacking = missing.length ? `Still to do: ${missing.join(", ")}.` : "";
  if (!filled.length) return [lacking];
  const off = filled.filter((value) => !agrees(value, question.right));
  const rounded = short.find(({ k }) => off[0]?.fields.includes(k) && !matches[k](question.right[k]));
  if (rounded && !named(question, filled, off, agrees).length) {
    const { k, name, number, decimals } = rounded;
    faulty(k);
    const right = isRounded(question, k, number, decimals);
    const where = values.length > 1 ? `: \`${name}\`` : "";
    if (right === false)
      return [
        sentences(
          `Not right, even to the digits given${where}.`,
          lacking,
          `With ${counted(decimals)} a mistake can be named.`,
        ),
      ];
    if (right)
      return [`\`${name}\` has ${counted(number.given)}, which is rounded too much; give ${counted(decimals)}.`];
    return [`Not right as it stands${where}. If you rounded it, give ${counted(decimals)}.`];
  }
  if (!off.length) return [lacking ? `Right so far. ${lacking}` : "Right."];
  const whole = madeThroughout(question, filled, agrees);
  if (whole.length) return [known(whole.length, "this answer"), ...listed(whole), lacking].filter(Boolean);
  const alone = madeOnce(question, off[0], agrees);
  const where = values.length > 1 ? `The first value that is off is \`${off[0].name}\`.` : "";
  const after = off.length > 1 ? "Correct it and calculate on: what comes after it may follow from it." : "";
  const what = values.length > 1 ? `this value of \`${off[0].name}\`` : "this answer";
  if (!alone.length) return [sentences(UNKNOWN, where, after, lacking)];
  return [known(alone.length, what), ...listed(alone), sentences(where, after, lacking)].filter(Boolean);
}

function judgeChoice(question, chosen) {
  return chosen
    ? unlocked(question, chosen, question.verdicts[fingerprint(question, chosen)]).split("\n")
    : ["Not answered yet."];
}

// A formula is read and judged by formulas.js, which pages load that ask for one. A refusal quotes what was typed.
function judgeFormula(question, text, faulty) {
  const { refusal, lines } = globalThis.formulas.judge(question, text, (values) => fingerprint(question, values));
  if (!refusal) return lines;
  faulty(0);
  return [`${VERBATIM}${refusal}`];
}

function judged(question, fields, faulty) {
  if (question.verdicts) return judgeChoice(question, fields.find((field) => field.checked)?.value);
  if (question.points) return judgeFormula(question, fields[0].value, faulty);
  const texts = fields.map((field) => field.value);
  return judgeNumbers(question, texts, faulty);
}

const VERBATIM = "\t"; // begins a line in which nothing is a mark

// Text with **strong words**, `code` and $formulas$, as nodes; code that names a value is written as its label is.
function written(text, labels = new Map()) {
  if (text.startsWith(VERBATIM)) return [text.slice(VERBATIM.length)];
  return text.split(/(\*\*.+?\*\*|`[^`]+`|\$[^$]+\$)/).map((part) => {
    const label = /^`/.test(part) && labels.get(part.slice(1, -1));
    if (label) {
      const named = element("span", label.cloneNode(true));
      named.dataset.name = part.slice(1, -1);
      return named;
    }
    const kind = { "**": "strong", "`": "code" }[/^(\*\*|`)/.exec(part)?.[1]];
    if (kind)
      return Object.assign(document.createElement(kind), { textContent: part.replace(/^(\*\*|`)|(\*\*|`)$/g, "") });
    return document.createTextNode(part.replace(/^\$(.+)\$$/, "\\($1\\)"));
  });
}

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

// --- the form ---

/** The formula in the label of each value, by its name. */
function labelsOf(form, question) {
  const groups = [...form.querySelectorAll(".fields > div")];
  const formulas = groups.map((group) => group.querySelector("mjx-container, .math"));
  return new Map(question.asked?.map(({ name }, k) => [name, formulas[k]]));
}

/** What to do after a right answer: the next exercise of the page that is not done, after this one or from the top. */
function following(form) {
  const forms = [...document.querySelectorAll(".exercise form.answer")];
  const at = forms.indexOf(form);
  const next = [...forms.slice(at + 1), ...forms.slice(0, at)].find((other) => other.dataset.state !== "right");
  if (!next) return ["All that this page checks is done."];
  const title = next.closest(".exercise").querySelector("summary");
  const [number, words] = title.children;
  const link = element("a", number.lastChild.textContent, " ", ...words.cloneNode(true).childNodes);
  link.href = `#${title.parentElement.id}`;
  return ["Next: ", link];
}

function bringToLife(form) {
  const source = form.querySelector("script").textContent;
  const question = JSON.parse(source);
  const fields = [...form.querySelectorAll("input")];
  const verdict = form.querySelector(".verdict");
  const next = element("p"); // what to do after a right answer
  verdict.after(next);
  const key = `answer ${question.salt}`;
  const showReading = question.points && globalThis.formulas.echoing(form, question);
  const version = hex(sha256(new TextEncoder().encode(source))).slice(0, 12); // of the question as it is now
  let solved = false; // since the answers were cleared: a later try takes nothing away
  const answer = () => fields.map((field) => (field.type === "radio" ? field.checked : field.value));
  const row = form.closest(".exercise"); // none on the page that checks sheets

  /** How far one is, for the row of the exercise: "", "tried" or "right". */
  function showState() {
    const given = answer().some(Boolean);
    form.dataset.state = solved ? "right" : given ? "tried" : "";
  }

  function remember(checked) {
    try {
      localStorage.setItem(key, JSON.stringify({ version, answer: answer(), checked, solved }));
    } catch {
      /* storage is switched off or full: the answer holds for this page */
    }
  }

  function forgetVerdict() {
    verdict.replaceChildren();
    next.replaceChildren();
    delete verdict.dataset.right;
    for (const field of fields) field.removeAttribute("aria-invalid");
  }

  /** Judges the answer and says so. Returns whether it is right, whether it was judged at all, and its mistakes. */
  function check() {
    forgetVerdict();
    const lines = judged(question, fields, (k) => fields[k].setAttribute("aria-invalid", "true"));
    const mistakes = lines.filter((line) => line.startsWith("- "));
    const [opening, ...remarks] = lines.filter((line) => !mistakes.includes(line));
    verdict.append(element("p", ...written(opening, labelsOf(form, question))));
    if (mistakes.length)
      verdict.append(element("ul", ...mistakes.map((mistake) => element("li", ...written(mistake.slice(2))))));
    verdict.append(...remarks.map((remark) => element("p", ...written(remark, labelsOf(form, question)))));
    const right = /^Right(?! so far)/.test(opening);
    solved ||= right;
    verdict.dataset.right = right;
    if (/\\\(/.test(verdict.textContent))
      window.MathJax?.startup?.promise?.then(() => window.MathJax.typesetPromise([verdict]));
    return { right, judged: right || /^Not right/.test(opening), mistakes: mistakes.map((words) => words.slice(2)) };
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { right, judged, mistakes } = check();
    remember(true);
    showState();
    if (!row) return;
    if (judged) globalThis.exercisesDone?.record(row.id.replace("ex-", ""), page, right, mistakes);
    next.replaceChildren(...(right ? following(form) : []));
  });
  form.addEventListener("input", () => {
    forgetVerdict();
    remember(false);
    showState();
  });
  form.addEventListener("reset", () => {
    forgetVerdict();
    solved = false;
    form.dataset.state = "";
    try {
      localStorage.removeItem(key);
    } catch {
      /* nothing was kept */
    }
  });

  // The keyboard of iOS for decimals has no minus sign: there the letters stay.
  if (/iP(hone|ad|od)|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints)
    for (const field of fields) field.inputMode = "text";

  if (wantedAgain && row && location.hash === `#${row.id}`) return; // with an empty form
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    if (kept?.version !== version || kept.answer.length !== fields.length) return;
    fields.forEach((field, k) => {
      field[field.type === "radio" ? "checked" : "value"] = kept.answer[k];
    });
    solved = kept.solved === true;
    showReading?.();
    if (kept.checked) check();
    showState();
  } catch {
    /* storage is switched off, or holds what is no answer: nothing was kept */
  }
}

// "?again" in the address asks for the exercise that it leads to anew; whoever reloads the page finds the last answer.
const wantedAgain = new URLSearchParams(location.search).has("again");
const page = globalThis.exercisesDone?.pageAt(location.href);
for (const form of document.querySelectorAll("form.answer")) bringToLife(form);
if (wantedAgain) history.replaceState(null, "", location.pathname + location.hash);
globalThis.exercisesDone?.count(page, document.querySelectorAll(".exercise form.answer").length);
