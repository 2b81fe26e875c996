"""The exercises as a course for nbgrader: notebooks to hand out, whose answers are checked and graded.

python -m book_ext.products.classroom [folder of the book]
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pybtex.database import parse_file

from backprop_exercises import EXERCISES
from backprop_exercises.question import effort
from book_ext.site import chapter
from book_ext.site.cache import ROOT

POINTS = 2  # for each level of difficulty
BIN = Path(sys.executable).parent

ROLE = re.compile(r"\{([a-z:]+)\}`([^`]+)`")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)[^)]*\)")

CONFIG = """# A course of nbgrader, made from the exercises of the book: run nbgrader in this folder.
c = get_config()
c.CourseDirectory.course_id = "backpropagation"
c.ClearSolutions.code_stub = {"python": ""}  # what a student starts from stands above the solution
"""

OPENING = """# Exercises: {title}

{words}

To run this notebook you need Python 3.11 or newer with JupyterLab (`pip install jupyterlab`), and the library of the
book (`pip install FOLDER`, where FOLDER is your copy of the book).

Fill in the cell after each question. The cell that follows says whether the answer is right, and if not, which mistake
gives it. You can try as often as you like."""

# The cell that gives the points is one call: what the learner's code writes or renames must not cost any.
TEST = """from backprop_exercises.grading import points

