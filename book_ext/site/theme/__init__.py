"""The look of the pages: a small Sphinx theme, so that a page carries only what the book uses."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from backprop_widgets.kit.assets import module

HERE = Path(__file__).parent
TOKENS = HERE.parents[2] / "backprop_widgets" / "kit" / "tokens.css"


def add_tokens(app: Sphinx, config: Config) -> None:
    """Pages, widgets and figures share one palette, which lies beside the widgets."""
    config.html_static_path.append(str(TOKENS))


def write_script(app: Sphinx, exception: Exception | None) -> None:
    """Pages from a disk cannot load modules: the script of the pages is joined with what it shares with the widgets."""
    if exception is None and app.builder.format == "html":
        (Path(app.outdir) / "_static" / "book.js").write_text(module(HERE / "book.js"), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_theme("book", str(HERE))
    # Jupyter Book always sets this for sphinx-comments, which the book leaves out: a value that Sphinx would not know.
    app.add_config_value("comments_config", {}, "")
    app.connect("config-inited", add_tokens)
    app.connect("build-finished", write_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
