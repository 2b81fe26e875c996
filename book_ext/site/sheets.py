"""The site has a page that checks the sheets which `make worksheets` prints when nothing else is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from book_ext.products import check_page
from book_ext.site.cache import ROOT, folder_of, hash_of_files

SOURCES = ("backprop_lib", "backprop_exercises", "book_ext/products/check_page.py", "book_ext/products/worksheets.py")


def drawn(kind: str) -> dict[str, Any]:
    """All sheets of a kind, as the page knows them."""
    from book_ext.products.worksheets import SEED, SHEETS, STUDENTS, questions_for

    return check_page.compact(SHEETS[kind].title, questions_for(STUDENTS, SEED, SHEETS[kind]))


def kept(folder: Path) -> dict[str, Any]:
    """The sheets as they were drawn at an earlier build, if nothing that they depend on has changed since."""
    path = folder / f"{hash_of_files(ROOT, *SOURCES)}.json"
    if not path.exists():
        # It loads matplotlib, a quarter of the time that a small book takes, and most builds draw no sheets.
        from book_ext.products.worksheets import SHEETS

        found = {kind: drawn(kind) for kind in SHEETS}
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.json"):
            old.unlink()
        path.write_text(json.dumps(found), encoding="utf-8")
    return json.loads(path.read_text(encoding="utf-8"))


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """In the book itself, whose page for teachers leads there."""
    if app.builder.format == "html" and "chapters/teachers" in app.env.found_docs:
        sheets = kept(folder_of(app).with_name(".sheets"))
        script = check_page.SCRIPT.read_text(encoding="utf-8")
        body = f"<h1>Check a sheet</h1>\n{check_page.body(sheets)}<script>\n{script}</script>\n"
        scripts = '<script src="_static/exercises.js"></script>'
        yield "check", {"title": "Check a sheet", "body": body + scripts, "display_toc": False}, "page.html"


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-collect-pages", pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
