"""The library as a wheel beside the pages: the one file that a notebook needs, built without a network.

setuptools builds it in a copy, so that nothing is left in the tree. It is built again when its packages have changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

from book_ext.site.cache import ROOT, hash_of_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = tuple(name.rstrip("*") for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"])
NAME = f"{PROJECT['project']['name'].replace('-', '_')}-{PROJECT['project']['version']}-py3-none-any.whl"
PARTS = ("pyproject.toml", PROJECT["project"]["readme"], *PROJECT["project"]["license-files"], *PACKAGES)

# The same sources give the same bytes: every file in the wheel has the time at which zip files begin.
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
EPOCH = {"SOURCE_DATE_EPOCH": "315532800"}


def address(baseurl: str) -> str:
    """What stands behind `pip install`: the wheel on the site if its address is known, else the file."""
    return f"{baseurl.rstrip('/')}/{NAME}" if baseurl else NAME


def build(folder: Path) -> Path:
    """Build the wheel into this folder. Raises RuntimeError with what setuptools says if it cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as copy:
        for name in PARTS:
            if (ROOT / name).is_dir():
                shutil.copytree(
                    ROOT / name, Path(copy, name), ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
                )
            else:
                shutil.copy(ROOT / name, copy)
        command = [sys.executable, "-c", BUILD, str(folder.resolve())]
        built = subprocess.run(
            command, cwd=copy, env={**os.environ, **EPOCH}, capture_output=True, encoding="utf-8", check=False
        )
    if built.returncode:
        raise RuntimeError(f"The wheel of the library cannot be built:\n{built.stderr}")
    return folder / NAME


def kept(folder: Path) -> Path:
    """The wheel of the library as it is now, from this folder if it was built before."""
    place = folder / hash_of_files(ROOT, *PARTS)
    if not (place / NAME).exists():
        shutil.rmtree(folder, ignore_errors=True)
        build(place)
    return place / NAME


def serve(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    shutil.copy(kept(Path(app.srcdir) / "_build" / ".wheel"), app.outdir)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", serve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
