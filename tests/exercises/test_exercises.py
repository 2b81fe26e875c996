"""Whatever a learner hands in, `check` says what is true of it, in one sentence, and never what the answer is."""

from __future__ import annotations

import gc
import json
import linecache
import math
import subprocess
import sys
import threading
import time
from decimal import Decimal
from fractions import Fraction
from unittest.mock import MagicMock

import nbclient
import nbformat
import numpy as np
import pytest
import sympy

from backprop_exercises import EXERCISES, ask, check, grading, reveal
from backprop_exercises import limits as exercise_limits
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.choices import Choice
from backprop_exercises.kinds.formulas import Formula
from backprop_exercises.kinds.gradients import Gradient
from backprop_exercises.kinds.ordering import Ordering
from backprop_exercises.kinds.programs import Program
from backprop_exercises.question import Question
from backprop_lib import Network, backward, forward
from backprop_lib.misconceptions import wrong_gradients
from book_ext.kernels import SocketKernel

SOON = 30  # seconds, on a computer that does much else; what is not stopped goes on for hours


@pytest.fixture(autouse=True)
def nobody_listens_to_the_collector():
    """Hypothesis times garbage collection by a Python function; an exception that a limit raises in it is lost."""
    listeners = gc.callbacks[:]
    gc.callbacks.clear()
    yield
    gc.callbacks[:] = listeners


# ----------------------------------------------------------------------------------------- small exercises of all kinds


def _two(rng):
    return {"x": float(rng.integers(3, 9)), "w": float(rng.integers(3, 9)) + 0.25}


by_hand = ByHand(
    "chain",
    2,
    5,
    _two,
    "a = x + w\nhidden = a * a\nb = hidden + w\nc = b * x",
    ("a", "b", "c"),
    {
        "sign": ("a = x - w",),
        "The square is a product with itself.": ("hidden = 2 * a",),
        "Two times.": ("c = b * 2",),
    },
)
number = ByHand("double", 1, 1, _two, "y = 2 * x * w", ("y",), {"sign": ("y = -2 * x * w",), "One.": ("y = x * w",)})
rounded = ByHand(
    "thirds",
    1,
    1,
    _two,
    "a = x / 7\nb = 100 * a",
    ("a", "b"),
    {"Sevenths.": ("a = 7 / x",), "Half.": ("b = 50 * a",)},
    decimals=2,
)
column = ByHand(
    "column", 1, 1, lambda rng: {"v": rng.normal(size=(2, 1)).round(3)}, "z = 2 * v", ("z",), {"sign": ("z = -2 * v",)}
)
matrix = ByHand("matrix", 1, 1, lambda rng: {"v": rng.normal(size=(2, 3))}, "z = 2 * v", ("z",), {"sign": ("z = -v",)})
formula = Formula(
    "slope",
    1,
    2,
    {"a": "a", "delta_o1": r"\delta_{o1}", "net_j": r"\mathrm{net}_j"},
    "a * (1 - a) * delta_o1 / 3",
    {"sign": "-a * (1 - a) * delta_o1 / 3", "The inner 1 is missing.": r"-\frac{1}{3} a^2 \delta_{o1}"},
)
program = Program(
    "scale",
    1,
    5,
    lambda rng: (rng.normal(size=3), float(rng.normal())),
    lambda v, k: (k * v, float(v.sum())),
    {"sign": lambda v, k: (-k * v, float(v.sum())), "The mean.": lambda v, k: (k * v, float(v.mean()))},
    ("scaled", "total"),
)
choice = Choice("sky", 1, 1, "Blue.", {"Green.": "That is the grass.", "Red.": "sign"})
bug = Bug("square", 1, 1, "y = x * x\nz = y + 1\nu = 2 * z", {"sign": ("z = -y + 1",), "The 2 is gone.": ("u = z",)})


order = Ordering("lines", 1, 2, "y = x + 1\nz = 2 * y", {"z = 2 * x": "The sum comes first."}, {})


def _network(rng):
    network = Network.random((2, 3, 2), "sigmoid", rng=rng)
    return network, rng.normal(size=(2, 4)), rng.uniform(size=(2, 4)), "half_squared_error"


gradient = Gradient("gradient", 2, 5, _network)

ALL = (by_hand, number, rounded, column, matrix, formula, program, choice, bug, order, gradient)


def drawn(exercise, seed=1):
    return Question(exercise, "Ada", exercise.draw(np.random.default_rng(seed)))


def by_the_book(question):
    """The values of `chain`, computed here."""
    x, w = question.given["x"], question.given["w"]
    a = x + w
    return {"a": a, "b": a * a + w, "c": (a * a + w) * x}


# ----------------------------------------------------------------------------------------------- right in every form


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.slug)
def test_what_is_revealed_is_right(exercise):
    for seed in range(20):
        question = drawn(exercise, seed)
        verdict = check(question, question.answer)
        assert verdict.correct and verdict.points == 1 and str(verdict).startswith(("Right.", "This is the bug"))
        assert reveal(question) is not None


NUMBERS = {
    "int": int,
    "float": float,
    "numpy": np.float64,
    "0-d array": np.array,
    "list": lambda value: [value],
    "tuple": lambda value: (value,),
    "1 by 1": lambda value: np.array([[value]]),
    "float32": np.float32,
    "array of float32": lambda value: np.array([value], dtype=np.float32),
    "Fraction": Fraction,
    "Decimal": lambda value: Decimal(str(value)),
    "Rational": lambda value: sympy.Rational(Fraction(value)),
    "Float": sympy.Float,
    "Integer": lambda value: sympy.Integer(int(value)),
    "exact": lambda value: sympy.cos(0, evaluate=False) * sympy.Rational(Fraction(value)),
    "dict": lambda value: {"y": value},
}


