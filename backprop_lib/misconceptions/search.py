"""The search for what went wrong: each way to look for it returns a Verdict, or None if it finds nothing."""

from __future__ import annotations

from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from ..activations import Activation, leaky_relu, relu
from ..elementwise import Array
from ..layers import Layer, Network
from ..losses import half_squared_error
from ..network import LayerGradient, LayerTrace, forward
from .cases import Case
from .judging import Judge, Pairs
from .rules import AtLayer, Rules, at_layer, backward_by, right
from .table import MISCONCEPTIONS, Recipe, both
from .verdict import Verdict

__all__ = ["KINKS", "MEASURED", "ROUNDED", "Form", "Search"]

ROUNDED = "The first digits are right, but these values are rounded. Hand them in as they were computed."
MEASURED = 1e-5  # a share: at a kink the mean of both sides is measured, and how much the cost bends comes in too
KINKS = {"relu": (1, 0.5), "leaky_relu": (1, 0.505)}  # other slopes that are taken at z = 0


class Form(NamedTuple):
    """A factor: what it is made of, and the slugs of the mistakes that give its parts."""

    words: str
    size: int
    slugs: tuple[str, ...]


class Search:
    """The gradients that were handed in for a case, compared with those of every mistake."""

    def __init__(self, case: Case, given: Pairs, judge: Judge) -> None:
        self.case, self.given, self.judge = case, given, judge

    @cached_property
    def trace(self) -> tuple[LayerTrace, ...]:
        return forward(self.case.network, self.case.x)

    @cached_property
    def recipes(self) -> list[tuple[str, Recipe]]:
        """All that can be made in this case."""
        return [
            (slug, recipe)
            for slug, misconception in MISCONCEPTIONS.items()
            for recipe in misconception.recipes
            if recipe.needs.holds(self.case)
        ]

    @cached_property
    def single(self) -> list[tuple[str, Pairs]]:
        """What each single mistake gives."""
        found = [(slug, self._run(recipe.rules)) for slug, recipe in self.recipes]
        for slug, misconception in MISCONCEPTIONS.items():
            if misconception.around and misconception.around.needs.holds(self.case):
                found.append((slug, _pairs(misconception.around.gradients(self.case))))
        return found

    def without_effect(self) -> tuple[str, ...]:
        """The mistakes that make no difference in this case.

        A further recipe is of interest only where it is a mistake: a right answer that it gives says nothing about the
        mistake as it is usually made.
        """
        usual = {slug: _pairs_or_none(self, slug) for slug in MISCONCEPTIONS}
        return tuple(
            slug
            for slug, pairs in usual.items()
            if pairs and not any(off for _, off in self.judge.differences(self.judge.wanted, pairs, exact=True))
        )

    def rounded(self) -> Verdict | None:
        """The right numbers with too few decimals."""
        return Verdict(False, (), remark=ROUNDED) if self.judge.rounded else None

    def parameters(self) -> Verdict | None:
        """The parameters after a step, or before it, in the place of gradients."""
        moved = [(W - dW, b - db) for (W, b, _), (dW, db) in zip(self.case.network, self.given, strict=True)]
        rate = _share(moved, self.judge.wanted)
        after = [
            (W - rate * dW, b - rate * db)
            for (W, b, _), (dW, db) in zip(self.case.network, self.judge.wanted, strict=True)
        ]
        step = [(-rate * dW, -rate * db) for dW, db in self.judge.wanted]
        seen = not self.judge.same(step)  # beside large gradients no parameter can be
        if not seen or not self.judge.same(after, exact=not self.judge.room):
            return None
        when = f"after a step with learning rate {rate:.6g}" if abs(rate) > 1e-6 else "as they are"
        return Verdict(False, (), remark=f"These are the parameters {when}, and not their gradients.")

    @cached_property
    def kinked(self) -> list[Search]:
        """The same search where another slope is taken at z = 0; none if no ReLU is at its kink."""
        network = self.case.network
        pairs = zip(network, self.trace, strict=True)
        if not any(layer.activation.name in KINKS and (seen.z == 0).any() for layer, seen in pairs):
            return []
        found = []
        for number in range(2):
            others = {f: _with_slope_at_0(f, KINKS[f.name][number]) for f in (relu, leaky_relu)}
            case = self.case._replace(network=Network.of(Layer.of(W, b, others.get(f, f)) for W, b, f in network))
            room = max(self.judge.room, MEASURED)
            found.append(Search(case, self.given, Judge(case, self.given, room)))
        return found

    def _at_the_kink(self) -> str:
        taken = "0" if any(f == relu for *_, f in self.case.network) else "1/100"
        return f"where a net input is exactly 0, the curve has no slope, and the book takes {taken}."

    def at_the_kink(self) -> Verdict | None:
        """Another slope where a ReLU has z = 0."""
        if any(other.judge.right for other in self.kinked):
            return Verdict(False, (), remark=f"This differs only at the kink: {self._at_the_kink()}")
        return None

    def besides_the_kink(self) -> Verdict | None:
        """Another slope where a ReLU has z = 0, and a mistake."""
        for way in (Search.one_mistake, Search.one_factor, Search.two_mistakes):
            for other in self.kinked:
                if (found := way(other)) is not None:
                    remark = f"{found.remark} Another slope was taken at the kink: {self._at_the_kink()}".lstrip()
                    gives = found.gives and f"{found.gives} but for the kink"
                    return found._replace(remark=remark, gives=gives)
        return None

    def one_mistake(self) -> Verdict | None:
        """A single mistake, made wherever it can be."""
        for exact in (True, False):
            found = tuple(dict.fromkeys(slug for slug, pairs in self.single if self.judge.same(pairs, exact)))
            if found:
                forms = self._forms()
                return Verdict(False, found, remark=self._of_a_factor(forms) if _say_more(forms, found) else "")
        return None

    def in_some_arrays(self) -> Verdict | None:
        """A single mistake that shows in some of the arrays only, while the others are right."""
        off = [name for name, differs in self.judge.off.items() if differs]
        found: list[tuple[str, set[str]]] = []
        for slug, recipe in self.recipes:
            differences = dict(self.judge.differences(self.given, self._run(recipe.rules)))
            if not any(differences[name] for name in off):
                found.append((slug, recipe.changed))
        if not found:
            return None
        return Verdict(False, tuple(_needed(found)), gives=self._place(off), remark="All else is right.")

    def one_factor(self) -> Verdict | None:
        """The right gradients, all times the same factor."""
        if self._factor is None:
            return None
        forms = self._forms()
        shortest = [form for form in forms if form.size == min((form.size for form in forms), default=0)]
        slugs = tuple(dict.fromkeys(slug for form in shortest for slug in form.slugs))
        named = [form for form in shortest if form.slugs]
        gives = "this answer" if len(named) < 2 else ""  # several explanations, which the remark lists
        return Verdict(False, slugs, remark=self._of_a_factor(forms), gives=gives, together=len(slugs) > 1)

    def two_mistakes(self) -> Verdict | None:
        """Two mistakes at once; if several pairs give the same, all of them."""
        found = [
            (one, two)
            for (one, first), (two, second) in combinations(self.recipes, 2)
            if one != two and (rules := both(first, second)) and self.judge.same(self._run(rules))
        ]
        if self.case.network and MISCONCEPTIONS["layers-reversed"].around.needs.holds(self.case):  # type: ignore[union-attr]
            turned = Judge(self.case, self.given[::-1], self.judge.room)
            found += [("layers-reversed", slug) for slug, pairs in self.single if turned.same(pairs)]
        found = list(dict.fromkeys(found))
        if not found:
            return None
        listed = "; or ".join(f"{MISCONCEPTIONS[one].name} with {MISCONCEPTIONS[two].name}" for one, two in found)
        remark = f"The case cannot tell these pairs apart: {listed}." if len(found) > 1 else ""
        return Verdict(
            False, tuple(dict.fromkeys(slug for pair in found for slug in pair)), remark=remark, together=True
        )

    def layer_by_layer(self) -> Verdict | None:
        """Each layer alone, from the last to the first, on the deltas that the gradients of the one above imply."""
        network, _, y, loss, rate = self.case
        above: AtLayer | None = None
        slugs: list[str] = []
        said: list[str] = []
        unknown: list[str] = []
        known = 0
        for number in range(len(network), 0, -1):
            layer, seen, (W, b) = network[number - 1], self.trace[number - 1], self.given[number - 1]

            def names(rules: Rules, number: int = number, above: AtLayer | None = above) -> bool:
                with np.errstate(all="ignore"):
                    at = at_layer(rules, network[number - 1], self.trace[number - 1], y, loss, rate, above)
                    parts = (at.weight_gradient, rules.bias_gradient(at))
                W, b = self.given[number - 1]
                return all(self.judge.close(have, want, 0.0) for have, want in zip((W, b), parts, strict=True))

            if names(right):
                known += 1
            elif here := _needed([(slug, recipe.changed) for slug, recipe in self.recipes if names(recipe.rules)]):
                known += 1
                slugs += here
                said.append(f"In layer {number}: {', or '.join(MISCONCEPTIONS[slug].name for slug in here)}.")
            else:
                unknown.append(f"Layer {number} is off in a way that we do not know.")
                said += unknown[-1:]
            delta = _implied(W, b, seen.x)
            if delta is None:
                if number > 1:
                    return None
                break
            above = AtLayer(y, loss, rate, number == len(network), layer.W, layer.activation, *seen)
            above.slope, above.delta, above.error, above.weight_gradient = right.slope(above), delta, delta, W
        if not known:
            return None
        slugs = list(dict.fromkeys(slugs))
        if not slugs or unknown:
            opening = "Not right yet, and no mistake that we know gives exactly these numbers."
            rest = "What is in the other layers follows from it." if said == unknown else ""
            return Verdict(False, (), remark=" ".join(filter(None, [opening, *said, rest])))
        gives = "what is said of each layer, judged on the layer above it as you have it"
        return Verdict(False, tuple(slugs), remark=" ".join(said), gives=gives, together=len(slugs) > 1)

    # ------------------------------------------------------------------------------------------ what these need

    def _run(self, rules: Rules) -> Pairs:
        network, _, y, loss, rate = self.case
        return _pairs(backward_by(rules, network, self.trace, y, loss, rate))

    def _place(self, off: list[str]) -> str:
        """Where the mistake shows, in words: the weights of the last layer."""
        last = len(self.case.network)
        if len(off) == last > 1 and len({name[0] for name in off}) == 1:
            return f"the gradient of the {'weights' if off[0][0] == 'W' else 'biases'} of all layers"
        places: dict[str, list[str]] = {}
        for name in off:
            part, _, where = name.partition(" of ")
            where = "the last layer" if where == f"layer {last}" else where
            places.setdefault(where, []).append({"W": "weights", "b": "biases"}[part])
        return "the gradient of " + " and ".join(
            f"the {' and '.join(parts)} of {where}" for where, parts in places.items()
        )

    @cached_property
    def _factor(self) -> float | None:
        """What all of the right gradients were multiplied by, if by the same."""
        if not any(np.any(part) for pair in self.judge.wanted for part in pair):
            return None
        factor = _share(self.given, self.judge.wanted)
        scaled = [(factor * W, factor * b) for W, b in self.judge.wanted]
        return factor if self.judge.same(scaled) else None

    def _forms(self) -> list[Form]:
        """All that the common factor can be made of: the sign, a 2, N, the number of outputs, or one over these."""
        if self._factor is None:
            return []
        n_out, N = self.case.y.shape
        found = []
        powers = (-1, 0, 1)
        for sign, two, examples, outputs in product(
            (1, -1), powers, powers if N > 1 else (0,), powers if n_out > 1 else (0,)
        ):
            value = sign * 2.0**two * float(N) ** examples * float(n_out) ** outputs
            rate = self.case.learning_rate or 0
            updates = bool(rate and np.isclose(value * rate, self._factor, rtol=1e-6, atol=0))  # steps, not gradients
            if not updates and not np.isclose(value, self._factor, rtol=1e-6, atol=0):
                continue
            parts = [("2", two), ("N", examples), ("n_out", outputs), ("learning_rate", int(updates))]
            above = [name for name, power in parts if power == 1]
            below = [name for name, power in parts if power == -1]
            words = " · ".join(above) or "1"
            if below:
                words += "/" + (below[0] if len(below) == 1 else f"({' · '.join(below)})")
            slugs = {
                "sign": sign == -1,
                "half-forgotten": two == 1 and self.case.loss == half_squared_error,
                "mean-over-outputs": outputs == -1,
                "sum-over-examples": examples == 1,
            }
            size = (sign == -1) + abs(two) + abs(examples) + abs(outputs) + updates
            found.append(
                Form(f"{'-' * (sign == -1)}{words}", size, tuple(slug for slug, made in slugs.items() if made))
            )
        return sorted(found, key=lambda form: (form.size, form.words))

    def _of_a_factor(self, forms: list[Form]) -> str:
        n_out, N = self.case.y.shape
        if not self._factor:
            return "All of these gradients are 0, and the right ones are not."
        said = f"All of these gradients are {self._factor:.6g} times the right ones"
        if not forms:
            return f"{said}."
        known = [f"N = {N}"] * any("N" in form.words for form in forms)
        known += [f"n_out = {n_out}"] * any("n_out" in form.words for form in forms)
        where = f", where {' and '.join(known)}" if known else ""
        return f"{said}, a factor that can be {' or '.join(form.words for form in forms)}{where}."


