"""Finds what of MyST stands raw in the Markdown of a notebook, where no program reads it any more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import nbformat

LINE = r"^[ \t>]*(?:[-*+] +|\d+[.)] +)?"  # what may stand in front of it on its line

# Every form that MyST gives a meaning and plain Markdown does not, whatever the name in it.
FORMS = {
    "role": r"\{[A-Za-z][\w:.+-]*\}`",
    "directive": LINE + r"(?:`{3,}|~{3,}|:{3,}) *\{[^}\n]*\}",
    "end of a directive": r"^[ \t>]*:{3,} *$",
    "option": r"^[ \t>]*:[A-Za-z][\w-]*:(?: .*)?$",
    "target": r"^[ \t>]*\([^\s()]+\)= *$",
    "comment": r"^[ \t>]*%(?: .*)?$",
    "substitution": r"\{\{[^{}\n]+\}\}",
    "attributes of a block": r"^[ \t>]*\{[.#%\w][^}\n]*\} *$",
    "attributes in a line": r"(?<=[\])`*])\{[.#%\w][^}\n]*\}",
    "break": r"^\+\+\+",
    "label of an equation": r"\$\$ *\([\w:.-]+\)",
    "footnote": r"\[\^[^\]\s]+\]",
    "definition": r"^[ \t>]*: +\S",
    "link without words": r"\[\]\([^)\n]*\)",
    # but for a notebook, which may lie beside it
    "link into the sources": r"\]\((?![a-z]+:|<?https?:|[\w-]+\.ipynb\))[^)\n]*\)",
}

FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,}) *(\S*)")
WITHIN = r"(?:(?!\n[ \t>]*\n).)+?"  # no blank line
FORMULA = re.compile(rf"(?<!\\)(\$\$?){WITHIN}(?<!\\)\1", re.S)
SPAN = re.compile(rf"(?<![`}}\\])(`+)(?!`){WITHIN}(?<!`)\1(?!`)", re.S)


def raw(text: str) -> Counter[str]:
    """How often each form occurs in Markdown. Code and formulas may look as they like."""
    text = "\n".join(_outside_code(text.splitlines()))
    found: Counter[str] = Counter()
    for form in ("role", "directive", "label of an equation"):  # which code and formulas would hide
        found[form] += len(re.findall(FORMS[form], text.replace(r"\`", "`"), re.M))
    plain = re.sub(r"\\([^\w\s])", r"\1", SPAN.sub("`code`", FORMULA.sub("formula", text)))
    for form, pattern in FORMS.items():
        found[form] = max(found[form], len(re.findall(pattern, plain, re.M)))
    return +found


def _outside_code(lines: list[str]) -> Iterator[str]:
    """All lines but those of fenced code. What a directive holds is text; its last line opens no code."""
    opened: list[tuple[str, bool]] = []  # fences, and whether each is one of code
    for line in lines:
        code = bool(opened) and opened[-1][1]
        if not (found := FENCE.match(line)):
            if not code:
                yield line
        elif not found[2] and opened and found[1].startswith(opened[-1][0]):
            opened.pop()
        elif not code:
            directive = found[2].startswith("{")
            opened.append((found[1], not directive))
            if directive:
                yield line


def raw_in(notebook: nbformat.NotebookNode) -> Counter[str]:
    """The same for all that a notebook says: its text, and Markdown that its cells have shown."""
    return sum((raw(text) for text in _texts(notebook)), Counter())


def _texts(notebook: nbformat.NotebookNode) -> Iterable[str]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.source
        for output in cell.get("outputs", ()):
            yield output.get("data", {}).get("text/markdown", "")
