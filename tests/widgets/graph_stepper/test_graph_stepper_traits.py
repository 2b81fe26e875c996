"""The GraphStepper in Python: what it refuses, and that the page computes, lays out and reads as Python does."""

from __future__ import annotations

import cmath
import json
import re
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import sympy
from traitlets import TraitError

from backprop_widgets import GraphStepper
from backprop_widgets.graph_stepper.layout import edges_of, layout
from backprop_widgets.graph_stepper.parse import inputs_of, parse
from backprop_widgets.graph_stepper.picture import slopes
from backprop_widgets.graph_stepper.widget import EXAMPLES

REFUSED = json.loads(Path(__file__).with_name("refused.json").read_text(encoding="utf-8"))
FUNCTIONS = ["exp", "log", "sin", "cos", "tanh", "relu", "sigmoid"]

RUN = """
const results = CASES.map(([expression, inputs, size]) => {
  const { graph, fault } = parse(expression);
  if (fault) return { fault };
  const ran = run(graph, inputs, "reverse");
  const { slopes } = after(ran, ran.steps.length);
  const plan = layout(graph, edgesOf(graph), size);
  const places = plan.places.map((place) => place ?? []);
  return { fault: ran.fault, output: ran.values[graph.output], slopes: slopes.map((slope) => slope ?? null), places,
    nodes: graph.nodes.map(({ operation, args, name, value }) => [operation, args, name, value]) };
});
console.log(JSON.stringify(results));
"""
SIZE = {"width": 66, "height": 48, "gap": 54, "space": 8, "room": 620, "upright": False}


