r"""The worlds of the book as other books see them: written by hand from those books, and not from the table.

A world under other names is still the same network, so what another book says about it can be computed. LETTERS has
new=old: w=w.T has its indices the other way round, and \Delta=-\delta is minus it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from book_ext.equations.book import Entry
from book_ext.equations.colours import plain
from book_ext.equations.curves import generic, logistic
from book_ext.equations.world import NET, Do, Layers, Units, World
from book_ext.equations.worlds import RANDOM, lowered, worlds

IN = r"\mathrm{in}"
LETTERS = {
    "matrices": rf"z={NET} a=o y=t W=w \sigma=\varphi",
    "aima": rf"{IN}={NET} {IN}=z a=o y=t g=\varphi g=\sigma \alpha=\eta \Delta=-\delta w=\theta \hw=f",
    "nielsen": rf"z={NET} a=o y=t w=W C=E \sigma=\varphi",
    "bishop": rf"\En=E a={NET} a=z z=o z=a y=o y=a.L t=y h=\varphi h=\sigma w=\theta y=f",
    "goodfellow": rf"a={NET} a=z h=o h=a \haty=o \haty=a.L y=t W=w f=\varphi f=\sigma g=\delta \epsilon=\eta L=E D=L",
    "d2l": rf"z={NET} h=o h=a \haty=o \haty=a.L y=t W=w W=U \phi=\varphi \phi=\sigma J=E L=J D=L none=\delta",
    "cs231n": rf"z={NET} z=z.T h=o h=a.T y=t y=y.T x=x.T W=w.T W=W.T b=b.T \ttdz=\delta.T \ttscores=Z \ttdscores=G W=U"
    r" \sigma=\varphi L=J D=L \ttlearningrate=\eta",
    "code": rf"x=a.0 \ttz={NET} \ttz=z \tta=o \tta=a \tty=t \tty=y \ttW=w \ttW=W \ttb=b \ttdelta=\delta \ttloss=E"
    r" \ttcost=J \ttactivation=\varphi \ttactivation=\sigma \ttlearningrate=\eta",
}
# What a page means by a letter that is another quantity elsewhere.
OWN = {
    "convolution": "a=a",
    "normalised": "a=a",
    "attention": "G=G",
    "operation": "x=x",
    "copied": "x=x",
    "skip": "o=o h=h",
    "code one unit": "b=b",
    "goodfellow adam": r"\eta=\eta",
    "goodfellow recurrent": r"\delta=\delta",
    "two paths": "a=a b=b c=c d=d e=e",
}
IN_LAYERS = ("matrices", "nielsen", "goodfellow", "d2l", "cs231n", "code")  # a unit's index counts within its layer
FIRST = {"nielsen": 2, "code": 0}  # the number of the first layer with weights
BIASES_AMONG_WEIGHTS = {"aima": True, "bishop": False}  # w_{0,j} with the source first, w_{j0} with the target first


# --------------------------------------------------------------------------------------------- the formula as text


def understood(tex: str, convention: str) -> str:
    """A formula of this convention in signs that the reader of the book's formulas knows."""
    tex = plain(tex)
    tex = re.sub(r"\\mathtt\{([^{}]*)\}", lambda name: r"\tt" + name[1].replace(r"\_", "").replace("\\", "") + " ", tex)
    tex = tex.replace(r"\hat{y}", r"\haty ")
    tex = re.sub(r"\\nabla_\{((?:[^{}]|\{[^{}]*\})*)\} ([LJ])", r"\\frac{\\partial \2}{\\partial \1}", tex)
    if convention == "bishop":
        tex = re.sub(r"w(\^\{[^}]*\})?_\{(\w+)0\}", r"w\1_{\2,0}", tex)
        tex = re.sub(r"E_n(?![a-z])", lambda _: r"\En_n" if r"\sum_{n" in tex else r"\En ", tex)
    if convention == "cs231n":
        tex = tex.replace("L_i", "E") if "L_n" not in tex else tex.replace("L_n", "E_n")
    if convention in ("goodfellow", "d2l", "cs231n"):
        tex = re.sub(r"\^\{?(\(?)L|< L", lambda above: above[0].replace("L", "D"), tex)
    return re.sub(r"h_(?:w|\{w\})\(((?:[^()]|\([^()]*\))*)\)", r"\\hw(\1; w)", tex).replace("h_w", r"\hw ")