@pytest.mark.parametrize("form", NUMBERS)
def test_a_number_in_any_form(form):
    question = next(q for q in (drawn(number, seed) for seed in range(100)) if float(q.answer["y"]).is_integer())
    value = 2 * question.given["x"] * question.given["w"]
    assert check(question, NUMBERS[form](value)).correct
    assert check(question, NUMBERS[form](-value)).misconceptions == ("sign",)
    assert check(question, NUMBERS[form](value + 1)).misconceptions == ()


@pytest.mark.parametrize("form", [tuple, list, np.array, dict, "column", "single", "mixed"])
def test_several_values_in_any_form(form):
    question = drawn(by_hand)
    values = by_the_book(question)
    forms = {
        "column": lambda: np.array([[value] for value in values.values()]),
        "single": lambda: np.array(list(values.values()), dtype=np.float32),
        "mixed": lambda: [Fraction(values["a"]), np.array([values["b"]]), sympy.Float(values["c"], 30)],
    }
    answer = forms[form]() if form in forms else values if form is dict else form(list(values.values()))
    assert check(question, answer).correct


def test_the_order_of_a_dict_does_not_matter():
    question = drawn(by_hand)
    assert check(question, dict(reversed(by_the_book(question).items()))).correct


@pytest.mark.parametrize(
    "form", [list, tuple, np.array, lambda v: [[e] for e in v], lambda v: np.array([v]), sympy.Matrix]
)
def test_a_column_may_be_a_row(form):
    question = drawn(column)
    assert check(question, form([float(2 * entry) for entry in question.given["v"][:, 0]])).correct


def test_a_matrix_has_its_shape():
    question = drawn(matrix)
    right = 2 * question.given["v"]
    assert check(question, right.tolist()).correct
    for wrong in (right.T, right.ravel(), right[0], right[..., None]):
        verdict = check(question, wrong)
        assert not verdict.correct and "expected an array of shape (2, 3)" in str(verdict)


def test_rounding_of_what_should_be_zero():
    exercise = ByHand("zero", 1, 1, lambda rng: {"x": 0.1}, "y = x + 0.2 - 0.3", ("y",), {"Sum.": ("y = x + 0.2",)})
    question = drawn(exercise)
    assert question.drawn.right["y"] != 0
    assert check(question, 0).correct and check(question, -(0.3 - 0.2 - 0.1)).correct
    assert not check(question, 1e-9).correct


FORMULAS = [
    "a*(1-a)*delta_o1/3",
    "(a - a**2) * delta_o1 / 3",
    "delta_o1 * a / 3 - a^2 * delta_o1 / 3",
    "0.5 * delta_o1 * (a - a*a) * 2/3",
    "a(1 − a)delta_o1 · 3**-1",
    "1e-1 * a * (10 - 10 * a) * delta_o1 / 3",
    "np.exp(np.log(a)) * (1 - a) * delta_o1 / 3",
    r"\frac{1}{3} a (1-a) \delta_{o1}",
    r"\frac13 a \cdot (1-a) \cdot \delta_{o1}",
    r"\tfrac{\delta_{o1}}{3}\left(a-a^{2}\right)",
    r"$\frac{a}{3}\,\left(1 - a\right) \, \delta_{o1}$",
    r"\delta_{o1}\times a/3\times(1-a)",
    r"e^{\ln a} \frac{1 - a}{3} \delta_{o1}",
    r"\exp(\ln(a)) \dfrac{(1 - a)\delta_{o1}}{3}",
    r"\mathrm{e}^{\operatorname{ln}(a)} \delta_{o1} (1-a) / 3 + 0 \cdot \text{net}_j",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_as_it_may_be_typed(text):
    verdict = check(drawn(formula), text)
    assert verdict.correct, verdict


def test_a_formula_as_an_expression():
    question = drawn(formula)
    a, delta = question.given["a"], question.given["delta_o1"]
    right = a * (1 - a) * delta / 3
    assumed = (
        sympy.Symbol("a", positive=True) * (1 - sympy.Symbol("a", positive=True)) * sympy.Symbol("delta_o1", real=True)
    )
    for form in (
        right,
        sympy.expand(right),
        sympy.factor(right),
        np.array(right),
        assumed / 3,
        1 / 3 * a * (1 - a) * delta,
    ):
        assert check(question, form).correct, form
    assert check(question, -right).misconceptions == ("sign",)
    assert check(question, -a * a * delta / 3).misconceptions == ("The inner 1 is missing.",)
    noisy = check(question, right + sympy.Rational(1, 10**15))
    assert not noisy.correct and noisy.misconceptions == ()


def test_equal_on_positive_numbers_only():
    question = drawn(formula)
    a, delta = question.given["a"], question.given["delta_o1"]
    assert not check(question, sympy.sqrt(a**2) * (1 - a) * delta / 3).correct
    assert not check(question, a * (1 - a) * abs(delta) / 3).correct
    logarithm = Formula("log", 1, 1, {"a": "a", "t": "t"}, "-t * log(a)", {"sign": "t * log(a)"})
    assert check(drawn(logarithm), "t * log(1 / a)").correct
    assert check(drawn(logarithm), r"-t \ln(1 / a)").misconceptions == ("sign",)


def test_what_stands_in_a_text_is_not_run(tmp_path):
    trap = tmp_path / "trap"
    for text in (
        f"__import__('pathlib').Path({str(trap)!r}).touch()",
        f"open({str(trap)!r}, 'w')",
        f"exec('open({str(trap)!r})')",
        f"[open({str(trap)!r}, 'w'), a][1]",
        "a.__class__.__mro__[1].__subclasses__()",
        "(lambda: 1/0)()",
        "print(a)",
        "a if a else a",
        "a[0]",
        "f'{a}'",
    ):
        verdict = check(drawn(formula), text)
        assert not verdict.correct and "expected a formula in a, delta_o1, net_j" in str(verdict)
    assert not trap.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9**9**9**9", "too large"),
        (r"9^{9^{9^{9}}}", "too large"),
        ("((9**100)**100)**100", "too large"),
        ("a**9**9**9", "too large"),
        ("exp(exp(exp(999)))", "too large"),
        ("1e99999999", "cannot be read"),
        ("(" * 900 + "a" + ")" * 900, "cannot be read"),
        ("a" * 100_000, "100000 characters"),
        ("1 + " * 400 + "a", "Not right yet"),
        ("exp(exp(exp(exp(exp(exp(1 + a**2))))))", "within 1 seconds"),
    ],
)
def test_a_monstrous_text_is_soon_dealt_with(text, said, monkeypatch):
    monkeypatch.setattr(exercise_limits, "WITH_READING", 1.0)
    begun = time.monotonic()
    verdict = check(drawn(formula), text)
    assert time.monotonic() - begun < SOON
    refused(verdict)
    assert said in str(verdict)


