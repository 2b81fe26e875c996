"""A small book whose only page has exercises of all kinds (sample.md), for tests of what becomes of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from book_ext.site.solutions import site

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).with_name("sample.md")


def build_sample(folder: Path, solutions: str = "yes") -> Path:
    """Build the small book with the real book's configuration; the folder of the site."""
    (folder / "chapters").mkdir(exist_ok=True)
    shutil.copy(ROOT / "_config.yml", folder)
    shutil.copy(ROOT / "chapters" / "references.bib", folder / "chapters")
    shutil.copy(SAMPLE, folder / "chapters" / "index.md")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n", encoding="utf-8")
    command = [sys.executable, "-m", "book_ext.build", str(folder)]
    built = subprocess.run(
        command, capture_output=True, encoding="utf-8", env={**os.environ, "SOLUTIONS": solutions}, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return site(folder, solutions == "yes")
