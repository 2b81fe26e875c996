"""Every exercise by hand has a file that its page loads when needed: its calculation, and a hundred sets of numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from backprop_exercises.as_lists import plain
from backprop_exercises.asking import EXERCISES, SETS, ask
from backprop_exercises.calculation import lines
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.writing import latex
from book_ext.equations.colours import coloured
from book_ext.site.cache import ROOT, folder_of, hash_of_files
from book_ext.site.chapter import exercises_on_pages

SOURCES = (
    "backprop_lib",
    "backprop_exercises",
    "book_ext/equations",
    "chapters/notation.yml",
    "book_ext/site/calculations.py",
)


def content(slug: str) -> dict[str, Any]:
    """The program, locked up, the numbers given in each set, in the order of their names, and how names are printed."""
    exercise = EXERCISES[slug]
    assert isinstance(exercise, ByHand)
    names = list(ask(slug).given)
    printed = {name: coloured(latex(name)) for name in [*names, *(name for name, _ in lines(exercise.program))]}
    sets = [[plain(value) for value in ask(slug, number).given.values()] for number in range(1, SETS + 1)]
    return {"program": exercise.locked_up(), "names": names, "sets": sets, "latex": printed}


def kept(folder: Path, slugs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What these exercises had at an earlier build, if nothing has changed since."""
    path = folder / f"{hash_of_files(ROOT, *SOURCES)}.json"
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if missing := [slug for slug in slugs if slug not in found]:
        found |= {slug: content(slug) for slug in missing}
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.json"):
            old.unlink()
        path.write_text(json.dumps(found), encoding="utf-8")
    return found


def write(app: Sphinx, exception: Exception | None) -> None:
    """Scripts, because a page from a disk can load nothing else."""
    if exception or app.builder.format != "html":
        return
    places = exercises_on_pages(Path(app.srcdir))
    slugs = [place.slug for place in places if isinstance(EXERCISES.get(place.slug), ByHand)]
    files = kept(folder_of(app).with_name(".calculations"), slugs)
    folder = Path(app.outdir) / "_static" / "calculations"
    folder.mkdir(parents=True, exist_ok=True)
    for slug in slugs:
        code = f"globalThis.calculations[{json.dumps(slug)}] = {json.dumps(files[slug], separators=(',', ':'))};\n"
        (folder / f"{slug}.js").write_text(code, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
