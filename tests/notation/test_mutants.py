"""Wrong entries of the table and wrong steps of the rewriting are refused: some checked formula stops being true.

A mutant counts if it changes what some checked formula becomes. What survives is listed with its reason.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import permutations
from typing import Any
from unittest.mock import patch

import pytest

from book_ext.notation import layers, meaning, rewriting, signs
from book_ext.notation.symbols import letters
from book_ext.notation.table import BELOW, Writing, writing
from tests.notation.test_rewriting import OTHERS, checked, fault
from tests.notation.test_signs import hard

USED = sorted({known.quantity for known in letters().values()} | {"output of the network"})
Mutant = tuple[str, Callable[[ExitStack], Any]]


# ------------------------------------------------------------------------------------------ wrong entries of the table


def wrong_entries(convention: str) -> Iterator[tuple[str, str, Writing | None]]:
    """Slips in one entry: what was done, the quantity, and its writing now."""
    for quantity in USED:
        form = writing(quantity, convention)
        if not form:
            continue
        yield "not rewritten", quantity, None
        yield "sign", quantity, dataclasses.replace(form, entry=turned(form.entry))
        if "i" in "".join(BELOW.findall(form.entry)[0] if BELOW.search(form.entry) else ()) and "j" in form.entry:
            yield "index order", quantity, dataclasses.replace(form, entry=form.entry.translate({105: 106, 106: 105}))
        known = {form.letter}
        for other in OTHERS:
            theirs = writing(quantity, other)
            if theirs and theirs.letter not in known and ("(" in theirs.entry) == ("(" in form.entry):
                known.add(theirs.letter)
                yield f"as in {other}", quantity, theirs


def turned(entry: str) -> str:
    return entry.removeprefix("-") if entry.startswith("-") else f"-{entry}"


def exchanged(convention: str) -> Iterator[tuple[str, dict[str, Writing | None]]]:
    """Two quantities that have each other's writing."""
    forms = {quantity: form for quantity in USED if (form := writing(quantity, convention))}
    for one, other in permutations(forms, 2):
        if one < other and forms[one].letter != forms[other].letter:
            yield f"{one} and {other} exchanged", {one: forms[other], other: forms[one]}


def with_writings(convention: str, changed: dict[str, Writing | None]) -> Callable[[ExitStack], Any]:
    def wrong(quantity: str, of: str) -> Writing | None:
        return changed[quantity] if of == convention and quantity in changed else writing(quantity, of)

    def spoil(stack: ExitStack) -> None:
        stack.enter_context(patch.object(meaning, "writing", wrong))
        stack.enter_context(patch.object(rewriting, "writing", wrong))

    return spoil


# ---------------------------------------------------------------------------------- wrong steps of the rewriting


def replaced(owner: Any, name: str, new: Any) -> Callable[[ExitStack], Any]:
    return lambda stack: stack.enter_context(patch.object(owner, name, new))


def moved(layer: str) -> str:
    """The layer above."""
    return {"l": "l+1", "l-1": "l", "l+1": "l+2", "L": "L+1", "L-1": "L"}.get(layer, layer)


def wrong_steps() -> Iterator[Mutant]:
    layers_of, layer_of, sums = layers.layers_of, meaning.Meaning.layer, rewriting.Rewriting._sum
    plain, natural = meaning.Meaning.plain, signs.Signs.natural
    yield "no layers", replaced(meaning, "layers_of", lambda *_, **__: {})
    yield "all in one layer", replaced(meaning, "layers_of", lambda *a, **k: dict.fromkeys(layers_of(*a, **k), "l"))
    yield (
        "a layer too high",
        replaced(meaning, "layers_of", lambda *a, **k: {i: moved(at) for i, at in layers_of(*a, **k).items()}),
    )
    yield "weights lead down", replaced(layers, "USUAL", {"i": ("l", 1), "j": ("l", 0), "k": ("l", -1)})
    yield (
        "outputs anywhere",
        replaced(
            meaning, "layers_of", lambda *a, **k: {i: at.replace("L", "l") for i, at in layers_of(*a, **k).items()}
        ),
    )
    yield (
        "the layer of the source",
        replaced(
            meaning.Meaning,
            "layer",
            lambda self, s: (
                self.layers.get(s.places["i"], "") if {"i", "j"} <= {*s.places} and not s.layer else layer_of(self, s)
            ),
        ),
    )
    for first in (0, 1, 2):
        yield (
            f"layers counted from {first}",
            lambda stack, first=first: [
                stack.enter_context(patch.object(module, "first_layer", lambda _: first))
                for module in (meaning, rewriting)
            ],
        )
    yield "limits of layers as they are", replaced(rewriting, "counted_from", lambda first, layer: layer)
    yield "no signs", replaced(signs.Signs, "natural", lambda self, node: 1)
    yield "all signs turned", replaced(rewriting.Rewriting, "_sum", lambda self, node, want: sums(self, node, -want))
    yield (
        "signs as renamed",
        replaced(rewriting.Rewriting, "_sum", lambda self, node, want: sums(self, node, natural(self.signs, node))),
    )
    yield "no output of its own", replaced(meaning.Meaning, "_as_output", lambda self, s: None)
    yield "products not turned round", replaced(meaning.Meaning, "is_array", lambda self, s: False)
    yield "products turned round", replaced(rewriting, "IN_ROWS", tuple(OTHERS))
    yield "examples last", replaced(meaning, "IN_ROWS", ())
    yield (
        "transposes lost",
        replaced(meaning.Meaning, "plain", lambda self, s: plain(self, dataclasses.replace(s, transposed=False))),
    )
    yield (
        "primes lost",
        replaced(meaning.Meaning, "plain", lambda self, s: plain(self, dataclasses.replace(s, primed=False))),
    )
    yield (
        "indices lost",
        replaced(meaning.Meaning, "plain", lambda self, s: plain(self, dataclasses.replace(s, indices=s.indices[:1]))),
    )
    yield (
        "indices turned round",
        replaced(
            meaning.Meaning, "plain", lambda self, s: plain(self, dataclasses.replace(s, indices=s.indices[::-1]))
        ),
    )
    yield (
        "layers lost",
        replaced(meaning.Meaning, "plain", lambda self, s: plain(self, dataclasses.replace(s, layer=""))),
    )
    yield (
        "a layer too high in matrices",
        replaced(meaning.Meaning, "plain", lambda self, s: plain(self, dataclasses.replace(s, layer=moved(s.layer)))),
    )


