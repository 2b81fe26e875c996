// Looks through the text of the book (search_texts.js, see book_ext/site/search.py) for the words of the address.
"use strict";
{
  const { pages, signs } = globalThis.SEARCHED;
  const NAMES = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu pi rho sigma tau phi psi omega".split(
    " ",
  );
  const GREEK = [..."αβγδεζηθκλμνπρστφψω"];
  const OTHERS = new Map(
    NAMES.flatMap((name, k) => [
      [name, GREEK[k]],
      [GREEK[k], name],
    ]),
  ); // delta for δ, and δ for delta
  const MOST = 80; // as many sections have a letter like ℓ in a formula

  /** As the search compares: without accents, small, one form of each letter (µ, ϕ and 𝛿 are μ, φ and δ). */
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ς", "σ");
  const isWord = (term) => /^[\p{L}\p{N}]/u.test(term) && term.length > 1;

  /** Finds a term: a word by its beginning, a sign anywhere. */
  function finder(term) {
    const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const one = (text) => (isWord(text) ? `(?<![\\p{L}\\p{N}])${literal(text)}` : sign(literal(text)));
    const sign = (text) => (/^[a-z0-9]$/.test(text) ? `(?<![\\p{L}\\p{N}])${text}(?![\\p{L}\\p{N}])` : text);
    return new RegExp([term, OTHERS.get(term)].filter(Boolean).map(one).join("|"), "gu");
  }

  const sections = pages.flatMap(([page, of, parts]) =>
    parts.map(([id, title, text]) => ({ page, of, id, title, text, inTitle: plain(title), inText: plain(text) })),
  );

  /** The sections that have all terms, the best first; if there is none, those that have most of them. */
  function look(terms) {
    const finders = terms.map(finder);
    const seen = sections.map((section) => {
      const hits = finders.map((find) => {
        const named = [...section.inTitle.matchAll(find)].length;
        const times = [...section.inText.matchAll(find)].length;
        return named * 10 + Math.min(times, 6);
      });
      const matched = hits.filter(Boolean).length;
      return { section, matched, score: hits.reduce((sum, hit) => sum + hit, 0) };
    });
    const most = Math.max(...seen.map(({ matched }) => matched));
    if (!most) return { found: [], all: false };
    const found = seen.filter(({ matched }) => matched === most).sort((a, b) => b.score - a.score);
    return { found: found.slice(0, MOST).map(({ section }) => section), all: most === terms.length };
  }

  // ---- slips

  /** How many letters are changed, left out, added, or exchanged with their neighbour between two words. */
  function distance(one, other) {
    const rows = [Array.from({ length: other.length + 1 }, (_, k) => k)];
    for (let i = 1; i <= one.length; i++) {
      rows.push([i]);
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1] ? 0 : 1;
        let least = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
        const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
        if (swapped) least = Math.min(least, rows[i - 2][j - 2] + 1);
        rows[i].push(least);
      }
    }
    return rows[one.length][other.length];
  }

  /** The word of the book that is nearest to one that it does not have; nothing if none is near. */
  function nearest(term) {
    const counts = new Map();
    for (const { inTitle, inText } of sections)
      for (const [word] of `${inTitle} ${inText}`.matchAll(/\p{L}{4,}/gu))
        counts.set(word, (counts.get(word) ?? 0) + 1);
    let best = { far: term.length < 6 ? 1.5 : 2.5, count: 0, word: "" };
    for (const [word, count] of counts) {
      if (Math.abs(word.length - term.length) > 2) continue;
      const far = distance(term, word);
      if (far < best.far || (far === best.far && count > best.count)) best = { far, count, word };
    }
    return best.word;
  }

  // ---- what is shown

  const element = (tag, attributes, ...children) => {
    const node = Object.assign(document.createElement(tag), attributes);
    node.append(...children);
    return node;
  };

  const SIGN = /(?<![\p{L}\p{N}_])((?:\p{L}|net|^)(?:[_^](?:\{[^{}]*\}|[\p{L}\p{N}]{1,3}))+)(?![\p{L}\p{N}_])/gu;
  const INDEX = /([_^](?:\{[^{}]*\}|[\p{L}\p{N}]+))/u;

  /** A text with its signs as they are written, δ^l_j with l above and j below; other names of code stay.
      It may begin with an index, of a sign that is marked. */
  function typeset(text) {
    const index = (part) => element(part[0] === "_" ? "sub" : "sup", {}, part.slice(1).replace(/[{}]/g, ""));
    const sign = (part) => part.split(INDEX).map((one, k) => (k % 2 ? index(one) : one));
    return text.split(SIGN).flatMap((part, k) => (k % 2 ? sign(part) : [part]));
  }

  /** Text around the first place where a term is, with the terms marked. */
  function excerpt({ text, inText }, terms) {
    const places = terms.flatMap((term) => [...inText.matchAll(finder(term))].map((hit) => [hit.index, hit[0].length]));
    places.sort(([a], [b]) => a - b);
    // A letter that compares as several would let the marks slip.
    if (inText.length !== text.length) return typeset(text.slice(0, 180));
    const first = places[0]?.[0] ?? 0;
    const from = first < 60 ? 0 : text.indexOf(" ", first - 60) + 1;
    const end = from + 220 < text.length ? text.lastIndexOf(" ", from + 220) : text.length;
    const parts = [from ? "… " : ""];
    let at = from;
    for (const [place, length] of places) {
      if (place < at || place + length > end) continue;
      parts.push(...typeset(text.slice(at, place)), element("mark", {}, ...typeset(text.slice(place, place + length))));
      at = place + length;
    }
    return [...parts, ...typeset(text.slice(at, end)), end < text.length ? " …" : ""];
  }

  function result(section, terms) {
    const { page, of, id, title } = section;
    const find = encodeURIComponent([...new Set(terms.flatMap((term) => [term, OTHERS.get(term) ?? term]))].join(" "));
    const link = element(
      "a",
      { href: `${page}?find=${find}#${id}` },
      ...typeset(of === title ? title : `${of}: ${title}`),
    );
    return element("li", {}, link, element("p", { className: "context" }, ...excerpt(section, terms)));
  }

  /** What a sign, or the name of a quantity in code, stands for in this book. */
  function meanings(term) {
    const heads = (way) => [way, /^[^\s_^(/,\]=[]+/.exec(way)?.[0] ?? ""];
    const has = (way) =>
      heads(plain(way)).some((one) => one === term || one === OTHERS.get(term)) ||
      (!/[\w]/.test(term) && way.includes(term));
    return signs.filter(([ways]) => ways.some(has)).map(([ways, name]) => `${ways.join(" or ")}: ${name}`);
  }

  const told = document.getElementById("search-progress");
  const list = document.getElementById("search-results");

  function search(query) {
    const terms = plain(query)
      .split(/\s+/)
      .filter(Boolean)
      .slice(0, 12)
      .map((term) => term.slice(0, 60));
    if (!terms.length) return;
    const { found, all } = look(terms);
    const count =
      found.length === MOST ? `${MOST} or more sections` : `${found.length} section${found.length === 1 ? "" : "s"}`;
    const none = all || found.length ? "" : `The book has nothing for “${query}”. `;
    told.textContent = none || `${all ? "" : "No section has all of these words. "}${count} found.`;
    const right = terms.map((term) =>
      isWord(term) && term.length > 3 && !look([term]).found.length ? nearest(term) : term,
    );
    if (right.every(Boolean) && right.join() !== terms.join()) {
      const words = right.join(" ");
      told.append(" Did you mean ", element("a", { href: `?q=${encodeURIComponent(words)}` }, words), "?");
    }
    const known = [...new Set(terms.flatMap(meanings))].slice(0, 6);
    if (known.length) list.append(element("ul", {}, ...known.map((words) => element("li", {}, ...typeset(words)))));
    if (known.length && pages.some(([page]) => page === "chapters/notation.html"))
      list.append(element("p", {}, element("a", { href: "chapters/notation.html" }, "All signs of this book")));
    if (found.length) list.append(element("ol", {}, ...found.map((section) => result(section, terms))));
  }

  const query = new URLSearchParams(location.search).get("q") ?? "";
  document.querySelector("input[name=q]").value = query;
  search(query);
}
