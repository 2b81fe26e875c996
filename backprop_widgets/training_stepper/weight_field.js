/* One parameter of the network to change: a menu or a click on its edge chooses it, a field holds its value. */

import { menu, valueField } from "../kit/controls.js";
import { element, setValue } from "../kit/dom.js";
import { shortName, valueAt } from "./parameters.js";

/** `act(name, value)` is asked for a change; `chosen()` is told of another choice, after which `name()` is another. */
export function weightField(act, chosen) {
  let name = "";
  const choice = menu("Weight", [], choose);
  const field = valueField((value) => act(name, value));
  const node = element("div", { class: "weight" }, choice.node, field.node);

  function choose(wanted) {
    name = wanted;
    chosen();
  }
  /** For another network. */
  function lay(parameters) {
    const options = parameters.map((one) => element("option", { value: one.name }, shortName(one.name)));
    choice.select.replaceChildren(...options);
    if (!parameters.some((one) => one.name === name)) name = parameters[0].name;
  }
  function show(parameters, network) {
    setValue(choice.select, name);
    const one = parameters.find((one) => one.name === name);
    field.show(shortName(name), "parameter", valueAt(network, one));
  }
  return { node, choose, lay, show, name: () => name };
}
