/* For node's tests: a folder's generated.js is the `_generated` of its widget, or what its picture.py writes. */

import { execFileSync } from "node:child_process";
import { registerHooks } from "node:module";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const WRITTEN = `
import importlib, sys
folder = sys.argv[1]
if folder.endswith("diagram"):
    print(importlib.import_module(folder + ".picture").generated())
else:
    module = importlib.import_module(folder + ".widget")
    print(next(t._generated for t in vars(module).values() if getattr(t, "__module__", "") == module.__name__
               and hasattr(t, "_generated")))
`;

const isGenerated = (name) => name.endsWith("/generated.js");

registerHooks({
  resolve(name, context, next) {
    if (!isGenerated(name)) return next(name, context);
    return { url: new URL(name, context.parentURL).href, format: "module", shortCircuit: true };
  },
  load(url, context, next) {
    if (!isGenerated(url)) return next(url, context);
    const folder = `backprop_widgets.${basename(dirname(fileURLToPath(url)))}`;
    const code = execFileSync("python", ["-c", WRITTEN, folder], { encoding: "utf8" });
    // Each declaration can be imported, as in the joined module.
    const source = code.replace(/^(?=(?:const|function) )/gm, "export ");
    return { format: "module", source, shortCircuit: true };
  },
});