# ------------------------------------------------------------------------------------------------ names for old ones


class Seen(NamedTuple):
    """A quantity under another name: how it is made, and which entry of an old one each of its entries is."""

    get: Callable[[Mapping[str, Any]], Any]
    back: Callable[[tuple], tuple[str, tuple]]
    turned: bool = False


def turned(value: Any) -> Any:
    """Rows for columns, source for target."""
    if isinstance(value, Layers):
        return Layers({layer: turned(part) for layer, part in value.items()})
    if isinstance(value, Units):
        return Units({place[::-1] if isinstance(place, tuple) else place: part for place, part in value.items()})
    return value.T if np.ndim(value) == 2 else value


def back_turned(key: tuple, value: Any) -> tuple:
    """Which entry of the old quantity that is."""
    if isinstance(value, Layers) and key:
        return (key[0], *back_turned(key[1:], value[key[0]]))
    if isinstance(value, Units):
        return tuple(place[::-1] if isinstance(place, tuple) else place for place in key)
    return key[::-1]


def minus(value: Any) -> Any:
    return type(value)({key: minus(part) for key, part in value.items()}) if isinstance(value, dict) else -value


def pairs(W: Any, b: Any, source_first: bool) -> Any:
    """The weights of a layer as w_{ij} or w_{ji}, and its biases among them with the source 0."""
    if isinstance(W, np.ndarray) and isinstance(b, np.ndarray):
        W = Units({(k + 1, j + 1): W[j, k] for j, k in np.ndindex(W.shape)})
        b = Units({j + 1: b[j, 0] for j in range(len(b))})
    elif not isinstance(W, Units):
        return W
    biases = {(0, j): value for j, value in b.items()} if isinstance(b, Units) else {}
    weights = Units({**W, **biases})
    return weights if source_first else turned(weights)


def with_biases(base: World, source_first: bool) -> Seen:
    held = base.quantities
    name = "W" if "W" in held else "w"
    arrays = name == "W"

    def get(found: Mapping[str, Any]) -> Any:
        W, b = found.get(name, Units()), found.get("b", Units())
        if isinstance(W, Layers):
            return Layers({layer: pairs(W[layer], b[layer], source_first) for layer in W})
        return pairs(W, b, source_first)

    def back(key: tuple) -> tuple[str, tuple]:
        *layer, place = key or ("",)
        if not isinstance(place, tuple):
            return name, key
        i, j = place if source_first else place[::-1]
        if i == 0:
            return "b", (*layer, j - 1, 0) if arrays else (*layer, j)
        return name, (*layer, j - 1, i - 1) if arrays else (*layer, (i, j))

    return Seen(get, back)


def seen(pair: str, base: World, in_softmax: bool) -> tuple[str, str, Seen]:
    new, _, old = pair.partition("=")
    if old.startswith("-"):
        old = old[1:]
        return new, old, Seen(lambda found: minus(found[old]), lambda key: (old, key))
    old, _, how = old.partition(".")
    if in_softmax and old in (NET, "o", r"\delta") and new != r"\haty":
        return new, old, Seen(lambda found: Layers({LAST: found[old]}), lambda key: (old, key[1:]))
    if how == "T":
        held = base.quantities.get(old)
        return new, old, Seen(lambda found: turned(found[old]), lambda key: (old, back_turned(key, held)), True)
    if how == "0" and isinstance(base.quantities.get(old), Layers):
        return new, old, Seen(lambda found: found[old][0], lambda key: (old, (0, *key)))
    if how == "L" and isinstance(base.quantities.get(old), Layers):
        last = base.quantities["L"]
        return new, old, Seen(lambda found: found[old][last], lambda key: (old, (last, *key)))
    return new, old, Seen(lambda found: found[old], lambda key: (old, key))


LAST = 3  # the layer of softmax units, which have no others before them in their world


