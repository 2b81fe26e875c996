"""Every public function that takes somebody's function, number, name, label or array is listed with what it refuses."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import backprop_exercises
import backprop_lib
from backprop_exercises import ask, check, reveal
from backprop_lib import (
    Activation,
    Layer,
    Loss,
    Network,
    checking,
    data,
    derivation,
    exchange,
    graph,
    misconceptions,
    steps,
    training,
)
from backprop_lib.figures import canvas, curve, surface

network, x, y = data.mazur()
LOSS = "half_squared_error"
CASE = (network, x, y, LOSS)
trace = backprop_lib.forward(network, x)
gradients = backprop_lib.backward(network, trace, y, LOSS)


def in_place(z, *others):
    z[...] = 0
    return z


ONE = graph.Value(1.0)
OWN = Activation("own", in_place, np.cos)

# name: calls that are refused, each with a piece of the sentence. An exercise never raises: there it is the verdict's.
REFUSES = {
    "activations.Activation": [
        (lambda: Activation("f", 3, np.cos), "it expects a name and two functions"),
        (lambda: Activation(3, np.sin, np.cos), "it expects a name and two functions"),
        (lambda: OWN.value(np.ones(2)), "own changes the array"),
    ],
    "boundary.forward": [
        (lambda: backprop_lib.forward([1], x), "network is a list"),
        (lambda: backprop_lib.forward(network, "0,5"), "x holds strings"),
        (lambda: backprop_lib.forward(network, np.ones(3)), "x has shape"),
    ],
    "boundary.backward": [
        (lambda: backprop_lib.backward(network, 3, y, LOSS), "trace does not come from"),
        (lambda: backprop_lib.backward(network, trace, [0, 1], LOSS), "y has shape (2,)"),
        (lambda: backprop_lib.backward(network, trace, y, "mse"), "loss is 'mse'; expected one of"),
    ],
    "boundary.descend": [
        (lambda: backprop_lib.descend(network, 3, 0.5), "gradients is an int"),
        (lambda: backprop_lib.descend(network, gradients, "0,5"), "learning_rate is '0,5'"),
        (lambda: backprop_lib.descend(network, gradients, np.nan), "learning_rate is nan"),
    ],
    "boundary.cost": [
        (lambda: backprop_lib.cost(network, x, [1, 0, 2], LOSS), "y has shape (3,)"),
        (lambda: backprop_lib.cost(network, x, y, np.abs), "loss is <ufunc"),
    ],
    "checking.central_difference": [
        (lambda: checking.central_difference(*CASE, h="small"), "h is 'small'"),
        (lambda: checking.central_difference(*CASE, h=1e-17), "rounding swallows it"),
        (lambda: checking.central_difference(*CASE[:3], "mse"), "loss is 'mse'"),
    ],
    "checking.complex_step": [(lambda: checking.complex_step(network, [1], y, LOSS), "x has shape (1,)")],
    "checking.largest_difference": [
        (lambda: checking.largest_difference(3, gradients), "gradients is an int"),
        (lambda: checking.largest_difference(gradients, "text"), "reference is a str"),
    ],
    "data.moons": [
        (lambda: data.moons(3), "N is 3"),
        (lambda: data.moons(4, noise="low"), "noise is 'low'"),
        (lambda: data.moons(4, rng="one"), "rng is 'one'"),
    ],
    "data.spirals": [(lambda: data.spirals("4"), "N is '4'")],
    "derivation.symbolic": [(lambda: derivation.symbolic(3), "sizes is 3")],
    "derivation.prove": [
        (lambda: derivation.prove((2, 0)), "sizes is (2, 0)"),
        (lambda: derivation.prove((1, 1), loss="mse"), "loss is 'mse'"),
    ],
    "derivation.prove_derivative": [(lambda: derivation.prove_derivative(np.sin), "function is <ufunc 'sin'>")],
    "derivation.textbook": [(lambda: derivation.textbook((1,)), "sizes is (1,)")],
    "figures.curve": [(lambda: curve(canvas()[1], in_place, -1, 1), "f changes the array")],
    "figures.surface": [(lambda: surface(canvas()[1], in_place, (0, 1, 0, 1)), "f changes the array")],
    "graph.Value": [
        (lambda: graph.Value("0,5"), "Value got a str"),
        (lambda: graph.Value(np.arange(3)), "expected floats: convert it with .astype(float)"),
        (lambda: graph.Value([[1.0], [1.0, 2.0]]), "rows that differ in length"),
    ],
    "graph.Operation": [
        (lambda: graph.Operation("f", 3, abs), "expects a function of arrays, and a rule"),
        (lambda: graph.exp(1.0, 2.0), "exp has rules for 1 inputs, and got 2"),
        (lambda: graph.exp("1"), "Value got a str"),
    ],
    "graph.matmul": [
        (lambda: graph.matmul(np.ones((2, 3)), np.ones((2, 3))), "@ got the shapes (2, 3) and (2, 3)"),
        (lambda: graph.matmul("a", "b"), "Value got a str"),
    ],
    "graph.trace": [(lambda: graph.trace(3.0), "output is a float; expected a Value")],
    "graph.gradients": [
        (lambda: graph.gradients(3.0, [graph.Value(3.0)]), "output is a float; expected a Value"),
        (lambda: graph.gradients(graph.Value([1.0, 2.0]), []), "output has shape (2,); expected a single number"),
        (lambda: graph.gradients(graph.Value(3.0), 3), "inputs is no list of Values"),
        (lambda: graph.gradients(graph.Value(3.0), [graph.Value(3.0)]), "is not in the graph"),
    ],
    "graph.slopes": [(lambda: graph.slopes(graph.Value(3.0), "x"), "inputs is no list of Values")],
    "graph.hessian_vector": [
        (lambda: graph.hessian_vector(*[graph.Value(3.0)] * 2, [1.0]), "inputs is no list of Values"),
        (lambda: graph.hessian_vector(ONE, [ONE], 3), "expected arrays of the shapes ()"),
        (lambda: graph.hessian_vector(ONE, [ONE], ["a"]), "Value got a str"),
    ],
    "layers.Layer": [
        (lambda: Layer([[1]], [[0]], "sigmiod"), "activation is 'sigmiod'; expected one of"),
        (lambda: Layer([["a"]], [[0]], "tanh"), "W holds strings"),
        (lambda: Layer([[1]], [[0]], OWN), "own changes the array"),
    ],
    "layers.Network": [
        (lambda: Network(5), "expected a list of layers"),
        (lambda: Network.random(3, "tanh"), "sizes is 3"),
        (lambda: Network.random((3, 1), np.tanh), "activation is <ufunc"),
        (lambda: Network.random((3, 1), "tanh", rng="one"), "rng is 'one'"),
    ],
    "losses.Loss": [
        (lambda: Loss("own", 3, 4), "it expects a name and two functions"),
        (lambda: Loss("own", in_place, np.subtract).value(np.ones(2), 0), "own changes the array"),
    ],
    "misconceptions.diagnosis.diagnose": [
        (lambda: misconceptions.diagnose(*CASE, 3), "gradients is an int"),
        (lambda: misconceptions.diagnose(*CASE, gradients, "fast"), "learning_rate is 'fast'"),
        (lambda: misconceptions.diagnose(network, x, [1, 0, 0], LOSS, gradients), "y has shape (3,)"),
    ],
    "misconceptions.diagnosis.wrong_gradients": [
        (lambda: misconceptions.wrong_gradients("typo", *CASE), "There is no misconception 'typo'"),
        (lambda: misconceptions.wrong_gradients(["sign"], *CASE), "There is no misconception ['sign']"),
        (lambda: misconceptions.wrong_gradients("layers-reversed", Network([network[0]]), x, y, LOSS), "it needs"),
    ],
    "steps.steps": [
        (lambda: steps.steps(*CASE, learning_rate="0,5"), "learning_rate is '0,5'"),
        (lambda: steps.steps(network, x, "y", LOSS, 0.5), "y holds strings"),
    ],
    "exchange.to_json": [(lambda: exchange.to_json([]), "network is a list")],
    "exchange.from_json": [(lambda: exchange.from_json("{"), "This is no JSON text")],
    "exchange.to_pytorch": [(lambda: exchange.to_pytorch([]), "network is a list")],
    "exchange.from_pytorch": [(lambda: exchange.from_pytorch([], "tanh"), "state_dict is a list")],
    "training.train": [
        (lambda: training.train(*CASE, 0.5, "5"), "epochs is '5'"),
        (lambda: training.train(*CASE, "0,5", 5), "learning_rate is '0,5'"),
        (lambda: training.train(*CASE, 0.5, 5, momentum="0,9"), "momentum is '0,9'"),
        (lambda: training.train(*CASE, 0.5, 5, batch_size="1"), "batch_size is '1'"),
        (lambda: training.train(*CASE, 0.5, 5, rng="one"), "rng is 'one'"),
    ],
    "asking.ask": [
        (lambda: ask("typo"), "There is no exercise 'typo'"),
        (lambda: ask(["one-step"]), "There is no exercise ['one-step']"),
    ],
    "asking.check": [
        (lambda: check("typo", 1), "There is no exercise 'typo'"),
        (lambda: check(3, 1), "question is an int; expected what ask(slug, student) gave"),
        (lambda: refused("one-step", ["0,5", 1]), "with a point for the comma"),
        (lambda: refused("write-backward", 3), "expected your function"),
        (lambda: refused("whole-gradient", 3), "gradients is an int"),
        (lambda: refused("what-backpropagation-does", "Z"), "expected one of A to D"),
        (lambda: refused("slope-of-a-bell", "x = 2"), "has an equals sign"),
    ],
    "asking.reveal": [(lambda: reveal(3), "question is an int")],
    "grading.points": [
        (lambda: backprop_exercises.grading.points("typo", lambda: 1, 2), "There is no exercise 'typo'")
    ],
}
# Modules and names that nobody outside calls with something of their own, and why they check nothing.
BUILT_UPON = "Called by the functions above, which have checked."
UNCHECKED = {
    "boundary.check_": "The checks themselves, each behind the function of its name.",
    "checks.": "The checks themselves.",
    "guarded.": "The check itself, of functions.",
    "network.": "The algorithm as the book prints it, without checks; boundary.py has them.",
    "elementwise.": "Elementary functions: NumPy's own refusals.",
    "labels.": "Names made of whole numbers.",
    "wording.": "A word for anything.",
    "source.": "Reads the library's own code.",
    "javascript.": "For the widgets, which hand in SymPy's expressions.",
    "figures.": "Draws what the library has computed; NumPy and Matplotlib refuse.",
    "specimens.": "Draws what the library has computed.",
    "derivation.Phi": "A symbol.",
    "derivation.DPhi": "A symbol.",
    "derivation.SymbolicCase": "A record.",
    "derivation.Identity": "A record.",
    "derivation.symbols": "Names made of whole numbers.",
    "derivation.unknown": "A symbol, numbered.",
    "derivation.Psi": "A symbol.",
    "derivation.DPsi": "A symbol.",
    "derivation.same": "Compares two expressions of a proof.",
    "lemma.": "Letters for a proof: whole numbers of layers, and rules that are to be tried.",
    "misplaced.": "Rules that are wrong on purpose, for a proof to refuse.",
    "tables.": "Matrices of letters, for proofs.",
    "measurable.check_measurable": BUILT_UPON,
    "checking.bound": "Words for a number that the library has computed.",
    "data.mazur": "Takes nothing.",
    "data.xor": "Takes nothing.",
    "data.mirror_symmetry": "Takes nothing.",
    "data.digits": "Takes nothing.",
    "steps.Frame": "A record.",
    "training.Step": "A record.",
    "activations.takes": BUILT_UPON,
    "training.run_on": BUILT_UPON,
    "misconceptions.around.": BUILT_UPON,
    "misconceptions.cases.": "Records.",
    "misconceptions.judging.": BUILT_UPON,
    "misconceptions.rules.": BUILT_UPON,
    "misconceptions.search.": BUILT_UPON,
    "misconceptions.table.": "Records.",
    "misconceptions.verdict.": "A record.",
    "grading.enrol": "Any name will do.",
    "algebra.": BUILT_UPON,
    "answers.": BUILT_UPON,
    "calculation.": "Runs the programs of the bank.",
    "as_lists.": "Takes the programs of the bank apart.",
    "drawing_networks.": "For the bank.",
    "fingerprints.": "For the bank.",
    "formula_values.": "For the kind of exercise that asks for a formula.",
    "formula_text.": BUILT_UPON,
    "options.": "Drawn by a kind; answers come through `check`.",
    "kinds.": "Exercises are written by authors, and tested; answers come through `check`.",
    "limits.": BUILT_UPON,
    "overview.": "For the teachers' page.",
    "programs_by_rules.": "For the bank.",
    "question.": "A record.",
    "random_numbers.": "For the bank.",
    "undisturbed.": BUILT_UPON,
    "writing.": "For the bank.",
}


def refused(slug, answer):
    raise ValueError(str(check(slug, answer)))


PUBLIC = {
    f"{module.name.partition('.')[2]}.{name}": thing
    for package in (backprop_lib, backprop_exercises)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
    for name, thing in vars(importlib.import_module(module.name)).items()
    if not name.startswith("_")
    and (inspect.isfunction(thing) or inspect.isclass(thing))
    and thing.__module__ == module.name
}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_function_is_listed_with_what_it_refuses(name):
    assert name in REFUSES or any(name.startswith(unchecked) for unchecked in UNCHECKED), (
        f"{name} is new: add what it refuses to REFUSES, or the reason why it checks nothing to UNCHECKED."
    )


def test_the_lists_name_nothing_that_is_gone():
    assert set(REFUSES) <= set(PUBLIC)
    assert all(any(name.startswith(unchecked) for name in PUBLIC) for unchecked in UNCHECKED)


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, calls in REFUSES.items() for number in range(len(calls))]
)
def test_what_is_refused_is_refused_in_words(name, number):
    call, words = REFUSES[name][number]
    with pytest.raises((TypeError, ValueError)) as refusal:
        call()
    said = str(refusal.value)
    assert words in said and "\n" not in said


# ------------------------------------------------------ an error in the call names the function that was called


def offered():
    """Every function and class that a user is told to call."""
    for name in REFUSES:
        thing = PUBLIC[name]
        yield name, thing.__name__, thing
    yield "Network.random", "random", Network.random


@pytest.mark.parametrize(
    ("name", "called", "thing"), list(offered()), ids=lambda value: value if isinstance(value, str) else ""
)
@pytest.mark.parametrize("way", ["missing", "extra", "misspelt"])
def test_an_error_in_the_call_names_what_was_called(name, called, thing, way):
    needed = [p for p in inspect.signature(thing).parameters.values() if p.default is p.empty]
    if way == "missing" and not needed:
        return
    arguments = {
        "missing": ((), {}),
        "extra": (tuple(range(20)), {}),
        "misspelt": ((), {**{p.name: 1 for p in needed}, "learning_rat": 1}),
    }
    positional, by_name = arguments[way]
    with pytest.raises(TypeError) as refusal:
        thing(*positional, **by_name)
    assert any(f"{called}{way}(" in str(refusal.value) for way in ("", ".__new__", ".__init__")), str(refusal.value)
