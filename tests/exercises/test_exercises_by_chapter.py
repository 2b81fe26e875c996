"""Every exercise stands in its chapter in the fixed form, works there for everybody, and names its mistakes."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import jupytext
import numpy as np
import pytest
import sympy

from backprop_exercises import EXERCISES, ask
from backprop_exercises.answers import near
from backprop_exercises.asking import CHAPTERS
from backprop_exercises.calculation import run
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.choices import Choice
from backprop_exercises.kinds.formulas import Formula
from backprop_exercises.kinds.gradients import Gradient
from backprop_exercises.kinds.programs import Program
from backprop_lib.misconceptions import MISCONCEPTIONS, wrong_gradients

SOURCES = Path(__file__).parents[2] / "chapters"
FILES = {module.__name__.rsplit(".", 1)[1].replace("_", "-"): module for module in CHAPTERS}
WITH_EXERCISES = [name for name, module in FILES.items() if module.EXERCISES]

STUDENT_CELL = """from backprop_exercises import ask, check

student = 0  # put a number, or your name in quotes: everybody gets other numbers"""

# What one exercise looks like as a sequence of directives and cells. A piece in {} is a tagged cell.
FORM = re.compile(
    r"\[exercise-start (?P<title>[^\n\]]+)\|:label: ex-(?P<slug>[a-z0-9-]+)\]"
    r"(?P<text>[^\[{]+)\{question\}\{stub\}\{check\}\[exercise-end\]"
    r"\[solution-start ex-(?P=slug)\|:label: sol-(?P=slug)\|:class: dropdown\]"
    r"(?P<solution>[^\[{]+)\{solution\}\[solution-end\]"
)
DISCUSSED = re.compile(  # a question without code
    r"\[exercise-start (?P<title>[^\n\]]+)\|:label: ex-(?P<slug>[a-z0-9-]+)\](?P<text>[^\[{]+)\[exercise-end\]"
    r"\[solution-start ex-(?P=slug)\|:label: sol-(?P=slug)\|:class: dropdown\](?P<solution>[^\[{]+)\[solution-end\]"
)
DIRECTIVE = re.compile(r"^```\{((?:exercise|solution)-\w+)\}(.*)\n((?::.*\n)*)```$", re.M)
OURS = ("student", "question", "stub", "check", "solution")


@cache
def section(chapter):
    """The cells of a chapter's section of exercises."""
    cells = jupytext.read(SOURCES / f"{chapter}.md", fmt="md:myst").cells
    starts = [n for n, cell in enumerate(cells) if re.search(r"^## Exercises$", cell.source, re.M)]
    assert len(starts) == 1, f"{chapter}.md has {len(starts)} sections of exercises"
    return cells[starts[0] :]


def tag(cell):
    tags = cell.metadata.get("tags", []) if cell.cell_type == "code" else []
    return next((name for name in OURS if name in tags), None)


def outline(chapter):
    """The section in one text: directives in [], cells in {}, and the words between them without these signs."""

    def directive(match):
        options = "".join(f"|{line}" for line in match[3].splitlines())
        return f"\0{match[1]}{match[2] and ' ' + match[2].strip()}{options}\1"

    parts = []
    for cell in section(chapter):
        if cell.cell_type == "code":
            parts.append(f"{{{tag(cell) or 'untagged'}}}")
        else:
            words = re.sub(r"^.*?^## Exercises$|^:::.*|^## Further reading.*", "", cell.source, flags=re.M | re.S)
            words = DIRECTIVE.sub(directive, words)
            parts.append(re.sub(r"[\[\]{}]", "", words).replace("\0", "[").replace("\1", "]").strip())
    return re.sub(r"\s*([\[\]])\s*", r"\1", "".join(parts))