def on_page(cases: list[tuple[str, dict[str, float]]]) -> list[dict[str, Any]]:
    """What the page makes of these expressions, by the module that it has, in node."""
    given = json.dumps([(*case, SIZE) for case in cases])
    code = f"{GraphStepper._esm}\n{RUN.replace('CASES', given)}"
    done = subprocess.run(
        ["node", "--input-type=module", "-"], input=code, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def random_expression(rng: np.random.Generator, depth: int) -> str:
    """Any expression of three inputs, numbers, all operations and functions, nested so deep."""
    if depth == 0 or rng.random() < 0.1:
        return str(rng.choice(["x", "y", "z", "2", "0.5", "-3"], p=[0.26, 0.26, 0.26, 0.08, 0.07, 0.07]))
    a, b = random_expression(rng, depth - 1), random_expression(rng, depth - 1)
    kind = rng.random()
    if kind < 0.3:
        return f"{rng.choice(FUNCTIONS)}({a})"
    if kind < 0.4:
        return f"-({a})"
    if kind < 0.5:
        return f"({a})**{rng.choice(['2', '3', '-1', '0.5', '(y*y + 1)'])}"
    return f"({a}) {rng.choice(['+', '-', '*', '/'])} ({b})"


def random_cases(number: int) -> list[tuple[str, dict[str, float]]]:
    rng = np.random.default_rng(17)
    cases = []
    while len(cases) < number:
        text = random_expression(rng, int(rng.integers(2, 5)))
        names = [name for name in "xyz" if re.search(rf"\b{name}\b", text)]
        if names:
            cases.append((text, {name: round(float(rng.uniform(-2, 2)), 3) for name in names}))
    return cases


CASES = random_cases(200)


REAL = {
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "relu": lambda a: np.maximum(a, 0.0),
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
}
COMPLEX = {
    "exp": cmath.exp,
    "log": cmath.log,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tanh": cmath.tanh,
    "relu": lambda a: a if complex(a).real > 0 else 0 * a,
    "sigmoid": lambda a: 1 / (1 + cmath.exp(-a)),
}


def evaluated(text: str, functions: dict[str, Any], values: dict[str, Any]) -> Any:
    """What Python makes of the text."""
    return eval(text, {"__builtins__": {}, **functions}, values)


def expected(text: str, inputs: dict[str, float]) -> tuple[float, dict[str, float]] | None:
    """The value by NumPy, and the slopes by complex step; None where a number on the way is not real or finite."""
    try:
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            value = evaluated(text, REAL, {name: np.float64(at) for name, at in inputs.items()})
        if isinstance(value, complex):
            return None
        found = {}
        for name in inputs:
            nudged = {other: complex(at, 1e-30 * (other == name)) for other, at in inputs.items()}
            found[name] = complex(evaluated(text, COMPLEX, nudged)).imag / 1e-30
    except (FloatingPointError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return float(value), found


def by_sympy(text: str, inputs: dict[str, float]) -> dict[str, float]:
    """The slopes by the rules of SymPy."""
    symbols = {name: sympy.Symbol(name, real=True) for name in inputs}
    functions = {
        "relu": lambda a: sympy.Piecewise((a, a > 0), (0, True)),
        "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
        "log": sympy.log,
    }
    expression = sympy.sympify(text, locals={**symbols, **functions})
    at = {symbols[name]: sympy.Float(value, 40) for name, value in inputs.items()}
    return {name: float(sympy.diff(expression, symbol).subs(at).evalf(20)) for name, symbol in symbols.items()}


@pytest.fixture(scope="module")
def computed() -> list[dict[str, Any]]:
    return on_page(CASES)


def test_random_expressions_have_the_slopes_of_complex_step(computed: list[dict[str, Any]]) -> None:
    compared = 0
    for (text, inputs), found in zip(CASES, computed, strict=True):
        known = expected(text, inputs)
        if known is None or found["fault"]:
            assert known is None or "no slope along" in found["fault"], (text, inputs, found["fault"])
            continue
        value, wanted = known
        assert found["output"] == pytest.approx(value, rel=1e-9, abs=1e-12), (text, inputs)
        for (operation, _, name, _), slope in zip(found["nodes"], found["slopes"], strict=True):
            if operation == "input":
                assert slope == pytest.approx(wanted[name], rel=1e-8, abs=1e-10), (text, inputs, name)
        compared += 1
    assert compared >= 120


def test_and_those_of_sympy(computed: list[dict[str, Any]]) -> None:
    compared = 0
    for (text, inputs), found in list(zip(CASES, computed, strict=True))[:80]:
        if found["fault"]:
            continue
        wanted = by_sympy(text, inputs)
        for (operation, _, name, _), slope in zip(found["nodes"], found["slopes"], strict=True):
            if operation == "input":
                assert slope == pytest.approx(wanted[name], rel=1e-8, abs=1e-10), (text, inputs, name)
        compared += 1
    assert compared >= 40


def test_a_fault_is_where_python_has_no_value(computed: list[dict[str, Any]]) -> None:
    without = [not expected(*case) for case in CASES]
    assert sum(without) >= 10
    assert all(found["fault"] for found, none in zip(computed, without, strict=True) if none)


def test_python_and_the_page_read_and_lay_out_alike(computed: list[dict[str, Any]]) -> None:
    examples = [(one["expression"], one["inputs"]) for one in EXAMPLES.values()]
    for (text, _), found in zip([*CASES, *examples], [*computed, *on_page(examples)], strict=True):
        nodes, output = parse(text)
        assert [[node.operation, node.args, node.name, node.value] for node in nodes] == found["nodes"]
        size = {name: value for name, value in SIZE.items() if name != "upright"}
        places = layout(nodes, output, **size).places
        wanted = [list(places.get(i, ())) for i in range(len(nodes))]
        for one, other in zip(wanted, found["places"], strict=True):
            assert one == pytest.approx(other, abs=0.051)
        assert len(edges_of(nodes)) == sum(len(args) for _, args, _, _ in found["nodes"]) - sum(
            found["nodes"][arg][0] == "number" for _, args, _, _ in found["nodes"] for arg in args
        )


def test_the_first_frame_has_the_slopes_of_the_page(computed: list[dict[str, Any]]) -> None:
    """picture.py finds them by moving one node at a time."""
    compared = 0
    for (text, inputs), found in zip(CASES, computed, strict=True):
        if found["fault"]:
            continue
        nodes, output = parse(text)
        for node, one, other in zip(nodes, slopes(nodes, output, inputs), found["slopes"], strict=True):
            if node.operation != "number" and other is not None and one is not None:
                assert one == pytest.approx(other, rel=1e-8, abs=1e-10), (text, node.name)
                compared += 1
    assert compared >= 500


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_refused_in_the_sentences_of_the_page(text: str) -> None:
    with pytest.raises(TraitError) as refusal:
        GraphStepper(text)
    assert str(refusal.value) == REFUSED[text]


@pytest.mark.parametrize(
    ("arguments", "traits", "words"),
    [
        ([3], {}, "The expression is no text; expected one like"),
        (["x + y"], {"z": 1}, "z is no input of this expression; its inputs are x, y."),
        (["x + y"], {"x": float("nan")}, "x is nan; expected a finite number."),
        (["x + y"], {"x": "2"}, "x is '2'; expected a finite number."),
        (["x + y"], {"x": True}, "x is True; expected a finite number."),
        (["x + y"], {"inputs": {"x": None}}, "x is None; expected a finite number."),
        (["x + y"], {"order": "forward"}, 'order is "forward"; expected one of reverse, recursion.'),
        (["x + y"], {"step": -1}, "step is -1; expected a whole number from 0 on."),
        ([], {"name": "My graph"}, 'name is "My graph"'),
    ],
)
def test_nonsense_is_refused_in_words(arguments: list, traits: dict, words: str) -> None:
    with pytest.raises(TraitError, match=re.escape(words)):
        GraphStepper(*arguments, **traits)


def test_a_refused_value_leaves_the_last_one() -> None:
    widget = GraphStepper("x * y", x=2, y=3)
    for trait, value in {"expression": "x *", "inputs": {"x": "a"}, "order": "?", "step": -2}.items():
        with pytest.raises(TraitError):
            setattr(widget, trait, value)
    assert (widget.expression, widget.inputs, widget.step) == ("x * y", {"x": 2, "y": 3}, 0)


def test_inputs_are_given_by_name_and_else_are_1() -> None:
    assert GraphStepper("(x + y) * z", x=-2, y=5, z=-4).inputs == {"x": -2, "y": 5, "z": -4}
    assert GraphStepper("a * b", b=3).inputs == {"a": 1, "b": 3}
    assert GraphStepper("step * b", inputs={"step": 2}, b=3, step=1).inputs == {"step": 2, "b": 3}
    assert GraphStepper().inputs == {"x": -2, "y": 5, "z": -4}
    assert GraphStepper(x=7).inputs == {"x": 7, "y": 5, "z": -4}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_first_frame_shows_every_node(name: str) -> None:
    expression, inputs = EXAMPLES[name].values()
    drawing = ElementTree.fromstring(GraphStepper(expression, inputs=inputs).first_frame)
    nodes = [node for node in parse(expression)[0] if node.operation != "number"]
    assert len(drawing.findall(".//rect")) == len(nodes)
    assert len(drawing.findall(".//path")) == len(edges_of(parse(expression)[0]))
    assert len(drawing.findall(".//text")) == 3 * len(nodes)
    assert set(inputs) == set(inputs_of(parse(expression)[0]))


def test_the_first_frame_of_what_has_no_value_says_so() -> None:
    widget = GraphStepper("log(x) + y", x=-1)
    assert "which has no value." in widget.first_frame
    widget.inputs = {"x": 1, "y": 2}
    assert "f = 2." in widget.first_frame