def test_a_monstrous_expression_is_soon_dealt_with(monkeypatch):
    monkeypatch.setattr(exercise_limits, "WITH_READING", 0.5)
    tower = sympy.Symbol("a")
    for _ in range(6):
        tower = sympy.Pow(9, tower, evaluate=False)
    begun = time.monotonic()
    refused(check(drawn(formula), tower))
    assert time.monotonic() - begun < SOON


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("b * (1 - b) * delta_o1 / 3", "b is not in this exercise"),
        (r"b (1 - b) \delta_{o1} / 3", "b is not in this exercise"),
        ("ab", "ab is not in this exercise"),
        (r"\sum_i a", r"\sum_{i} is not in this exercise"),
        ("a = a", "has an equals sign"),
        ("0,5 * a", "has a comma; write a point"),
        ("(a", "has a bracket that is not closed"),
        ("a)", "has a ) too many"),
        (r"\ln 2 a", "cannot be read"),
        (r"\sqrt[3]{a}", "cannot be read"),
        ("1 / 0", "division by 0"),
        ("  ", "Not answered yet"),
        (sympy.Function("f")(sympy.Symbol("a")), "f(a) is not in this exercise"),
        (sympy.Symbol("q"), "q is not in this exercise"),
        (sympy.oo, "infinity"),
        (float("nan"), "infinity"),
        (sympy.Matrix([1, 2]), "expected a formula"),
        (sympy.Eq(sympy.Symbol("a"), 1), "expected a formula"),
    ],
)
def test_a_formula_that_cannot_be_judged(text, said):
    verdict = check(drawn(formula), text)
    refused(verdict)
    assert said in str(verdict)


def test_a_formula_has_only_its_own_symbols():
    assert drawn(formula).given == {name: sympy.Symbol(name) for name in ("a", "delta_o1", "net_j")}


# -------------------------------------------------------------------------------------------- wrong in every form


class _Hostile:
    """Each of its methods raises."""

    __hash__ = None  # type: ignore[assignment]

    def _fail(self, *arguments):
        raise RuntimeError("no")

    __repr__ = __str__ = __eq__ = __len__ = __iter__ = __getitem__ = __array__ = __bool__ = __float__ = _fail
    __getattr__ = __format__ = __lt__ = __neg__ = __index__ = _fail


class _HostileFunction(_Hostile):
    __call__ = _Hostile._fail


class _Endless:
    def __len__(self):
        return 3

    def __getitem__(self, key):
        return _Endless()


def _itself():
    inner: list = []
    inner.append(inner)
    return inner


NONSENSE = {
    "nan": float("nan"),
    "inf": -math.inf,
    "text": "0.5",
    "bytes": b"0.5",
    "None": None,
    "not yet": ...,
    "function": lambda: 1 / 0,
    "builtin": len,
    "class": int,
    "bool": True,
    "numpy bool": np.True_,
    "complex": 1 + 2j,
    "huge": 10**400,
    "Decimal nan": Decimal("sNaN"),
    "sympy nan": sympy.nan,
    "infinity": sympy.zoo,
    "imaginary": sympy.I,
    "empty": [],
    "empty dict": {},
    "other names": {"q": 1},
    "numbers for names": {1: 2},
    "set": {1.5, 2.5, 3.5},
    "generator": (n for n in range(3)),
    "range": range(3),
    "ragged": [[1, 2], [3]],
    "nested": [[1, [2, [3]]], "x"],
    "deep": [[[[[1.0]]]]] * 3,
    "itself": _itself(),
    "texts": np.array(["a", "b", "c"]),
    "objects": np.array([None, 1, 2], dtype=object),
    "records": np.zeros(3, dtype=[("a", int)]),
    "long": np.arange(1000),
    "nothings": [None] * 3,
    "nans": [math.nan] * 3,
    "dates": np.array(["2020-01-01"] * 3, dtype="datetime64[D]"),
    "equation": sympy.Eq(sympy.Symbol("a"), 1),
    "module": math,
    "exception": ValueError("no"),
    "mock": MagicMock(),
    "hostile": _Hostile(),
    "hostile function": _HostileFunction(),
    "hostile parts": [_Hostile()] * 3,
    "endless": _Endless(),
    "exit": sys.exit,
}


