"""The exercises as a course for nbgrader: notebooks to hand out, whose answers are checked and graded."""

from __future__ import annotations

import ast
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from backprop_exercises import EXERCISES
from backprop_exercises.question import effort
from book_ext.build import build
from book_ext.command import parser
from book_ext.folders import book_in, folder_for, refuse_unless_ours
from book_ext.products.shell import command
from book_ext.site import chapter, mathjax, wheel
from book_ext.site.cache import ROOT
from book_ext.site.notebooks import FOLDER

POINTS = 2  # for each level of difficulty
BIN = Path(sys.executable).parent

CONFIG = """# A course of nbgrader, made from the exercises of the book: run nbgrader in this folder.
import warnings
from pathlib import Path

import nbgrader

c = get_config()
course = Path(__file__).parent
c.CourseDirectory.course_id = "backpropagation"
c.ClearSolutions.code_stub = {"python": ""}  # what a student starts from stands above the solution
# The page of feedback is that of templates/feedback, also for nbgrader's own pages, which name it as nbgrader's is.
forms = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
c.HTMLExporter.extra_template_basedirs = [str(course / "templates"), str(forms)]
# What has been handed in, not all that could be; nbgrader export --assignment '["NAME"]' for one alone.
c.ExportPlugin.assignment = sorted({folder.name for folder in course.glob("submitted/*/*/")})
# What nobody here can mend: how nbgrader adds to its database, and that kernels listen on this computer, as ever.
warnings.filterwarnings("ignore", "Object of type <Submitted")
c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=ERROR"]
"""

FEEDBACK = Path(__file__).with_name("feedback")  # what a student gets back, as templates for nbgrader

OPENING = """# Exercises: {title}

{words}

To run this notebook you need Python 3.11 or newer with JupyterLab (`pip install jupyterlab`), and the library of the
book: put the file `{wheel}`, which comes with this notebook, beside it, and type `pip install ./{wheel}` there.
In Colab and the like upload both, and run `%pip install ./{wheel}` in a new cell at the top.

Fill in the cell after each question. The cell that follows says whether the answer is right, and if not, which mistake
gives it. You can try as often as you like."""

# The cell that gives the points is one call: what the learner's code writes or renames must not cost any.
TEST = """from backprop_exercises.grading import points

points("{slug}", lambda: {answer}, out_of={points})"""
# The name in the first cell is kept, and each question begins with what a learner may have used for something else.
ENROL = "\n\nfrom backprop_exercises.grading import enrol\n\nenrol(student)"
AGAIN = "from backprop_exercises.grading import student"


class Exercise(NamedTuple):
    """An exercise as it stands in a chapter; `answer` is the expression that is handed to `check`.

    A question to discuss has its text alone; a teacher grades the answer by hand.
    """

    title: str
    slug: str
    text: str
    pictures: dict[str, Any]
    question: str
    stub: str
    answer: str
    solution: str

    @property
    def points(self) -> int:
        return POINTS * (EXERCISES[self.slug].level if self.question else 1)

    @property
    def effort(self) -> str:
        hard = effort(EXERCISES[self.slug]) if self.question else chapter.DISCUSSION
        return f"{hard}, {self.points} points"