points("{slug}", {answer}, out_of={points})"""
# The name in the first cell is kept, and each question begins with what a learner may have used for something else.
ENROL = "\n\nfrom backprop_exercises.grading import enrol\n\nenrol(student)"
AGAIN = "from backprop_exercises.grading import student"


class Exercise(NamedTuple):
    """An exercise as it stands in a chapter; `answer` is the expression that is handed to `check`."""

    title: str
    slug: str
    text: str
    question: str
    stub: str
    answer: str
    solution: str

    @property
    def points(self) -> int:
        return POINTS * EXERCISES[self.slug].level

    @property
    def effort(self) -> str:
        return f"{effort(EXERCISES[self.slug])}, {self.points} points"


class Book:
    """The chapters in their order, and what their words can refer to."""

    def __init__(self, root: Path) -> None:
        files = {Path(page).name: root / f"{page}.md" for page in chapter.pages(root)}
        self.sources = {page: file.read_text(encoding="utf-8") for page, file in files.items()}
        self.titles = {page: chapter.title_of(source) for page, source in self.sources.items()}
        self.equations, self.exercises = {}, {}
        for part in (part for source in self.sources.values() for part in chapter.directives(source)):
            if part.name == "math":
                self.equations[part.options.get("label")] = part.body
            elif part.name == "exercise-start":
                self.exercises[part.options.get("label")] = part.argument
        self.references = parse_file(str(root / "chapters" / "references.bib")).entries

    def read(self, page: str) -> list[Exercise]:
        """The exercises of a chapter. Raises ValueError for one that has not the form of the others."""
        try:
            found = chapter.exercises(self.sources[page])
        except ValueError as problem:
            raise ValueError(f"{page}: {problem}") from None
        return [self._exercise(page, exercise) for exercise in found]

    def _exercise(self, page: str, found: chapter.Exercise) -> Exercise:
        title, slug, text, cells = found
        where = f"{page}, exercise {slug}"
        if missing := {"question", "stub", "check", "solution"} - set(cells):
            raise ValueError(f"{where}: there is no cell tagged {', '.join(sorted(missing))}.")
        if slug not in EXERCISES:
            raise ValueError(f"{where}: backprop_exercises knows no exercise of this name.")
        *_, checked = ast.parse(cells["check"]).body
        if not (isinstance(checked, ast.Expr) and isinstance(checked.value, ast.Call) and len(checked.value.args) == 2):
            raise ValueError(f"{where}: the check cell does not end in check(question, answer).")
        return Exercise(
            title,
            slug,
            self.plain(text, where),
            cells["question"],
            cells["stub"],
            ast.unparse(checked.value.args[1]),
            without_last(cells["solution"], ast.unparse(checked)),
        )

    def words(self, page: str) -> str:
        """What the section of exercises says before its first cell."""
        return self.plain(chapter.opening_of(self.sources[page], "Exercises"), page)

    def plain(self, text: str, where: str) -> str:
        """Text as any notebook shows it: roles, labels and directives of MyST turned into words and formulas.

        Raises ValueError for what has no such form.
        """
        lines = text.splitlines()
        for part in reversed([part for part in chapter.directives(text) if part.name == "math"]):
            lines[part.first : part.end] = ["$$", part.body, "$$"]
        text = "\n".join(lines)
        text = re.sub(r"^(?:\([\w-]+\)=|%.*)\n", "", text, flags=re.M)
        text = ROLE.sub(lambda found: self._role(found[1], found[2], where), LINK.sub(r"\1", text))
        if directive := re.search(r"^(?:```|:::)\{.*", text, re.M):
            raise ValueError(f"{where}: {directive[0]} cannot be shown in a notebook for nbgrader.")
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def _role(self, role: str, content: str, where: str) -> str:
        titled = re.fullmatch(r"(.*\S)\s*<(.*)>", content, re.S)
        words, target = (titled[1], titled[2]) if titled else ("", content)
        known: dict[str, Callable[[], str]] = {
            "doc": lambda: words or f"*{self.titles[Path(target).name]}*",
            "term": lambda: words or target,
            "eq": lambda: self._equation(target),
            "ref": lambda: words or f"*{self.exercises[target]}*",
            "math": lambda: f"${content}$",
            "cite:p": lambda: f"({'; '.join(self._cited(key, '{}, {}') for key in content.split(','))})",
            "cite:t": lambda: " and ".join(self._cited(key, "{} ({})") for key in content.split(",")),
        }
        try:
            return known[role]()
        except KeyError:
            raise ValueError(f"{where}: {{{role}}}`{content}` cannot be shown in a notebook for nbgrader.") from None

    def _equation(self, label: str) -> str:
        """The equation itself, since its number is only in the book."""
        formula = " ".join(self.equations[label].split())
        return f"${formula.rstrip('.,')}$"

    def _cited(self, key: str, form: str) -> str:
        entry = self.references[key.strip()]
        names = [" ".join(person.last_names) for person in entry.persons["author"]] or ["anonymous"]
        authors = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
        return form.format(authors, entry.fields["year"])


def without_last(code: str, statement: str) -> str:
    """The code without its last statement, if it is this one.

    >>> without_last("a = 1\\ncheck(q,  a)", "check(q, a)")
    'a = 1'
    """
    *_, last = ast.parse(code).body
    return "\n".join(code.splitlines()[: last.lineno - 1]).rstrip() if ast.unparse(last) == statement else code


def notebook(book: Book, page: str) -> NotebookNode:
    """The source of an assignment: for each exercise its text, the question, the answer, and the grading."""
    student = next(part.body.strip() for part in chapter.directives(book.sources[page]) if "student" in part.tags)
    cells = [
        new_markdown_cell(OPENING.format(title=book.titles[page], words=book.words(page)), id="opening"),
        new_code_cell(student + ENROL, id="student"),
    ]
    imports = "\n".join([*map(ast.unparse, filter(_is_import, ast.parse(student).body)), AGAIN])
    for exercise in book.read(page):
        solved = f"{exercise.stub}\n### BEGIN SOLUTION\n{exercise.solution}\n### END SOLUTION"
        graded = TEST.format(slug=exercise.slug, answer=exercise.answer, points=exercise.points)
        heading = f"## {exercise.title} ({exercise.effort})\n\n{exercise.text}"
        cells += [
            marked(new_markdown_cell(heading), f"{exercise.slug}-text", locked=True),
            marked(new_code_cell(f"{imports}\n\n{exercise.question}"), f"{exercise.slug}-question", locked=True),
            marked(new_code_cell(solved), f"{exercise.slug}-answer", solution=True),
            marked(new_code_cell(graded), f"{exercise.slug}-check", locked=True, grade=True, points=exercise.points),
        ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)


def marked(cell: NotebookNode, name: str, **marks: bool | int) -> NotebookNode:
    """A cell as nbgrader knows it."""
    cell["id"] = name[:64]
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    cell["metadata"]["nbgrader"] = {**plain, **marks, "grade_id": name, "schema_version": 3}
    return cell


def write_sources(root: Path, course: Path) -> dict[str, list[Exercise]]:
    """The course without its released version: the configuration, and a folder for each chapter that has exercises."""
    book = Book(root)
    course.mkdir(parents=True, exist_ok=True)
    (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    assignments = {page: found for page in book.sources if (found := book.read(page))}
    for page in assignments:
        folder = course / "source" / page
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(book, page), folder / f"{page}.ipynb")
    return assignments


def release(course: Path, assignment: str) -> None:
    """Let nbgrader make the version for students. Raises RuntimeError with what it says if it does not."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    config.CourseDirectory.root = str(course)
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic by its name
    api = NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)
    result = api.generate_assignment(assignment)
    if not result["success"]:
        raise RuntimeError(result.get("log") or result.get("error"))


def main(root: Path) -> None:
    """Make the course of this book, and say how it goes on."""
    course = root / "_build" / "classroom"
    assignments = write_sources(root, course)
    for page, exercises in assignments.items():
        release(course, page)
        points = sum(exercise.points for exercise in exercises)
        print(f"  {page}: {len(exercises)} exercise{'s'[: len(exercises) > 1]}, {points} points", flush=True)
    if not assignments:
        sys.exit("No chapter has exercises.")
    first = next(iter(assignments))
    activate = BIN / "activate" if os.name == "nt" else f"source {BIN / 'activate'}"
    print(
        f"The course is in {course}\n"
        "Copy that folder to where you teach ('make clean' removes it), and in your copy:\n"
        f"  {activate}\n"
        f"  hand out      {Path('release', first, f'{first}.ipynb')}\n"
        f"  collect into  {Path('submitted', 'NAME', first, f'{first}.ipynb')}\n"
        f"  nbgrader autograde {first}\n"
        f"  nbgrader generate_feedback {first}   (writes {Path('feedback', 'NAME', first, f'{first}.html')})\n"
        "  nbgrader export   (writes grades.csv)"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT)
