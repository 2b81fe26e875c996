/* Text with **strong words**, `code` and $formulas$, as nodes of the page. */

import { formula } from "./typesetter.js";
import { VERBATIM } from "./verdicts.js";

/** @param {string} name
    @param {...(string | Node)} children */
export function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

/** A part of the page that is there.
    @param {ParentNode} place
    @param {string} selector
    @returns {any} */
export const within = (place, selector) => place.querySelector(selector);

/** @param {string} words
    @param {string} name of its class */
export function button(words, name) {
  const made = /** @type {HTMLButtonElement} */ (element("button", words));
  made.type = "button";
  made.className = name;
  return made;
}

/** @param {string} text
    @param {Map<string, Element>} [labels] code that names a value is written as its label is
    @returns {(string | Node)[]} */
export function written(text, labels = new Map()) {
  if (text.startsWith(VERBATIM)) return [text.slice(VERBATIM.length)];
  return text.split(/(\*\*.+?\*\*|`[^`]+`|\$[^$]+\$)/).map((part) => {
    const label = /^`/.test(part) && labels.get(part.slice(1, -1));
    if (label) {
      const named = element("span", label.cloneNode(true));
      named.dataset.name = part.slice(1, -1);
      return named;
    }
    const kind = { "**": "strong", "`": "code" }[/^(\*\*|`)/.exec(part)?.[1] ?? ""];
    if (kind) return element(kind, part.replace(/^(\*\*|`)|(\*\*|`)$/g, ""));
    return /^\$[^$]+\$$/.test(part) ? formula(part.slice(1, -1)) : document.createTextNode(part);
  });
}

/** Lines of which those that begin with "- " are a list, as nodes.
    @param {string[]} lines
    @param {Map<string, Element>} [labels] */
export function paragraphs(lines, labels) {
  const made = [];
  for (const line of lines.filter(Boolean)) {
    if (!line.startsWith("- ")) made.push(element("p", ...written(line, labels)));
    else {
      if (made.at(-1)?.tagName !== "UL") made.push(element("ul"));
      made.at(-1).append(element("li", ...written(line.slice(2))));
    }
  }
  return made;
}
