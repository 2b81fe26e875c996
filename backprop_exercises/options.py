"""What there is to choose from, how a choice is read, and what a page gets of it, locked up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from backprop_lib.misconceptions import Verdict

from .answers import Unreadable, brief
from .fingerprints import ROUNDS, fingerprint, locked
from .writing import explained


class Options(NamedTuple):
    """What there is to choose from: letters for statements, numbers for lines; `mistake` is the bug in a program."""

    names: tuple[str, ...]
    options: tuple[str, ...]
    answer: str
    mistake: str = ""

    @property
    def given(self) -> dict[str, str]:
        """The options by their names."""
        return dict(zip(self.names, self.options, strict=True))

    def number(self, answer: Any) -> int:
        """Which option an answer means, counted from 0. Raises Unreadable.

        >>> Options(("A", "B"), ("yes", "no"), "A").number(" b) ")
        1
        >>> Options(("1", "2"), ("a = 1", "b = 2"), "2").number("line 2")
        1
        """
        expected = f"expected one of {self.names[0]} to {self.names[-1]}"
        if answer is ... or answer is None:
            raise Unreadable(f"Not answered yet; {expected}.")
        whole = isinstance(answer, float | np.floating) and answer.is_integer()
        text = str(int(answer) if whole else answer).strip().strip(".()").upper()
        text = text.removeprefix("LINE ").strip()
        if isinstance(answer, bool) or text not in self.names:
            raise Unreadable(f"This is {'a function' if callable(answer) else brief(repr(answer))}; {expected}.")
        return self.names.index(text)


def locked_up(verdicts: Mapping[str, Verdict], salt: str) -> dict[str, Any]:
    """For each option its fingerprint and, locked up, what `check` says about it."""
    found = {}
    for name, verdict in verdicts.items():
        said = [str(verdict).splitlines()[0], *(f"- {explained(mistake)}" for mistake in verdict.misconceptions)]
        found[fingerprint(salt, name)] = locked(salt, name, "\n".join(said))
    return {"salt": salt, "rounds": ROUNDS, "verdicts": dict(sorted(found.items()))}  # in an order that says nothing
