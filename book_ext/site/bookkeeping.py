"""Takes out of a chapter's code what only the page needs: values put into its text, and the checks of those values.

A cell that the page does not show keeps the statements whose names a later cell needs, and goes if there are none. A
statement that may change something without a name of its own, such as a call, stays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from symtable import SymbolTable, symtable
from typing import NamedTuple

from IPython.core.inputtransformer2 import TransformerManager

GLUE = ("book_ext.glue", "myst_nb", "myst_nb_bokeh")


class Code(NamedTuple):
    """A cell of the chapter; `hidden` if the page shows nothing of its code, neither open nor folded."""

    source: str
    hidden: bool


# Functions to Python, but called where they stand.
COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}


def prepared(cells: list[Code]) -> list[str]:
    """The code of each cell as a notebook needs it, '' for a cell that it does not need.

    >>> prepared([
    ...     Code("from book_ext.glue import glue\\na = 1\\nb = 2\\nglue('a', a)\\nassert a == 1", hidden=True),
    ...     Code("print(b)", hidden=False),
    ... ])
    ['b = 2', 'print(b)']

    Raises ValueError, with the number of the cell, where a value is put into the text in the middle of something else.
    """
    parsed = [_parsed(cell.source) for cell in cells]
    glue = {name for tree in parsed if tree for name in _names_of_glue(tree)}
    late = {name for tree in parsed if tree for name in _read_in_functions(tree)}  # read when the function is called
    needed: set[str] = set()
    result: list[str] = []
    for place, cell, tree in reversed(list(zip(range(len(cells)), cells, parsed, strict=True))):
        if tree is None:  # not Python: %%html and the like
            result.append(cell.source)
            continue
        kept: list[str] = []
        changed = False
        for statement in reversed(tree.body):
            before = ast.dump(statement)
            pruned = _Pruner(glue, cell.hidden).visit(statement)
            if pruned is None or (cell.hidden and not _has_to_stay(pruned, needed | late)):
                changed = True
                continue
            same = ast.dump(pruned) == before
            changed |= not same
            kept.insert(0, (_lines_of(cell.source, statement) if same else None) or ast.unparse(pruned))
            if _reads(pruned) & glue and _calls(pruned, glue):
                raise ValueError(f"a notebook cannot do without glue in this line; call it alone: {kept[0]}", place)
            needed -= _binds(pruned)
            needed |= _reads(pruned)
        result.append("\n".join(kept) if changed else cell.source)
    return result[::-1]


def imports(source: str) -> Iterator[str]:
    """The modules that code imports."""
    for node in ast.walk(_parsed(source) or ast.Module([], [])):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


class _Pruner(ast.NodeTransformer):
    """Takes out calls and imports of glue; in a hidden cell also what it checks, prints and shows."""

    def __init__(self, glue: set[str], hidden: bool) -> None:
        self.glue = glue
        self.hidden = hidden

    def visit_Import(self, node: ast.Import) -> ast.AST | None:
        return None if any(alias.name in GLUE for alias in node.names) else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        return None if node.module in GLUE or (node.module == "book_ext" and node.names[0].name == "glue") else node

    def visit_Assert(self, node: ast.Assert) -> ast.AST | None:
        return None if self.hidden else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if _called(node.value) in self.glue:
            return None
        shown = not isinstance(node.value, ast.Call) or _called(node.value) in ("print", "display", "Math", "Markdown")
        return None if self.hidden and shown else node

    def _visit_block(self, node: ast.For | ast.While | ast.If | ast.With) -> ast.AST | None:
        self.generic_visit(node)
        return node if node.body else None

    visit_For = visit_While = visit_If = visit_With = _visit_block


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        pass
    if source.lstrip().startswith("%%"):
        return None
    try:  # a line of IPython, as %time or !ls
        return ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return None


def _names_of_glue(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module in GLUE or node.module == "book_ext"):
            yield from (alias.asname or alias.name for alias in node.names if alias.name == "glue")
        elif isinstance(node, ast.Import):
            yield from (f"{alias.asname or alias.name}.glue" for alias in node.names if alias.name in GLUE)


def _called(node: ast.expr) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _calls(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(part, ast.Call) and _called(part) in names for part in ast.walk(node))


def _reads(statement: ast.AST) -> set[str]:
    """The names of the notebook that a statement reads, now or when a function in it is called."""
    top = symtable(ast.unparse(statement), "cell", "exec")
    now = {name.get_name() for name in top.get_symbols() if name.is_referenced()}
    return now.union(*(_read_inside(table) for table in top.get_children()))


def _read_inside(table: SymbolTable) -> set[str]:
    own = {name.get_name() for name in table.get_symbols() if name.is_global() and name.is_referenced()}
    return own.union(*(_read_inside(child) for child in table.get_children()))


def _read_in_functions(tree: ast.Module) -> Iterator[str]:
    """What functions read whenever they are called, be it after the name was given to something else."""
    waiting = symtable(ast.unparse(tree), "cell", "exec").get_children()
    while waiting:
        table = waiting.pop()
        if table.get_type() == "function" and table.get_name() not in COMPREHENSIONS:
            yield from _read_inside(table) - {table.get_name()}
        else:
            waiting += table.get_children()


def _binds(node: ast.AST) -> set[str]:
    """The names that a statement gives to something, whatever happens in it."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return set().union(*map(_stored, targets))


def _stored(target: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(target) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}


def _has_to_stay(node: ast.AST, needed: set[str]) -> bool:
    """Whether a statement of a hidden cell gives a later cell a name, or may change what one uses."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for target in targets for part in ast.walk(target)]
        if any(isinstance(part, ast.Subscript | ast.Attribute) for part in parts):
            return True
        return bool(_binds(node) & needed)
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return bool(_binds(node) & needed)
    if isinstance(node, ast.For | ast.While | ast.If | ast.With):
        named = _stored(node.target) & needed if isinstance(node, ast.For) else set()
        return bool(named) or any(_has_to_stay(part, needed) for part in [*node.body, *getattr(node, "orelse", [])])
    return not isinstance(node, ast.Pass)


def _lines_of(source: str, statement: ast.stmt) -> str | None:
    """The statement as it is written, if its lines are its own."""
    first = min([statement.lineno, *(part.lineno for part in getattr(statement, "decorator_list", []))])
    lines = source.splitlines()[first - 1 : statement.end_lineno]
    text = "\n".join(lines)
    try:
        return text if len(ast.parse(text).body) == 1 else None
    except SyntaxError:
        return None