@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_each_exercise_stands_once_in_its_chapter_in_the_fixed_form(chapter):
    text = outline(chapter)
    intro, opening, body = text.partition("{student}")
    assert opening and intro and "[" not in intro, "a sentence or two, then the cell with the student"
    found = [match["slug"] for match in FORM.finditer(body)]
    rest = DISCUSSED.sub("", FORM.sub("", body))
    assert not rest.strip(), f"not in the form of an exercise: {rest[:300]}"
    assert sorted(found) == sorted(exercise.slug for exercise in FILES[chapter].EXERCISES), "in any order"
    assert all(match["text"].strip() and match["solution"].strip() for match in FORM.finditer(body))


def begins_with_words(solution):
    first = solution.lstrip().split(maxsplit=1)[0]
    return first[0] not in "`{[<|#" and any(letter.isalpha() for letter in first)


@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_each_solution_begins_with_words(chapter):
    """What stands behind them is added on the page: tests/site/test_solutions.py."""
    found = [match for form in (FORM, DISCUSSED) for match in form.finditer(outline(chapter))]
    assert found and [match["slug"] for match in found if not begins_with_words(match["solution"])] == []


def test_what_begins_with_words():
    assert begins_with_words("The slope is $x$.") and begins_with_words("$u$ moves.")
    assert not any(map(begins_with_words, ("{solution}", "`a = 2`", "2 * x", "```python")))


@pytest.mark.parametrize("slug", EXERCISES)
def test_a_solution_has_the_numbers_of_the_answer(slug):
    """Each that is asked for, as it is accepted; a choice by its letter, a program as its own code."""
    for student in ("0", "Ada"):
        question = ask(slug, student)
        told = question.solved()
        if isinstance(question.exercise, ByHand):
            lines = dict(re.findall(r"^- `(\w+) = (.*)", told, re.M))
            for name, value in question.answer.items():
                if np.ndim(value) == 0:
                    shown = float(lines[name].rstrip("`").rsplit(" = ", 1)[1])
                    assert near(shown, value, question.exercise.room(shown, value)), (name, told)
                else:
                    numbers = re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", lines[name].rpartition("begin{pmatrix}")[2])
                    np.testing.assert_allclose([float(one) for one in numbers], np.ravel(value), rtol=1e-5, atol=1e-12)
        elif isinstance(question.exercise, Choice | Bug):
            assert f"**{question.answer}**" in told
        else:
            assert bool(told) != isinstance(question.exercise, Program)


@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_the_cells_say_what_they_have_to(chapter):
    cells = {name: [cell.source for cell in section(chapter) if tag(cell) == name] for name in OURS}
    assert cells["student"] == [STUDENT_CELL]
    exercises = [EXERCISES[match["slug"]] for match in FORM.finditer(outline(chapter))]
    for exercise, question, stub, check, solution in zip(exercises, *(cells[name] for name in OURS[1:]), strict=True):
        name = exercise.slug.replace("-", "_")
        assert question == f'{name} = ask("{exercise.slug}", student)\n{name}'
        assert check.startswith(f"check({name}, ") and "\n" not in check
        assert solution.splitlines()[-1] == check
        assert "..." in stub or isinstance(exercise, Program), "only a program may come with a bug in it to be mended"
        assert "..." not in solution


def names_made(source):
    """What a cell imports or defines, and what it assigns."""
    made, assigned = set(), set()
    for part in ast.parse(source).body:
        match part:
            case ast.Import() | ast.ImportFrom():
                made |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
            case ast.FunctionDef() | ast.ClassDef():
                made.add(part.name)
            case ast.Assign() | ast.AnnAssign():
                targets = part.targets if isinstance(part, ast.Assign) else [part.target]
                assigned |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return made, assigned


@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_no_stub_takes_a_name_that_the_chapter_has_for_something_to_call(chapter):
    """In a notebook it would be gone: for the exercise that is about it, and for the cells of the chapter."""
    known = set()
    for cell in jupytext.read(SOURCES / f"{chapter}.md", fmt="md:myst").cells:
        if cell.cell_type == "code" and tag(cell) is None:
            known |= names_made(cell.source)[0]
        elif tag(cell) == "stub":
            made, assigned = names_made(re.sub(r"^(import|from) .*", "", cell.source, flags=re.M))
            assert not known & (made | assigned)


