"""The look of the pages: a small Sphinx theme, so that a page carries only what the book uses."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from backprop_lib.misconceptions import MISCONCEPTIONS
from backprop_widgets import BackwardStepper
from backprop_widgets.kit.assets import constants, module

HERE = Path(__file__).parent
TOKENS = HERE.parents[2] / "backprop_widgets" / "kit" / "tokens.css"
AT_ONCE = ("serif", "sans", "code")  # the faces that most of a page is set in


def add_tokens(app: Sphinx, config: Config) -> None:
    """Pages, widgets and figures share one palette, which lies beside the widgets."""
    config.html_static_path.append(str(TOKENS))


def embed_faces(app: Sphinx, exception: Exception | None) -> None:
    """What most of a page is set in comes with the style sheet: a face that came later would move every line.

    Where a page's policy forbids fonts within a style sheet, the file is used.
    """
    if exception or app.builder.format != "html":
        return
    sheet = Path(app.outdir, "_static", "fonts.css")
    css = sheet.read_text(encoding="utf-8")
    for face in AT_ONCE:
        file = f'url("fonts/{face}.woff2") format("woff2")'
        data = b64encode((HERE / "static" / "fonts" / f"{face}.woff2").read_bytes()).decode()
        css = css.replace(f"src: {file}", f'src: url("data:font/woff2;base64,{data}") format("woff2"), {file}')
    sheet.write_text(css, encoding="utf-8")


def write_script(app: Sphinx, exception: Exception | None) -> None:
    """Pages from a disk cannot load modules: the script of the pages is joined with what it shares with the widgets.

    Its names stay its own: a function that was called `formulas` took the place of what the exercises call so.
    """
    if exception is None and app.builder.format == "html":
        (Path(app.outdir) / "_static" / "book.js").write_text(_alone(HERE / "book.js"), encoding="utf-8")


def script_of_exercises() -> str:
    """What brings the forms of exercises to life, joined into one file."""
    return _alone(HERE / "exercises" / "exercises.js", {HERE / "exercises" / "generated.js": _in_the_stepper()})


def _in_the_stepper() -> str:
    """The mistakes that the BackwardStepper of the book can show, by their titles: a verdict leads there."""
    shown = {MISCONCEPTIONS[slug].title: slug for slug in BackwardStepper().passes["mistakes"]}
    return constants(IN_THE_STEPPER=shown)


def _alone(path: Path, generated: Mapping[Path, str] | None = None) -> str:
    return f'"use strict";\n(() => {{\n{module(path, generated)}\n}})();\n'


def write_scripts_of_forms(app: Sphinx) -> None:
    """Those of the forms likewise. They are there before any page is written, which has their checksums."""
    if app.builder.format == "html":
        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "formulas.js").write_text(_alone(HERE / "formulas" / "formulas.js"), encoding="utf-8")
        (folder / "exercises.js").write_text(script_of_exercises(), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_theme("book", str(HERE))
    # Jupyter Book always sets this for sphinx-comments, which the book leaves out: a value that Sphinx would not know.
    app.add_config_value("comments_config", {}, "")
    app.connect("config-inited", add_tokens)
    app.connect("builder-inited", write_scripts_of_forms)
    app.connect("build-finished", embed_faces)
    app.connect("build-finished", write_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
