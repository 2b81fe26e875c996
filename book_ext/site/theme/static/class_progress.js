// The tool of the teachers' page: files that students have saved, as a table of mistakes and one of students. Nothing
// is kept and nothing is sent.
"use strict";
{
  const progress = globalThis.exercisesDone;
  const box = document.querySelector(".class-progress");
  const part = (name) => box.querySelector(`.${name}`);
  const names = JSON.parse(document.getElementById("exercise-names").textContent);
  const students = new Map(); // by the name in the file, else by the name of the file

  const nameOf = (slug) => names[slug] ?? slug;
  const titleOf = (mistake) => /^\*\*(.+?)\.?\*\*/.exec(mistake)?.[1] ?? mistake;
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

  /** Of each mistake, by its title: who made it, and in which exercises. */
  function mistakesOfAll() {
    const found = new Map();
    for (const [student, exercises] of students)
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
    return [student, String(right.length), String(hints), open.join("; ") || "–"];
  }

  function show() {
    const mistakes = mistakesOfAll();
    const rows = [...students].map(([student, exercises]) => summary(student, exercises));
    const [top] = mistakes;
    const words = top
      ? `The mistake of most: “${top[0]}”, made by ${top[1].who.size} of ${counted(students.size, "student")}.`
      : "No mistake was named.";
    part("found").replaceChildren(
      element("p", words),
      table(
        "Mistakes, and who made them",
        ["Mistake", "Students", "In the exercises"],
        mistakes.map(([title, { who, where }]) => [
          title,
          `${who.size}: ${[...who].join(", ")}`,
          [...where].map(nameOf).join("; "),
        ]),
      ),
      table("Students", ["Student", "Done", "Hints", "Tried, and not right yet"], rows),
    );
    part("save").hidden = !students.size;
  }

  /** A later file of a student takes the place of an earlier one, which is said if it is another. */
  function add(student, exercises, again) {
    const there = students.get(student);
    if (there && JSON.stringify(there) !== JSON.stringify(exercises)) again.push(student);
    students.set(student, exercises);
  }

  async function read() {
    const [refused, again] = [[], []];
    for (const file of part("file").files) {
      const { refusal, file: content } = progress.parsed(await file.text());
      if (refusal) refused.push(file.name);
      else add(String(content.name || file.name.replace(/\.json$/, "")), content.exercises, again);
    }
    part("file").value = "";
    const not = refused.length ? ` Without progress of this book, and left out: ${refused.join(", ")}.` : "";
    const twice = again.length
      ? ` Of several files with the name ${again.join(", ")} the last one counts; two students need two names.`
      : "";
    part("said").textContent = `${counted(students.size, "student")} read.${twice}${not}`;
    if (students.size) show();
  }

  function save() {
    const quoted = (value) =>
      `"${String(value)
        .replace(/^([=+\-@])/, "'$1")
        .replaceAll('"', '""')}"`;
    const rows = [["student", "exercise", "tries", "days right", "hints", "mistakes"]];
    for (const [student, exercises] of students)
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