class Book:
    """The chapters in their order. The words of their exercises are those of the built book's notebooks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        files = {Path(page).name: root / f"{page}.md" for page in chapter.pages(root)}
        self.sources = {page: file.read_text(encoding="utf-8") for page, file in files.items()}
        self.titles = {page: chapter.title_of(source) for page, source in self.sources.items()}

    def texts(self, page: str) -> dict[str, Any]:
        """What the section of exercises says first, and the title and text of each exercise."""
        file = self.root / FOLDER / "exercises" / f"{page}.json"
        if not file.exists():
            raise ValueError(f"{page}: its exercises are not in {file}; build the book first.")
        return json.loads(file.read_text(encoding="utf-8"))

    def read(self, page: str) -> list[Exercise]:
        """The exercises of a chapter. Raises ValueError for one that has not the form of the others."""
        try:
            found = chapter.exercises(self.sources[page])
        except ValueError as problem:
            raise ValueError(f"{page}: {problem}") from None
        return [self._exercise(page, exercise) for exercise in found]

    def _exercise(self, page: str, found: chapter.Exercise) -> Exercise:
        slug, cells = found.slug, found.cells
        where = f"{page}, exercise {slug}"
        if not {"question", "stub", "check"} & set(cells) and slug not in EXERCISES:
            said = self.texts(page)["exercises"][slug]
            return Exercise(said["title"], slug, said["text"], said.get("attachments", {}), "", "", "", "")
        if missing := {"question", "stub", "check", "solution"} - set(cells):
            raise ValueError(f"{where}: there is no cell tagged {', '.join(sorted(missing))}.")
        if slug not in EXERCISES:
            raise ValueError(
                f"{where}: backprop_exercises knows no exercise of this name; expected one in EXERCISES of a file in "
                "backprop_exercises/bank, or no cells tagged question, stub and check."
            )
        *_, checked = ast.parse(cells["check"]).body
        if not (isinstance(checked, ast.Expr) and isinstance(checked.value, ast.Call) and len(checked.value.args) == 2):
            raise ValueError(f"{where}: the check cell does not end in check(question, answer).")
        said = self.texts(page)["exercises"][slug]
        return Exercise(
            said["title"],
            slug,
            said["text"],
            said.get("attachments", {}),
            cells["question"],
            cells["stub"],
            ast.unparse(checked.value.args[1]),
            without_last(cells["solution"], ast.unparse(checked)),
        )


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
    words = book.texts(page)["opening"]
    cells = [
        new_markdown_cell(OPENING.format(title=book.titles[page], words=words, wheel=wheel.NAME), id="opening"),
        new_code_cell(student + ENROL, id="student"),
    ]
    imports = "\n".join([*map(ast.unparse, filter(_is_import, ast.parse(student).body)), AGAIN])
    for exercise in book.read(page):
        heading = f"## {exercise.title} ({exercise.effort})\n\n{exercise.text}"
        text = marked(new_markdown_cell(heading, attachments=exercise.pictures), f"{exercise.slug}-text", locked=True)
        if not exercise.question:
            by_hand = {"solution": True, "grade": True, "points": exercise.points}
            cells += [text, marked(new_markdown_cell("Your answer"), f"{exercise.slug}-answer", **by_hand)]
            cells[-1].metadata["title"] = exercise.title
            continue
        solved = f"{exercise.stub}\n### BEGIN SOLUTION\n{exercise.solution}\n### END SOLUTION"
        graded = TEST.format(slug=exercise.slug, answer=exercise.answer, points=exercise.points)
        cells += [
            text,
            marked(new_code_cell(f"{imports}\n\n{exercise.question}"), f"{exercise.slug}-question", locked=True),
            marked(new_code_cell(solved), f"{exercise.slug}-answer", solution=True),
            marked(new_code_cell(graded), f"{exercise.slug}-check", locked=True, grade=True, points=exercise.points),
        ]
        cells[-1].metadata["title"] = exercise.title
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "title": book.titles[page]})


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
    (course / "templates" / "feedback").mkdir(parents=True, exist_ok=True)
    for template in FEEDBACK.iterdir():
        shutil.copy(template, course / "templates" / "feedback")
    (course / "mathjax").mkdir(exist_ok=True)
    shutil.copy(mathjax.source() / "tex-svg.js", course / "mathjax")
    assignments = {page: found for page in book.sources if (found := book.read(page))}
    for page in assignments:
        folder = course / "source" / page
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(book, page), folder / f"{page}.ipynb")
    return assignments


def release(course: Path, assignment: str) -> None:
    """Let nbgrader make the version for students. Raises RuntimeError with what it says if it does not."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import capture_log
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.assignment_id = assignment
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic by its name
    # Not its NbGraderAPI, which looks for an exchange that only a hub has, and calls its absence critical.
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.force = True
    result = capture_log(converter)
    if not result["success"]:
        raise RuntimeError(result.get("log") or result.get("error"))


def make(root: Path, course: Path) -> None:
    """Make the course of this book, and say what is in it. Raises Refused, ValueError and RuntimeError."""
    with folder_for("course", course, kept=("gradebook.db",)) as course:
        assignments = write_sources(root, course)
        if not assignments:
            raise ValueError("No chapter has exercises.")
        wheel.build(course)
        for page, exercises in assignments.items():
            release(course, page)
            shutil.copy(course / wheel.NAME, course / "release" / page)
            points = sum(exercise.points for exercise in exercises)
            print(f"  {page}: {len(exercises)} exercise{'s'[: len(exercises) > 1]}, {points} points", flush=True)
    print(how_it_goes_on(course, next(iter(assignments)), BIN))


def how_it_goes_on(course: Path, first: str, programs: Path, windows: bool = os.name == "nt") -> str:
    """What a teacher types next, for the first assignment."""
    activate = [programs / "Activate.ps1"] if windows else ["source", programs / "activate"]
    copy = ["Copy-Item", "-Recurse"] if windows else ["cp", "-r"]
    return (
        f"The course is in {course}\n"
        "Copy it to where you teach ('make clean' removes it), for example:\n"
        f"  {command(*copy, course, windows=windows)} ~/course\n"
        f"  {command(*activate, windows=windows)}\n"
        "  cd ~/course\n"
        f"  hand out      {Path('release', first)}, the notebook and {wheel.NAME}\n"
        f"  collect into  {Path('submitted', 'NAME', first, f'{first}.ipynb')}\n"
        f"  {command('nbgrader', 'autograde', first, windows=windows)}"
        "   (again, with --student NAME --force, if somebody hands in once more)\n"
        f"  {command('nbgrader', 'generate_feedback', first, windows=windows)}"
        f"   (likewise; writes {Path('feedback', 'NAME', first, f'{first}.html')})\n"
        "  nbgrader export   (writes grades.csv)"
    )


def main(arguments: list[str]) -> int:
    command = parser("book_ext.products.classroom", str(__doc__))
    command.add_argument("folder", nargs="?", default=ROOT, help="of the book (%(default)s)")
    try:
        root = book_in(command.parse_args(arguments).folder)
        refuse_unless_ours("course", root / "_build" / "classroom")
        if code := build(root):  # the words of the exercises are taken from the built book
            return code
        make(root, root / "_build" / "classroom")
    except (ValueError, RuntimeError) as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