# ------------------------------------------------------------------------------------------------------- the run


@contextmanager
def spoiled(spoil: Callable[[ExitStack], Any]) -> Iterator[None]:
    with ExitStack() as stack:
        spoil(stack)
        rewriting.written.cache_clear()
        rewriting.said.cache_clear()
        yield
    rewriting.written.cache_clear()
    rewriting.said.cache_clear()


def text(case: tuple[Any, ...], convention: str) -> str:
    """A formula in the convention; "" if the rewriting fails in a way that it does not have."""
    _, tex, page, _ = case
    try:
        return rewriting.said(tex, convention, page).tex or tex
    except (KeyError, ValueError, IndexError):
        return ""


def run(convention: str, mutants: Iterator[Mutant]) -> tuple[list[str], list[str]]:
    """The mutants that changed something, and those of them that no formula refuses. Short formulas are tried first."""
    cases = sorted([*checked(), *hard()], key=lambda case: len(case[1]))
    right, made, survivors = [text(case, convention) for case in cases], [], []
    for name, spoil in mutants:
        with spoiled(spoil):
            is_changed = is_refused = False
            for case, old in zip(cases, right, strict=True):
                new = text(case, convention)
                if new != old:
                    is_changed, is_refused = True, not new or bool(fault(new, convention, case[3]))
                if is_refused:
                    break
        made += [name] * is_changed
        survivors += [name] * (is_changed and not is_refused)
    return made, survivors


def every(convention: str) -> Iterator[Mutant]:
    for what, quantity, form in wrong_entries(convention):
        yield f"{quantity}: {what}", with_writings(convention, {quantity: form})
    for what, changed in exchanged(convention):
        yield what, with_writings(convention, changed)
    yield from wrong_steps()


# What survives is another way to write something true.
BRACKETS = "a layer is told by its number, with brackets around it or without"
AS_ANY_UNIT = "an output of the network is the output of a unit, too"
NO_LAYERS = "units have no layers there, and an output of the network is the output of a unit, too"
OUTPUTS = {
    "output of the network: not rewritten": AS_ANY_UNIT,
    "output of the network: as in matrices": AS_ANY_UNIT,
    "output of the network: as in cs231n": AS_ANY_UNIT,
    "no output of its own": AS_ANY_UNIT,
}
SURVIVORS: dict[str, dict[str, str]] = {
    "aima": {
        "weight from unit i to unit j: not rewritten": "it differs in a comma, and in the order of entries of a matrix"
    },
    "bishop": {
        **OUTPUTS,
        "delta, the slope with respect to a net input: not rewritten": BRACKETS,
        "no layers": NO_LAYERS,
        "all in one layer": NO_LAYERS,
        "a layer too high": NO_LAYERS,
        "outputs anywhere": NO_LAYERS,
    },
    "goodfellow": OUTPUTS,
    "d2l": OUTPUTS,
}
LEAST = 113  # mutants of each convention


@pytest.mark.slow
@pytest.mark.parametrize("convention", OTHERS)
def test_wrong_rewritings_are_refused(convention: str) -> None:
    made, survivors = run(convention, every(convention))
    assert set(survivors) == set(SURVIVORS.get(convention, {}))
    assert len(made) >= LEAST


def test_hardly_any_survive() -> None:
    assert sum(map(len, SURVIVORS.values())) <= 0.02 * LEAST * len(OTHERS)
