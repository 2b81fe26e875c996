"""The same step of training, written the way each library wants it: forward, backward, and a step downhill.

Each contender is a function of a Problem. It builds what it needs and returns two functions: `step()` trains once,
in float64 on one thread, and `weights()` gives the current weight matrices (n_out, n_in), so that a test can see that
everybody computes the same thing. The imports are inside: a library that is not installed raises ImportError.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np


class Problem(NamedTuple):
    """Logistic units in every layer, half the squared error, plain gradient descent on one batch."""

    sizes: tuple[int, ...]
    W: list[np.ndarray]
    b: list[np.ndarray]
    x: np.ndarray  # (n_in, N)
    y: np.ndarray  # (n_out, N)
    learning_rate: float

    @property
    def N(self) -> int:
        return self.x.shape[1]

    @property
    def products(self) -> int:
        """Multiplications in one forward pass."""
        return self.N * sum(W.size for W in self.W)


Contender = tuple[Callable[[], Any], Callable[[], list]]


def problem(sizes: tuple[int, ...], N: int, learning_rate: float = 0.1) -> Problem:
    rng = np.random.default_rng(0)
    W = [rng.normal(size=(n_out, n_in)) / math.sqrt(n_in) for n_in, n_out in pairwise(sizes)]
    b = [np.zeros((n_out, 1)) for n_out in sizes[1:]]
    return Problem(sizes, W, b, rng.normal(size=(sizes[0], N)), rng.uniform(size=(sizes[-1], N)), learning_rate)


def library(p: Problem) -> Contender:
    """What a reader uses: the records that `train` yields, one after the other."""
    from backprop_lib import Layer, Network
    from backprop_lib.training import train

    network = Network(Layer(W, b, "sigmoid") for W, b in zip(p.W, p.b, strict=True))
    steps = train(network, p.x, p.y, "half_squared_error", p.learning_rate, epochs=10**9)
    latest = [network]

    def step() -> None:
        latest[0] = next(steps).network

    return step, lambda: [layer.W for layer in latest[0]]


def floor(p: Problem) -> Contender:
    """NumPy written out by hand: every array allocated beforehand and every operation in place.

    Its logistic is as safe as the library's: the same operations, and no warning at either end.
    """
    W, b = [W.copy() for W in p.W], [b.copy() for b in p.b]
    xs = [p.x, *(np.empty((n, p.N)) for n in p.sizes[1:])]  # the input of each layer, and last the output
    deltas = [np.empty((n, p.N)) for n in p.sizes[1:]]
    slopes = [np.empty((n, p.N)) for n in p.sizes[1:]]
    dW, db = [np.empty_like(V) for V in W], [np.empty_like(c) for c in b]
    transposed_W, transposed_x = [V.T for V in W], [x.T for x in xs]
    y, N, rate, top = p.y, p.N, p.learning_rate, len(W) - 1
    layers, matmul, add, multiply, subtract = range(len(W)), np.matmul, np.add, np.multiply, np.subtract
    minimum, exp, divide = np.minimum, np.exp, np.divide

    def step() -> None:
        for i in layers:
            a = xs[i + 1]
            matmul(W[i], xs[i], out=a)
            add(a, b[i], out=a)
            minimum(a, 709, out=a)
            exp(a, out=a)
            add(a, 1, out=slopes[i])
            divide(a, slopes[i], out=a)
        subtract(xs[-1], y, out=deltas[top])
        divide(deltas[top], N, out=deltas[top])
        for i in reversed(layers):
            a, slope, delta = xs[i + 1], slopes[i], deltas[i]
            subtract(1, a, out=slope)
            multiply(slope, a, out=slope)
            multiply(delta, slope, out=delta)
            matmul(delta, transposed_x[i], out=dW[i])
            add.reduce(delta, axis=1, keepdims=True, out=db[i])
            if i:
                matmul(transposed_W[i], delta, out=deltas[i - 1])
            multiply(dW[i], rate, out=dW[i])
            subtract(W[i], dW[i], out=W[i])
            multiply(db[i], rate, out=db[i])
            subtract(b[i], db[i], out=b[i])

    return step, lambda: W


def pytorch(p: Problem) -> Contender:
    """As its tutorials write it."""
    import torch

    torch.set_num_threads(1)
    layers = [torch.nn.Linear(n_in, n_out, dtype=torch.float64) for n_in, n_out in pairwise(p.sizes)]
    model = torch.nn.Sequential(*(part for layer in layers for part in (layer, torch.nn.Sigmoid())))
    with torch.no_grad():
        for layer, W, b in zip(layers, p.W, p.b, strict=True):
            layer.weight.copy_(torch.tensor(W))
            layer.bias.copy_(torch.tensor(b[:, 0]))
    optimizer = torch.optim.SGD(model.parameters(), lr=p.learning_rate)
    x, y = torch.tensor(p.x.T.copy()), torch.tensor(p.y.T.copy())

    def step() -> None:
        optimizer.zero_grad()
        (((model(x) - y) ** 2).sum() / (2 * p.N)).backward()
        optimizer.step()

    return step, lambda: [layer.weight.detach().numpy() for layer in layers]


def pytorch_bare(p: Problem) -> Contender:
    """Without modules and optimizer: the fastest way that is still PyTorch's own differentiation."""
    import torch

    torch.set_num_threads(1)
    parameters = [
        torch.tensor(array, requires_grad=True) for W, b in zip(p.W, p.b, strict=True) for array in (W, b[:, 0])
    ]
    x, y = torch.tensor(p.x.T.copy()), torch.tensor(p.y.T.copy())

    def step() -> None:
        a = x
        for W, b in zip(parameters[::2], parameters[1::2], strict=True):
            a = torch.sigmoid(torch.nn.functional.linear(a, W, b))
        (((a - y) ** 2).sum() / (2 * p.N)).backward()
        with torch.no_grad():
            for parameter in parameters:
                parameter -= p.learning_rate * parameter.grad
                parameter.grad = None

    return step, lambda: [W.detach().numpy() for W in parameters[::2]]


