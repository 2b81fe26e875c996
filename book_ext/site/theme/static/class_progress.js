// The tool of the teachers' page: files that students have saved, the grades of nbgrader, and what students wrote on
// sheets with their key, as what to do next, a table of mistakes and one of students. Nothing is kept or sent.
"use strict";
{
  const progress = globalThis.exercisesDone;
  const box = document.querySelector(".class-progress");
  const part = (name) => box.querySelector(`.${name}`);
  const { names, known } = JSON.parse(document.getElementById("exercise-names").textContent);
  const students = new Map(); // by the name in the file, else by the name of the file
  const grades = new Map(); // of nbgrader: of each student the points by assignment
  let key = []; // of the sheets: rows of seed, sheet, quantity, value and meaning
  let written = []; // what students wrote on them
  const ON_PAPER = "on paper";
  const MANY = 3; // mistakes that a lesson has room for

  const nameOf = (slug) => names[slug] ?? slug;
  const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
  const titleOf = (mistake) => /^\*\*(.+?)\.?\*\*/.exec(mistake)?.[1] ?? capital(mistake);
  const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

  function element(name, ...children) {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  }

  function table(caption, heads, rows) {
    const cells = ([first, ...others]) => {
      const head = element("th", first);
      head.scope = "row";
      return element("tr", head, ...others.map((other) => element("td", other)));
    };
    const titles = heads.map((words) => Object.assign(element("th", words), { scope: "col" }));
    const made = element(
      "table",
      element("caption", caption),
      element("thead", element("tr", ...titles)),
      element("tbody", ...rows.map(cells)),
    );
    const scroll = element("div", made);
    scroll.className = "scroll";
    return scroll;
  }

  /** The rows of a table in a file, by the names of its columns. Where commas are decimal, semicolons part them. */
  function rowsOf(text) {
    const content = text.replace(/^\ufeff/, "");
    const between = /^[^\r\n]*;/.test(content) ? ";" : ",";
    const lines = [[]];
    for (const [whole, cell, end] of content.matchAll(
      new RegExp(`("(?:[^"]|"")*"|[^${between}\\r\\n]*)(${between}|\\r?\\n|$)`, "g"),
    )) {
      if (whole === "") break;
      lines.at(-1).push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell.trim());
      if (end !== between) lines.push([]);
    }
    const [heads, ...rows] = lines.filter((line) => line.some(Boolean));
    return rows.map((row) => Object.fromEntries((heads ?? []).map((head, k) => [head.toLowerCase(), row[k] ?? ""])));
  }

  const bare = (quantity) => quantity.replaceAll("δ", "delta").replace(/[\s_{}\\]/g, "");
  const numberOf = (text) => (text ? Number(text.replace(",", ".").replace("\u2212", "-")) : Number.NaN);

  /** The lines of the key for this quantity of a sheet, whose number may stand there as it is printed: Sheet 1-12. */
  function linesOf({ sheet, quantity }) {
    const [number, seed] = sheet
      .replace(/^\s*sheet/i, "")
      .split(/[-\u2010-\u2015\u2212]/)
      .map((part) => part.trim())
      .reverse();
    const same = (row) => row.sheet === number && [undefined, row.seed].includes(seed);
    return key.filter((row) => same(row) && bare(row.quantity) === bare(quantity));
  }

  /** What the numbers on sheets mean by their key, as exercises of students: one for each sheet. */
  function onPaper() {
    const found = new Map();
    for (const line of written) {
      const number = numberOf(line.value);
      const lines = linesOf(line);
      if (Number.isNaN(number) || !lines.length) continue;
      const meanings = lines
        .filter((row) => Math.abs(Number(row.value) - number) < 1.001 * 10 ** -(row.value.split(".")[1] ?? "").length)
        .map(({ meaning }) => meaning);
      const name = line.student || `Sheet ${line.sheet}`;
      const entry = found.get(name) ?? { tries: 1, right: [ON_PAPER], mistakes: {} };
      if (!meanings.includes("right")) entry.right = [];
      if (!meanings.includes("right")) for (const meaning of meanings) entry.mistakes[meaning] = 1;
      found.set(name, entry);
    }
    return found;
  }

  /** What is said of lines that were written on sheets and are none of the key. */
  function strangers() {
    const strange = written.filter(
      (line) => line.value && (Number.isNaN(numberOf(line.value)) || !linesOf(line).length),
    );
    if (!key.length || !strange.length) return "";
    const shown = strange.slice(0, MANY).map(({ student, sheet, quantity, value }) => {
      const words = [student, `sheet ${sheet}`, `${quantity} = ${value}`];
      return words.filter(Boolean).join(", ");
    });
    const more = strange.length > MANY ? `; and ${strange.length - MANY} more` : "";
    return ` No sheet or quantity of the key, or no number, and left out: ${shown.join("; ")}${more}.`;
  }

  /** All that is known of each student: what was done on the pages, and on paper. */
  function everybody() {
    const all = new Map([...students].map(([student, exercises]) => [student, { ...exercises }]));
    for (const [student, entry] of onPaper()) all.set(student, { ...all.get(student), [ON_PAPER]: entry });
    for (const student of grades.keys()) if (!all.has(student)) all.set(student, {});
    return all;
  }

  /** Of each mistake, by its title: who made it, and in which exercises. */
  function mistakesOfAll(all) {
    const found = new Map();
    for (const [student, exercises] of all)
      for (const [slug, { mistakes }] of Object.entries(exercises))
        for (const mistake of Object.keys(mistakes)) {
          const title = titleOf(mistake);
          if (!found.has(title)) found.set(title, { who: new Set(), where: new Set() });
          found.get(title).who.add(student);
          found.get(title).where.add(slug);
        }
    return [...found].sort(([, one], [, other]) => other.who.size - one.who.size);
  }

  function summary(student, exercises) {
    const all = Object.entries(exercises);
    const right = all.filter(([, { right }]) => right.length);
    const open = all.filter(([, { tries, right }]) => tries && !right.length).map(([slug]) => nameOf(slug));
    const hints = all.reduce((sum, [, { hints = 0 }]) => sum + hints, 0);
    const points = Object.entries(grades.get(student) ?? {}).map(([page, [got, of]]) => `${page} ${got} of ${of}`);
    const cells = [student, String(right.length), String(hints), open.join("; ") || "–"];
    return grades.size ? [...cells, points.join("; ") || "–"] : cells;
  }

  /** What to do about a mistake: where it can be shown, and exercises that name it. */
  function advice([title, { who }], size) {
    const item = element("li", `“${title}”, made by ${who.size} of ${counted(size, "student")}.`);
    const { stepper, exercises = [] } = known[title.toLowerCase()] ?? {};
    const root = new URL(document.documentElement.dataset.content_root ?? "", location.href);
    const link = (words, address) => Object.assign(element("a", words), { href: new URL(address, root).href });
    if (stepper) {
      const state = `backward.weight=w^1_11&backward.step=9&backward.mistake=${stepper}`;
      item.append(" ", link("Show what it does in a network", `chapters/backward-pass.html#${state}`), ".");
    }
    if (exercises.length) {
      const links = exercises.map(([page, slug]) => link(nameOf(slug), `chapters/${page}.html#ex-${slug}`));
      item.append(" Exercises that name it: ", ...links.flatMap((one, k) => (k ? ["; ", one] : [one])), ".");
    }
    return item;
  }

  function show() {
    const all = everybody();
    const mistakes = mistakesOfAll(all);
    const rows = [...all].map(([student, exercises]) => summary(student, exercises));
    const next = mistakes.slice(0, MANY).map((mistake) => advice(mistake, all.size));
    const words = mistakes.length ? "For the next lesson, the mistakes of most:" : "No mistake was named.";
    part("found").replaceChildren(
      element("p", words),
      element("ol", ...next),
      table(
        "Mistakes, and who made them",
        ["Mistake", "Students", "In the exercises"],
        mistakes.map(([title, { who, where }]) => [
          title,
          `${who.size}: ${[...who].join(", ")}`,
          [...where].map(nameOf).join("; "),
        ]),
      ),
      table(
        "Students",
        ["Student", "Done", "Hints", "Tried, and not right yet", ...(grades.size ? ["Points"] : [])],
        rows,
      ),
    );
    part("save").hidden = !all.size;
  }

  /** A later file of a student takes the place of an earlier one, which is said if it is another. */
  function add(student, exercises, again) {
    const there = students.get(student);
    if (there && JSON.stringify(there) !== JSON.stringify(exercises)) again.push(student);
    students.set(student, exercises);
  }

  /** Takes a table: the grades of nbgrader, the key of sheets, or what was written on them. */
  function addTable(text) {
    const rows = rowsOf(text);
    const has = (...columns) => rows.length > 0 && columns.every((column) => column in rows[0]);
    if (has("assignment", "student_id", "score", "max_score"))
      for (const { assignment, student_id: student, score, max_score: of } of rows)
        grades.set(student, { ...grades.get(student), [assignment]: [Number(score), Number(of)] });
    else if (has("sheet", "quantity", "value", "meaning")) key = rows;
    else if (has("sheet", "quantity", "value")) written = rows;
    else return false;
    return true;
  }

  async function read() {
    const [refused, again] = [[], []];
    for (const file of part("file").files) {
      const text = await file.text();
      if (/\.csv$/i.test(file.name)) {
        if (!addTable(text)) refused.push(file.name);
        continue;
      }
      const { refusal, file: content } = progress.parsed(text);
      if (refusal) refused.push(file.name);
      else add(String(content.name || file.name.replace(/\.json$/, "")), content.exercises, again);
    }
    part("file").value = "";
    const not = refused.length ? ` Nothing of this book, and left out: ${refused.join(", ")}.` : "";
    const alone =
      written.length && !key.length ? " Numbers from sheets need the key.csv of these sheets beside them." : "";
    const twice = again.length
      ? ` Of several files with the name ${again.join(", ")} the last one counts; two students need two names.`
      : "";
    const size = everybody().size;
    part("said").textContent = `${counted(size, "student")} read.${twice}${not}${alone}${strangers()}`;
    if (size) show();
  }

  function save() {
    const quoted = (value) =>
      `"${String(value)
        .replace(/^([=+\-@])/, "'$1")
        .replaceAll('"', '""')}"`;
    const rows = [["student", "exercise", "tries", "days right", "hints", "mistakes"]];
    for (const [student, points] of grades)
      for (const [page, [got, of]] of Object.entries(points)) rows.push([student, page, "", `${got} of ${of}`, "", ""]);
    for (const [student, exercises] of everybody())
      for (const [slug, { tries, right, hints = 0, mistakes }] of Object.entries(exercises))
        rows.push([
          student,
          nameOf(slug),
          tries,
          right.length,
          hints,
          Object.entries(mistakes)
            .map(([mistake, times]) => `${titleOf(mistake)} (${times})`)
            .join("; "),
        ]);
    const text = `\ufeff${rows.map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = `backpropagation-class-${progress.today()}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
    part("said").textContent = `Saved as ${link.download}.`;
  }

  part("read").addEventListener("click", () => part("file").click());
  part("file").addEventListener("change", read);
  part("save").addEventListener("click", save);
}
