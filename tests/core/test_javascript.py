"""SymPy to JavaScript: what is printed, and what is refused in words. That it computes right: tests/browser."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from backprop_lib.javascript import javascript_module, logistic, numpy_function

x, y = sympy.symbols("x y", real=True)


def printed(*expressions: sympy.Expr, arguments: tuple = (x, y)) -> str:
    return javascript_module({"f": (arguments, expressions)})


def test_what_is_shared_is_computed_once() -> None:
    assert printed(sympy.exp(x) + y, sympy.exp(x) * y).count("Math.exp") == 1


def test_small_powers_are_products() -> None:
    assert "(x*x*x)" in printed(x**3)
    assert "2/(x*x)" in printed(2 / x**2)
    assert "pow" not in printed((1 + x) ** 2 + ((1 + x) ** 2 + y) ** 3).lower()
    assert "Math.pow(x, 9)" in printed(x**9)


def test_floats_keep_their_digits() -> None:
    assert repr(0.1 + 0.2) in printed(sympy.Float(0.1 + 0.2) * x)


def test_temporaries_do_not_take_the_name_of_an_argument() -> None:
    t0 = sympy.Symbol("t0", real=True)
    text = printed((1 + t0) ** 2 + x, arguments=(x, t0))
    assert "const t0 =" not in text and "const t1 =" in text


def test_the_logistic_function_brings_its_stable_form_along() -> None:
    text = printed(logistic(x), logistic(y))
    assert text.startswith("const logistic = ") and text.count("const logistic") == 1
    assert numpy_function([x], [logistic(x)])(-1000.0) == [0.0]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (sympy.Sum(x**y, (y, 0, 3)), r"contains Sum\(x\*\*y, \(y, 0, 3\)\) \(Sum\), which has no JavaScript form"),
        (sympy.Integral(x, x), r"Integral.*no JavaScript form; evaluate it first"),
        (sympy.Derivative(sympy.sin(x), x), "Derivative.*no JavaScript form"),
        (sympy.Function("f")(x), r"contains f\(x\) \(f\), which has no JavaScript form"),
        (sympy.gamma(x), "gamma"),
        (sympy.I * x, "contains I; only finite real numbers"),
        (sympy.oo + sympy.S.Zero, "contains oo; only finite real numbers"),
        (x + sympy.Symbol("z"), r"contains z, which is not one of the arguments \(x, y\)"),
        (sympy.Symbol("x") + y, r"contains x, which is not one of the arguments \(x, y\)"),
    ],
)
def test_what_cannot_be_printed_is_refused(expression: sympy.Expr, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        printed(expression)


@pytest.mark.parametrize("name", ["class", "x'", "Math", "a b", "logistic", "alert(1)", "1x", ""])
def test_names_that_javascript_cannot_carry_are_refused(name: str) -> None:
    symbol = sympy.Symbol(name)
    with pytest.raises(ValueError, match="cannot be a name in JavaScript"):
        printed(symbol**2, arguments=(symbol,))
    with pytest.raises(ValueError, match="cannot be a name in JavaScript"):
        javascript_module({name: ((x,), [x])})


def test_a_name_used_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="uses a name twice"):
        printed(x, arguments=(x, sympy.Symbol("x")))


def test_the_numpy_function_equals_sympy() -> None:
    expressions = [(1 + x) ** 3 * logistic(x * y), sympy.Max(x, y) ** 2, x**-3]
    for point in np.random.default_rng(0).normal(size=(20, 2)):
        exact = [float(e.rewrite(sympy.exp).subs({x: point[0], y: point[1]}).evalf(30)) for e in expressions]
        assert numpy_function([x, y], expressions)(*point) == pytest.approx(exact, rel=1e-13, abs=0)