def jax(p: Problem) -> Contender:
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)
    x, y = jnp.asarray(p.x), jnp.asarray(p.y)

    def cost(parameters: list) -> Any:
        a = x
        for W, b in parameters:
            a = jax.nn.sigmoid(W @ a + b)
        return ((a - y) ** 2).sum() / (2 * p.N)

    @jax.jit
    def descend(parameters: list) -> list:
        return jax.tree.map(lambda w, g: w - p.learning_rate * g, parameters, jax.grad(cost)(parameters))

    state = [[(jnp.asarray(W), jnp.asarray(b)) for W, b in zip(p.W, p.b, strict=True)]]

    def step() -> None:
        state[0] = jax.block_until_ready(descend(state[0]))

    return step, lambda: [np.asarray(W) for W, _ in state[0]]


def autograd(p: Problem) -> Contender:
    import autograd.numpy as anp
    from autograd import grad

    def cost(parameters: list) -> Any:
        a = p.x
        for W, b in parameters:
            a = 1 / (1 + anp.exp(-(anp.dot(W, a) + b)))
        return anp.sum((a - p.y) ** 2) / (2 * p.N)

    gradient = grad(cost)
    state = [list(zip(p.W, p.b, strict=True))]

    def step() -> None:
        state[0] = [
            (W - p.learning_rate * dW, b - p.learning_rate * db)
            for (W, b), (dW, db) in zip(state[0], gradient(state[0]), strict=True)
        ]

    return step, lambda: [W for W, _ in state[0]]


def micrograd(p: Problem) -> Contender:
    """One Python object for each number; it has no exp, so that is added in its own way."""
    from micrograd.engine import Value

    if p.products > 10_000:
        raise NotImplementedError("seconds for a step")

    def logistic(z: Any) -> Any:
        e = Value(math.exp(-z.data), (z,), "exp")

        def back() -> None:
            z.grad -= e.data * e.grad

        e._backward = back
        return (e + 1) ** -1

    W = [[[Value(float(w)) for w in row] for row in V] for V in p.W]
    b = [[Value(float(c)) for c in column[:, 0]] for column in p.b]
    parameters = [w for V in W for row in V for w in row] + [c for column in b for c in column]
    examples, targets = p.x.T.tolist(), p.y.T.tolist()

    def step() -> None:
        J = Value(0)
        for a, y in zip(examples, targets, strict=True):
            for V, column in zip(W, b, strict=True):
                a = [
                    logistic(sum((w * i for w, i in zip(row, a, strict=True)), c))
                    for row, c in zip(V, column, strict=True)
                ]
            J = sum(((o - t) ** 2 for o, t in zip(a, y, strict=True)), J)
        for parameter in parameters:
            parameter.grad = 0
        (J / (2 * p.N)).backward()
        for parameter in parameters:
            parameter.data -= p.learning_rate * parameter.grad

    return step, lambda: [np.array([[w.data for w in row] for row in V]) for V in W]


def scikit_learn(p: Problem) -> Contender:
    """Its regression has a linear output layer, so it computes a little less and its weights are its own."""
    from sklearn.neural_network import MLPRegressor

    model = MLPRegressor(
        hidden_layer_sizes=p.sizes[1:-1],
        activation="logistic",
        solver="sgd",
        alpha=0,
        batch_size=p.N,
        learning_rate_init=p.learning_rate,
        momentum=0,
        random_state=0,
    )
    x, y = p.x.T.copy(), p.y.T.copy() if p.sizes[-1] > 1 else p.y[0]
    return lambda: model.partial_fit(x, y), lambda: []


CONTENDERS: dict[str, Callable[[Problem], Contender]] = {
    "NumPy floor": floor,
    "backprop_lib": library,
    "PyTorch, eager": pytorch,
    "PyTorch, bare": pytorch_bare,
    "JAX, jit": jax,
    "HIPS autograd": autograd,
    "micrograd": micrograd,
    "scikit-learn": scikit_learn,
}
DISTRIBUTIONS = {  # whose version is reported
    "NumPy floor": "numpy",
    "backprop_lib": "backprop-lib",
    "PyTorch, eager": "torch",
    "PyTorch, bare": "torch",
    "JAX, jit": "jax",
    "HIPS autograd": "autograd",
    "micrograd": "micrograd",
    "scikit-learn": "scikit-learn",
}
