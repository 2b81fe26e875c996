"""Small books of one page: exercises of all kinds (sample.md), everything that an author may write (constructs.md)."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from book_ext.site.solutions import site

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).with_name("sample.md")
CONSTRUCTS = Path(__file__).with_name("constructs.md")
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="10" cy="10" r="8"/></svg>'


def build_sample(folder: Path, solutions: str = "yes") -> Path:
    """Build the small book with the real book's configuration; the folder of the site."""
    built = build_page(folder, SAMPLE.read_text(encoding="utf-8"), SOLUTIONS=solutions)
    assert built.returncode == 0, built.stdout + built.stderr
    return site(folder, solutions == "yes")


def build_page(
    folder: Path,
    page: str,
    formulas_are_checked: bool = True,
    others: Mapping[str, str] = MappingProxyType({}),
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Build a book of this page and others by name, with a dot to show and a program to include beside them."""
    (folder / "chapters").mkdir(exist_ok=True)
    if not (folder / "_config.yml").exists():
        config = (ROOT / "_config.yml").read_text(encoding="utf-8")
        config = config if formulas_are_checked else config.replace("      - book_ext.equations.marks\n", "")
        (folder / "_config.yml").write_text(config, encoding="utf-8")
    shutil.copy(ROOT / "chapters" / "references.bib", folder / "chapters")
    (folder / "chapters" / "index.md").write_text(page, encoding="utf-8")
    (folder / "chapters" / "dot.svg").write_text(DOT, encoding="utf-8")
    (folder / "chapters" / "pixel.png").write_bytes(PIXEL)
    (folder / "chapters" / "shown.py").write_text("def shown():\n    return 1\n", encoding="utf-8")
    toc = "format: jb-book\nroot: chapters/index\n" + ("chapters:\n" if others else "")
    for name, text in others.items():
        (folder / "chapters" / f"{name}.md").write_text(text, encoding="utf-8")
        toc += f"- file: chapters/{name}\n"
    (folder / "_toc.yml").write_text(toc, encoding="utf-8")
    command = [sys.executable, "-m", "book_ext.build", str(folder)]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env={**os.environ, **environment}, check=False
    )
