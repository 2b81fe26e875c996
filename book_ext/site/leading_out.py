"""What leads out of the site: the book's whole source as a ZIP beside the pages, and the place where it is kept.

That place is `repository_url` in _config.yml. Without one the pages say nothing of it.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from book_ext.site.cache import ROOT
from book_ext.site.solutions import solutions_wanted

NAME = "backpropagation-source.zip"
FOLDER = "backpropagation"
# What belongs to the book where nothing says which files are tracked, as in a copy without .git.
PARTS = (
    *("chapters", "backprop_lib", "backprop_widgets", "backprop_exercises", "book_ext", "tests", "benchmarks", "docs"),
    *(".ci", ".github", ".gitignore", ".pre-commit-config.yaml", "Makefile", "README.md", "CONTRIBUTING.md"),
    *("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-TEXT", "_config.yml", "_toc.yml", "pyproject.toml"),
    *(
        "requirements.txt",
        "requirements-test.txt",
        "requirements-hub.txt",
        "constraints.txt",
        "biome.jsonc",
        "tsconfig.json",
    ),
    *("package.json", "package-lock.json"),
)
LEFT_OUT = {"__pycache__", "_build", ".venv", "build", "notebooks", "notebooks-with-solutions", ".ipynb_checkpoints"}
EPOCH = 1980, 1, 1, 0, 0, 0  # the same sources are the same file, whenever it is made


def sources(root: Path) -> list[str]:
    """The files of a book's source, by their names below its folder."""
    git = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--full-name", "."], capture_output=True, encoding="utf-8"
    ) if (root / ".git").exists() else None  # fmt: skip
    if git and git.returncode == 0:
        found = [name for name in git.stdout.split("\0") if name and (root / name).is_file()]
    else:
        places = [path for part in PARTS for path in (root / part, *(root / part).rglob("*"))]
        found = [path.relative_to(root).as_posix() for path in places if path.is_file()]
    return sorted(
        name
        for name in found
        if not LEFT_OUT.intersection(Path(name).parts)
        and not any(part.endswith(".egg-info") for part in Path(name).parts)
    )


def write_zip(root: Path, target: Path) -> None:
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name in sources(root):
            info = ZipInfo(f"{FOLDER}/{name}", EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = (0o755 if (root / name).read_bytes()[:2] == b"#!" else 0o644) << 16
            archive.writestr(info, (root / name).read_bytes())


def checked(app: Sphinx, config: Config) -> None:
    """An address that is none would be a broken link on every page."""
    if config.repository_url and not re.fullmatch(r"https?://[^\s\"'<>]+", config.repository_url):
        expected = "expected an address that begins with https://, or nothing"
        raise ConfigError(f"repository_url in _config.yml is {config.repository_url!r}; {expected}.")


def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if solutions_wanted():  # the source has them
        context["source_zip"] = NAME
    if url := app.config.repository_url.rstrip("/"):
        context["repository_url"] = url
        context["report_url"] = f"{url}/issues"


def source_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, options: Any = None, content: Any = ()
) -> tuple[list[nodes.Node], list[Any]]:
    """{source}`words`: words that lead to the ZIP, on a site that has it."""
    if not solutions_wanted():
        return [nodes.Text(text)], []
    page = inliner.document.settings.env.docname
    return [nodes.reference(rawtext, text, refuri="../" * page.count("/") + NAME)], []


def write(app: Sphinx, exception: Exception | None) -> None:
    if not exception and app.builder.format == "html" and solutions_wanted():
        write_zip(ROOT, Path(app.outdir) / NAME)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("repository_url", "", "html", str)
    app.add_role("source", source_role)
    app.connect("config-inited", checked)
    app.connect("html-page-context", offer)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
