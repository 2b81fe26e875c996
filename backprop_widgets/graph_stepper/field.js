/* The field for an expression: what can be read is taken at once; what cannot stays, and in a moment the reason. */

import { element, newId, on, put, setHidden, setText, setValue } from "../kit/dom.js";
import { parse } from "./parse.js";

const [LETTER, MOST_ROWS] = [7.9, 3]; // px across, and lines that are seen at once
const PAUSE = 900; // ms without a key: then nobody is in the middle of a word

export function expressionField(act) {
  const id = newId();
  const area = element("textarea", {
    id,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-describedby": `${id}-fault`,
  });
  const fault = element("p", { id: `${id}-fault`, class: "fault", role: "alert", hidden: "" });
  let last = "";
  let waiting = 0;
  function complain(text) {
    clearTimeout(waiting);
    setText(fault, text && `${text} The last expression that could be read is kept.`);
    setHidden(fault, !text);
    put(area, { "aria-invalid": text !== "" });
  }
  const look = () => complain(parse(area.value).fault);
  on(area, "input", () => {
    complain("");
    if (parse(area.value).fault) waiting = window.setTimeout(look, PAUSE);
    else act(area.value);
  });
  on(area, "change", look);
  const node = element("div", { class: "field expression" }, element("label", { for: id }, "Expression"), area, fault);
  /** What is being typed stays, as long as the expression is the same; `anew`: not even then. */
  function show(expression, anew = false) {
    const across = Math.floor((area.clientWidth - 22) / LETTER) || 60;
    const lines = expression.split("\n").map((line) => Math.ceil(line.length / across) || 1);
    put(area, {
      rows: Math.min(
        MOST_ROWS,
        lines.reduce((sum, rows) => sum + rows),
      ),
    });
    if (expression === last && !anew) return;
    last = expression;
    if (area.value === expression) return;
    setValue(area, expression);
    complain("");
  }
  return { node, show };
}
