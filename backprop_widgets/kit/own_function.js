/* A function that a reader brought along: Python has written it as a module of its own, with one function. */

/** The functions of a module that is given as text. No eval: a strict Content-Security-Policy forbids it. */
export async function functionsOf(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const functions = await import(url);
  URL.revokeObjectURL(url);
  return functions;
}

/** Activations by name, each with its name in it, and under `name` the reader's own one, if there is one. */
export async function withOwn(activations, name, own) {
  const builtIn = Object.entries(activations).map(([name, one]) => [name, { name, ...one }]);
  if (!own) return Object.fromEntries(builtIn);
  const { f } = await functionsOf(own.module);
  return { ...Object.fromEntries(builtIn), [name]: { name, own: true, ...own, at: f } };
}
