// What a symbol of a formula means: in a card beside it, for who points at it, taps it, or comes to its formula by key.

const ROLES = ".forward, .gradient, .parameter, .target";
const SOON = 300; // ms that a pointer rests on a symbol before it is explained

let meanings = null;
window.inWords = (given) => {
  meanings = given;
};

/** Gets what all symbols mean, once. */
let asked = null;
function getMeanings() {
  asked ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL(
      `${document.documentElement.dataset.content_root}_static/notation/meanings.js`,
      document.baseURI,
    ).href;
    Object.assign(script, { onload: done, onerror: failed });
    document.head.append(script);
  });
  return asked;
}

/** The parts of a formula that have a colour, each with what it means; none if they are not those that were counted. */
function symbolsOf(formula) {
  const parts = [...formula.querySelectorAll(`mjx-math :is(${ROLES})`)].filter(
    (part) => !part.parentElement.closest(ROLES)?.closest("mjx-math"),
  );
  const numbers = (formula.dataset.means ?? "").split(" ");
  if (parts.length !== numbers.length) return [];
  return parts.flatMap((part, at) => (numbers[at] === "-" ? [] : [{ part, number: Number(numbers[at]) }]));
}

const card = Object.assign(document.createElement("div"), { className: "symbol-card", hidden: true });
card.setAttribute("role", "status");

function line({ part, number }) {
  const [name, shape, code] = meanings[number];
  const sign = document.createElement("mjx-math");
  sign.className = "MJX-TEX";
  sign.setAttribute("aria-hidden", "true");
  sign.append(part.cloneNode(true));
  const formula = document.createElement("mjx-container");
  formula.className = "MathJax";
  formula.setAttribute("jax", "CHTML");
  formula.append(sign);
  const words = document.createElement("p");
  words.append(formula, ` ${name}`);
  if (code) {
    const inCode = Object.assign(document.createElement("span"), { className: "in-code" });
    inCode.append("In the code ", Object.assign(document.createElement("code"), { textContent: code }), `: ${shape}`);
    words.append(document.createElement("br"), inCode);
  }
  return words;
}

// What the widgets call a quantity whose name in the code is another.
const IN_WIDGETS = { W: "w", error: "dJ/da", cost: "J", "loss.value": "E" };

/** The numbers that the widgets of the page show of a quantity, each under its name there: delta^2_1. */
function numbersOf(code) {
  const [name] = code.split("[");
  const own = new RegExp(`^${IN_WIDGETS[name] ?? name}(\\^\\d+)?(_\\d+)?$`);
  return [...document.querySelectorAll("[data-widget] [data-quantity]")].filter((one) =>
    own.test(one.dataset.quantity),
  );
}

let lit = [];
function light(numbers) {
  for (const one of lit) one.classList.remove("lit");
  lit = numbers;
  for (const one of lit) one.classList.add("lit");
}

/** Shows what these symbols mean below an element, and outlines their numbers in the widgets. */
async function explain(symbols, below) {
  if (!symbols.length) return hide();
  await getMeanings();
  const different = new Map(symbols.map((one) => [`${one.part.outerHTML} ${one.number}`, one]));
  card.replaceChildren(...[...different.values()].map(line));
  card.hidden = false;
  light(symbols.length === 1 ? numbersOf(meanings[symbols[0].number][2]) : []);
  if (!card.isConnected) document.body.append(card);
  const { left, bottom } = below.getBoundingClientRect();
  const room = document.documentElement.clientWidth - card.offsetWidth - 8;
  card.style.insetInlineStart = `${Math.max(8, Math.min(left, room)) + scrollX}px`;
  card.style.insetBlockStart = `${bottom + scrollY + 6}px`;
}

function hide() {
  card.hidden = true;
  light([]);
}

/** The symbol at which something happens, if it is part of a formula that is no button. */
function symbolAt(target) {
  const formula = target.closest?.("main .math[data-means]");
  if (!formula || formula.closest("a, button, summary, label")) return null;
  return symbolsOf(formula).find(({ part }) => part.contains(target)) ?? null;
}

export function explainSymbols() {
  let waiting = 0;
  const unavailable = () => hide(); // the page says what it says without it

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse" || card.contains(target)) return;
    clearTimeout(waiting);
    const found = symbolAt(target);
    if (found) waiting = setTimeout(() => explain([found], found.part).catch(unavailable), SOON);
    else if (!card.hidden && !document.activeElement?.matches(".math")) waiting = setTimeout(hide, SOON);
  });
  document.addEventListener("click", ({ target }) => {
    if (card.contains(target)) return;
    clearTimeout(waiting);
    const found = symbolAt(target);
    if (found) explain([found], found.part).catch(unavailable);
    else hide();
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });

  for (const formula of document.querySelectorAll("main div.math[data-means]")) {
    formula.tabIndex = 0;
    formula.addEventListener("focus", () => {
      if (formula.matches(":focus-visible")) explain(symbolsOf(formula), formula).catch(unavailable);
    });
    formula.addEventListener("blur", hide);
  }
  addEventListener("notationchange", hide);
}
