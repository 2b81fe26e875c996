"""What was found out about an answer, in words."""

from __future__ import annotations

import re
from typing import NamedTuple

from .table import MISCONCEPTIONS, Misconception


class Verdict(NamedTuple):
    """What was found out about an answer.

    `correct`: it is right. `misconceptions`: the slugs of all mistakes that give exactly this answer. A right
    answer can have some too: mistakes that make no difference on this case. `first_off`: where a wrong answer
    first departs from the right one, in the order in which the quantities are computed.

    An exercise may add: in `misconceptions` also a slip of its own, as a sentence; `remark`: what else there is to
    say, or why the answer cannot be judged; `points`: how much of the answer is right, from 0 to 1; `gives`: what it is
    that the mistakes give, if it is not the whole answer; with "" they are only listed; `together`: several mistakes
    were made at once, and it takes them all to give it.

    print(verdict) says it in words, and a notebook shows them.

    >>> print(Verdict(True, ()))
    Right.
    >>> print(Verdict(False, ("sign",)))
    Not right yet. A known mistake gives exactly this answer. What to know about it:
    - Sign reversed. The difference is output minus target. Target minus output reverses the gradient, and a step \
against it climbs the cost.
    """

    correct: bool
    misconceptions: tuple[str, ...]
    first_off: str = ""
    remark: str = ""
    points: float = 0.0
    gives: str = "this answer"
    together: bool = False

    def __bool__(self) -> bool:
        return self.correct

    def __str__(self) -> str:
        said = (f"{m.title}. {m.hint}" if m else slip for slip, m in self._found())
        return "\n".join([self._opening(), *(f"- {words}" for words in said), *self._closing()])

    def _repr_markdown_(self) -> str:
        said = (f"**{m.title}.** {m.hint}" if m else slip for slip, m in self._found())
        around = [_escaped(self._opening()), "", *(f"- {words}" for words in said), "", *map(_escaped, self._closing())]
        return "\n".join(around)

    def _found(self) -> list[tuple[str, Misconception | None]]:
        return [(found, MISCONCEPTIONS.get(found)) for found in self.misconceptions]

    def _opening(self) -> str:
        return " ".join(filter(None, [self._judgement(), "" if self.misconceptions else self.remark]))

    def _closing(self) -> list[str]:
        """The remark, if a list of mistakes stands before it."""
        return [self.remark] if self.misconceptions and self.remark else []

    def _judgement(self) -> str:
        match self.correct, len(self.misconceptions):
            case True, 0:
                return "Right."
            case True, _:
                return "Right. But on this case any of these mistakes gives the same:"
            case False, 1:
                gives = f"Not right yet. A known mistake gives exactly {self.gives}. What to know about it:"
                return gives if self.gives else "Not right yet:"
            case False, several if several and not self.gives:
                return "Not right yet:"
            case False, 0 if self.remark:
                return ""
            case False, 0:
                where = f" The first number that is off is in {self.first_off}." if self.first_off else ""
                return f"Not right yet, and no mistake that we know gives exactly these numbers.{where}"
        if self.together:
            return f"Not right yet. Several mistakes together give exactly {self.gives}. What to know about them:"
        known = f"Not right yet. Several known mistakes give exactly {self.gives}; the case cannot tell which."
        return f"{known} What to know about them:"


def _escaped(words: str) -> str:
    r"""What a learner has handed in is quoted in a remark, and no mark there: but for code and formulas.

    >>> print(_escaped("z is the text 'a*b*c'; see `a * b`"))
    z is the text 'a\*b\*c'; see `a * b`
    """
    return re.sub(r"(`[^`]*`|\$[^$]*\$)|([*<_\\])", lambda found: found[1] or f"\\{found[2]}", words)
