"""Formulas on a page: read, judged and refused as in Python, in the same words, and nothing of them stands there."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sympy

from backprop_exercises import EXERCISES, ask, check
from backprop_exercises.algebra import expression
from backprop_exercises.kinds.formulas import Formula
from backprop_exercises.question import MIMETYPE, Question

ROOT = Path(__file__).parents[2]
FORMULAS = ROOT / "book_ext" / "site" / "theme" / "formulas"
SLUGS = [slug for slug, exercise in EXERCISES.items() if isinstance(exercise, Formula)]
KNOWN = json.loads(Path(__file__).with_name("formulas.json").read_text(encoding="utf-8"))
TABLE = KNOWN["exercises"]
RIGHT = [(slug, text) for slug, texts in TABLE.items() for text in texts["right"]]
WRONG = [(slug, text, said) for slug, texts in TABLE.items() for text, said in texts["wrong"].items()]
ODD = [*KNOWN["odd"], "a" * 100, "a+" * 999 + "a", "a+" * 1000 + "a", "(" * 90 + "a" + ")" * 90]
TWO = Formula("two", 1, 1, {"a": "a", "b": "b"}, "a * b", {"Added.": "a + b", "Only a.": "a"})

JUDGE = """
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
const { judge } = await import(`${process.argv[1]}/judging.js`);
const sha = (bytes) => createHash("sha256").update(bytes).digest();
function fingerprint({ salt, rounds }, text) {
  let digest = sha(`${salt} ${text}`);
  for (let round = 0; round < rounds; round++) digest = sha(digest);
  return digest.toString("hex").slice(0, 12);
}
const { questions, asked } = JSON.parse(readFileSync(0, "utf8"));
const said = asked.map(([name, text]) => {
  const { refusal, lines } = judge(questions[name], text, (values) => fingerprint(questions[name], values));
  return refusal ?? lines.join("\\n");
});
console.log(JSON.stringify(said));
"""


@cache
def data(slug: str) -> dict[str, Any]:
    return ask(slug)._repr_mimebundle_()[MIMETYPE]["check"]


def on_page(asked: list[tuple[str, str]], **questions: Any) -> list[str]:
    """What the page says to each of these answers, without its marks."""
    known = questions or {slug: data(slug) for slug, _ in asked}
    command = ["node", "--input-type=module", "-e", JUDGE, FORMULAS.as_uri()]
    done = subprocess.run(
        command, input=json.dumps({"questions": known, "asked": asked}), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return [text.replace("**", "") if text.startswith("Not right") else text for text in json.loads(done.stdout)]


def test_the_table_is_long_and_has_every_exercise() -> None:
    assert set(TABLE) == set(SLUGS) and len(RIGHT) >= 60 and len(WRONG) >= 60
    assert all(len(set(texts["right"]) - {EXERCISES[slug].right}) >= 5 for slug, texts in TABLE.items())


def test_right_formulas_are_right_on_the_page_in_any_spelling() -> None:
    said = on_page(RIGHT)
    assert [(text, words) for (_, text), words in zip(RIGHT, said, strict=True) if words != "Right."] == []


def test_wrong_formulas_are_named_or_refused_on_the_page() -> None:
    said = on_page([(slug, text) for slug, text, _ in WRONG])
    for (slug, text, words), heard in zip(WRONG, said, strict=True):
        assert words in heard and heard != "Right.", (slug, text)


@pytest.mark.slow  # takes long
def test_formulas_written_by_two_who_have_not_read_the_parser() -> None:
    """More than 350 right ones in as many spellings, and 360 wrong ones, some unreadable: on the page and in Python."""
    table = json.loads(Path(__file__).with_name("formulas_by_others.json").read_text(encoding="utf-8"))
    typed = [(slug, text, kind == "right") for slug, kinds in table.items() for kind in kinds for text in kinds[kind]]
    said = on_page([(slug, text) for slug, text, _ in typed])
    for (slug, text, right), words in zip(typed, said, strict=True):
        assert (words == "Right.") is right, (slug, text, words)
        assert check(ask(slug), text).correct is right, (slug, text)


@pytest.mark.slow  # takes long
@pytest.mark.parametrize("slug", SLUGS)
def test_python_says_the_same(slug: str) -> None:
    texts = [*TABLE[slug]["right"], *TABLE[slug]["wrong"]]
    assert on_page([(slug, text) for text in texts]) == [str(check(slug, text)) for text in texts]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_mistake_is_named_on_the_page(slug: str) -> None:
    """As the exercise has it, and as SymPy writes it when it is multiplied out."""
    exercise = EXERCISES[slug]
    for form in (lambda text: text, lambda text: str(sympy.expand(expression(text, exercise.symbols)))):
        said = on_page([(slug, form(text)) for text in (exercise.right, *exercise.mistakes.values())])
        assert said[0] == "Right."
        for heard, mistake in zip(said[1:], data(slug)["mistakes"], strict=True):
            assert f"- {mistake['words'].replace('**', '')}" in heard.split("\n") and "no mistake" not in heard


@pytest.mark.slow  # takes long
def test_what_is_odd_is_read_or_refused_as_in_python() -> None:
    question = {"two": TWO.on_page(TWO.draw(None), "two/0")["check"]}  # type: ignore[arg-type]
    there = [str(check(Question(TWO, "0", TWO.draw(None)), text)) for text in ODD]  # type: ignore[arg-type]
    here = on_page([("two", text) for text in ODD], **question)
    assert [(text[:40], one, other) for text, one, other in zip(ODD, here, there, strict=True) if one != other] == []


def test_a_formula_may_be_as_deep_or_long_as_it_likes() -> None:
    """Python refuses what is too deep for its stack; the page reads it or refuses it likewise, and does not fail."""
    question = {"two": TWO.on_page(TWO.draw(None), "two/0")["check"]}  # type: ignore[arg-type]
    deep = ["(" * 900 + "a*b" + ")" * 900, "-" * 1998 + "ab", "a^" * 900 + "a", "exp(" * 400 + "a" + ")" * 400]
    said = on_page([("two", text) for text in deep], **question)
    assert all(text == "Right." or "cannot be read" in text or text.startswith(("Not right", "This")) for text in said)


@pytest.mark.parametrize("slug", SLUGS)
def test_neither_the_formula_nor_its_values_are_in_the_data(slug: str) -> None:
    """Not even with few digits; what stands for other symbols is told at each point, as the question tells it."""
    exercise, text = EXERCISES[slug], json.dumps(data(slug))
    assert set(data(slug)) == {"salt", "rounds", "symbols", "points", "right", "formula", "mistakes"}
    known = {f"{number:.4g}" for point in data(slug)["points"] for number in point}
    for formula in (exercise.right, *exercise.mistakes.values()):
        assert formula in exercise.symbols or len(formula) < 6 or formula not in text
        spelled = expression(formula, exercise.symbols)
        for point in data(slug)["points"]:
            place = dict(zip(map(sympy.Symbol, exercise.symbols), point, strict=True))
            value = float(spelled.subs(place))
            assert f"{value:.4g}" in known or abs(value) < 1e-3 or f"{abs(value):.5f}" not in text
    assert len({data(slug)["right"], *(mistake["print"] for mistake in data(slug)["mistakes"])}) == 1 + len(
        exercise.mistakes
    )


def test_points_are_drawn_for_each_question() -> None:
    exercise = EXERCISES["log-loss-formula"]
    one, other = (exercise.on_page(None, f"log-loss-formula/{student}")["check"] for student in "ab")
    assert one["points"] != other["points"] and one["right"] != other["right"] and len(one["points"]) == 8
    assert all(len(set(column)) == 8 for column in zip(*one["points"], strict=True))


@pytest.mark.parametrize(
    ("slug", "typed"),
    [
        ("other-sign", "w_ij + \alpha a_i (y_j-a_j) a_j (1-a_j)"),
        ("tanh-delta", "(w_{jk}\\delta_k+w_{jl}\\delta_l)(1-\tanh^2(net_j))"),
    ],
)
def test_a_backslash_that_python_took_is_given_back(slug: str, typed: str) -> None:
    """Who writes no r before the quotes hands in a bell, a tab or a form feed."""
    assert check(slug, typed).correct
    assert not check(slug, "\frac{1}{2}").correct and "frac" not in str(check(slug, "\frac{1}{2}"))
