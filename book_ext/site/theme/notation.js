// The formulas of a page in the notation that a reader chooses; the choice is kept, and stands in the address.

const html = document.documentElement;

/** What this page writes otherwise in a notation, by its key: got once, when it is first chosen. */
const files = new Map();

/** A file of a notation is a script that calls this: a page from a disk may read no data. */
window.inNotation = (name, { everywhere, on }) => {
  const page = location.pathname
    .split("/")
    .at(-1)
    .replace(/\.html$/, "");
  files.set(name, new Map(Object.entries({ ...everywhere, ...on[page] })));
};

/** Resolves when an element that loads something has it. */
function loaded(element, attributes) {
  return new Promise((done, failed) => {
    Object.assign(element, attributes, { onload: done, onerror: failed });
    document.head.append(element);
  });
}

/** Resolves when the file of this notation has been read, and the faces that it needs. */
async function read(name) {
  if (files.has(name)) return;
  const folder = new URL(`${html.dataset.content_root}_static/notation/`, document.baseURI).href;
  const sheet = { rel: "stylesheet", href: `${folder}formulas.css` };
  await Promise.all([
    loaded(document.createElement("script"), { src: `${folder}${name}.js` }),
    files.size || loaded(document.createElement("link"), sheet),
  ]);
}

/** A formula of the page, as it came. */
const kept = new Map();

function formulas() {
  if (!kept.size)
    for (const place of document.querySelectorAll("main .math[data-tex]"))
      kept.set(place, {
        key: (place.matches("div") ? "[" : "(") + (place.dataset.base ?? place.dataset.tex),
        tex: place.dataset.tex,
        means: place.dataset.means ?? "",
        html: place.querySelector("mjx-container").outerHTML,
        now: undefined,
      });
  return kept;
}

/** Writes all formulas in a notation. What the reader looks at stays where it is.
 *
 * @returns {number} how many stay as they are in this book because they cannot be said otherwise
 */
function write(name) {
  const seen = [...document.querySelectorAll("article :is(p, h1, h2, h3, li, figure, div.math)")].find(
    (one) => one.getBoundingClientRect().top > 60, // below the bar
  );
  const before = seen?.getBoundingClientRect().top;
  html.style.overflowAnchor = "none"; // else some browsers move it as well
  const other = files.get(name);
  let staying = 0;
  for (const [place, formula] of formulas()) {
    const entry = other?.get(formula.key) ?? null;
    const [tex, set, means] = Array.isArray(entry) ? entry : [formula.tex, formula.html, formula.means];
    if (formula.now !== set) {
      place.querySelector("mjx-container").outerHTML = set;
      place.dataset.tex = tex;
      place.dataset.means = means;
      formula.now = set;
    }
    const stays = typeof entry === "string";
    staying += Number(stays);
    place.classList.toggle("in-our-notation", stays);
    if (stays) place.title = `As in this book: ${entry}`;
    else place.removeAttribute("title");
  }
  if (seen) {
    window.scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" });
  }
  requestAnimationFrame(() => html.style.removeProperty("overflow-anchor"));
  return staying;
}

/** The choice in the address, so that a link gives it on; without it where it is what the site shows by itself. */
function toAddress(name, own) {
  const address = new URL(location.href);
  if (name === own) address.searchParams.delete("notation");
  else address.searchParams.set("notation", name);
  history.replaceState(history.state, "", address);
  dispatchEvent(new Event("addresswritten"));
}

/** @param {(sentence: string) => void} tell */
export function offerNotations(tell) {
  const selects = [...document.querySelectorAll(".notation select")];
  if (!selects.length) return;
  const own = selects[0].querySelector("[selected]").value;

  async function choose(name) {
    try {
      if (name !== own) await read(name);
    } catch {
      tell("The formulas in this notation could not be loaded; they stay as they are.");
      for (const select of selects) select.value = html.dataset.notation || own;
      return;
    }
    html.dataset.notation = name;
    for (const select of selects) select.value = name;
    const staying = write(name);
    dispatchEvent(new CustomEvent("notationchange", { detail: name }));
    return staying;
  }

  for (const select of selects)
    select.addEventListener("change", async () => {
      const name = select.value;
      const staying = await choose(name);
      if (staying === undefined) return;
      try {
        localStorage.setItem("notation", name);
      } catch {
        /* storage is switched off: the choice holds for this page */
      }
      toAddress(name, own);
      const title = select.selectedOptions[0].textContent;
      const marked = staying === 1 ? "One formula that has" : `${staying} formulas that have`;
      tell(
        `Formulas are now in the notation: ${title}. Widgets and figures keep the letters of this book.` +
          (staying ? ` ${marked} no form there ${staying === 1 ? "is" : "are"} dotted under.` : ""),
      );
    });

  const wanted = html.dataset.notation;
  const known = [...selects[0].options].some(({ value }) => value === wanted);
  const shown = () => html.classList.remove("notation-awaited");
  if (known && wanted !== own) choose(wanted).then(shown, shown);
  else shown();
}
