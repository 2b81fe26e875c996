// What a page does by itself: its theme, its list of chapters, its copy buttons, what a search has found on it.

import { copied } from "../../../backprop_widgets/kit/copy.js";
import { copyFormulas } from "./copy_formulas.js";
import { offerNotations } from "./notation.js";
import { explainSymbols } from "./symbol_card.js";

const root = document.documentElement;

// --- light and dark ---

const themeButton = document.getElementById("theme");

function showTheme() {
  themeButton.textContent = root.dataset.theme === "dark" ? "Light" : "Dark";
}

themeButton.addEventListener("click", () => {
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    /* storage is switched off: the choice holds for this page */
  }
});
new MutationObserver(showTheme).observe(root, { attributeFilter: ["data-theme"] });
showTheme();

// --- the list of chapters on a narrow screen: it lies over the page, which is out of reach until it is closed ---

const chapters = document.getElementById("chapters");
const opener = document.getElementById("open-chapters");

function openChapters(open) {
  if (open === chapters.classList.contains("open")) return;
  chapters.classList.toggle("open", open);
  opener.setAttribute("aria-expanded", String(open));
  for (const part of chapters.parentElement.children) if (part !== chapters) part.inert = open;
  if (open) chapters.querySelector("a").focus();
  else opener.focus();
}

opener.addEventListener("click", () => openChapters(true));
chapters.querySelector(".close").addEventListener("click", () => openChapters(false));
document.addEventListener("click", (event) => {
  if (!chapters.contains(event.target) && event.target !== opener) openChapters(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") openChapters(false);
});
window.addEventListener("resize", () => {
  if (!opener.checkVisibility()) openChapters(false); // then the list stands beside the text
});

// --- copying code, and notebooks ---

const told = Object.assign(document.createElement("p"), { className: "told" });
told.setAttribute("role", "status");
document.body.append(told);

/** A sentence at the foot of the window, until the reader does something else. */
function tell(sentence) {
  told.textContent = sentence;
}
for (const type of ["pointerdown", "keydown"]) document.addEventListener(type, () => tell(""), true);

for (const block of document.querySelectorAll(":not(.cell_output) > [class*=highlight-] > .highlight")) {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "copy",
    textContent: "Copy",
  });
  const code = block.querySelector("pre");
  button.addEventListener("click", async () => {
    const said = await copied(code.textContent, () => window.getSelection().selectAllChildren(code));
    tell(said);
    if (said === "Copied.") button.textContent = "Copied";
    button.addEventListener(
      "blur",
      () => {
        button.textContent = "Copy";
      },
      { once: true },
    );
  });
  block.append(button);
}

/** From a disk a browser saves nothing: it would show a notebook as a page of signs. */
function saidOfDownload(link) {
  const file = new URL(link.href).pathname.split("/").at(-1);
  const where = link.getAttribute("href").startsWith("../") ? "above the folder" : "in the folder";
  return (
    `This page comes from a disk, from where a browser saves nothing by a click. The file ${file} lies ${where} ` +
    "of this page; or click the link with the right button and choose to save it."
  );
}

if (location.protocol === "file:")
  for (const link of document.querySelectorAll("a[download]"))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      tell(saidOfDownload(link));
    });

// --- what a search has found on this page ---

/** Shows the first place behind the section of the address that has one of these words, and marks it. */
function showFound(words) {
  const main = document.getElementById("text");
  const start = document.getElementById(location.hash.slice(1)) ?? main;
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const place = text.parentElement;
    if (
      !(start.compareDocumentPosition(text) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY))
    )
      continue;
    if (place.closest("script, style, svg, .math, [data-widget-view], .headerlink, details:not([open], .exercise)"))
      continue;
    const at = words.map((word) => text.data.toLowerCase().indexOf(word)).filter((place) => place >= 0);
    if (!at.length) continue;
    const found = text.splitText(Math.min(...at));
    const word = words.find((one) => found.data.toLowerCase().startsWith(one));
    found.splitText(word.length);
    const mark = document.createElement("mark");
    found.replaceWith(mark);
    mark.append(found);
    mark.closest("details.exercise")?.setAttribute("open", "");
    return mark;
  }
  return null;
}

const wanted = (new URLSearchParams(location.search).get("find") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
const found = wanted.length ? showFound(wanted) : null;
if (found) {
  const go = () => found.scrollIntoView({ block: "center" });
  go();
  window.addEventListener("load", go); // widgets have moved it
}

// --- what scrolls sideways can be reached with the keyboard ---

const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

for (const box of document.querySelectorAll(".highlight pre, .scroll, mjx-container[display]")) scrolling.observe(box);
window.addEventListener("notationchange", () => {
  for (const box of document.querySelectorAll("mjx-container[display]")) scrolling.observe(box);
  markWide();
});

/** A formula in a line that is wider than the text scrolls as well, on a very narrow page. All are measured before one
    is marked, as a mark lays the page out anew; what is folded away is not laid out to be measured. */
const TEXT = "p, li, dd, td, th, h1, h2, h3, summary, legend, figcaption, label";

function markWide() {
  const inLines = [...document.querySelectorAll("article mjx-container:not([display])")];
  const seen = inLines.filter((formula) => formula.checkVisibility({ contentVisibilityAuto: true }));
  const wide = seen.map(
    (formula) => formula.firstElementChild.scrollWidth > (formula.closest(TEXT)?.clientWidth || Infinity),
  );
  for (const [at, formula] of seen.entries()) formula.classList.toggle("wide", wide[at]);
}

new ResizeObserver(markWide).observe(document.querySelector("article"));

// --- sections below the first are laid out when there is time, or at once where a reader asks for what is there ---

const inPause = window.requestIdleCallback ?? setTimeout;

function layOutNext() {
  const next = document.querySelector("article > section > section:not(:first-of-type, .laid-out)");
  if (!next || !root.classList.contains("by-sections")) return layOutAll();
  next.classList.add("laid-out");
  inPause(layOutNext);
}

function layOutAll() {
  root.classList.remove("by-sections");
  markWide();
}

window.addEventListener("load", () => inPause(layOutNext));
window.addEventListener("beforeprint", layOutAll);
window.addEventListener("hashchange", layOutAll);
document.addEventListener("click", (event) => event.target.closest("a[href*='#']") && layOutAll(), true);

document.addEventListener("copy", copyFormulas);

offerNotations(tell);
explainSymbols();