def refused(verdict):
    """One helpful sentence or two, not correct, in both forms."""
    assert not verdict.correct and not verdict and verdict.misconceptions == () and verdict.points == 0
    for said in (str(verdict), verdict._repr_markdown_().strip()):
        assert verdict.remark and said.endswith((".", "?", ")", "`.")) and "\n" not in said and len(said) < 320
        assert "Traceback" not in said


@pytest.mark.parametrize("name", NONSENSE)
@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.slug)
def test_nonsense_gets_a_sentence(exercise, name, monkeypatch):
    monkeypatch.setattr(exercise_limits, "WITH_READING", 1.0)
    refused(check(drawn(exercise), NONSENSE[name]))


@pytest.mark.parametrize(
    ("exercise", "answer", "said"),
    [
        (number, "0.5", "y is the text '0.5'; expected a number, without quotes: 0.5."),
        (number, True, "y is a bool, True; expected a number."),
        (number, len, "y is a function; expected a number. Call it, and hand in what it returns."),
        (number, [1, 2], "y is 2 numbers; expected a number."),
        (number, math.nan, "y contains nan; expected a number, all of them finite."),
        (column, [1, 2, 3], "z is 3 numbers; expected a column of 2 numbers."),
        (by_hand, 5, "This is an int; expected a, b, c, in a list in this order or in a dict."),
        (by_hand, {1.0, 2.0, 3.0}, "This is a set; expected a, b, c, in a list in this order or in a dict."),
        (by_hand, [1, 2], "These are 2 values; expected a, b, c, in a list in this order or in a dict."),
        (by_hand, {"q": 1}, "'q' was not asked for; expected a, b, c."),
        (by_hand, ..., "Not answered yet; expected a, b, c."),
        (choice, "D", "This is 'D'; expected one of A to C."),
        (choice, ..., "Not answered yet; expected one of A to C."),
        (bug, 4, "This is 4; expected one of 1 to 3."),
        (bug, 2.5, "This is 2.5; expected one of 1 to 3."),
        (bug, "line 4", "This is 'line 4'; expected one of 1 to 3."),
        (program, 3.0, "This is a float; expected your function, by its name, without brackets."),
        (program, lambda v, k: None, "Not answered yet: your function returns nothing; expected scaled, total."),
        (program, lambda v, k: (..., ...), "Not answered yet: your function returns `...`; expected scaled, total."),
        (program, lambda v, k: v, "Your function returned an ndarray; expected scaled, total."),
        (program, lambda v, k: (v, k, k), "Your function returned 3 values; expected scaled, total."),
        (program, lambda v, k: (v[:2], k), "scaled is 2 numbers; expected 3 numbers."),
        (program, lambda v: v, "takes 1 positional argument but 2 were given."),
    ],
)
def test_what_is_said(exercise, answer, said):
    assert said in str(check(drawn(exercise), answer))


# ----------------------------------------------------------------------------------------- which mistake it was


def test_later_values_are_judged_on_the_own_earlier_one():
    question = drawn(by_hand)
    x, w = question.given["x"], question.given["w"]
    for a, mistake in ((x - w, ("sign",)), (x + w + 0.5, ())):
        b = a * a + w
        whole = check(question, {"a": a, "b": b, "c": b * x})
        assert (whole.correct, whole.first_off, whole.misconceptions) == (False, "a", mistake)
        assert whole.points == pytest.approx(2 / 3)
    # A second mistake behind the first: c is no longer that of a whole run with the first one alone.
    a = x - w
    b = a * a + w
    twice = check(question, [a, b, b * 2])
    assert (twice.first_off, twice.misconceptions, twice.points) == ("a", ("sign",), pytest.approx(1 / 3))
    assert "judged on your own value" in str(twice)
    # In the middle and at the end.
    a = x + w
    b = 2 * a + w
    middle = check(question, [a, b, b * x])
    assert (middle.first_off, middle.misconceptions) == ("b", ("The square is a product with itself.",))
    assert middle.points == pytest.approx(2 / 3)
    b = a * a + w
    end = check(question, [a, b, b * 2])
    assert (end.first_off, end.misconceptions, end.points) == ("c", ("Two times.",), pytest.approx(2 / 3))
    # A second mistake behind a value that is off for no known reason.
    b = a * a + w + 1
    unknown = check(question, [a, b, b * 2])
    assert (unknown.first_off, unknown.misconceptions, unknown.points) == ("b", (), pytest.approx(1 / 3))


def test_zeros_do_not_follow_from_a_zero():
    question = drawn(by_hand)
    assert check(question, [0, 0, 0]).points == 0, "c is b times x, and 0 = 0 x"
    a = question.given["x"] - question.given["w"]
    assert check(question, [a, 0, 0]).points == 0


def test_a_part_of_the_answer():
    question = drawn(by_hand)
    values = by_the_book(question)
    verdict = check(question, {"a": values["a"]})
    assert not verdict.correct and verdict.points == pytest.approx(1 / 3)
    assert str(verdict) == "Right so far. Still to do: b, c."
    assert check(question, [question.given["x"] - question.given["w"], ..., ...]).misconceptions == ("sign",)


