/* A function that a reader brought along: Python has written it as a module of its own, with one function. */

/** The functions of a module that is given as text. No eval: a strict Content-Security-Policy forbids it. */
export async function functionsOf(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const functions = await import(url);
  URL.revokeObjectURL(url);
  return functions;
}
