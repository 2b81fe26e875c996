"""Joins the modules of a widget into one: a module that lives in a blob cannot import its neighbours.

Biome formats these files, so every declaration, import and export at the top of one begins in column 0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

# A comment, a string, a regular expression (a division has a space behind its sign), or what leads in and out of a
# template.
PIECE = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    r"|/(?![ =])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/|[`{}]",
    re.DOTALL,
)
TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`$\\])*(?:`|\$\{)", re.DOTALL)  # as far as its end, or code inside it

COMMENT = r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n"  # of whole lines
IMPORT = r'^import \{\s*(?P<imported>[\w$]+(?:,\s+[\w$]+)*),?\s+\} from "(?P<path>[^"]*)";\n'
DECLARATION = r"^(?P<export>export )?(?:(?:async )?function\*?|class|const|let|var) (?P<name>[\[{][^=]*[\]}]|[\w$]+)"
OTHER = r"^(?P<other>(?:import\b(?!\()|export\b)[^;{\n]*(?:\{[^}]*\})?[^;\n]*;?)"
# It begins where a run of spaces does: from each space on, a long text would take as long as its square.
SPARE = re.compile(r"(?<![ \t])[ \t]*(?://[^\n]*|/\*.*?\*/)|^[ \t]+", re.MULTILINE | re.DOTALL)
LINE = re.compile(rf"(?P<empty>{COMMENT}|^\n)|{IMPORT}|{DECLARATION}|{OTHER}", re.MULTILINE | re.DOTALL)
DEFAULT = "export default { render };"


class Module(NamedTuple):
    text: str  # as it is joined
    names: set[str]  # that it declares at its top
    exported: set[str]
    imports: list[tuple[Path, list[str]]]


def module(view: Path, generated: Mapping[Path, str] | None = None) -> str:
    """The module `view` with all that it imports, each file once, behind what it imports itself.

    view       a view.js, which ends with its default export; or any other part, for a test that runs it
    generated  the text of files that Python writes: all that they declare can be imported
    """
    virtual = {path.resolve(): text for path, text in (generated or {}).items()}
    modules: dict[Path, Module] = {}

    def add(path: Path, importers: tuple[Path, ...]) -> None:
        if path in importers:
            circle = " > ".join(map(short, (*importers[importers.index(path) :], path)))
            raise ValueError(f"These imports go round in a circle: {circle}.")
        if path in modules:
            return
        if path not in virtual and not path.is_file():
            by = f"{short(importers[-1])} imports {short(path)}, but there" if importers else f"{short(path)}: there"
            raise ValueError(f"{by} is no such file.")
        here = read(path, virtual.get(path), is_view=not importers and path.name == "view.js")
        for target, names in here.imports:
            add(target, (*importers, path))
            if missing := [name for name in names if name not in modules[target].exported]:
                raise ValueError(f"{short(path)} imports {missing[0]} from {short(target)}, which does not export it.")
        for other, there in modules.items():
            if both := sorted(here.names & there.names):
                raise ValueError(f"{short(other)} and {short(path)} both declare {both[0]}; joined, there can be one.")
        modules[path] = here

    add(view.resolve(), ())
    return "\n".join(part.text for part in modules.values())


def read(path: Path, written: str | None, is_view: bool) -> Module:
    """One file: what it declares, exports and imports, and its text without comments, imports and the word export."""
    text = path.read_text(encoding="utf-8") if written is None else written
    kept, at, ended = [], 0, not is_view
    names: set[str] = set()
    exported: set[str] = set()
    imports = []
    for found in LINE.finditer(without_text(text, short(path))):
        cut = found.span()
        if found["imported"]:
            target = text[slice(*found.span("path"))]
            imports.append(((path.parent / target).resolve(), re.findall(r"[\w$]+", found["imported"])))
        elif found["name"]:
            declared = re.findall(r"[\w$]+", found["name"])
            if re.search(r"[:.{\[]", found["name"][1:]):
                raise ValueError(
                    f"{short(path)} takes apart {found['name']} at its top; expected names and commas only."
                )
            names.update(declared)
            exported.update(declared if found["export"] or written is not None else ())
            cut = found.span("export") if found["export"] else (at, at)
        elif found["other"]:
            line = " ".join(text[slice(*cut)].split())
            if not is_view or line != DEFAULT:
                expected = 'import { a, b } from "./file.js"; or export before a declaration'
                raise ValueError(f"{short(path)} says {line} Expected {expected}.")
            ended, cut = True, (at, at)
        kept.append(text[at : cut[0]])
        at = cut[1]
    if not ended:
        raise ValueError(f"{short(path)} does not say {DEFAULT}")
    return Module(lean("".join(kept) + text[at:].rstrip("\n")), names, exported, imports)


def lean(code: str) -> str:
    """The same code without indentation and comments: a twentieth of what a page loads.

    >>> lean("  const a = `\\n  b`; // the letters")
    'const a = `\\n  b`;'
    """
    parts, at = [], 0
    for found in SPARE.finditer(without_text(code)):
        parts.append(code[at : found.start()])
        at = found.end()
    return "".join(parts) + code[at:]


def without_text(code: str, where: str = "The code") -> str:
    """The same code, as long, with spaces inside its quotes, so that no line of a text is taken for code.

    >>> without_text('const a = "x"; // the "a"')
    'const a = " "; // the "a"'
    """
    parts, written, at = [], 0, 0
    braces = [False]  # of those that are open: is it the brace of a ${} in a template?
    while found := PIECE.search(code, at):
        piece, (start, at) = found[0], found.span()
        leads_back = piece == "}" and len(braces) > 1 and braces.pop()
        if piece == "`" or leads_back:
            ended = TEMPLATE.match(code, at)
            if not ended:
                raise ValueError(f"{where}: the template of line {code.count(chr(10), 0, start) + 1} has no end.")
            at = ended.end()
            braces += [True] if ended[0].endswith("{") else []
        elif piece == "{":
            braces.append(False)
        if at - start > 1 and not piece.startswith(("//", "/*")):
            parts += [code[written : start + 1], " " * (at - start - 2)]
            written = at - 1
    return "".join(parts) + code[written:]


def short(path: Path) -> str:
    """A file as messages name it: its folder and itself."""
    return f"{path.parent.name}/{path.name}"


def constants(**values: Any) -> str:
    """Constants as the text of a generated file.

    >>> constants(MOST=12, UNITS=["sigmoid"])
    'const MOST = 12;\\nconst UNITS = ["sigmoid"];'
    """
    return "\n".join(
        f"const {name} = {json.dumps(value, separators=(',', ':'), ensure_ascii=False)};"
        for name, value in values.items()
    )


def styles(*paths: Path) -> str:
    """Style sheets in this order, without comments on lines of their own."""
    comment = re.compile(COMMENT, re.MULTILINE | re.DOTALL)
    return "\n".join(comment.sub("", path.read_text(encoding="utf-8")) for path in paths)