def test_an_answer_with_the_decimals_asked_for():
    question = drawn(rounded)
    a = question.given["x"] / 7
    assert check(question, [round(a, 2), round(100 * a, 2)]).correct
    assert check(question, [round(a, 3), round(100 * a, 3)]).correct
    assert check(question, [math.floor(a * 100) / 100, 100 * a]).correct, "cut off instead of rounded"
    assert not check(question, [round(a, 2) + 0.02, 100 * a]).correct
    early = check(question, [round(a, 2), 100 * round(a, 2)])
    assert not early.correct and early.misconceptions == () and "too much was rounded" in str(early)
    half = check(question, [round(a, 2), 50 * round(a, 2)])
    assert (half.first_off, half.misconceptions) == ("b", ("Half.",)), "from the rounded value"
    late = check(question, [a, 100 * a + 0.02])
    assert not late.correct and "too much was rounded" in str(late)
    assert check(question, [a, 100 * a + 0.04]).first_off == "b"
    wrong = check(question, [round(7 / question.given["x"], 2), round(700 / question.given["x"], 2)])
    assert wrong.misconceptions == ("Sevenths.",)


def test_mistakes_that_coincide_are_all_named():
    twins = ByHand(
        "twins",
        1,
        1,
        _two,
        "y = x * w",
        ("y",),
        {"sign": ("y = -x * w",), "Other.": ("y = x * -w",), "No.": ("y = x",)},
    )
    for seed in range(50):
        question = drawn(twins, seed)
        assert check(question, -question.drawn.right["y"]).misconceptions == ("sign", "Other.")
        assert check(question, question.given["x"]).misconceptions == ("No.",)
    said = str(check(question, -question.drawn.right["y"]))
    assert "Several known mistakes" in said and "Sign reversed." in said and "- Other." in said


def test_numbers_are_drawn_until_mistakes_differ():
    squares = ByHand(
        "squares",
        1,
        1,
        lambda rng: {"x": float(rng.integers(0, 4))},
        "y = x * x",
        ("y",),
        {"Twice.": ("y = 2 * x",), "Plus 2.": ("y = x + 2",)},
    )
    seen = {drawn(squares, seed).given["x"] for seed in range(100)}
    assert seen == {1.0, 3.0}, "at 0 and 2 the right answer is 2x, and at 2 also x + 2"
    with pytest.raises(ValueError, match="coincides with a mistake"):
        drawn(squares._replace(mistakes={"Same.": ("y = x**2",)}))


@pytest.mark.parametrize("exercise", [by_hand, number, column, matrix], ids=lambda exercise: exercise.slug)
def test_noise_is_named_as_nothing(exercise):
    rng = np.random.default_rng(5)
    for seed in range(100):
        question = drawn(exercise, seed)
        for value in rng.uniform(1, 10, 3) * (1e-5, 1, 1e6):
            noisy = {name: right + value for name, right in question.answer.items()}
            verdict = check(question, noisy)
            assert not verdict.correct and verdict.misconceptions == () and "no mistake that we know" in str(verdict)


def test_a_mistake_that_is_infinite_is_not_everything():
    exercise = ByHand(
        "ratio", 1, 1, lambda rng: {"x": np.float64(2), "n": np.float64(0)}, "y = x", ("y",), {"By 0.": ("y = x / n",)}
    )
    assert check(drawn(exercise), 7).misconceptions == ()


def test_a_large_wrong_value_in_single_precision_is_named():
    exercise = ByHand("large", 1, 1, lambda rng: {"x": 3.1}, "y = x", ("y",), {"Large.": ("y = 7777 * x",)})
    assert check(drawn(exercise), np.float32(7777 * 3.1)).misconceptions == ("Large.",)


def test_gradients_are_judged_as_diagnose_does():
    question = drawn(gradient)
    network, x, y, loss = question.drawn
    right = backward(network, forward(network, x), y, loss)
    pairs = [(g.W.tolist(), g.b.tolist()) for g in right]
    assert check(question, pairs).correct and check(question, right).points == 1
    for slug in ("sign", "hidden-derivative-missing", "sum-over-examples"):
        assert slug in check(question, wrong_gradients(slug, network, x, y, loss)).misconceptions
    half = [(right[0].W + 1, right[0].b), (right[1].W, right[1].b)]
    verdict = check(question, half)
    assert (verdict.correct, verdict.misconceptions, verdict.points) == (False, (), 0.75)
    assert verdict.first_off == "W of layer 1"
    single = check(question, [(g.W.astype(np.float32), g.b.astype(np.float32)) for g in right])
    assert single.correct and single.points == 1
    wrong = check(question, [(-g.W.astype(np.float32), g.b.astype(np.float32)) for g in right])
    assert not wrong.correct and wrong.misconceptions == ("sign",) and wrong.points == 0.5
    assert wrong.gives == "the gradient of the weights of all layers"


def test_a_choice_and_a_bug():
    for seed in range(20):
        question = drawn(choice, seed)
        letters = dict(zip(question.drawn.options, "ABC", strict=True))
        assert check(question, letters["Blue."]).correct and check(question, f" {letters['Blue.'].lower()}) ").correct
        assert check(question, letters["Green."]).misconceptions == ("That is the grass.",)
        assert check(question, letters["Red."]).misconceptions == ("sign",)
        question = drawn(bug, seed)
        wrong = 2 if question.drawn.mistake == "sign" else 3
        for line in (1, 2, 3):
            verdict = check(question, line)
            assert verdict.correct == (line == wrong) == check(question, str(line)).correct
            assert ("as it should be" in str(verdict)) == (line != wrong)


# ------------------------------------------------------------------------------------------------ nothing is revealed


