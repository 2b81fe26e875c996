/* Two buttons that copy a script, and then the script itself, for where copying is not allowed. */

import { button } from "../kit/controls.js";
import { copied } from "../kit/copy.js";
import { element } from "../kit/dom.js";
import { SCRIPTS } from "./generated.js";

/** write(kind): the script of the present state. */
export function scriptBox(write) {
  const attributes = { "aria-label": "Script", readonly: "", rows: 12, spellcheck: "false", hidden: "" };
  const area = element("textarea", attributes);
  const told = element("span", { role: "status" });
  let kind = "";
  const copy = (wanted) => async () => {
    kind = wanted;
    refresh();
    told.textContent = await copied(area.value, () => area.select());
  };
  const buttons = Object.keys(SCRIPTS).map((kind) => button(`Copy as ${kind} script`, copy(kind)));

  /** The script follows the state from when it is on the page. */
  function refresh() {
    area.hidden = !kind;
    const script = kind && write(kind);
    if (script !== area.value) [area.value, told.textContent] = [script, ""];
  }
  return { node: element("div", { class: "script" }, ...buttons, told, area), refresh };
}
