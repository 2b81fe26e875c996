"""Fingerprints: what a page without Python needs to tell an answer, and cannot be read off it.

A fingerprint is a hash that takes a while to compute. What is to be said about a choice is locked up with the hash of
that choice. theme/exercises/fingerprints.js on the page computes the same.
"""

from __future__ import annotations

import hashlib
import math
from base64 import b64encode
from functools import cache

ROUNDS = 1000  # how often a text is hashed


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


@cache
def stretched(salt: str, text: str) -> bytes:
    """SHA-256 of a text, and a thousand times of what came out."""
    digest = hashlib.sha256(f"{salt} {text}".encode()).digest()
    for _ in range(ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return digest


def fingerprint(salt: str, text: str) -> str:
    """A text's name on the page: the first 12 digits of its hash."""
    return stretched(salt, text).hex()[:12]


def locked(salt: str, key: str, words: str) -> str:
    """Words that only who has the key can read: combined, bit by bit, with hashes of it."""
    text = words.encode()
    blocks = range(math.ceil(len(text) / 32))
    stream = b"".join(hashlib.sha256(stretched(salt, key) + block.to_bytes(2)).digest() for block in blocks)
    return b64encode(bytes(one ^ other for one, other in zip(text, stream, strict=False))).decode()
