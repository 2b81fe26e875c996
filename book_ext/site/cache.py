"""Chapters run again when something that they import or read has changed, and not before.

Jupyter Book keeps the outputs of a chapter for as long as its cells are the same: their code, and also their metadata,
so that a new alt text runs a chapter again. What the code imports it does not look at. So the place where the outputs
of a chapter are kept is named after a hash of that. Style sheets and scripts are no part of it: pages take the code of
a widget from its class (book_ext/outputs/static_widgets.py).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]

# What every chapter depends on, and what those do that name something in their source.
ALWAYS = ("backprop_lib", "book_ext/glue.py", "constraints.txt")
NAMED = {
    "backprop_widgets": ("backprop_widgets",),
    "backprop_exercises": ("backprop_exercises",),
    "book_ext.equations": ("book_ext/equations", "chapters"),
    "book_ext.notation": ("book_ext/notation", "book_ext/equations"),
    '"chapters"': ("chapters",),
    "exercises_on_pages": ("chapters", "_toc.yml"),
    "notation.yml": ("chapters/notation.yml",),
    "results.json": ("benchmarks/results.json",),
}
FRONT_END = (".css", ".js")


def hash_of_files(root: Path, *names: str, without: tuple[str, ...] = ()) -> str:
    """A short hash of these files and folders of root, by name and content, without those that end in `without`."""
    digest = hashlib.sha256()
    for name in names:
        for path in sorted([root / name, *(root / name).rglob("*")]):
            made = "__pycache__" in path.parts or any(part.endswith(".egg-info") for part in path.parts)
            if path.is_file() and not made and path.suffix not in without:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def hash_of_imports(source: str, root: Path = ROOT) -> str:
    """A short hash of what the outputs of this chapter depend on, besides its own cells."""
    named = [name for word, names in NAMED.items() if word in source for name in names]
    return hash_of_files(root, *ALWAYS, *named, without=FRONT_END)


def folder_of(app: Sphinx) -> Path:
    """Where the outputs are kept, whichever folder the site is written to: a folder for each hash."""
    return Path(app.srcdir) / "_build" / ".jupyter_cache"


def choose_cache(app: Sphinx, docname: str, source: list[str]) -> None:
    """A chapter is about to be read: its outputs are in the folder of its hash."""
    path = folder_of(app) / hash_of_imports(source[0])
    app.env.mystnb_config = app.env.mystnb_config.copy(execution_cache_path=str(path))  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", choose_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
