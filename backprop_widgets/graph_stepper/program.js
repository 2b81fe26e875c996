/* The same graph as a program of the library, which prints what the page shows. */

import { digits } from "../kit/numbers.js";
import { FUNCTIONS } from "./generated.js";

/** @param {import("./parse.js").Graph} graph */
export function programOf({ nodes, output, lines }, inputs) {
  const names = Object.keys(inputs);
  const functions = FUNCTIONS.filter((name) => nodes.some(({ operation }) => operation === name));
  const f = nodes[output].name;
  return [
    `from backprop_lib.graph import ${["Value", ...functions, "gradients"].join(", ")}`,
    "",
    ...names.map((name) => `${name} = Value(${digits(inputs[name]).replace("−", "-")})`),
    ...lines,
    `print("${f} =", ${f}.data)`,
    `for name, slope in zip([${names.map((name) => `"${name}"`).join(", ")}], gradients(${f}, [${names.join(", ")}])):`,
    `    print("d${f}/d" + name, "=", slope)`,
    "",
  ].join("\n");
}