def test_what_takes_a_name():
    source = "import a.b\nfrom c import d as e\ndef f(): pass\nclass G: pass\nh, i = ..., ..."
    assert names_made(source) == ({"a", "e", "f", "G"}, {"h", "i"})


def test_a_slug_and_a_title_name_one_exercise():
    slugs = [exercise.slug for module in CHAPTERS for exercise in module.EXERCISES]
    assert max(Counter(slugs).values()) == 1 and set(slugs) == set(EXERCISES)
    titles = [match["title"] for chapter in WITH_EXERCISES for match in FORM.finditer(outline(chapter))]
    assert not [title for title, count in Counter(titles).items() if count > 1]


def value_of_last_line(source, names):
    """Run a cell as a notebook does; returns the value of its last line."""
    *body, last = ast.parse(source).body
    exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    exec(compile(ast.Module([last], []), "<cell>", "exec"), names)
    return None


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("student", ["0", '"Ada Lovelace"', "20261"])
@pytest.mark.parametrize("chapter", WITH_EXERCISES)
def test_stubs_are_not_answered_yet_and_solutions_are_right(chapter, student):
    names = {"__name__": "__main__"}
    for cell in section(chapter):
        match tag(cell):
            case "student":
                value_of_last_line(cell.source.replace("student = 0", f"student = {student}"), names)
            case "question":
                question = value_of_last_line(cell.source, names)
                assert question._repr_markdown_()
            case "stub":
                value_of_last_line(cell.source, names)
                to_mend = "..." not in cell.source
            case "check":
                verdict = value_of_last_line(cell.source, names)
                assert not verdict.correct
                if to_mend:
                    assert verdict.misconceptions, f"{question}: the bug of the stub is not named: {verdict}"
                else:
                    assert "Not answered yet" in str(verdict) and not verdict.misconceptions, f"{question}: {verdict}"
            case "solution":
                verdict = value_of_last_line(cell.source, names)
                assert verdict.correct and verdict.points == 1, f"{question}: {verdict}"


# ------------------------------------------------------------------------------------------ the book as a whole


@pytest.mark.parametrize("slug", EXERCISES)
def test_level_and_minutes(slug):
    exercise = EXERCISES[slug]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert exercise.level in (1, 2, 3) and 1 <= exercise.minutes <= 60


def test_at_least_fifty_exercises_of_all_levels_and_kinds():
    assert len(EXERCISES) >= 50
    assert {exercise.level for exercise in EXERCISES.values()} == {1, 2, 3}
    assert {type(exercise) for exercise in EXERCISES.values()} >= {ByHand, Gradient, Formula, Program, Choice, Bug}
    assert all(module.EXERCISES for module in CHAPTERS)


@cache
def named_in(slug):
    """The mistakes that an exercise tells a learner by name; the tests below hold that it does."""
    exercise = EXERCISES[slug]
    if isinstance(exercise, Gradient):
        return {mistake for mistake, _ in wrong_answers(exercise, exercise.draw(np.random.default_rng(0)))}
    return set(exercise.reveals())


@pytest.mark.parametrize("misconception", [m.slug for m in MISCONCEPTIONS.values() if m.recipes])
def test_each_misconception_is_named_in_three_exercises(misconception):
    assert len([slug for slug in EXERCISES if misconception in named_in(slug)]) >= 3


def test_every_mistake_is_a_known_slug_or_a_sentence():
    for slug in EXERCISES:
        for mistake in named_in(slug):
            assert mistake in MISCONCEPTIONS or (" " in mistake and mistake.endswith((".", "?")))


# ------------------------------------------------------------------------------------------------ by hand

SEEDS = 250


def of_kind(kind):
    return [slug for slug, exercise in EXERCISES.items() if isinstance(exercise, kind)]


def row(exercise, right, values):
    """All that is asked as one row of numbers; where a mistake gives another shape, NaN, which is like no number."""
    entries = []
    for name in exercise.asked:
        fits = np.shape(values[name]) == np.shape(right[name])
        entries += np.ravel(values[name]).tolist() if fits else [np.nan] * np.size(right[name])
    return entries


