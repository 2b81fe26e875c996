"""Chapters run again when the code they import has changed, and not before.

Jupyter Book keeps the outputs of a chapter for as long as the code *in the chapter* is the same. The chapters import
backprop_lib, so the place where outputs are kept is named after a hash of the library, of the pinned versions and of
the measurements that a chapter shows.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

ROOT = Path(__file__).parents[2]
IMPORTED = ("backprop_lib", "backprop_widgets", "backprop_exercises", "benchmarks/results.json", "constraints.txt")


def fingerprint(root: Path, *names: str) -> str:
    """A short hash of these files and folders of root: what they are called and what is in them."""
    digest = hashlib.sha256()
    for name in names:
        for path in sorted([root / name, *(root / name).rglob("*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def choose_cache(app: Sphinx, config: Config) -> None:
    """Name the cache after the fingerprint, and forget the outputs of other versions of the library."""
    kept = Path(app.outdir).parent / ".jupyter_cache" / fingerprint(ROOT, *IMPORTED)
    for other in kept.parent.glob("*"):
        if other != kept:
            shutil.rmtree(other, ignore_errors=True)
    config["nb_execution_cache_path"] = str(kept)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", choose_cache)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
