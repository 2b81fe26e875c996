r"""The worlds of the chapters beyond the core: depth, classification, famous networks, digits, other layers.

As in worlds.py, no world knows a gradient by a formula. What a formula claims about many steps, a bound or a best value
is found another way: by adding up, by trying the worst case, by halving an interval.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from .curves import generic, logistic
from .world import NET, Do, Units, World, slope


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function is 0 that is below 0 at `low` and above 0 at `high`, by halving."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2


# ------------------------------------------------------------------------------------------ activations and depth


def edge(rng: np.random.Generator) -> World:
    """Logistic unit, weight above 4: z runs from $x_1$ to $x_2$ where its factor is at least 1; a there is s."""
    w, b = rng.uniform(4.5, 20), rng.normal()

    def too_flat(z: float) -> float:
        return 1 - w * slope(logistic(z + 1e-30j))

    z = root(too_flat, 0, 50)
    x = Units({1: (-z - b) / w, 2: (z - b) / w})
    return World("edge", lambda do: {"w": w, "x": x, "s": logistic(z)}, functions={r"\ln": np.log})


def spread(rng: np.random.Generator, n: int = 3) -> World:
    """A net input of n independent products, in all cases that the signs of weights and inputs allow."""
    sizes = rng.uniform(0.5, 2, size=2)
    signs = np.array(list(product((-1, 1), repeat=2 * n))).T
    weights, inputs = sizes[0] * signs[:n], sizes[1] * signs[n:]
    z = (weights * inputs).sum(axis=0)
    known = {"w": weights[:1], "x": inputs[:1], "z": z[None], "n": n}
    return World("spread", lambda do: known, functions={r"\mathrm{var}": lambda values: (values**2).mean()})


# ------------------------------------------------------------------------------------------------- classification


def softmax_any_loss(rng: np.random.Generator, n: int = 4) -> World:
    """One layer of softmax units with a loss that depends on all of its outputs together."""
    net_drawn = Units({j: rng.normal() for j in range(1, n + 1)})

    def run(do: Do) -> dict[str, Any]:
        net = do(NET, net_drawn)
        exponentials = {j: np.exp(net[j]) for j in net}
        o = do("o", Units({j: exponentials[j] / sum(exponentials.values()) for j in net}))
        return {NET: net, "o": o, "E": np.sin(3 * o[1] * o[2]) + o[2] * o[3] ** 2 + generic(o[4])}

    return World("softmax any loss", run, sets={"units": range(1, n + 1)}, numbers=range(1, n + 1))


def joint(rng: np.random.Generator) -> World:
    """A layer each of whose outputs depends on every net input, and a loss of all outputs together."""
    drawn, mixed = rng.normal(size=(3, 1)), rng.normal(size=(3, 3))

    def run(do: Do) -> dict[str, Any]:
        z = do("z", drawn)
        a = do("a", generic(mixed @ z) * z)
        return {"z": z, "a": a, "E": np.sin(a[0, 0] * a[1, 0]) + a[2, 0] ** 2 * a[1, 0]}

    return World("joint", run, numbers=(1, 2, 3))


def binary_squared(rng: np.random.Generator) -> World:
    """One logistic output with half the squared error."""
    drawn, t = rng.normal(), rng.uniform()

    def run(do: Do) -> dict[str, Any]:
        net = do(NET, drawn)
        o = do("o", logistic(net))
        return {NET: net, "o": o, "t": t, "E": (o - t) ** 2 / 2}

    return World("binary squared", run)


def rows(rng: np.random.Generator, N: int = 4, n_in: int = 3, n_out: int = 2) -> World:
    """A layer whose examples are rows, and whose weights U have a column for each unit; then some cost of all."""
    X_drawn, U_drawn = rng.normal(size=(N, n_in)), rng.normal(size=(n_in, n_out))
    b_drawn = Units({j: rng.normal() for j in range(1, n_out + 1)})

    def run(do: Do) -> dict[str, Any]:
        X, U, b = do("X", X_drawn), do("U", U_drawn), do("b", b_drawn)
        Z = do("Z", X @ U + np.array([list(b.values())]))
        J = np.sin(Z[0, 0] * Z[1, 1]) + (generic(Z[2]) * Z[3]).sum() + (Z[:, 0] * Z[:, 1] ** 2).sum()
        return {"X": X, "U": U, "b": b, "Z": Z, "J": J}

    return World(
        "rows",
        run,
        derived={"G": lambda world: world.gradient("J", "Z")},
        sets={"entries": [(n, j) for n in range(1, N + 1) for j in range(1, n_out + 1)], "units": range(1, n_out + 1)},
        numbers=range(1, N + 1),
    )


# ------------------------------------------------------------------------------------------------ famous networks


def mirror(rng: np.random.Generator) -> World:
    """A hidden unit with opposite weights about the middle, 1 : 2 : 4, and a pattern that is no palindrome.

    In every second world only the outermost pair of the pattern differs.
    """
    outermost, smallest, b = rng.integers(2) == 0, rng.choice((-1, 1)) * rng.uniform(1, 2), rng.normal()
    w = {1: smallest, 2: -2 * smallest, 3: 4 * smallest}
    w = Units({**w, **{7 - k: -w[k] for k in w}})
    x = {k: int(rng.integers(2)) for k in range(1, 4)}
    differs = {1: True, 2: False, 3: False} if outermost else {1: False, 2: True, 3: True}
    x = Units({**x, **{7 - k: abs(x[k] - differs[k]) for k in x}})
    z = sum(w[k] * x[k] for k in w) + b
    return World("mirror", lambda do: {"w": w, "x": x, "b": b, "z": z}, sets={"ends": range(1, 7)})


def skip(rng: np.random.Generator) -> World:
    """Two inputs, a hidden unit h and an output o, to which the inputs lead as well."""
    x_drawn, u_drawn, w_drawn = (Units({1: rng.normal(), 2: rng.normal()}) for _ in range(3))
    v_drawn, b, c, y = rng.normal(), rng.normal(), rng.normal(), rng.uniform()

    def run(do: Do) -> dict[str, Any]:
        x, u, w, v = do("x", x_drawn), do("u", u_drawn), do("w", w_drawn), do("v", v_drawn)
        net = Units(h=do(NET, w[1] * x[1] + w[2] * x[2] + b, "h"))
        h = do("h", logistic(net["h"]))
        net["o"] = do(NET, u[1] * x[1] + u[2] * x[2] + v * h + c, "o")
        o = do("o", logistic(net["o"]))
        return {"x": x, "u": u, "w": w, "v": v, "b": b, "c": c, NET: net, "h": h, "o": o, "E": (o - y) ** 2 / 2}

    return World(
        "skip",
        run,
        derived={r"\delta": lambda world: world.gradient("E", NET)},
        sets={"inputs": (1, 2)},
        numbers=(1, 2),
    )


def at_rest(rng: np.random.Generator, small: float = 1e-3) -> World:
    r"""XOR with two hidden units at rest: $\theta$, their four incoming weights, is 0, and every answer is one half.

    d is a direction in which the net input of the output does not begin to move.
    """
    b, v = rng.normal(size=2), rng.normal(size=2)
    a = logistic(b)
    c = -(v * a).sum()
    x, y = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([0, 1, 1, 0])
    p, q = rng.normal(size=2)
    ratio = -v[0] * slope(logistic(b[0] + 1e-30j)) / (v[1] * slope(logistic(b[1] + 1e-30j)))
    d = np.array([[p], [q], [ratio * p], [ratio * q]])

    def run(do: Do) -> dict[str, Any]:
        theta = do(r"\theta", np.zeros((4, 1)))
        hidden = [logistic(theta[2 * j, 0] * x[0] + theta[2 * j + 1, 0] * x[1] + b[j]) for j in (0, 1)]
        o = logistic(v[0] * hidden[0] + v[1] * hidden[1] + c)
        known = {name: Units({1: one, 2: other}) for name, (one, other) in {"v": v, "a": a}.items()}
        directions = {"p": Units({1: p, 2: ratio * p}), "q": Units({1: q, 2: ratio * q}), "d": d}
        return {r"\theta": theta, "J": ((o - y) ** 2).sum() / 8, **known, **directions}

    def hessian(world: World) -> Any:
        """How the measured gradient moves with each parameter, from four points on its line."""
        columns = []
        for nudge in small * np.eye(4)[:, :, None]:
            at = [world.given({r"\theta": step * nudge}).gradient("J", r"\theta") for step in (-2, -1, 1, 2)]
            columns.append((at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * small))
        return np.hstack(columns)

    return World("at rest", run, derived={"H": hessian}, numbers=range(1, 5))


# ------------------------------------------------------------------------------------------------ longer steps


def steady(rng: np.random.Generator, n: int = 4) -> World:
    """Momentum after n steps with one and the same gradient g: the running sum v, and the running mean m."""
    g, mu = rng.normal(), rng.uniform(0.5, 0.9)
    v = m = 0.0
    for _ in range(n):
        v, m = mu * v + g, mu * m + (1 - mu) * g
    return World("steady", lambda do: {"g": g, r"\mu": mu, "n": n, "v": v, "m": m})


def adam(rng: np.random.Generator, n: int = 3) -> World:
    """Adam after n steps: running means of the gradient and its square, another gradient g, and a parameter p.

    The means are computed as sums over all gradients, and p moves by means whose weights add up to 1.
    """
    gradients, beta = rng.normal(size=n + 1), {1: rng.uniform(0.5, 0.9), 2: rng.uniform(0.9, 0.99)}
    p, rate, tiny = rng.normal(), rng.uniform(0.1, 0.4), rng.uniform(0.1, 0.4)

    def mean(values: Any, keep: float) -> Any:
        return sum((1 - keep) * keep**age * value for age, value in enumerate(reversed(values)))

    def state(count: int) -> dict[str, Any]:
        first = gradients[:count]
        return {"m": mean(first, beta[1]), "v": mean(first**2, beta[2])}

    def after(world: World) -> dict[str, Any]:
        weights = {k: np.array([beta[k] ** age for age in reversed(range(n))]) for k in beta}
        usual = np.average(gradients[:n], weights=weights[1])
        size = np.average(gradients[:n] ** 2, weights=weights[2])
        return {**state(n + 1), "p": p - rate * usual / (np.sqrt(size) + tiny)}

    known = {"g": gradients[n], r"\beta": Units(beta), r"\eta": rate, r"\epsilon": tiny, "p": p, "n": n}
    return World("adam", lambda do: {**known, **state(n)}, after=after)


# -------------------------------------------------------------------------------------------------- other layers


def recurrent(rng: np.random.Generator, steps: int = 3) -> World:
    r"""States of a recurrent unit, $h_n = \tanh(w h_{n-1} + x_n)$, and a cost of the last one."""
    w_drawn, x, start = rng.normal(), rng.normal(size=steps + 1), rng.normal()

    def run(do: Do) -> dict[str, Any]:
        w = do("w", w_drawn)
        h, z = Units({0: do("h", start, 0)}), Units()
        for n in range(1, steps + 1):
            z[n] = do("z", w * h[n - 1] + x[n], n)
            h[n] = do("h", np.tanh(z[n]), n)
        return {"w": w, "h": h, "z": z, "x": Units(enumerate(x)), "E": generic(h[steps])}

    return World(
        "recurrent",
        run,
        functions={r"\tanh": np.tanh},
        derived={r"\delta": lambda world: world.gradient("E", "z")},
        sets={"times": range(1, steps + 1)},
        numbers=range(steps + 1),
    )


def convolution(rng: np.random.Generator, long: int = 6, wide: int = 3) -> World:
    r"""A few weights $w_0, w_1, \dots$ slide along a signal $x_0, x_1, \dots$; then some E of all outputs."""
    x_drawn, w_drawn = (Units(enumerate(rng.normal(size=size))) for size in (long, wide))
    places = range(long - wide + 1)

    def run(do: Do) -> dict[str, Any]:
        x, w = do("x", x_drawn), do("w", w_drawn)
        a = do("a", Units({n: sum(w[k] * x[n + k] for k in w) for n in places}))
        E = np.sin(a[0] * a[1]) + a[2] ** 2 * a[3] + generic(a[3] - a[0])
        return {"x": x, "w": w, "a": a, "E": E}

    return World(
        "convolution",
        run,
        derived={"g": lambda world: world.gradient("E", "a")},
        sets={"places": places, "signal": range(long), "weights": range(wide)},
        numbers=range(long),
    )


def normalised(rng: np.random.Generator, N: int = 4) -> World:
    """N numbers $x_n$, their mean c and deviation s, the normalised $a_n$, and some E of all of these."""
    drawn = Units({n: rng.normal() for n in range(1, N + 1)})

    def run(do: Do) -> dict[str, Any]:
        x = do("x", drawn)
        c = sum(x.values()) / N
        s = np.sqrt(sum((one - c) ** 2 for one in x.values()) / N)
        a = do("a", Units({n: (x[n] - c) / s for n in x}))
        return {"x": x, "c": c, "s": s, "a": a, "N": N, "E": np.sin(a[1] * a[2]) + a[3] ** 3 * a[4] + generic(a[4])}

    return World(
        "normalised",
        run,
        derived={"g": lambda world: world.gradient("E", "a")},
        sets={"examples": range(1, N + 1)},
        numbers=range(1, N + 1),
    )


def attention(rng: np.random.Generator, places: int = 2, others: int = 3, d: int = 4, wide: int = 5) -> World:
    """Queries Q, keys K and values V in rows, products S, their softmax P in each row, means A, and some E of them."""
    Q_drawn, K_drawn = rng.normal(size=(places, d)), rng.normal(size=(others, d))
    V_drawn = rng.normal(size=(others, wide))

    def run(do: Do) -> dict[str, Any]:
        Q, K, V = do("Q", Q_drawn), do("K", K_drawn), do("V", V_drawn)
        S = do("S", Q @ K.T / np.sqrt(d))
        P = do("P", np.exp(S) / np.exp(S).sum(axis=1, keepdims=True))
        A = do("A", P @ V)
        E = (generic(A[0]) * A[1]).sum() + np.sin(A[0, 0] * A[1, 4]) + A[0, 1] ** 2
        return {"Q": Q, "K": K, "V": V, "S": S, "P": P, "A": A, "d": d, "E": E}

    return World(
        "attention",
        run,
        derived={"G": lambda world: world.gradient("E", "A")},
        sets={"entries": [(j, k) for j in range(1, places + 1) for k in range(1, others + 1)]},
        numbers=range(1, wide + 1),
    )


def rounded(rng: np.random.Generator) -> World:
    r"""A cubic whose third slope is M or -M, and its central difference D from values off by $\epsilon$ at most.

    In every second world all that can go wrong goes wrong in one direction.
    """
    worst, M, eps, h, p_drawn = rng.integers(2) == 0, *rng.uniform(0.2, 0.6, size=3), rng.normal()
    bend, slant = rng.normal(size=2)
    sign = rng.choice((-1, 1))
    off = sign * eps * np.array((1, -1)) if worst else rng.uniform(-eps, eps, size=2)

    def cost(p: Any) -> Any:
        return sign * M * p**3 / 6 + bend * p**2 + slant * p

    def run(do: Do) -> dict[str, Any]:
        p = do("p", p_drawn)
        above, below = cost(p_drawn + h) + off[0], cost(p_drawn - h) + off[1]
        known = {"M": M, r"\epsilon": eps, "h": h, "D": (above - below) / (2 * h)}
        return {**known, "p": p, "J": cost(p)}

    return World("rounded", run, arguments={"J": ("p",)})


def best_nudge(rng: np.random.Generator) -> World:
    r"""The nudge h for which $M h^2 / 6 + \epsilon / h$ is smallest: there it has no slope."""
    M, eps = rng.uniform(0.2, 0.6, size=2)
    h = root(lambda h: slope(M * (h + 1e-30j) ** 2 / 6 + eps / (h + 1e-30j)), 1e-3, 10)
    return World("best nudge", lambda do: {"M": M, r"\epsilon": eps, "h": h})


RANDOM = (
    edge,
    spread,
    softmax_any_loss,
    joint,
    binary_squared,
    rows,
    mirror,
    skip,
    at_rest,
    steady,
    adam,
    recurrent,
    convolution,
    normalised,
    attention,
    rounded,
    best_nudge,
)