def names(base: World, convention: str, world: str) -> Iterator[tuple[str, str, Seen]]:
    in_softmax = convention in IN_LAYERS and world.startswith("softmax")
    own = f"{OWN.get(world, '')} {OWN.get(f'{convention} {world}', '')}".split()
    stay = {pair.partition("=")[2] for pair in own}
    given = [p for p in LETTERS[convention].split() if re.split(r"[=.-]+", p)[1] not in stay]
    renamed = {seen(pair, base, in_softmax)[1] for pair in given}
    if convention in BIASES_AMONG_WEIGHTS and isinstance(base.quantities.get("b"), Units):
        renamed.add("b")
    held = {*base.quantities, *base.derived, *base.functions, *base.arguments}
    for name in held - renamed:
        yield seen(f"{name}={name}", base, False)
    for pair in [*own, *given]:
        new, old, view = seen(pair, base, in_softmax)
        if old in held and (not pair.endswith(".0") or isinstance(base.quantities[old], Layers)):
            yield new, old, view
    if convention in BIASES_AMONG_WEIGHTS and {"w", "W", "b"} & {*base.quantities}:
        yield (
            "w",
            "b" if "w" not in held and "W" not in held else "W" if "W" in held else "w",
            with_biases(base, BIASES_AMONG_WEIGHTS[convention]),
        )


def renumbered(value: Any, step: int) -> Any:
    return Layers({layer + step: part for layer, part in value.items()}) if isinstance(value, Layers) else value


def as_seen(base: World, convention: str, world: str) -> World:
    """A world under the names of a convention."""
    views = {new: (old, view) for new, old, view in names(base, convention, world)}
    step = FIRST.get(convention, 1) - 1
    shown = {new: view.get(base.quantities) for new, (old, view) in views.items() if old in base.quantities}
    in_layers = {new for new, value in shown.items() if isinstance(value, Layers)}
    cost = next((name for name in ("J", "E") if name in base.quantities), "")

    def inner(do: Do) -> Do:
        values = {views[new][0]: turned(v) if views[new][1].turned else v for new, v in do.values.items()}
        nudged = None
        if do.nudged:
            new, key = do.nudged
            if new not in views:
                return Do(values, do.nudged)
            if new in in_layers:
                key = (key[0] - step, *key[1:])
            nudged = views[new][1].back(key)
        return Do(values, nudged)

    def run(do: Do) -> dict[str, Any]:
        mine = inner(do)
        found = base.run(mine)
        do.reached = mine.reached
        made = {new: renumbered(view.get(found), step) for new, (old, view) in views.items() if old in found}
        if world.startswith("softmax"):
            made.setdefault("L", LAST + (convention == "nielsen"))
            made["D"] = LAST
        if convention == "nielsen" and isinstance(found.get("L"), int):
            made["L"] = found["L"] + 1
        return made

    def below(ours: World) -> World:
        return base._under(inner(ours.do))

    derived = {
        new: lambda ours, old=old, view=view: renumbered(view.get({old: base.derived[old](below(ours))}), step)
        for new, (old, view) in views.items()
        if old in base.derived
    }
    if convention == "cs231n":
        for new, (old, view) in list(views.items()):
            if old in base.quantities and cost and re.fullmatch(r"[A-Za-z]", new):
                derived.setdefault(
                    rf"\ttd{new}", lambda ours, old=old, view=view: view.get({old: below(ours).gradient(cost, old)})
                )

    def after(ours: World) -> dict[str, Any]:
        changed = base.after(below(ours))
        whole = {**below(ours).quantities, **changed}
        return {
            new: renumbered(view.get(whole), step)
            for new, (old, view) in views.items()
            if old in changed or (new == "w" and {"w", "b"} & {*changed} and old in ("w", "W", "b"))
        }

    by_old = {old: new for new, (old, _) in views.items()}
    moved = {
        name: [value + step for value in base.sets[name]] for name in MOVED if name in base.sets and world != "batch"
    }
    if world == "batch" and "layers" in base.sets:
        moved = {"layers": [value + step for value in base.sets["layers"]]}
    return World(
        f"{world}, {convention}",
        run,
        functions={
            new: _renumbered(base.functions[old], step) for new, (old, _) in views.items() if old in base.functions
        },
        arguments={
            new: tuple(by_old.get(p, p) for p in base.arguments[old])
            for new, (old, _) in views.items()
            if old in base.arguments
        },
        derived=derived,
        after=after,
        sets={**base.sets, **moved},
        numbers=base.numbers,
        variable=base.variable,
    )