def rooms(exercise, right):
    """One unit of the last decimal asked for, or 1e-9 of the largest entry, for each number of a row."""
    if exercise.decimals is not None:
        return 10.0**-exercise.decimals
    return np.concatenate([np.full(np.size(right[name]), 1e-9 * np.abs(right[name]).max()) for name in exercise.asked])


def exactness(exercise, values, right):
    """How many of these units each number of a row may be off: hardly any where it has no more decimals than asked."""
    units = []
    for name in exercise.asked:
        entries = np.ravel(values[name]).astype(float)
        rounded = entries if exercise.decimals is None else np.round(entries, exercise.decimals)
        exact = exercise.decimals is not None and np.allclose(entries, rounded, rtol=1e-12, atol=1e-15)
        units += [0.002 if exact else 1.002] * np.size(right[name])
    return np.array(units)


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("slug", of_kind(ByHand))
def test_mistakes_by_hand_are_told_apart_or_all_named(slug):
    """On 250 draws no mistake looks right; handed in, it is named, with all that look the same and no others.

    Each draw hands in one of the mistakes, in turn, as it would be written on paper: rounded.
    """
    exercise = EXERCISES[slug]
    mistakes = list(exercise.mistakes)
    assert mistakes
    handed_in = Counter()
    for seed in range(SEEDS):
        question = exercise.draw(np.random.default_rng(seed))
        room = rooms(exercise, question.right)
        right = np.array(row(exercise, question.right, question.right))
        wrong = np.array([row(exercise, question.right, question.wrong[mistake]) for mistake in mistakes])
        looks_right = (abs(wrong - right) <= 2 * room).all(axis=1)
        assert not looks_right.any(), f"seed {seed}: {mistakes[looks_right.argmax()]} looks right"
        turn = seed % len(mistakes)
        if not np.isfinite(wrong[turn]).all():
            continue  # such as a division by 0: nobody can write that down
        handed_in[turn] += 1
        answer = {name: question.wrong[mistakes[turn]][name] for name in exercise.asked}
        if exercise.decimals is not None:
            answer = {name: np.round(value, exercise.decimals) for name, value in answer.items()}
        verdict = exercise.grade(question, answer)
        off = abs(wrong - row(exercise, question.right, answer))
        expected = {
            mistake
            for mistake, by in zip(mistakes, off, strict=True)
            if (by <= 1.002 * room).all()  # most are not, and need no closer look
            and (by <= room * exactness(exercise, question.wrong[mistake], question.right)).all()
        }
        assert not verdict.correct and mistakes[turn] in expected
        assert set(verdict.misconceptions) == expected, f"seed {seed}: {mistakes[turn]}: {verdict}"
    assert min(handed_in[turn] for turn in range(len(mistakes))) > SEEDS / len(mistakes) / 2


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("slug", of_kind(ByHand))
def test_the_right_answer_by_hand_is_right_also_when_rounded(slug):
    exercise = EXERCISES[slug]
    for seed in range(20):
        question = exercise.draw(np.random.default_rng(seed))
        places = exercise.decimals if exercise.decimals is not None else 12
        rounded = {name: np.round(value, places) for name, value in question.answer.items()}
        assert exercise.grade(question, rounded).correct


def test_the_staged_function_gives_the_published_numbers():
    """Stanford's CS231n notes on backpropagation, at x = 3 and y = -4; the wrong pair is what = instead of += gives."""
    exercise = EXERCISES["staged-function"]
    given = {"x": 3.0, "y": -4.0}
    right = run(exercise.program, given)
    values = [right["f"], right["df_dx"], right["df_dy"]]
    np.testing.assert_allclose(values, [1.545644884, 2.059569796, 1.592232751], atol=6e-10)
    wrong = exercise._with(given).wrong["assign-instead-of-add"]
    np.testing.assert_allclose([wrong["df_dx"], wrong["df_dy"]], [0.512144, 0.009046], atol=6e-7)


# -------------------------------------------------------------------------------------- gradients and programs


def numbers(gradients):
    return np.concatenate([np.ravel(part) for layer in gradients for part in (layer.W, layer.b)])