@pytest.mark.parametrize("exercise", [by_hand, number, column], ids=lambda exercise: exercise.slug)
def test_a_number_is_not_revealed(exercise):
    for seed in range(30):
        question = drawn(exercise, seed)
        answers = [
            *([..., None, math.nan, "x", len, [1], {"q": 1}, 0]),
            {name: value + 0.37 for name, value in question.answer.items()},
            {name: -value for name, value in question.answer.items()},
            dict.fromkeys(question.answer, np.ones((7, 7))),
        ]
        said = [repr(question), question._repr_markdown_()]
        for verdict in (check(question, answer) for answer in answers):
            assert not verdict.correct
            said += [str(verdict), verdict._repr_markdown_(), repr(verdict)]
        given = {f"{float(value):.10g}" for part in question.given.values() for value in np.ravel(part)}
        for value in (float(entry) for part in question.answer.values() for entry in np.ravel(part)):
            for written in {f"{value:.10g}", repr(value), str(np.float64(value))} - given:
                assert len(written) < 4 or not any(written in text for text in said)


@pytest.mark.parametrize("exercise", [formula, program, choice, bug], ids=lambda exercise: exercise.slug)
def test_no_other_answer_is_revealed(exercise):
    question = drawn(exercise)
    wrong = {"slope": ["a", "x**2", "nonsense"], "scale": [lambda v, k: (v, k), 3]}.get(
        exercise.slug, ["A", "B", "C", 1, 9]
    )
    verdicts = [verdict for answer in [..., *wrong] if not (verdict := check(question, answer))]
    said = [repr(question), *map(str, verdicts), *(verdict._repr_markdown_() for verdict in verdicts)]
    secrets = {
        "slope": ["1 - a", "(1-a)"],
        "scale": ["k * v", "sum"],
        "sky": ["Blue"],
        "square": ["sign reversed", "Sign reversed"],
    }
    assert len(verdicts) > 2
    assert not any(secret in text for secret in secrets[exercise.slug] for text in said)


# ------------------------------------------------------------------------------------------------------ programs


def learner(source, name="f"):
    """A function from source code that Python can show, as from a cell of a notebook."""
    file = f"<cell {abs(hash(source))}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    space = {"np": np, "time": time}
    exec(compile(source, file, "exec"), space)
    return space[name]


def test_a_right_function_in_several_forms():
    question = drawn(program)
    for function in (
        lambda v, k: (v * k, sum(v)),
        lambda v, k: [list(v * k), sympy.Float(float(v.sum()))],
        lambda v, k: ((v * k).reshape(1, 3), np.array([v.sum()])),
        lambda v, k: (np.float32(v * k), np.float32(v.sum())),
        type("Object", (), {"__call__": lambda self, v, k: (v * k, v.sum())})(),
    ):
        assert check(question, function).correct
    assert check(question, lambda v, k: (-k * v, v.sum())).misconceptions == ("sign",)
    mean = check(question, lambda v, k: (k * v, v.mean()))
    assert (mean.misconceptions, mean.first_off, mean.points) == (("The mean.",), "total", 0.5)
    off = check(question, lambda v, k: (k * abs(v), v.sum()))
    assert (off.misconceptions, off.first_off, off.points) == ((), "scaled", 0.5) and "cases[" in str(off)


