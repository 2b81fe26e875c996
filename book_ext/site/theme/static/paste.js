// A row or a table of numbers, from a spreadsheet or as NumPy prints it, fills the fields from where it is pasted on.
"use strict";
{
  const NUMBER = /^[+\-\u2212]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
  const WITH_COMMA = /^[+\-\u2212]?\d*,?\d+$/; // a decimal comma, or no decimals

  /** The numbers in a text that holds nothing else; else none. */
  function numbersIn(text) {
    const plain = text
      .replace(/,?\s*dtype=\w+/g, "")
      .replace(/\b(?:np\.)?array\b|[[\](){}]/g, " ")
      .trim();
    for (const [between, number] of [
      [/[\s;]+/, WITH_COMMA],
      [/[\s,;]+/, NUMBER],
    ]) {
      const parts = plain.split(between).filter(Boolean);
      if (parts.every((part) => number.test(part))) return parts;
    }
    return [];
  }

  document.addEventListener("paste", (event) => {
    const form = event.target.closest?.("form.answer");
    if (!form?.querySelector(".array")) return;
    const fields = [...form.querySelectorAll(".fields input")];
    const free = fields.slice(fields.indexOf(event.target));
    const numbers = numbersIn(event.clipboardData.getData("text"));
    if (numbers.length < 2 || numbers.length > free.length) return; // it goes into the one field, as any text does
    event.preventDefault();
    numbers.forEach((number, k) => {
      free[k].value = number;
    });
    free[numbers.length - 1].focus();
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
