"""The one judge of gradients: how far a number may be off and still be the same, for the library and the exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..elementwise import Array
from ..network import backward, forward, mean_loss
from .cases import Case

__all__ = ["DECIMALS", "ROOMS", "Judge", "Pairs", "room_of"]

Pairs = Sequence[tuple[Array, Array]]  # (W, b) for each layer
ROOMS = {np.dtype(np.float32): 1e-5, np.dtype(np.float16): 2e-3}  # of what comes in less than double precision
DECIMALS = 12  # as many as a rounded number may have and still be told from one that is not


class Judge:
    """What is right for a case, and which of the arrays that were handed in differ from it.

    Exactly the same leaves room for rounding alone: a number may be off by 1e-9 of the largest in its array, plus 1e-13
    of the largest of all (for arrays that should be 0). What comes in single precision has 1e-5 of the largest in its
    array and 1e-6 of the largest of all, half precision 2e-3 and 2e-4. In double precision a slope that was measured
    has room: 1e-7 and 2e-10, this also of the cost, whose rounding is measured too, as far as it is below a million
    times the largest; but not if all numbers end after a few decimals, for then they were rounded.

    right: these are the gradients. off: by the name of each array, in the order of computation, whether it differs.
    """

    def __init__(self, case: Case, given: Pairs, room: float) -> None:
        trace = forward(case.network, case.x)
        self.given, self.room = given, room
        self.wanted = [(part.W, part.b) for part in backward(case.network, trace, case.y, case.loss)]
        J = float(np.abs(mean_loss(trace, case.y, case.loss)))
        self.largest = max(float(np.abs(part).max()) for pair in self.wanted for part in pair)
        self.size = max(J, self.largest)
        exact = dict(self.differences(self.given, self.wanted, exact=True))
        self.rounded = any(exact.values()) and not room and self._is_rounded()
        self.off = exact if self.rounded else dict(self.differences(self.given, self.wanted))
        self.right = not any(self.off.values())

    def differences(self, ours: Pairs, theirs: Pairs, exact: bool = False) -> Iterator[tuple[str, bool]]:
        """The name of each array, in the order of the backward pass, and whether it differs."""
        largest = max(float(np.abs(part).max()) for pair in theirs for part in pair)
        for number in range(len(theirs), 0, -1):
            for name, have, want in zip("Wb", ours[number - 1], theirs[number - 1], strict=True):
                yield f"{name} of layer {number}", not self.close(have, want, largest, exact)

    def close(self, have: Array, want: Array, largest: float, exact: bool = False) -> bool:
        """Whether two arrays are the same; nothing is the same as an infinity."""
        own = float(np.abs(want).max())
        if not np.isfinite(own + largest):
            return False
        if exact:
            room = 1e-9 * own + 1e-13 * largest
        elif self.room:
            room = self.room * (own + 0.1 * largest)
        else:
            room = 1e-7 * own + 2e-10 * max(largest, min(self.size, 1e6 * self.largest))
        return bool((np.abs(have - want) <= room).all())

    def same(self, theirs: Pairs, exact: bool = False) -> bool:
        """Whether these gradients are those that were handed in. Most differ in the first array already."""
        return not any(off for _, off in self.differences(self.given, theirs, exact))

    def roughly_right(self) -> bool:
        """Whether the first digits are right everywhere."""
        pairs = zip(self.given, self.wanted, strict=True)
        return all(
            bool(np.all(np.abs(have - want) <= 2e-3 * np.abs(want).max()))
            for ours, theirs in pairs
            for have, want in zip(ours, theirs, strict=True)
        )

    def _is_rounded(self) -> bool:
        """Whether these are the right numbers, rounded or cut off after so many decimals."""
        given, wanted = (
            np.concatenate([np.ravel(part) for pair in side for part in pair]) for side in (self.given, self.wanted)
        )
        for decimals in range(1, DECIMALS + 1):
            if np.array_equal(given, np.round(given, decimals)):
                digits = np.abs(wanted).max() * 10**decimals > 5  # else any small number would do
                return bool(digits and np.abs(given - wanted).max() <= 1.001 * 10.0**-decimals)
        return False


def room_of(gradients: Any) -> float:
    """The room, as a share, if some of these gradients come in single or half precision; else 0.

    >>> room_of([(np.zeros((1, 1), np.float32), np.zeros((1, 1)))]), room_of([(np.zeros(1), np.zeros(1))])
    (1e-05, 0.0)
    """
    parts = (part for pair in gradients for part in ((pair.W, pair.b) if hasattr(pair, "W") else pair))
    return max((ROOMS.get(getattr(part, "dtype", None), 0.0) for part in parts), default=0.0)
