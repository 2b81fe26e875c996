"""What a page without Python needs to check an answer: fingerprints of the right values, and of those of each mistake.

A fingerprint is a hash that takes a while to compute, so that a value cannot simply be read off the page. What is to
be said about a choice is locked up with the hash of that choice. exercises.js on the page computes the same.
"""

from __future__ import annotations

import hashlib
import math
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from backprop_lib.misconceptions import MISCONCEPTIONS

from .kinds.by_hand import ByHand, Calculation, changed, latex, run
from .kinds.choices import Bug, Choice, Options

if TYPE_CHECKING:
    from .asking import Question

ROUNDS = 1000  # how often a text is hashed
FIGURES = 6  # how many a page asks for where the exercise wants full precision


def on_page(question: Question) -> dict[str, Any]:
    """What a page has to know to check this question, or nothing for one that is checked in the notebook only.

    >>> from backprop_exercises import ask
    >>> [value["name"] for value in on_page(ask("net-input"))["asked"]]
    ['net_j']
    """
    salt = f"{question.exercise.slug}/{question.student}"
    match question.exercise:
        case ByHand():
            return {"salt": salt, "rounds": ROUNDS, **_numbers(salt, question.drawn)}
        case Choice() | Bug():
            return {"salt": salt, "rounds": ROUNDS, **_options(salt, question.drawn)}
    return {}


def _numbers(salt: str, question: Calculation) -> dict[str, Any]:
    """For each value asked for, and each mistake, fingerprints in the order of the fields.

    `whole`: what the mistake gives if it is made from the start; `alone`: if all that is asked before is right.
    """
    exercise, right = question.exercise, question.answer
    said = exercise.decimals is not None  # how many decimals are wanted stands in the question
    decimals = {name: _decimals(exercise, value) for name, value in right.items()}
    rooms = {name: _room(exercise, value, decimals[name]) for name, value in right.items()}

    def prints(values: dict[str, Any]) -> list[str]:
        found: list[str] = []
        for name, value in right.items():
            same_shape = np.shape(values[name]) == np.shape(value)
            entries = np.ravel(values[name]) if same_shape else [math.nan] * np.size(value)
            for entry in entries:
                found.append(accepted(salt, len(found), float(entry), decimals[name], rooms[name]))
        return found

    def alone(mistake: str) -> dict[str, Any]:
        program = changed(exercise.program, exercise.mistakes[mistake])
        before: dict[str, Any] = {}
        values: dict[str, Any] = {}
        for name in exercise.asked:
            values[name] = run(program, question.given, before)[name]
            before[name] = right[name]
        return values

    return {
        "asked": [
            {"name": name, "latex": latex(name), "shape": np.shape(value), "decimals": decimals[name], "said": said}
            for name, value in right.items()
        ],
        "right": prints(right),
        "mistakes": [
            {"words": _words(mistake), "whole": prints(values), "alone": prints(alone(mistake))}
            for mistake, values in question.wrong.items()
        ],
    }


def _decimals(exercise: ByHand, right: Any) -> int:
    """As many as the exercise asks for; else as many as all entries have, or enough for six figures."""
    if exercise.decimals is not None:
        return exercise.decimals
    entries = np.abs(np.ravel(right)).astype(float)
    for decimals in range(FIGURES):
        if _is_exact(entries, decimals):
            return decimals
    return max(0, FIGURES - 1 - math.floor(math.log10(entries[entries > 0].min())))


def _room(exercise: ByHand, right: Any, decimals: int) -> float:
    """How many units of the last decimal an answer may be off; a short exact decimal has to be given exactly."""
    exact = exercise.decimals is None and _is_exact(np.ravel(right).astype(float), decimals)
    return 0.001 if exact else 1.001


def _is_exact(entries: Any, decimals: int) -> bool:
    return bool(np.allclose(entries, np.round(entries, decimals), rtol=1e-12, atol=1e-15))


def accepted(salt: str, field: int, value: float, decimals: int, room: float) -> str:
    """The fingerprint of the lowest answer taken for this value, and how many units above it are taken as well.

    Nothing for a value that is no number: no answer has this fingerprint.

    >>> accepted("", 0, 0.123, 2, 1.001)[-2:], accepted("", 0, 0.12, 2, 1.001)[-2:]
    ('+1', '+2')
    """
    units = value * 10**decimals
    if not math.isfinite(units):
        return ""
    lowest, highest = math.ceil(units - room), math.floor(units + room)
    return f"{fingerprint(salt, f'{field}:{lowest / 10**decimals:.{decimals}f}')}+{highest - lowest}"


def _options(salt: str, question: Options) -> dict[str, Any]:
    """For each option its fingerprint and, locked up, what `check` says about it."""
    verdicts = {}
    for name in question.names:
        verdict = question.exercise.grade(question, name)
        said = [str(verdict).splitlines()[0], *map(_words, verdict.misconceptions)]
        verdicts[fingerprint(salt, name)] = locked(salt, name, "\n".join(said))
    return {"verdicts": dict(sorted(verdicts.items()))}  # in an order that says nothing


def _words(mistake: str) -> str:
    known = MISCONCEPTIONS.get(mistake)
    return f"**{known.name}**. {known.hint}" if known else mistake


@cache
def stretched(salt: str, text: str) -> bytes:
    """SHA-256 of a text, and a thousand times of what came out.

    >>> len(stretched("salt", "0.5"))
    32
    """
    digest = hashlib.sha256(f"{salt} {text}".encode()).digest()
    for _ in range(ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return digest


def fingerprint(salt: str, text: str) -> str:
    """A text's name on the page: the first 12 digits of its hash.

    >>> fingerprint("salt", "0.5") == fingerprint("salt", "0.6")
    False
    """
    return stretched(salt, text).hex()[:12]


def locked(salt: str, key: str, words: str) -> str:
    """Words that only who has the key can read: combined, bit by bit, with hashes of it.

    >>> locked("salt", "A", "Right.") == locked("salt", "B", "Right.")
    False
    """
    text = words.encode()
    blocks = range(math.ceil(len(text) / 32))
    stream = b"".join(hashlib.sha256(stretched(salt, key) + bytes([block])).digest() for block in blocks)
    return b64encode(bytes(one ^ other for one, other in zip(text, stream, strict=False))).decode()