LOOPS = {
    "plain": "def f(v, k):\n    while True: pass",
    "bare except": "def f(v, k):\n    while True:\n        try:\n            pass\n        except:\n            pass",
    "sleep": "def f(v, k):\n    time.sleep(1000)",
    "sleeping in a bare except": (
        "def f(v, k):\n    while True:\n        try:\n            time.sleep(1000)\n        except:\n            pass"
    ),
    "arithmetic": "def f(v, k):\n    return 9**9**9**9",
    "finally": "def f(v, k):\n    try:\n        while True: v = v + 1\n    finally:\n        while True: pass",
    "slow in each case": "def f(v, k):\n    time.sleep(0.1)\n    return k * v, v.sum()",
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_function_without_end_is_stopped(name, monkeypatch):
    monkeypatch.setattr(exercise_limits, "SECONDS", 0.3)
    begun = time.monotonic()
    verdict = check(drawn(program), learner(LOOPS[name]))
    assert time.monotonic() - begun < SOON
    refused(verdict)
    assert str(verdict) == (
        "Your function was stopped after 0.3 seconds, in `def f(v, k):`. Is there a loop that never ends?"
    )
    time.sleep(0.1)  # no alarm is left behind
    assert check(drawn(program), program.right).correct


def test_an_alarm_at_the_very_end_harms_nobody(monkeypatch):
    """Alarms fall before, into and behind a function that takes about as long as it may."""
    stopped = 0
    for n in range(500):
        try:
            exercise_limits.limited(n * 1e-5, lambda: sum(k * k for k in range(3000)))
        except exercise_limits.TooLong:
            stopped += 1
    assert 0 < stopped < 500


def test_a_limit_within_a_limit():
    def nested():
        for _ in range(5):
            assert exercise_limits.limited(5, lambda: 1) == 1
        while True:
            pass

    begun = time.monotonic()
    with pytest.raises(exercise_limits.TooLong):
        exercise_limits.limited(0.2, nested)
    assert 0.1 < time.monotonic() - begun < SOON


def test_in_a_thread_without_alarms():
    question = drawn(program)
    found = []
    thread = threading.Thread(target=lambda: found.extend([check(question, program.right), check(question, len)]))
    thread.start()
    thread.join()
    assert found[0].correct and "TypeError" in str(found[1])


def test_an_error_is_shown_with_the_learners_line():
    question = drawn(program)
    helper = "def g(v):\n    return v[7]\n\n\ndef f(v, k):\n    w = g(v)\n    return w, k"
    for source, said in {
        "def f(v, k):\n    u = v\n    return u + n": "NameError: name 'n' is not defined, in line 3: `return u + n`.",
        helper: "IndexError: index 7 is out of bounds for axis 0 with size 3, in line 2: `return v[7]`.",
        "def f(v, k):\n    return k, np.linalg.inv(np.zeros((2, 2)))": "LinAlgError: Singular matrix, in line 2: ",
        "import json\n\n\ndef f(v, k):\n    return json.loads('{')": "in line 5: `return json.loads('{')`.",
        "def f(v, k):\n    raise ValueError('one\\ntwo')": "ValueError: one ..., in line 2: ",
        "def f(v, k):\n    assert k is None": "Your function raised AssertionError, in line 2: `assert k is None`.",
        "def f(v, k):\n    raise SystemExit(3)": "Your function raised SystemExit: 3, in line 2: ",
        "def f(v, k):\n    return f(v, k)": "RecursionError: maximum recursion depth exceeded",
    }.items():
        with np.errstate(all="ignore"):
            verdict = check(question, learner(source))
        refused(verdict)
        assert said in str(verdict)
    no_source = {}
    exec("def f(v, k):\n    return v / 'x'", no_source)
    assert str(check(question, no_source["f"])).endswith("in line 2.")


def test_a_function_that_changes_its_arguments_harms_nobody():
    question = drawn(program)
    before = [(v.copy(), k) for v, k in question.drawn.cases]

    def vandal(v, k):
        v *= k
        return v, 0.0

    def right(v, k):
        total = v.sum()
        v *= k
        return v, total

    assert check(question, vandal).first_off == "total"
    assert check(question, right).correct
    assert all(np.array_equal(v, w) and k == m for (v, k), (w, m) in zip(question.drawn.cases, before, strict=True))


def test_a_function_that_prints(capsys):
    def chatty(v, k):
        print("here", k)
        return k * v, v.sum()

    assert check(drawn(program), chatty).correct
    assert capsys.readouterr().out.count("here") == len(drawn(program).drawn.cases)


def test_an_interrupt_by_the_learner_is_not_swallowed():
    def interrupted(v, k):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(drawn(program), interrupted)


NOTEBOOK = [
    """
import numpy as np
from backprop_exercises import check, limits
from backprop_exercises.kinds.ordering import Ordering
from backprop_exercises.kinds.programs import Program
from backprop_exercises.question import Question
limits.SECONDS = 0.3
scale = Program("scale", 1, 1, lambda rng: (rng.normal(size=3),), lambda v: 2 * v, {"sign": lambda v: -2 * v}, ("y",))
question = Question(scale, "Ada", scale.draw(np.random.default_rng(0)))
""",
    "def helper(v):\n    return v + [1, 2]",
    "def f(v):\n    return helper(v)",
    "print(check(question, f))",
    "def loop(v):\n    while True:\n        try:\n            v = v + 1\n        except:\n            pass",
    "print(check(question, loop))",
    "def minus(v):\n    return -2 * v",
    "check(question, minus)",
    "def stub(v):\n    '''Twice v.'''\n    ...",
    "print(check(question, stub))",
]


def test_in_a_kernel():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in NOTEBOOK])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3", kernel_manager_class=SocketKernel).execute()
    outputs = [cell.outputs[0] if cell.outputs else None for cell in notebook.cells]
    assert "ValueError: operands could not be broadcast" in outputs[3].text
    assert outputs[3].text.endswith("in line 2: `return v + [1, 2]`.\n")
    assert "Your function was stopped after 0.3 seconds, in `def loop(v):`." in outputs[5].text
    assert "**Sign reversed.** The difference" in outputs[7].data["text/markdown"]
    assert outputs[9].text.startswith("Not answered yet")


# ------------------------------------------------------------------------------------------------- asked by student


def test_a_student_gets_the_same_numbers_in_another_process():
    slug = next(slug for slug, exercise in EXERCISES.items() if isinstance(exercise, ByHand))
    script = (
        "import json, sys; from backprop_exercises import ask; "
        "print(json.dumps([{k: float(v) for k, v in ask(sys.argv[1], s).given.items()} for s in ('Ada', 7)]))"
    )
    run = subprocess.run([sys.executable, "-c", script, slug], capture_output=True, encoding="utf-8", check=True)
    assert json.loads(run.stdout) == [ask(slug, "Ada").given, ask(slug, 7).given]
    assert ask(slug, " ADA ").given == ask(slug, "Ada").given and ask(slug, "7").given == ask(slug, 7).given
    assert len({str(ask(slug, f"student {n}").given) for n in range(30)}) > 25


@pytest.mark.parametrize("student", [None, ..., 1.5, True, ["Ada"], len])
def test_who_has_no_name_gets_no_numbers(student, monkeypatch, capsys):
    with pytest.raises(TypeError, match=r"student is .*; expected a number, or a name in quotes"):
        ask("net-input", student)
    monkeypatch.setattr(grading, "student", student)  # a notebook that is graded goes on
    assert grading.points("net-input", lambda: 1, 2) == 0
    assert "expected a number, or a name in quotes. It is set in the first cell." in capsys.readouterr().out


def test_a_number_may_be_numpys():
    assert ask("net-input", np.int64(3)).given == ask("net-input", 3).given


def test_what_a_learner_hands_in_is_no_markdown():
    """A star or a bracket in it would be a mark in a notebook, and what stands between two of them vanish."""
    said = check("net-input", "<b>*2*</b> x_1 x_2")._repr_markdown_()
    assert r"'\<b>\*2\*\</b> x\_1 x\_2'" in said


