"""A formula as a tree that knows where each part of it stands, so that what is not rewritten stays as it was typed."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lark import Lark, Tree, UnexpectedInput

from book_ext.equations.grammar import GRAMMAR, SIZES, NotUnderstood

ROWS = re.compile(r"\\\\(?:\[[^\]]*\])?(?=\s*&?\s*(?:\\quad)?\s*(=)?)")
LAYOUT = re.compile(r"\\(?:begin|end)\{(?:aligned|split)\}|\\nonumber|&|" + SIZES.pattern)


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, start="formula", parser="lalr", lexer="basic", propagate_positions=True)


def statements(tex: str) -> tuple[Tree, ...]:
    r"""The tree of each statement of a formula. Raises NotUnderstood.

    A line of an aligned block that begins with = goes on with the last.
    """
    if (found := _statements(tex)) is None:
        raise NotUnderstood(f"not understood: {tex}")
    return found


@lru_cache(4096)
def _statements(tex: str) -> tuple[Tree, ...] | None:
    blank = LAYOUT.sub(_spaces, tex)
    blank = ROWS.sub(lambda gap: _spaces(gap) if gap[1] else "\f" * len(gap[0]), blank)
    rows = [" " * row.start() + row[0] for row in re.finditer(r"[^\f]+", blank) if row[0].strip()]
    try:
        return tuple(_parser().parse(row) for row in rows)
    except UnexpectedInput:
        return None


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])