def wrong_answers(exercise, question):
    """The gradients of each misconception that this case has a recipe for, where they are finite and differ."""
    for slug in MISCONCEPTIONS:
        try:
            gradients = wrong_gradients(slug, *question, exercise.learning_rate)
        except ValueError:
            continue
        if np.isfinite(numbers(gradients)).all() and not np.allclose(numbers(gradients), numbers(question.answer)):
            yield slug, gradients


@pytest.mark.parametrize("slug", of_kind(Gradient))
def test_wrong_gradients_are_named(slug):
    exercise = EXERCISES[slug]
    for seed in range(20):
        question = exercise.draw(np.random.default_rng(seed))
        answers = dict(wrong_answers(exercise, question))
        assert answers
        for mistake, gradients in answers.items():
            verdict = exercise.grade(question, gradients)
            assert not verdict.correct and mistake in verdict.misconceptions, f"seed {seed}: {mistake}: {verdict}"
            for other in verdict.misconceptions:
                np.testing.assert_allclose(numbers(answers[other]), numbers(gradients), rtol=1e-7, atol=1e-12)


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("slug", of_kind(Program))
def test_wrong_programs_are_named(slug):
    exercise = EXERCISES[slug]
    assert exercise.mistakes
    for seed in range(5):
        question = exercise.draw(np.random.default_rng(seed))
        assert exercise.grade(question, question.answer).correct
        for mistake, wrong in exercise.mistakes.items():
            with np.errstate(all="ignore"):
                verdict = exercise.grade(question, wrong)
            assert not verdict.correct and mistake in verdict.misconceptions, f"seed {seed}: {mistake}: {verdict}"


# ------------------------------------------------------------------------------------ formulas, choices and bugs


@pytest.mark.parametrize("slug", of_kind(Formula))
def test_formulas_are_right_in_every_form_and_wrong_ones_are_named(slug):
    exercise = EXERCISES[slug]
    question = exercise.draw(np.random.default_rng(0))
    assert exercise.mistakes
    right = question.answer
    for form in (right, sympy.expand(right), sympy.factor(right), sympy.simplify(right)):
        assert exercise.grade(question, form).correct
        assert exercise.grade(question, str(form)).correct
        named = {sympy.Symbol(name): written for name, written in exercise.symbols.items()}
        assert exercise.grade(question, sympy.latex(form, symbol_names=named)).correct
    for mistake, text in exercise.mistakes.items():
        verdict = exercise.grade(question, text)
        assert not verdict.correct and mistake in verdict.misconceptions


@pytest.mark.parametrize("slug", of_kind(Choice))
def test_each_wrong_choice_says_why(slug):
    exercise = EXERCISES[slug]
    for seed in range(5):
        question = exercise.draw(np.random.default_rng(seed))
        assert sorted(question.options) == sorted([exercise.right, *exercise.wrong])
        for name, option in zip(question.names, question.options, strict=True):
            verdict = exercise.grade(question, name)
            assert verdict.correct == (option == exercise.right)
            assert verdict.misconceptions == (() if verdict.correct else (exercise.wrong[option],))


@pytest.mark.parametrize("slug", of_kind(Bug))
def test_each_bug_is_one_line_and_is_named_when_found(slug):
    exercise = EXERCISES[slug]
    right = [line.strip() for line in exercise.program.splitlines() if line.strip()]
    drawn = set()
    for seed in range(60):
        question = exercise.draw(np.random.default_rng(seed))
        drawn.add(question.mistake)
        assert [one == other for one, other in zip(right, question.options, strict=True)].count(False) == 1
        verdicts = {name: exercise.grade(question, name) for name in question.names}
        (found,) = [name for name, verdict in verdicts.items() if verdict.correct]
        assert found == question.answer
        known = MISCONCEPTIONS.get(question.mistake)
        assert (known.name if known else question.mistake) in str(verdicts[found])
        assert all("is as it should be" in str(verdict) for name, verdict in verdicts.items() if name != found)
    assert drawn == set(exercise.mistakes)
