"""The ChainRuleExplorer in Python: local slopes multiply and contributions add, nonsense is refused in words."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from traitlets import TraitError

from backprop_lib.javascript import logistic
from backprop_widgets import ChainRuleExplorer
from backprop_widgets.chain_rule_explorer.widget import FUNCTIONS, INNER, MEETINGS, OUTER, shown

x, v, v1, v2 = sympy.symbols("x v v1 v2")


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"inner": "cube"}, 'inner is "cube"; expected one of double, square, sin, exp, logistic, log, or a SymPy'),
        ({"outer": "cube"}, 'outer is "cube"; expected for a path one of double'),
        ({"inner": ("sin", "exp"), "outer": "sin"}, 'outer is "sin"; expected for a fork one of sum, product'),
        ({"inner": 3}, "inner is 3; expected one of double"),
        ({"inner": v**2}, "inner is v.*2, which contains v; expected an expression in x"),
        ({"outer": v1 * v2}, "which contains v1; expected an expression in v"),
        ({"inner": ("sin", "exp"), "outer": v}, "which contains v; expected an expression in v1, v2"),
        ({"inner": sympy.gamma(x)}, "no JavaScript form"),
        ({"inner": ("sin",) * 3}, "a fork has 2 inner functions"),
        ({"inner": "sin", "mode": "fork"}, r"inner is \['sin'\]; a fork has 2 inner functions"),
        ({"mode": "loop"}, 'mode is "loop"; expected one of path, fork'),
        ({"mode": "loop", "outer": v**2}, 'mode is "loop"; expected one of path, fork'),
        ({"x": 5}, "x is 5; it must lie in the view, from -2 to 2"),
        ({"x": float("nan")}, "x is nan; expected a finite number"),
        ({"dx": 0}, "dx is 0; expected a size from 1e-06 to 4"),
        ({"dx": 1e-9}, "dx is 1e-09; expected a size"),
        ({"dx": 5}, "dx is 5; expected a size"),
        ({"dx": float("inf")}, "dx is inf; expected a finite number"),
        ({"inner": "log", "x": -1}, "At x = -1 a value or a slope of this chain is not a finite number"),
        ({"inner": "log", "x": 0.1, "dx": -0.2}, "At x = -0.1 a value"),
        ({"view": (2, 1)}, r"view is \(2.0, 1.0\); expected the lowest and the highest x"),
    ],
)
def test_nonsense_is_refused_in_words(traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        ChainRuleExplorer(**traits)


def test_a_refused_value_leaves_the_last_one() -> None:
    widget = ChainRuleExplorer()
    for trait, value in {"inner": ["exp", "sin"], "outer": "product", "x": 7, "dx": 0}.items():
        before = getattr(widget, trait)
        with pytest.raises(TraitError):
            setattr(widget, trait, value)
        assert getattr(widget, trait) == before


def test_another_mode_brings_functions_that_fit() -> None:
    widget = ChainRuleExplorer()
    widget.mode = "fork"
    assert (widget.inner, widget.outer) == (["double", "square"], "product")
    widget.inner = ["sin", "exp"]
    widget.mode = "path"
    assert (widget.inner, widget.outer) == (["square"], "sin")
    widget.inner = "exp"
    assert widget.inner == ["exp"]
    with widget.hold_trait_notifications():
        widget.mode, widget.inner, widget.outer = "fork", ("log", "exp"), "sum"
    assert (widget.inner, widget.outer) == (["log", "exp"], "sum")


@pytest.mark.parametrize("outer", FUNCTIONS)
@pytest.mark.parametrize("inner", FUNCTIONS)
def test_along_a_path_slopes_multiply(inner: str, outer: str) -> None:
    """Against a central difference, in every pair of functions."""
    seen = ChainRuleExplorer(inner=inner, outer=outer, x=1.4, dx=0.1)
    chain, h = seen.look(), 1e-6
    measured = (seen.look(1.4 + h).u - seen.look(1.4 - h).u) / (2 * h)
    assert chain.paths == [chain.outer[0] * chain.inner[0]]
    assert sum(chain.paths) == pytest.approx(measured, rel=1e-7, abs=0)


@pytest.mark.parametrize("outer", MEETINGS)
def test_over_a_fork_contributions_add(outer: str) -> None:
    seen = ChainRuleExplorer(inner=("sin", "exp"), outer=outer, x=0.7, dx=0.1)
    h = 1e-6
    measured = (seen.look(0.7 + h).u - seen.look(0.7 - h).u) / (2 * h)
    first, second = seen.look().paths
    assert first + second == pytest.approx(measured, rel=1e-7, abs=0)
    assert first != 0 != second


def test_functions_of_one_s_own() -> None:
    path = ChainRuleExplorer(inner=x**3 - x, outer=sympy.tanh(v), x=0.5)
    assert (path.inner, path.outer) == (["own v"], "own u")
    assert path.own["own v"]["formula"] == "x³ − x" and path.own["own v"]["slopes"] == ["3x² − 1"]
    assert path.look().u == pytest.approx(np.tanh(0.5**3 - 0.5))
    assert path.look().outer[0] * path.look().inner[0] == path.look().paths[0]
    fork = ChainRuleExplorer(inner=(x + 2, x + 1), outer=v1 * v2, x=1)
    assert fork.mode == "fork" and fork.inner == ["own v1", "own v2"]
    assert fork.look() == ([3, 2], 6, [1, 1], [2, 3]) and sum(fork.look().paths) == 5
    mixed = ChainRuleExplorer(inner=(x + 2, "sin"))
    assert mixed.inner == ["own v1", "sin"] and mixed.outer == "product"


def test_the_slope_of_a_logistic_link_is_said_by_its_output() -> None:
    z = sympy.Symbol("z")
    assert INNER["logistic"].slopes == [logistic(z).diff(z).subs(z, INNER["logistic"].arguments[0])]
    assert INNER["logistic"].described(sympy.Symbol("v"))["slopes"] == ["v·(1 − v)"]
    assert OUTER["fork"]["product"].described(sympy.Symbol("u"))["slopes"] == ["v2", "v1"]


def test_an_axis_leaves_out_what_is_far_from_the_rest() -> None:
    assert shown(np.arange(101.0)) == (-8, 108)
    low, high = shown(np.append(np.arange(100.0), 1e9))
    assert low < 0 and 100 < high < 1000
    assert shown(np.array([np.nan])) == (-1, 1)


def test_the_first_frame_shows_the_present_state_in_words() -> None:
    widget = ChainRuleExplorer(inner=(x + 2, x + 1), outer=v1 * v2, x=1)
    assert "u = 6. The slope du/dx is 2 times 1 plus 3 times 1, which is 5." in widget.first_frame
    widget.x = 0
    assert "1 times 1 plus 2 times 1, which is 3." in widget.first_frame
    log = ChainRuleExplorer(inner="log", outer="exp", x=0.5, dx=0.1).first_frame
    assert log.count("<circle") == 3 and "nan" not in log
