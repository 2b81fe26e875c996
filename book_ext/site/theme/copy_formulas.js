// What is copied has each formula as its LaTeX, between signs that a notebook takes for a formula.

const FORMULA = ".math[data-tex]";

const formulaAround = (node) => (node instanceof Element ? node : node.parentElement)?.closest(FORMULA);

/** What is selected, with the whole of a formula that it begins or ends in. */
function selected(selection) {
  const range = selection.getRangeAt(0).cloneRange();
  const [first, last] = [range.startContainer, range.endContainer].map(formulaAround);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  return range.cloneContents();
}

/** @param {ClipboardEvent} event */
export function copyFormulas(event) {
  const selection = getSelection();
  if (!selection.rangeCount || event.target.closest?.("input, textarea")) return;
  const box = document.createElement("div");
  box.append(selected(selection));
  const formulas = box.querySelectorAll(FORMULA);
  if (!formulas.length) return;
  for (const formula of formulas) {
    const sign = formula.matches("div") ? "$$" : "$";
    formula.textContent = `${sign}${formula.dataset.tex}${sign}`;
  }
  box.style.cssText = "position: fixed; inset-block-start: 0; opacity: 0; pointer-events: none";
  document.querySelector("article").append(box);
  // biome-ignore lint/performance/useDomNodeTextContent: its paragraphs as lines are wanted, which only a page has
  event.clipboardData.setData("text/plain", box.innerText);
  event.clipboardData.setData("text/html", box.innerHTML);
  box.remove();
  event.preventDefault();
}