def test_an_exercise_that_does_not_exist():
    with pytest.raises(ValueError, match="There is no exercise 'net-inputs'; did you mean net-input"):
        ask("net-inputs")
    nearest = r"the nearest are ([\w-]+, ){2}[\w-]+\. A new one .* backprop_exercises/bank/"
    with pytest.raises(ValueError, match=f"^There is no exercise 'xyz'; {nearest}"):
        ask("xyz")
    with pytest.raises(ValueError, match="There is no exercise 'nowhere'"):
        check("nowhere", 1)


@pytest.mark.parametrize("written", ["{}", "line {}", "Line {}.", " {} "])
def test_a_line_may_be_given_in_words(written):
    question = drawn(bug)
    right = int(question.answer)
    assert check(question, written.format(right)).correct
    assert check(question, float(right)).correct and check(question, np.float32(right)).correct
    assert not check(question, written.format(right % 3 + 1)).correct


def test_a_question_is_shown_in_words():
    shown = drawn(by_hand)._repr_markdown_()
    assert "$x = " in shown and "`c`" in shown and repr(drawn(by_hand)) == "<question chain for student Ada>"
    assert r"$\delta_{o1}$ (`delta_o1`)" in drawn(formula)._repr_markdown_()
    assert "12 cases" in drawn(program)._repr_markdown_()
    chosen, found = drawn(choice)._repr_markdown_(), drawn(bug)._repr_markdown_()
    assert chosen.count("- **") == 3 and chosen.endswith('Answer with its letter in quotes, such as `"A"`.')
    assert " 2  z = " in found and found.endswith("Answer with the number of the line, such as `3`.")
    assert "half_squared_error" in drawn(gradient)._repr_markdown_()


# ------------------------------------------------------------------------- what a reviewer found by trying to break it


@pytest.mark.parametrize(
    ("slug", "answer"),
    [
        ("tanh-delta", "(w_jk * delta_k + w_jl * delta_l) * (1 - tanh(net_j)**2)"),
        ("tanh-delta", "(w_jk*δ_k + w_jl*δ_l) / cosh(net_j)²"),
        ("output-weight", "(o_j - t_j) * o_j * o_i / (1 + exp(net_j))"),
        ("output-weight", r"\frac{e^{-net_j}}{(1+e^{-net_j})^2}(o_j-t_j)o_i"),
        ("output-weight", r"\frac{e^{-net_{j}}}{(1+e^{-\mathrm{net}_j})^2}(o_j-t_j)o_i"),
        ("line-slope-formula", "x(θx – y)"),
        ("error-of-the-difference", "((p + h)³ - (p - h)³) ÷ (2h)"),
    ],
)
def test_an_equivalent_formula_is_right_however_it_is_typed(slug, answer):
    assert check(slug, answer).correct


def test_an_output_in_the_place_of_its_net_input_is_still_told():
    wrong = "(w_jk * delta_k + w_jl * delta_l) * (1 - net_j**2)"
    assert check("tanh-delta", wrong).misconceptions == ("output-form-at-net-input",)


def test_a_mistake_in_one_value_is_said_to_give_that_value_and_not_the_answer():
    question = ask("unit-output")
    g = question.given
    net = g["w_1j"] * g["o_1"] + g["w_2j"] * g["o_2"]
    verdict = check(question, [net, 1 / (1 + math.exp(net))])  # the bias is missing, and then a sign
    assert "exactly this value of net_j" in str(verdict) and verdict.misconceptions


def test_what_is_wrong_with_a_statement_is_not_called_a_mistake_that_gives_it():
    question = ask("why-it-diverges")
    wrong = next(letter for letter in "ABCD" if not check(question, letter).correct)
    assert str(check(question, wrong)).startswith("Not right yet:\n- ")


def test_gradients_as_objects_are_read():
    question = ask("whole-gradient")
    network, x, y, loss = question.drawn

    class Pair:
        def __init__(self, part):
            self.W, self.b = part.W, part.b

    wrong = wrong_gradients("sign", network, x, y, loss)
    assert check(question, [Pair(part) for part in question.answer]).correct
    assert "sign" in check(question, [Pair(part) for part in wrong]).misconceptions


def test_values_may_come_in_one_array():
    question = ask("fit-line")
    assert check(question, lambda *case: np.array(question.answer(*case))).correct


def test_the_error_of_a_slow_program_is_not_lost(monkeypatch):
    monkeypatch.setattr(exercise_limits, "SECONDS", 1.0)
    monkeypatch.setattr(exercise_limits, "WITH_READING", 2.0)

    def slow(*case):
        time.sleep(0.3)
        return nowhere  # noqa: F821

    assert "NameError" in str(check("fit-line", slow))


def test_the_largest_net_input_has_to_be_subtracted():
    def by_the_smallest(z):
        e = np.exp(z - z.min(axis=0))
        return e / e.sum(axis=0)

    for student in range(20):
        assert not check(ask("stable-softmax", student), by_the_smallest).correct


def test_gradients_may_have_biases_in_a_row():
    question = ask("whole-gradient")
    assert check(question, [(part.W, part.b[:, 0]) for part in question.answer]).correct


@pytest.mark.parametrize("decimals", [6, 8, 10])
def test_rounded_gradients_are_told_that_they_are_rounded(decimals):
    question = ask("whole-gradient")
    verdict = check(question, [(part.W.round(decimals), part.b.round(decimals)) for part in question.answer])
    assert not verdict.correct and "rounded" in str(verdict)
