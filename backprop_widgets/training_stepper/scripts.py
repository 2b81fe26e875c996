"""The scripts that a reader can copy: the page puts numbers in front of these texts and the lines of `generator.py`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

from ..kit.generator import batch, uniform, weights
from .edits import edited, place


def brief(function: Callable) -> str:
    """The source of a function with the first line of its docstring only.

    >>> print(brief(batch).splitlines()[1].count("once"), brief(batch).count(">>>"))
    1 0
    """
    return re.sub(r'("""[^\n]+)\n.*?"""', r'\1"""', inspect.getsource(function), count=1, flags=re.DOTALL)


GENERATOR = "".join(f"\n\n{brief(function)}" for function in (uniform, weights, batch, place))

# What follows uses the numbers that the page has written: x, y, sizes, activation, loss, runs, edits, batch_size, seed,
# steps.

BACKPROP_LIB = f"""

{brief(edited)}

x, y = np.array(x), np.array(y)
activations = [activation] * (len(sizes) - 2) + ["sigmoid"]
for learning_rate, momentum in runs:
    layers = zip(weights(sizes, seed), activations)
    network = Network(Layer(W, np.zeros((len(W), 1)), f) for W, f in layers)
    network = edited(network, 0, edits)
    running = None
    for number in range(steps):
        columns = batch(number, x.shape[1], batch_size, seed)
        trace = forward(network, x[:, columns])
        gradients = backward(network, trace, y[:, columns], loss)
        running = [
            g._replace(W=momentum * v.W + g.W, b=momentum * v.b + g.b)
            for v, g in zip(running, gradients)
        ] if running else gradients
        network = edited(descend(network, running, learning_rate), number + 1, edits)
    print("cost", cost(network, x, y, loss))
"""

PYTORCH = """
torch.set_default_dtype(torch.float64)
x, y = (torch.tensor(rows, dtype=torch.float64).T for rows in (x, y))  # in PyTorch an example is a row


def cost(output, y):
    if loss == "binary_cross_entropy":
        return nn.functional.binary_cross_entropy_with_logits(output, y)
    return ((torch.sigmoid(output) - y) ** 2 / 2).sum(dim=1).mean()


def edit(network, number):
    \"\"\"Set what was set by hand after this many steps.\"\"\"
    for step, name, value in edits:
        if step == number:
            layer, part, j, k = place(name)
            linear = network[2 * layer]
            row = linear.weight.data[j] if part == "W" else linear.bias.data[j : j + 1]
            row[k] = value


for learning_rate, momentum in runs:
    layers = []
    for W in weights(sizes, seed):
        linear = nn.Linear(len(W[0]), len(W))
        linear.weight.data = torch.tensor(W)
        linear.bias.data.zero_()
        layers += [linear, activation()]
    network = nn.Sequential(*layers[:-1])  # the sigmoid of the output is in the cost
    edit(network, 0)
    optimiser = torch.optim.SGD(network.parameters(), lr=learning_rate, momentum=momentum)
    for number in range(steps):
        columns = batch(number, len(x), batch_size, seed)
        optimiser.zero_grad()
        cost(network(x[columns]), y[columns]).backward()
        optimiser.step()
        edit(network, number + 1)
    print("cost", cost(network(x), y).item())
"""

IMPORTS = """import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt

"""

# What stands at the top, and what closes the script; `activation` in PyTorch is a class, not a name.
SCRIPTS = {
    "backprop_lib": [
        IMPORTS + "import numpy as np\nfrom backprop_lib import Layer, Network, backward, cost, descend, forward\n",
        BACKPROP_LIB,
    ],
    "PyTorch": [IMPORTS + "import torch\nfrom torch import nn\n", PYTORCH],
}

TORCH = {
    "identity": "nn.Identity",
    "sigmoid": "nn.Sigmoid",
    "tanh": "nn.Tanh",
    "relu": "nn.ReLU",
    "leaky_relu": "nn.LeakyReLU",
    "softplus": "lambda: nn.Softplus(threshold=40)",  # beyond its threshold PyTorch's is rounded to z
}
