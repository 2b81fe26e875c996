// The page that checks printed sheets: it shows the fields of the sheet that the address names, filled with nothing.
// exercises.js, which is loaded behind this, judges them.

"use strict";

(() => {
  const sheets = JSON.parse(document.getElementById("sheets").textContent);
  const chooser = document.getElementById("choose-sheet");
  const place = document.getElementById("sheet");
  const said = document.getElementById("sheet-said");
  const [, kind, number] = /^#(full|short)-(\d{1,12}-\d{1,3})$/.exec(location.hash) ?? [];

  // "7-1", also with another dash or spaces; the number of a student alone where all sheets are of one seed.
  function readNumber(text, known) {
    const plain = text.trim().replace(/\s*[-.\u2010-\u2015\u2212]\s*/, "-");
    const seeds = new Set(Object.keys(known).map((name) => name.split("-")[0]));
    return /^\d+$/.test(plain) && seeds.size === 1 ? `${[...seeds][0]}-${plain}` : plain;
  }

  function question({ salt, rounds, asked, program, names, sheets }, number) {
    const given = Object.fromEntries(names.map((name, k) => [name, sheets[number][k]]));
    return { salt, sheet: `${salt}/${number}`, rounds, asked, program, given };
  }

  function show(kind, number) {
    const known = sheets[kind];
    if (!known || !Object.hasOwn(known.sheets, number)) {
      said.textContent = `There is no such sheet here. This page knows ${chooser.dataset.known}.`;
      place.replaceChildren();
      return;
    }
    const form = document.getElementById(`fields-${kind}`).content.firstElementChild.cloneNode(true);
    form.querySelector("script").textContent = JSON.stringify(question(known, number));
    const heading = Object.assign(document.createElement("h2"), { textContent: `Sheet ${number}: ${known.title}` });
    place.replaceChildren(heading, form);
  }

  chooser.addEventListener("submit", (event) => {
    event.preventDefault();
    const { kind, number } = chooser.elements;
    const wanted = readNumber(number.value, sheets[kind.value].sheets);
    if (!Object.hasOwn(sheets[kind.value].sheets, wanted)) return show(kind.value, wanted);
    const address = `#${kind.value}-${wanted}`;
    if (address === location.hash)
      location.reload(); // the fields are gone if another number was asked for in between
    else location.hash = address;
  });
  addEventListener("hashchange", () => location.reload()); // the fields are brought to life once, when a page is loaded

  if (!number) return;
  if (sheets[kind]) chooser.elements.kind.value = kind;
  chooser.elements.number.value = number;
  show(kind, number);
})();
