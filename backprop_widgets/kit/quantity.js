/* A number on the page under a name: exact in data-value and in the tooltip, readable as text. */

import { element, put, setClass, setText } from "./dom.js";
import { figure } from "./numbers.js";

/** After `rename`, show it. */
export function quantity(name, role = "") {
  const node = element("output", { class: role, "data-quantity": name, "aria-live": "off" });
  let hanging = 0; // digits before the point, but for one: in a column they hang out, so that the points stand in line
  return {
    node,
    rename(now, role) {
      if (now === name) return;
      name = now;
      put(node, { class: role, "data-quantity": name });
    },
    show(value, text = figure(value)) {
      setText(node, text);
      put(node, { "data-value": value, title: `${name} = ${value}` });
      setClass(node, "neg", value < 0);
      const more = Math.max(0, text.search(/\.|$/) - (value < 0 ? 2 : 1));
      if (more !== hanging && value !== undefined) node.style.setProperty("--hanging", String(more));
      hanging = more;
    },
  };
}
