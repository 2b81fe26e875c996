/* Copying, also where the browser does not let a page do it: by plain http, or when the reader has said no. */

/** Copies a text, and returns what to say. What cannot be copied is selected by `select`, for a key to copy. */
export async function copied(text, select) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied.";
  } catch {
    select();
    return "The browser does not let us copy: press Ctrl+C.";
  }
}
