r"""The worlds in which equations are checked: forward passes written out once more, independently of the library.

No world computes a gradient by a formula; slopes are measured by nudging. Layers have different sizes, so that a
swapped index or a missing transpose cannot fit by chance, and the activation has no symmetry that could hide a sign.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from . import worlds_beyond as beyond
from .curves import generic, logistic
from .grammar import NotUnderstood
from .world import NET, Do, Layers, Units, World


def neurons(
    rng: np.random.Generator,
    activation: Callable = generic,
    sizes: tuple[int, ...] = (2, 4, 3, 5),
    name: str = "neurons",
) -> World:
    """Units numbered through the network; $w_{ij}$ leads from unit i to unit j."""
    ends = np.cumsum((0, *sizes))
    layers = [range(start + 1, end + 1) for start, end in pairwise(ends.tolist())]
    edges = [(i, j) for below, above in pairwise(layers) for i in below for j in above]
    units = [j for layer in layers[1:] for j in layer]
    hidden = units[: -sizes[-1]]
    x_drawn = Units({i: rng.normal() for i in layers[0]})
    t_drawn = Units({j: rng.uniform() for j in layers[-1]})
    w_drawn = Units({edge: rng.normal() for edge in edges})
    b_drawn = Units({j: rng.normal() for j in units})
    rate = rng.uniform(0.2, 0.4)

    def run(do: Do) -> dict[str, Any]:
        x, t, w, b = do("x", x_drawn), do("t", t_drawn), do("w", w_drawn), do("b", b_drawn)
        net, o = Units(), Units()
        for i in layers[0]:
            o[i] = do("o", x[i], i)
        for below, above in pairwise(layers):
            for j in above:
                net[j] = do(NET, sum(w[i, j] * o[i] for i in below) + b[j], j)
                o[j] = do("o", activation(net[j]), j)
        E = sum((o[j] - t[j]) ** 2 for j in layers[-1]) / 2
        return {"x": x, "t": t, "w": w, "b": b, NET: net, "o": o, "E": do("E", E), r"\eta": rate}

    def step(world: World) -> dict[str, Any]:
        return {p: lowered(world.value(p), world.gradient("E", p), rate) for p in ("w", "b")}

    return World(
        name,
        run,
        functions={r"\varphi": activation},
        derived={r"\delta": lambda world: world.gradient("E", NET)},
        after=step,
        sets={
            "units": units,
            "hidden": hidden,
            "out": layers[-1],
            "inputs": layers[0],
            "edges": edges,
            "edges to hidden": [(i, j) for i, j in edges if j in hidden],
        },
        numbers=range(1, sum(sizes) + 1),
    )


def lowered(values: Units, gradient: Units, rate: float) -> Units:
    return Units({key: values[key] - rate * gradient[key] for key in values})


def logistic_neurons(rng: np.random.Generator) -> World:
    """The same with the logistic function."""
    return neurons(rng, logistic, name="logistic neurons")


def aima(rng: np.random.Generator) -> World:
    r"""The same network in the notation whose $\Delta$ is minus our $\delta$."""
    ours = neurons(rng)
    names = {NET: r"\mathrm{in}", "o": "a", "t": "y", r"\eta": r"\alpha"}

    def renamed(quantities: dict[str, Any]) -> dict[str, Any]:
        return {names.get(name, name): value for name, value in quantities.items()}

    def run(do: Do) -> dict[str, Any]:
        back = {new: old for old, new in names.items()}
        inner = Do(do.values, do.nudged and (back.get(do.nudged[0], do.nudged[0]), do.nudged[1]))
        quantities = renamed(ours.run(inner))
        do.reached = inner.reached
        return quantities

    def Delta(world: World) -> Units:
        return Units({j: -value for j, value in world.gradient("E", r"\mathrm{in}").items()})

    def step(world: World) -> dict[str, Any]:
        changed = {p: lowered(world.value(p), world.gradient("E", p), world.value(r"\alpha")) for p in ("w", "b")}
        return {**changed, r"\Delta": world.value(r"\Delta")}

    return World(
        "aima",
        run,
        functions={"g": generic},
        derived={r"\Delta": Delta, r"\delta": lambda world: world.gradient("E", r"\mathrm{in}")},
        after=step,
        sets=ours.sets,
        numbers=ours.numbers,
    )


def layers(
    rng: np.random.Generator,
    sizes: tuple[int, ...] = (3, 4, 2, 5),
    N: int = 1,
    name: str = "layers",
    activations: Layers | None = None,
) -> World:
    """The same in matrices: row j, column k of $W^l$ is the weight from unit k of layer l - 1 to unit j of layer l."""
    L, cost = len(sizes) - 1, "E" if N == 1 else "J"
    x, y = rng.normal(size=(sizes[0], N)), rng.uniform(size=(sizes[-1], N))
    W_drawn = Layers({layer: rng.normal(size=(sizes[layer], sizes[layer - 1])) for layer in range(1, L + 1)})
    b_drawn = Layers({layer: rng.normal(size=(sizes[layer], 1)) for layer in range(1, L + 1)})

    def run(do: Do) -> dict[str, Any]:
        W, b = do("W", W_drawn), do("b", b_drawn)
        z, a = Layers(), Layers({0: do("a", x, 0)})
        for layer in range(1, L + 1):
            z[layer] = do("z", W[layer] @ a[layer - 1] + b[layer], layer)
            a[layer] = do("a", (activations[layer] if activations else generic)(z[layer]), layer)
        total = do(cost, ((a[L] - y) ** 2).sum() / 2 / N)
        return {"x": x, "y": y, "W": W, "b": b, "z": z, "a": a, "L": L, "N": N, cost: total}

    return World(
        name,
        run,
        functions={r"\varphi": activations} if activations else {r"\sigma": generic},
        derived={r"\delta": lambda world: world.gradient(cost, "z")},
        sets={
            "layers": range(1, L + 1),
            "inner": range(1, L),
            "behind the first": range(2, L + 1),
            "entries": (1, 2),
            "pairs": [(1, 1), (1, 2), (2, 1), (2, 2)],
        },
        numbers=range(1, max(*sizes, N) + 1),
    )


def own_activations(rng: np.random.Generator, sizes: tuple[int, ...] = (3, 4, 2, 5)) -> World:
    r"""The same with an activation of its own in each layer, $\varphi_l$."""
    curves = Layers({1: generic, 2: lambda z: generic(0.7 * z) - 0.4 * z, 3: lambda z: np.exp(0.3 * z) + 0.1 * z**2})
    return layers(rng, sizes, name="own activations", activations=curves)


def layer(rng: np.random.Generator, m: int = 3, n: int = 2) -> World:
    """One layer of m units with n inputs, in the middle of some computation of E from all of its outputs together."""
    x_drawn, W_drawn, b_drawn = rng.normal(size=(n, 1)), rng.normal(size=(m, n)), rng.normal(size=(m, 1))

    def run(do: Do) -> dict[str, Any]:
        x, W, b = do("x", x_drawn), do("W", W_drawn), do("b", b_drawn)
        z = do("z", W @ x + b)
        a = do("a", generic(z))
        rest = np.sin(a[0, 0] * a[1, 0]) + a[1, 0] * a[2, 0] ** 2 + 0.5 * a[0, 0]
        return {"x": x, "W": W, "b": b, "z": z, "a": a, "E": do("E", rest)}

    units, inputs = range(1, m + 1), range(1, n + 1)
    return World(
        "layer",
        run,
        functions={r"\varphi": generic},
        derived={r"\delta": lambda world: world.gradient("E", "z")},
        sets={"units": units, "inputs": inputs, "weights": [(j, k) for j in units for k in inputs]},
        numbers=units,
    )


def batch(rng: np.random.Generator, N: int = 6) -> World:
    """The same for a batch: one column for each example, and a cost J that is the mean over them."""
    return layers(rng, N=N, name="batch")


def chain(rng: np.random.Generator, L: int = 5) -> World:
    """One logistic unit in each of an odd number of layers, so that a wrong sign in each does not cancel.

    In every second world all net inputs are 0, where the slope is largest.
    """
    x, flat = rng.normal(), rng.integers(2) == 0
    w_drawn = Layers({layer: rng.normal() for layer in range(1, L + 1)})
    b_drawn = Layers(
        {layer: -w_drawn[layer] * (x if layer == 1 else 0.5) if flat else rng.normal() for layer in range(1, L + 1)}
    )

    def run(do: Do) -> dict[str, Any]:
        w, b = do("w", w_drawn), do("b", b_drawn)
        z, a = Layers(), Layers({0: do("a", x, 0)})
        for layer in range(1, L + 1):
            z[layer] = do("z", w[layer] * a[layer - 1] + b[layer], layer)
            a[layer] = do("a", logistic(z[layer]), layer)
        return {"w": w, "b": b, "z": z, "a": a, "L": L}

    return World("chain", run, functions={r"\sigma": logistic}, sets={"layers": range(1, L + 1)})


def softmax(rng: np.random.Generator, n: int = 4) -> World:
    """One layer of softmax units with the cross-entropy; the targets add up to 1."""
    net_drawn = Units({j: rng.normal() for j in range(1, n + 1)})
    targets, c = rng.dirichlet(np.ones(n)), rng.normal()
    t = Units({j: targets[j - 1] for j in net_drawn})

    def run(do: Do) -> dict[str, Any]:
        net = do(NET, net_drawn)
        exponentials = {j: np.exp(net[j]) for j in net}
        o = do("o", Units({j: exponentials[j] / sum(exponentials.values()) for j in net}))
        E = -sum(t[j] * np.log(o[j]) for j in o)
        return {NET: net, "o": o, "t": t, "E": do("E", E), "e": np.e, "c": c}

    return World(
        "softmax",
        run,
        functions={r"\ln": np.log, r"\exp": np.exp, r"\ell": lambda t, o: -t * np.log(o)},
        derived={r"\delta": lambda world: world.gradient("E", NET)},
        sets={
            "units": range(1, n + 1),
            "others": [(j, k) for j in range(1, n + 1) for k in range(1, n + 1) if j != k],
        },
        numbers=range(1, n + 1),
    )


def columns(rng: np.random.Generator, n: int = 4) -> World:
    """The same layer with net inputs, outputs and targets as columns."""
    drawn, y = rng.normal(size=(n, 1)), rng.dirichlet(np.ones(n)).reshape(n, 1)

    def run(do: Do) -> dict[str, Any]:
        z = do("z", drawn)
        a = do("a", np.exp(z) / np.exp(z).sum())
        return {"z": z, "a": a, "y": y, "E": do("E", -(y * np.log(a)).sum())}

    return World("columns", run, functions={r"\mathrm{diag}": np.diagflat}, numbers=range(1, n + 1))


def whole(rng: np.random.Generator, N: int = 5, small: float = 1e-5) -> World:
    r"""A network with one output as one function $f(x; \theta)$, with the loss of one example and the cost of N."""
    theta_drawn = rng.normal(size=(4, 1))
    x_drawn, y_drawn = rng.normal(), rng.normal()
    examples = {n: (rng.normal(), rng.normal()) for n in range(1, N + 1)}
    v_drawn = rng.normal(size=(4, 1))

    def network(x: Any, theta: Any) -> Any:
        return theta[2, 0] * generic(theta[0, 0] * x + theta[1, 0]) + theta[3, 0] ** 2

    def run(do: Do) -> dict[str, Any]:
        x, y, theta = do("x", x_drawn), do("y", y_drawn), do(r"\theta", theta_drawn)
        f = do("f", network(x, theta))
        losses = {n: (network(x_n, theta) - y_n) ** 2 / 2 for n, (x_n, y_n) in examples.items()}
        E = Units([(None, (f - y) ** 2 / 2), *losses.items()])
        J = sum(losses.values()) / N
        known = {"x": x, "y": y, r"\theta": theta, "f": f, "E": E, "J": J, "N": N, r"\eta": small, "h": small}
        return {**known, "v": v_drawn}

    def step(world: World) -> dict[str, Any]:
        return {r"\theta": world.value(r"\theta") - small * world.gradient("J", r"\theta")}

    def hessian(world: World) -> Any:
        """How the measured gradient moves with each parameter."""
        columns = []
        for nudge in small * np.eye(len(theta_drawn)):
            ends = [world.value(r"\theta") + sign * nudge[:, None] for sign in (1, -1)]
            up, down = (world.given({r"\theta": end}).gradient("J", r"\theta") for end in ends)
            columns.append((up - down) / (2 * small))
        return np.hstack(columns)

    return World(
        "whole",
        run,
        arguments={"f": ("x", r"\theta"), "E": (r"\theta",), "J": (r"\theta",)},
        derived={"H": hessian},
        after=step,
        sets={"parameters": range(1, 5)},
        numbers=range(1, 5),
    )


def scalar(rng: np.random.Generator) -> World:
    """Functions of one variable, and two of them in a row: x determines v, and v determines u."""
    drawn, z_drawn = rng.normal(size=2)

    def run(do: Do) -> dict[str, Any]:
        x = do("x", drawn)
        v = do("v", np.exp(0.4 * x) + x)
        u = do("u", generic(v))
        return {"x": x, "v": v, "u": u, "z": do("z", z_drawn), "e": np.e}

    return World(
        "scalar",
        run,
        functions={r"\varphi": logistic, r"\tanh": np.tanh, r"\exp": np.exp, r"\ln": np.log, r"\max": np.maximum},
        arguments={"u": ("v",), "v": ("x",)},
        variable="x",
    )


def fork(rng: np.random.Generator) -> World:
    """x acts on $v_1$, $v_2$ and $v_3$, and u depends on all of them."""
    drawn, a, b = rng.normal(), rng.normal(size=3), rng.normal(size=3)

    def run(do: Do) -> dict[str, Any]:
        x = do("x", drawn)
        v = do("v", Units({k: generic(a[k - 1] * x + b[k - 1]) for k in (1, 2, 3)}))
        return {"x": x, "v": v, "u": do("u", np.sin(v[1] * v[2]) + v[3] ** 2 + v[1])}

    return World("fork", run, sets={"paths": (1, 2, 3)}, numbers=(1, 2, 3))


def operation(rng: np.random.Generator, small: float = 1e-5) -> World:
    """An operation in the middle of a graph: two numbers u are made of three numbers x, and E of these."""
    drawn, mixed, v = rng.normal(size=(3, 1)), rng.normal(size=(2, 3)), rng.normal(size=(3, 1))

    def run(do: Do) -> dict[str, Any]:
        x = do("x", drawn)
        u = do("u", generic(mixed @ x))
        return {"x": x, "u": u, "E": np.sin(u[0, 0] * u[1, 0]) + u[1, 0] ** 2, "v": v, "h": small}

    return World("operation", run, arguments={"u": ("x",)}, numbers=(1, 2, 3))


def copied(rng: np.random.Generator) -> World:
    """One number w that multiplies every entry of a column x."""
    drawn, x_drawn = rng.normal(), rng.normal(size=(3, 1))

    def run(do: Do) -> dict[str, Any]:
        w, x = do("w", drawn), do("x", x_drawn)
        u = do("u", w * x)
        return {"w": w, "x": x, "u": u, "E": np.sin(u[0, 0] * u[1, 0]) + u[2, 0] ** 2 + u[1, 0]}

    return World("copied", run, numbers=(1, 2, 3))


def momentum(rng: np.random.Generator, steps: int = 4) -> World:
    r"""Momentum as what it comes to: a sum over all gradients so far, each weaker the longer ago it was.

    Each gradient has moved theta by all that is left of it in the sums since.
    """
    gradients, mu, rate = rng.normal(size=(steps, 2, 1)), rng.uniform(0.5, 0.9), rng.uniform(0.1, 0.4)
    start = rng.normal(size=(2, 1))

    def sum_of(first: Any) -> Any:
        return sum(mu**age * g for age, g in enumerate(reversed(first)))

    def state(first: Any) -> dict[str, Any]:
        moved = sum((1 - mu ** (age + 1)) / (1 - mu) * g for age, g in enumerate(reversed(first)))
        known = {"v": sum_of(first), "s": -rate * sum_of(first), "m": (1 - mu) * sum_of(first)}
        return {**known, r"\theta": start - rate * moved}

    def run(do: Do) -> dict[str, Any]:
        return {**state(gradients[:-1]), "g": gradients[-1], r"\mu": mu, r"\eta": rate}

    return World("momentum", run, after=lambda world: state(gradients))


def mazur(rng: np.random.Generator) -> World:
    """The example with the printed numbers: two inputs $i_1$, $i_2$, units h1, h2, o1, o2, weights $w_1$ to $w_8$."""
    w_given = Units({n: (15 + 5 * (n - 1) + (5 if n > 4 else 0)) / 100 for n in range(1, 9)})
    into = {"h1": ("i1", "i2"), "h2": ("i1", "i2"), "o1": ("h1", "h2"), "o2": ("h1", "h2")}

    def run(do: Do) -> dict[str, Any]:
        i, w = do("i", Units({1: 0.05, 2: 0.10})), do("w", w_given)
        t = do("t", Units(o1=0.01, o2=0.99))
        b = do("b", Units(h1=0.35, h2=0.35, o1=0.60, o2=0.60))
        net, o = Units(), Units(i1=i[1], i2=i[2])
        numbered = iter(w.values())
        for unit, sources in into.items():
            net[unit] = do(NET, sum(next(numbered) * o[source] for source in sources) + b[unit], unit)
            o[unit] = do("o", logistic(net[unit]), unit)
        E = sum((t[unit] - o[unit]) ** 2 for unit in t) / 2
        return {"i": i, "w": w, "t": t, "b": b, NET: net, "o": o, "E": do("E", E), r"\eta": 0.5}

    return World(
        "mazur",
        run,
        functions={r"\varphi": logistic},
        derived={r"\delta": lambda world: world.gradient("E", NET)},
        sets={"units": list(into)},
    )


def one_unit(rng: np.random.Generator) -> World:
    """The unit of the chapter on the chain rule, with its numbers."""

    def run(do: Do) -> dict[str, Any]:
        w, b, x = do("w", 0.5), do("b", 0.1), do("x", 2)
        v = do("v", w * x + b)
        return {"w": w, "b": b, "x": x, "v": v, "u": do("u", logistic(v))}

    return World("one unit", run, functions={r"\varphi": logistic})


def two_paths(rng: np.random.Generator) -> World:
    """The example in which b reaches e on two paths."""

    def run(do: Do) -> dict[str, Any]:
        a, b = do("a", 2), do("b", 1)
        c, d = do("c", a + b), do("d", b + 1)
        return {"a": a, "b": b, "c": c, "d": d, "e": do("e", c * d)}

    return World("two paths", run)


def line(rng: np.random.Generator, N: int = 5) -> World:
    r"""A straight line $f(x; \theta) = \theta_1 x + \theta_2$, with the cost of N examples."""
    theta_drawn = rng.normal(size=(2, 1))
    x_drawn, y = (Units({n: rng.normal() for n in (None, *range(1, N + 1))}) for _ in range(2))

    def run(do: Do) -> dict[str, Any]:
        x, theta = do("x", x_drawn), do(r"\theta", theta_drawn)
        at = x[None] if isinstance(x, Units) else x
        steepness, height = theta[:, 0]
        J = sum((steepness * x_drawn[n] + height - y[n]) ** 2 for n in range(1, N + 1)) / (2 * N)
        return {"x": x, "y": y, r"\theta": theta, "f": steepness * at + height, "J": J, "N": N}

    return World("line", run, arguments={"f": ("x", r"\theta")})


def binary(rng: np.random.Generator) -> World:
    """One logistic output with the cross-entropy of two classes."""
    net_drawn, t = rng.normal(), rng.uniform()

    def run(do: Do) -> dict[str, Any]:
        net = do(NET, net_drawn)
        o = do("o", logistic(net))
        return {NET: net, "o": o, "t": t, "E": -t * np.log(o) - (1 - t) * np.log(1 - o)}

    return World("binary", run, functions={r"\ln": np.log, r"\varphi": logistic})


def measured(rng: np.random.Generator, small: float = 1e-5) -> World:
    """A cost of one parameter p, and a small nudge h."""
    drawn = rng.normal()

    def run(do: Do) -> dict[str, Any]:
        p = do("p", drawn)
        return {"p": p, "J": do("J", np.exp(0.4 * p) + generic(p)), "h": small}

    return World("measured", run, arguments={"J": ("p",)})


def parabola(rng: np.random.Generator) -> World:
    """The cost of the first chapter's example."""
    drawn, rate = rng.normal(), rng.uniform(0.1, 0.9)

    def run(do: Do) -> dict[str, Any]:
        theta = do(r"\theta", drawn)
        return {r"\theta": theta, "J": theta * theta / 2, r"\eta": rate}

    def step(world: World) -> dict[str, Any]:
        return {r"\theta": world.value(r"\theta") - rate * world.gradient("J", r"\theta")}

    return World("parabola", run, arguments={"J": (r"\theta",)}, after=step)


def _by_name(*makers: Callable[[np.random.Generator], World]) -> dict[str, Callable[[np.random.Generator], World]]:
    return {maker.__name__.replace("_", " "): maker for maker in makers}


RANDOM = _by_name(
    neurons,
    logistic_neurons,
    layers,
    own_activations,
    layer,
    batch,
    chain,
    softmax,
    columns,
    scalar,
    fork,
    operation,
    copied,
    whole,
    line,
    binary,
    measured,
    momentum,
    aima,
    parabola,
    *beyond.RANDOM,
)
GIVEN = _by_name(mazur, one_unit, two_paths)


@cache
def worlds(name: str, count: int = 3) -> tuple[World, ...]:
    """Some worlds of that name on different random numbers, or the one whose numbers the text gives."""
    if name in GIVEN:
        return (GIVEN[name](np.random.default_rng(0)),)
    if name not in RANDOM:
        raise NotUnderstood(f"there is no world {name!r}; worlds.py has {', '.join((*RANDOM, *GIVEN))}")
    return tuple(RANDOM[name](np.random.default_rng(seed)) for seed in range(count))
