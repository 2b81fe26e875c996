"""The formulas of a chapter, as its source has them, with the line on which each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple


class Formula(NamedTuple):
    """One formula: where it stands, how it is written, and its label if it is displayed and has one."""

    file: str
    line: int
    tex: str
    displayed: bool
    label: str | None = None

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


FENCE = re.compile(r"\s*(`{3,}|:{3,}|~{3,})(?:\{([\w-]+)\})?")
NO_DIRECTIVE = None  # as in ```python
OPAQUE = {NO_DIRECTIVE, "code-cell", "code", "code-block", "literalinclude", "bibliography", "mermaid", "raw"}
DOLLARS = re.compile(r"\$\$(?P<tex>.+?)\$\$[ \t]*(?:\((?P<label>[^()\s]+)\))?", re.S)
AMSMATH = re.compile(r"\\begin\{(\w+\*?)\}(?P<tex>.+?)\\end\{\1\}", re.S)
INLINE = re.compile(r"(?<![\\$])\$(?P<tex>(?:[^$\\\n]|\\.|\n(?!\s*\n))+?)\$")
HIDDEN = re.compile(r"\A---\n.*?\n---\n|<!--.*?-->|(?<!`)(`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)\1(?!`)", re.S)


def formulas(path: Path, file: str = "") -> list[Formula]:
    """All formulas of a MyST page, in order."""
    file = file or path.name
    blocks, text = _blocks(path.read_text(encoding="utf-8"))
    found = [Formula(file, line, tex, True, label) for line, tex, label in blocks]
    for pattern in (DOLLARS, AMSMATH, INLINE):
        for match in pattern.finditer(text):
            tex = match["tex"]
            line = text.count("\n", 0, match.end("tex") - len(tex.lstrip())) + 1
            label = match["label"] if pattern is DOLLARS else None
            found.append(Formula(file, line, tex.strip(), pattern is not INLINE, label))
        text = pattern.sub(_blank, text)
    return sorted(found, key=lambda formula: formula.line)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _blocks(text: str) -> tuple[list[tuple[int, str, str | None]], str]:
    """What math directives hold, and the text without them and without code, on the same lines."""
    found: list[tuple[int, str, str | None]] = []
    kept: list[str] = []
    block: list[str] = []
    closing = directive = ""
    start = 0
    around: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        fence = FENCE.match(line)
        if closing:
            kept.append("")
            if fence and fence[1].startswith(closing) and line.strip() == fence[1]:
                if directive == "math":
                    offset, tex, label = _directive(block)
                    found.append((start + 1 + offset, tex, label))
                closing = ""
            block.append(line)
        elif not fence:
            kept.append(line)
        elif line.strip() in around[-1:]:
            around.pop()
            kept.append("")
        elif fence[2] in OPAQUE | {"math"}:
            kept.append("")
            closing, directive, block, start = fence[1], fence[2] or "", [], number
        else:
            around.append(fence[1])
            kept.append(line[fence.end() :])  # its title
    return found, HIDDEN.sub(_blank, "\n".join(kept))


def _directive(block: list[str]) -> tuple[int, str, str | None]:
    """What a math directive holds: the number of lines before the formula, the formula, and its label."""
    options = list(takewhile(lambda line: not line.strip() or line.startswith(":"), block))
    label = next((line.split()[1] for line in options if line.startswith(":label:")), None)
    return len(options), "\n".join(block[len(options) :]).strip(), label


def rows(tex: str) -> Iterator[str]:
    r"""The statements in a formula: the lines of an aligned block; one that begins with = goes on with the last.

    >>> list(rows(r"\begin{aligned} &a \\ &\quad = b + c \end{aligned}"))
    ['a = b + c']
    """
    tex = re.sub(r"\\(?:begin|end)\{(?:aligned|split)\}|\\nonumber|&(?:\\quad)?", "", tex)
    statement = ""
    for row in re.split(r"\\\\(?:\[[^\]]*\])?", tex):
        if statement and not row.strip().startswith("="):
            yield statement
            statement = ""
        statement += " " + row.strip()
    if statement.strip():
        yield statement.strip()