MOVED = ("layers", "inner", "behind the first")


def _renumbered(function: Any, step: int) -> Any:
    return renumbered(function, step) if isinstance(function, dict) else function


# --------------------------------------------------------------------------------------------------- layers of units


def layered(rng: np.random.Generator, curve: Callable = generic, sizes: tuple[int, ...] = (2, 4, 3, 5)) -> World:
    """Unit j of layer l, instead of units numbered through the network; with a step of training."""
    L = len(sizes) - 1
    x = Units({i: rng.normal() for i in range(1, sizes[0] + 1)})
    y = Units({j: rng.uniform() for j in range(1, sizes[L] + 1)})
    W_drawn = Layers(
        {
            layer: Units(
                {(j, k): rng.normal() for j in range(1, sizes[layer] + 1) for k in range(1, sizes[layer - 1] + 1)}
            )
            for layer in range(1, L + 1)
        }
    )
    b_drawn = Layers({layer: Units({j: rng.normal() for j in range(1, sizes[layer] + 1)}) for layer in range(1, L + 1)})
    rate = rng.uniform(0.2, 0.4)

    def run(do: Do) -> dict[str, Any]:
        W, b = do("W", W_drawn), do("b", b_drawn)
        z, a = Layers(), Layers({0: do("a", x, 0)})
        for layer in range(1, L + 1):
            below = a[layer - 1]
            sums = {j: sum(W[layer][j, k] * below[k] for k in below) + b[layer][j] for j in b[layer]}
            z[layer] = do("z", Units(sums), layer)
            a[layer] = do("a", Units({j: curve(net) for j, net in z[layer].items()}), layer)
        E = sum((a[L][j] - y[j]) ** 2 for j in y) / 2
        return {"W": W, "b": b, "z": z, "a": a, "y": y, "x": x, "L": L, "E": do("E", E), r"\eta": rate}

    def step(world: World) -> dict[str, Any]:
        return {
            p: Layers({at: lowered(world.value(p)[at], world.gradient("E", p)[at], rate) for at in W_drawn})
            for p in "Wb"
        }

    units = [(layer, j) for layer in range(1, L + 1) for j in range(1, sizes[layer] + 1)]
    edges = [(layer, i, j) for layer, j in units for i in range(1, sizes[layer - 1] + 1)]
    return World(
        "layered",
        run,
        functions={r"\varphi": curve},
        derived={r"\delta": lambda world: world.gradient("E", "z")},
        after=step,
        sets={
            "units": units,
            "hidden": [unit for unit in units if unit[0] < L],
            "out": [unit for unit in units if unit[0] == L],
            "edges": edges,
            "edges out": [edge for edge in edges if edge[0] == L],
            "edges to hidden": [edge for edge in edges if edge[0] < L],
        },
        numbers=range(1, max(sizes) + 1),
    )


CURVES = {"neurons": generic, "logistic neurons": logistic}


@cache
def inhabited(convention: str, world: str, count: int = 2) -> tuple[World, ...]:
    """The worlds of that name, as the convention sees them."""
    if convention in IN_LAYERS and world in CURVES:
        made = [layered(np.random.default_rng(seed), CURVES[world]) for seed in range(count)]
        step = FIRST.get(convention, 1) - 1
        for one in made:
            one.sets = {name: [(layer + step, *rest) for layer, *rest in places] for name, places in one.sets.items()}
    elif world in RANDOM:
        made = [RANDOM[world](np.random.default_rng(seed)) for seed in range(3 if world == "chain" else count)]
    else:
        made = list(worlds(world))
    return tuple(as_seen(one, convention, world) for one in made)


def placed(convention: str, entry: Entry) -> Entry:
    """What the free indices run through: where units count within layers, the layer is one of them."""
    if convention not in IN_LAYERS or entry.world not in CURVES or not entry.free:
        return entry
    ((letters, name),) = entry.free
    name = f"edges {entry.only}" if len(letters) == 2 and entry.only else entry.only or name
    return entry._replace(free=((f"l{letters}", name),), only="")
