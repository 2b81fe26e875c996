"""What a type checker sees: the boundary takes what it converts and refuses the rest before anything runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

RIGHT = """\
import numpy as np

from backprop_lib import Layer, Network, backward, cost, descend, forward, half_squared_error
from backprop_lib.checking import complex_step
from backprop_lib.misconceptions import diagnose
from backprop_lib.training import train

network = Network([Layer([[2.0, 1.0]], [[0.5]], "tanh")])
trace = forward(network, [[3.0], [1.0]])
trace = forward(network, np.array([[3.0], [1.0]]))
gradients = backward(network, trace, [[6.0]], half_squared_error)
gradients = backward(network, trace, np.array([[6.0]]), "half_squared_error")
network = descend(network, gradients, 0.1)
network = descend(network, gradients, learning_rate=1)
shape: tuple[int, ...] = network[0].W.shape
J = float(cost(network, [[3.0], [1.0]], [[6.0]], "half_squared_error"))
slopes = complex_step(network, [[3.0], [1.0]], [[6.0]], half_squared_error)
steps = [step.cost for step in train(network, [[3.0], [1.0]], [[6.0]], "half_squared_error", 0.1, epochs=2)]
correct: bool = diagnose(network, [[3.0], [1.0]], [[6.0]], half_squared_error, gradients).correct
"""

WRONG = {
    'forward("not a network", 3)': "arg-type",
    'forward(network, 3, colour="red")': "call-arg",
    "forward(network)": "call-arg",
    "backward(network, trace, [[6.0]], abs)": "arg-type",
    "backward(network, trace, [[6.0]], 1)": "arg-type",
    "backward(network, [3], [[6.0]], half_squared_error)": "list-item",
    'descend(network, gradients, "0.1")': "arg-type",
    "descend(gradients, network, 0.1)": "arg-type",
    "cost(network, [[3.0], [1.0]], [[6.0]], None)": "arg-type",
    "number: int = forward(network, [[3.0], [1.0]])": "assignment",
    'list(train(network, [[3.0], [1.0]], [[6.0]], "half_squared_error", 0.1, epochs="2"))': "arg-type",
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What mypy --strict says about RIGHT, with each line of WRONG below it: by number of the line, the codes."""
    folder = tmp_path_factory.mktemp("types")
    (folder / "calls.py").write_text("\n".join([*RIGHT.splitlines(), *WRONG]))
    (folder / "mypy.ini").write_text(
        "[mypy]\nstrict = true\nignore_missing_imports = true\n[mypy-backprop_lib.*]\nignore_errors = true\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "calls.py", "--no-color-output", "--no-error-summary", "--hide-error-context"],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    found: dict[int, list[str]] = {}
    for line in run.stdout.splitlines():
        place, _, rest = line.partition(": error: ")
        if rest:
            found.setdefault(int(place.split(":")[1]), []).append(rest.rpartition("[")[2].rstrip("]"))
    return found


def test_right_calls_pass(complaints):
    assert not [number for number in complaints if number <= len(RIGHT.splitlines())]


@pytest.mark.parametrize("call", WRONG)
def test_a_wrong_call_is_refused(complaints, call):
    number = len(RIGHT.splitlines()) + 1 + [*WRONG].index(call)
    assert WRONG[call] in complaints.get(number, [])
