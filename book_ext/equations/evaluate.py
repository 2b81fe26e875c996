"""The value of a tree in a world; nothing is guessed, nothing is stretched to fit.

Arrays have two axes and keep their shapes: a sum takes equal shapes, a product of arrays is the product of matrices. A
sum without limits runs over all values of its letter for which its terms exist: the layer before, or the layer after.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from .calls import bound
from .grammar import Node, NotUnderstood, parse
from .world import NUDGE, Layers, Units, World, slope
from .writing import written

Indices = Mapping[str, Any]
TRANSPOSED = (("name", r"\top"), ("name", "T"))


class Missing(NotUnderstood):
    """There is no such unit, weight or layer."""


def read(formula: str | Node, world: World) -> Node:
    """The tree of a formula for this world, which says what is a function."""
    tree = parse(formula) if isinstance(formula, str) else formula
    return bound(tree, {*world.functions, *world.arguments}, set(world.arguments))


def evaluate(node: Node, world: World, at: Indices) -> Any:
    """The value of this node with these indices: a number, or an array with two axes."""
    value = _evaluate(node, world, at)
    if isinstance(value, Units | Layers):
        if None not in value:
            raise NotUnderstood(f"{written(node)} stands without an index")
        value = value[None]
    return value


def _evaluate(node: Node, world: World, at: Indices) -> Any:
    match node:
        case ("number", text):
            return float(text) if "." in text else int(text)
        case ("name", name):
            return at[name] if name in at else world.value(name)
        case ("group", inner):
            return evaluate(inner, world, at)
        case ("group", *items):
            return _row(items, world, at)
        case ("sum", *terms):
            return _sum([evaluate(term, world, at) * (-1 if sign == "-" else 1) for sign, term in terms])
        case ("product", *factors):
            return _product([(sign, evaluate(factor, world, at)) for sign, factor in factors])
        case ("over", above, below):
            return evaluate(above, world, at) / _number(evaluate(below, world, at), "a denominator")
        case ("sub", base, *indices):
            value = _evaluate(base, world, at)
            return _below(value, _places(indices, world, at, value), node)
        case ("sup", base, exponent):
            return _above(base, exponent, world, at)
        case ("prime", ("group", inner)) if world.variable:
            return slope(evaluate(inner, world.nudged(world.variable, ()), at))
        case ("call", head, *arguments):
            return _call(head, [evaluate(argument, world, at) for argument in arguments], world, at)
        case ("nabla", ("name", name)):
            return world.gradient(name, _parameter(name, world))
        case ("partial", what, by):
            return _partial(what, by, world, at)
        case ("big", sign, letter, low, high, body):
            return _big(sign, letter, low, high, body, world, at)
        case ("sqrt", inner):
            return np.sqrt(_number(evaluate(inner, world, at), "under a root"))
        case ("abs", inner):
            return abs(_smooth(_number(evaluate(inner, world, at), "between bars")))
        case ("norm", inner):
            column = evaluate(inner, world, at)
            if np.ndim(column) != 2 or 1 not in column.shape:
                raise NotUnderstood(f"{written(inner)} is not a column, and only columns have a length here")
            return np.sqrt((column**2).sum())
    raise NotUnderstood(f"{written(node)} has no value")


# ------------------------------------------------------------------------------------------- sums and products


def _number(value: Any, where: str) -> Any:
    if np.ndim(value):
        raise NotUnderstood(f"an array stands as {where}")
    return value


def _smooth(value: Any) -> Any:
    """A bend has no slope that a nudge in the imaginary direction could show."""
    if np.iscomplexobj(value):
        raise NotUnderstood("what bends cannot be differentiated here")
    return value


def _sum(terms: list[Any]) -> Any:
    for term in terms:
        if np.shape(term) != np.shape(terms[0]):
            raise NotUnderstood(f"shapes {np.shape(terms[0])} and {np.shape(term)} are added")
    return sum(terms[1:], terms[0])


def _product(factors: list[tuple[str, Any]]) -> Any:
    result: Any = None
    of_matrices = any(np.ndim(a) and np.ndim(b) and sign == "" for (_, a), (sign, b) in pairwise(factors))
    for sign, value in factors:
        if sign == r"\odot":
            if of_matrices:
                raise NotUnderstood(r"a product of matrices beside \odot needs parentheses")
            if not np.ndim(value) or np.shape(result) != np.shape(value):
                raise NotUnderstood(f"\\odot between shapes {np.shape(result)} and {np.shape(value)}")
            result = result * value
        elif np.ndim(result) and np.ndim(value):
            if result.shape[1] != value.shape[0]:
                raise NotUnderstood(f"a product of matrices with shapes {result.shape} and {value.shape}")
            result = result @ value
        else:
            result = value if result is None else result * value
    return result


def _row(items: list[Node], world: World, at: Indices) -> Any:
    """A row of numbers; dots go on with the last index as the first two items do."""
    if items[-1] == ("dots",):
        if len(items) < 3 or not (count := len(world.sets.get("parameters", ()))):
            raise NotUnderstood("the dots have nothing to go on with")
        first, *shown = items[:-1]
        if [_counted(first, number) for number in range(2, len(shown) + 2)] != shown:
            raise NotUnderstood("what stands before the dots does not count 1, 2")
        items = [_counted(first, number) for number in range(1, count + 1)]
    return np.array([[_number(evaluate(item, world, at), "an entry of a row") for item in items]])


def _counted(node: Any, number: int) -> Any:
    match node:
        case ("sub", base, ("number", "1")):
            return ("sub", base, ("number", str(number)))
        case tuple():
            return tuple(_counted(part, number) for part in node)
    return node


def _big(sign: str, letter: str, low: Node, high: Node, body: Node, world: World, at: Indices) -> Any:
    if letter in at or letter in world:
        raise NotUnderstood(f"{letter} has a meaning already and cannot count")
    if not mentions(body, letter):
        raise NotUnderstood(f"{written(body)} does not depend on {letter}")
    if low:
        limits = evaluate(low, world, at), evaluate(high, world, at)
        if not all(isinstance(limit, int) for limit in limits):
            raise NotUnderstood("a limit is not a whole number")
        terms = [evaluate(body, world, {**at, letter: number}) for number in range(limits[0], limits[1] + 1)]
    else:
        terms = []
        for number in world.numbers:
            try:
                terms.append(evaluate(body, world, {**at, letter: number}))
            except Missing:
                continue
    if not terms:
        raise Missing(f"there is no {letter} for which {written(body)} exists")
    return _sum(terms) if sign == r"\sum" else _product([("", term) for term in terms])


def mentions(node: Any, letter: str) -> bool:
    return node == ("name", letter) or (isinstance(node, tuple) and any(mentions(part, letter) for part in node))


# ---------------------------------------------------------------------------------------- indices and powers


def _places(indices: list[Node], world: World, at: Indices, among: Any = ()) -> tuple:
    """What indices stand for: numbers, or the names of units, of which `among` may have some."""
    units = among if isinstance(among, Units) else ()
    places = []
    for index in indices:
        named = index[0] == "name" and index[1] not in at and (index[1] in units or index[1] not in world)
        places.append(index[1] if named else evaluate(index, world, at))
    return tuple(places)


def _below(value: Any, places: tuple, node: Node) -> Any:
    if isinstance(value, Units):
        key = places[0] if len(places) == 1 else places
        if key not in value or key is None:
            raise Missing(f"there is no {written(node)} at {key}")
        return value[key]
    if np.ndim(value) == 2:
        return value[_entry(value, places, node)]
    raise NotUnderstood(f"{written(node)}: what stands before the index has no parts")


def _entry(value: Any, places: tuple, node: Node) -> tuple[int, ...]:
    """Where an entry stands; a column or a row needs one index, a matrix two, counted from 1."""
    entry = places
    if len(places) == 1 and 1 in value.shape:
        entry = (*places, 1) if value.shape[1] == 1 else (1, *places)
    if len(entry) != 2 or not all(isinstance(place, int) for place in entry):
        raise NotUnderstood(f"{written(node)} does not name an entry of an array with shape {value.shape}")
    if not all(1 <= place <= size for place, size in zip(entry, value.shape, strict=True)):
        raise Missing(f"there is no entry {entry} in an array with shape {value.shape}")
    return tuple(place - 1 for place in entry)


def _above(base: Node, exponent: Node, world: World, at: Indices) -> Any:
    value = _evaluate(base, world, at)
    if exponent in TRANSPOSED:
        if np.ndim(value) != 2:
            raise NotUnderstood(f"{written(base)} is not an array and cannot be transposed")
        return value.T
    power = _number(evaluate(exponent, world, at), "an exponent")
    if isinstance(value, Layers):
        if power not in value:
            raise Missing(f"there is no {written(base)} of layer {power}")
        return value[power]
    if isinstance(value, Units):
        value = evaluate(base, world, at)
    return _number(value, "the base of a power") ** power


# -------------------------------------------------------------------------------------- functions and slopes


def _parameter(name: str, world: World) -> str:
    if len(world.arguments.get(name, ())) != 1:
        raise NotUnderstood(f"{name} is not a function of one argument, and has no gradient here")
    return world.arguments[name][0]


def _call(head: Node, arguments: list[Any], world: World, at: Indices) -> Any:
    match head:
        case ("prime", function) if len(arguments) == 1 and (found := _function(function, world, at)):
            if np.any(np.imag(arguments[0])):
                raise NotUnderstood("second derivatives are not understood")
            return slope(found(arguments[0] + 1j * NUDGE))
        case ("prime", ("name", name)) if name in world.arguments and len(arguments) == 1:
            return slope(_given(name, [arguments[0] + 1j * NUDGE], world).value(name))
        case _ if found := _function(head, world, at):
            return found(*(map(_smooth, arguments) if head == ("name", r"\max") else arguments))
        case ("name", name) | ("nabla", ("name", name)) | ("sub", ("name", name), _) if name in world.arguments:
            return evaluate(head, _given(name, arguments, world), at)
    raise NotUnderstood(f"{written(head)} cannot be given an argument")


def _function(head: Node, world: World, at: Indices) -> Any:
    r"""The function of that name, such as \varphi, or the one of a layer, \varphi_l; None if there is none."""
    match head:
        case ("name", name) if not isinstance(world.functions.get(name), dict):
            return world.functions.get(name)
        case ("sub", ("name", name), index) if isinstance(of_layers := world.functions.get(name), dict):
            (layer,) = _places([index], world, at)
            if layer not in of_layers:
                raise Missing(f"there is no {written(head)} of layer {layer}")
            return of_layers[layer]
    return None


def _given(name: str, arguments: list[Any], world: World) -> World:
    """The world in which the arguments of this quantity have these values."""
    names = world.arguments[name]
    if [np.shape(world.value(n)) for n in names] != [np.shape(a) for a in arguments]:
        raise NotUnderstood(f"{name} takes {', '.join(names)}, and is given something else")
    return world.given(dict(zip(names, arguments, strict=True)))


def _partial(what: Node, by: Node, world: World, at: Indices) -> Any:
    name, key, target = _address(by, world, at)
    if isinstance(target, Units | Layers):
        if None in target:
            raise NotUnderstood(f"{written(by)} is not a single quantity")
        raise NotUnderstood(f"{written(by)} stands without an index")

    def moved(key: tuple) -> Any:
        nudged = world.nudged(name, key)
        if what[0] == "name" and what[1] in world.functions and not key:
            return slope(world.functions[what[1]](nudged.value(name)))
        return slope(evaluate(what, nudged, at))

    if not np.ndim(target):
        return moved(key)
    slopes = [moved((*key, *entry)) for entry in np.ndindex(target.shape)]
    if not np.ndim(slopes[0]):
        return np.reshape(slopes, target.shape)
    if target.shape[1] != 1 or slopes[0].shape[1] != 1:
        raise NotUnderstood("the slope of an array with respect to a matrix does not fit in a matrix")
    return np.hstack(slopes)


def _address(node: Node, world: World, at: Indices) -> tuple[str, tuple, Any]:
    """Which quantity, which part of it, and its value."""
    match node:
        case ("name", name) if name not in at:
            return name, (), world.value(name)
        case ("sub", base, *indices):
            name, key, value = _address(base, world, at)
            places = _places(indices, world, at, value)
            part = _below(value, places, node)
            place = _entry(value, places, node) if np.ndim(value) else (places[0] if len(places) == 1 else places,)
            return name, (*key, *place), part
        case ("sup", base, exponent) if exponent not in TRANSPOSED:
            name, key, value = _address(base, world, at)
            if isinstance(value, Layers):
                return name, (*key, evaluate(exponent, world, at)), _above(base, exponent, world, at)
    raise NotUnderstood(f"nothing can be differentiated by {written(node)}")
