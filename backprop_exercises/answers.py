"""What a learner hands in is read here: turned into numbers, or refused in one sentence that helps."""

from __future__ import annotations

import inspect
import math
import numbers
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from backprop_lib.elementwise import Array
from backprop_lib.wording import kind_of

WIDE = {code: code - 0xFEE0 for code in range(0xFF0B, 0xFF1A)}  # digits and signs as wide as the letters of East Asia
SHARES = {
    np.dtype(np.float32): 1e-5,
    np.dtype(np.float16): 2e-3,
}  # the room for what comes in less than double precision


class Unreadable(ValueError):
    """An answer that cannot be judged; the message says what was given, what is expected and how to mend it."""


def by_name(names: Sequence[str], answer: Any) -> dict[str, Any]:
    """The answers under the names that were asked for; Ellipsis where there is none yet.

    For one name the answer may stand alone; for several it is a dict, or all of them in order.
    Raises Unreadable.

    >>> by_name(["delta", "dw"], [0.5, ...])
    {'delta': 0.5, 'dw': Ellipsis}
    """
    expected = f"expected {', '.join(names)}"
    if isinstance(answer, Mapping):
        unknown = [name for name in answer if name not in names]
        if unknown:
            raise Unreadable(f"{unknown[0]!r} was not asked for; {expected}.")
        return {name: answer.get(name, ...) for name in names}
    if answer is ... or answer is None:
        return dict.fromkeys(names, ...)
    if len(names) == 1:
        return {names[0]: answer}
    if isinstance(answer, str | bytes) or not (hasattr(answer, "__len__") and hasattr(answer, "__getitem__")):
        raise Unreadable(f"This is {kind_of(answer)}; {expected}, in a list in this order or in a dict.")
    if len(answer) != len(names):
        there = f"This is {len(answer)} value" if len(answer) == 1 else f"These are {len(answer)} values"
        raise Unreadable(f"{there}; {expected}, in a list in this order or in a dict.")
    return dict(zip(names, answer, strict=True))


def like(name: str, given: Any, right: Any) -> Array:
    """An answer as numbers in the shape of the right one.

    A row is taken for a column and an array of one for a number; a matrix must have its shape. What comes in single
    precision stays so, see `unit`.
    Raises Unreadable.

    >>> like("z", [1, 2], np.zeros((2, 1))).tolist()
    [[1.0], [2.0]]
    """
    right = np.asarray(right)
    expected = f"expected {_described(right.shape)}"
    if given is None:
        raise Unreadable(f"{name} is None; {expected}. Does your function lack a return?")
    if isinstance(given, str | bytes):
        raise Unreadable(f"{name} is the text {brief(repr(given))}; {expected}{_without_quotes(str(given))}.")
    if right.ndim == 0 and isinstance(given, tuple) and list(map(type, given)) == [int, int] and given[1] >= 0:
        whole, part = given  # a decimal comma; Python has lost zeros after it, and the sign of -0
        point = f"{whole}.{part}" + f" or -0.{part}" * (whole == 0)
        raise Unreadable(f"{name} is {given}, two numbers; if a decimal comma is meant, write a point: {point}")
    if callable(given):
        raise Unreadable(f"{name} is a function; {expected}. Call it, and hand in what it returns.")
    if np.ma.is_masked(given):
        raise Unreadable(f"{name} has masked entries; {expected}, none of them masked.")
    try:
        entries = np.array(given, dtype=object)
        if not all(map(_is_number, entries.flat)):
            raise TypeError
        with np.errstate(over="ignore"):
            dtype = np.asarray(given).dtype
            array = entries.astype(dtype if dtype in SHARES else float)
    except (TypeError, ValueError, OverflowError):
        if isinstance(given, list | tuple) and (strange := [x for x in given if x is None or isinstance(x, str)]):
            what = "None" if strange[0] is None else f"the text {brief(repr(strange[0]))}"
            raise Unreadable(f"{name} contains {what}; {expected}{_without_quotes('') * (what != 'None')}.") from None
        raise Unreadable(f"{name} is {kind_of(given)}, {brief(repr(given))}; {expected}{_mend(given)}.") from None
    if array.size == 0:
        raise Unreadable(f"{name} is empty; {expected}.")
    if array.size != right.size or (array.shape != right.shape and right.size > max(right.shape, default=1)):
        wrapped = array.shape[:1] == (1,) and array.shape[1:] == right.shape
        more = " Is there a comma after it, or a bracket around it?" if wrapped else ""
        raise Unreadable(f"{name} is {_described(array.shape)}; {expected}.{more}")
    if not np.isfinite(array).all():
        raise Unreadable(f"{name} contains {array[~np.isfinite(array)][0]}; {expected}, all of them finite.")
    return array.reshape(right.shape)[()]