def _with_slope_at_0(activation: Activation, slope: float) -> Activation:
    return Activation.of(
        activation.name, activation[1], lambda z, a: np.where(z == 0, slope, activation.derivative(z, a))
    )


def _needed(found: list[tuple[str, set[str]]]) -> list[str]:
    """The mistakes that were found with the rules that they change, without those that contain another one."""
    return list(dict.fromkeys(slug for slug, changed in found if not any(other < changed for _, other in found)))


def _say_more(forms: list[Form], named: tuple[str, ...]) -> bool:
    """Whether a factor can be made of more than the mistakes that are named: one that is short, and has no name."""
    return any(form.size == 1 and not set(form.slugs) & set(named) for form in forms)


def _share(ours: Pairs, theirs: Pairs) -> float:
    """How much of theirs there is in ours, as a factor; 0 if theirs is 0."""
    one, other = (np.concatenate([np.ravel(part) for pair in side for part in pair]) for side in (ours, theirs))
    size = float(other @ other)
    return float(one @ other / size) if size else 0.0


def _pairs(gradients: tuple[LayerGradient, ...]) -> Pairs:
    return [(gradient.W, gradient.b) for gradient in gradients]


def _pairs_or_none(search: Search, slug: str) -> Pairs | None:
    """What the mistake as it is usually made gives, if it can be made in this case."""
    *_, recipes, around = MISCONCEPTIONS[slug]
    if recipes and recipes[0].needs.holds(search.case):
        return search._run(recipes[0].rules)
    if around and around.needs.holds(search.case):
        return _pairs(around.gradients(search.case))
    return None


def _implied(W: Array, b: Array, x: Array) -> Array | None:
    """The delta with delta @ x.T = W and delta.sum(axis=1) = b, if there is one and only one."""
    seen = np.vstack([x, np.ones((1, x.shape[1]))])
    both_parts = np.hstack([W, b])
    if np.linalg.matrix_rank(seen) < x.shape[1]:
        return None
    delta = both_parts @ np.linalg.pinv(seen.T)
    fits = np.allclose(delta @ seen.T, both_parts, rtol=1e-7, atol=1e-9 * float(np.abs(both_parts).max()))
    return delta if fits else None