def unit(given: Any, right: Any) -> float:
    """How far an answer at full precision may be off: 1e-9 of the largest entry, 1e-5 as float32, 2e-3 as float16.

    Of something that should be 0, rounding leaves up to 1e-13.

    >>> unit(np.float32(0.5), 2.0), unit(1e-17, 0.0)
    (2e-05, 1e-13)
    """
    share = SHARES.get(getattr(given, "dtype", None), 1e-9)
    return max(share * float(np.abs(right).max()), 1e-13)


def near(one: Any, other: Any, room: float) -> bool:
    """Whether all numbers of two arrays are that close; nothing is close to an infinity.

    >>> near(1.0, 1.4, 0.5), near(1.0, float("nan"), 0.5), near(1.0, float("inf"), float("inf"))
    (True, False, False)
    """
    if not math.isfinite(room):
        return False
    if isinstance(one, float | int) and isinstance(other, float | int):  # the same for numbers, and quicker
        return bool(abs(one - other) <= room)
    if np.shape(one) != np.shape(other):
        return False
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(np.subtract(one, other)) <= room))


def brief(text: str) -> str:
    """The beginning of a text's first line, as much as fits into a sentence.

    >>> brief("one\\ntwo"), len(brief("x" * 100))
    ('one ...', 80)
    """
    first = text.strip().partition("\n")[0]
    return first if first == text.strip() and len(first) <= 80 else f"{first[:76]} ..."


def decimals_of(value: Any) -> int:
    """How many decimals a number is written with.

    >>> decimals_of(6.8), decimals_of(6.0), decimals_of(1e-9)
    (1, 0, 9)
    """
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return max(0, -int(exponent))


def _mend(given: Any) -> str:
    """How to make numbers of an answer that holds something else; else nothing."""
    kind = getattr(np.asarray(given), "dtype", np.dtype(object)).kind if isinstance(given, np.ndarray) else ""
    if kind == "c" or isinstance(given, complex):
        return ", and no complex ones: take their real part"
    if kind in ("U", "S"):
        return ", and no texts: convert them with .astype(float)"
    if inspect.isgenerator(given) or inspect.iscoroutine(given):
        return "; write return in place of yield, and no async"
    return ""


def _without_quotes(text: str) -> str:
    """How to mend a number in quotes, when the text is one but for its signs, a comma or a fraction bar."""
    text = re.sub(r"^[\u2010-\u2015\u2212]", "-", text.translate(WIDE).strip())
    if re.fullmatch(r"\s*[+-]?\d*,\d+\s*", text):
        return f", with a point for the comma and without quotes: {text.replace(',', '.')}"
    if re.fullmatch(r"\s*[+-]?[\d.]+\s*/\s*[\d.]+\s*", text):
        return f", as a decimal or as Python computes it, without quotes: {text}"
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text, re.IGNORECASE):
        return f", without quotes: {text}"
    return ", without quotes"


def _is_number(value: Any) -> bool:
    """SymPy's numbers do not say that they are some; Booleans and complex numbers do, and are none here."""
    real = isinstance(value, numbers.Real | Decimal) and not isinstance(value, bool | np.bool_ | np.timedelta64)
    return real or bool(getattr(value, "is_real", False) and getattr(value, "is_number", False))


def _described(shape: tuple[int, ...]) -> str:
    match shape:
        case ():
            return "a number"
        case (n,):
            return f"{n} number{'' if n == 1 else 's'}"
        case (n, 1):
            return f"a column of {n} number{'' if n == 1 else 's'}"
    return f"an array of shape {shape}"
