"""Figures become part of the page, in the colours of the page's theme: one figure serves light and dark."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer

from book_ext.site.theme import TOKENS


@cache
def roles() -> dict[str, str]:
    """The palette's light colours and the roles they stand for: {"#0b63ce": "forward", ...}."""
    light = TOKENS.read_text(encoding="utf-8").partition("}")[0]
    found: dict[str, str] = {}
    for role, colour in re.findall(r"--bp-([a-z-]+):\s*(#[0-9a-f]{6});", light):
        found.setdefault(colour, role)
    return found


def themed(svg: str) -> str:
    """Every colour of the palette as the variable of its role, with the light colour for use outside the book."""

    def variable(match: re.Match[str]) -> str:
        colour = match[0].lower()
        return f"var(--bp-{roles()[colour]}, {colour})" if colour in roles() else match[0]

    svg = re.sub(r"#[0-9a-fA-F]{6}\b(?=[;\"' ])", variable, svg)
    svg = re.sub(r"'DejaVu Serif',[^;\"]*serif", "var(--bp-serif, serif)", svg)
    return re.sub(r"'DejaVu Sans',[^;\"]*sans-serif", "var(--bp-sans, sans-serif)", svg)


def inlined(svg: str, alt: str, prefix: str) -> str:
    """A picture as an element of the page: a name, identifiers that no other picture has, no wider than its column.

    Matplotlib's SVG brings a style that is for all of the page, and identifiers that clash with those of the next one.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.S)
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}", svg)
    start, rest = svg.split(">", 1)
    start = re.sub(r'\s(height|xmlns:xlink|xmlns|version)="[^"]*"', "", start)
    # The page says how large letters are: a figure shrinks with its column, and what is written in it must not.
    rest = re.sub(r"font-size: ([\d.]+px)", r"font-size: calc(\1 * var(--letters, 1))", rest)
    return f'{start} class="bp-figure" role="img" aria-label="{escape(alt)}">{themed(rest)}'.replace(
        "xlink:href", "href"
    )


class InlineFigureMixin(NbElementRenderer):
    """Renders SVG outputs into the page. A figure without a description is a fault of the chapter; so is a bitmap."""

    figures = 0

    def render_image(self, data: MimeData) -> list[nodes.Element]:
        options = self.renderer.get_cell_level_config("render_image_options", data.cell_metadata, line=data.line)
        alt = str(options.get("alt", "")).strip()
        if not alt:
            self._warn(data, "figure without a description; give the cell `mystnb: {image: {alt: ...}}`")
        if data.mime_type != "image/svg+xml":
            self._warn(data, f"figure as {data.mime_type}, which cannot follow the theme; make it an SVG")
            return super().render_image(data)
        self.figures += 1
        figure = inlined(data.string, alt, f"figure{self.figures}-")
        return [nodes.raw(text=figure, format="html")]

    def render_text_html(self, data: MimeData) -> list[nodes.Element]:
        """What a cell draws as HTML follows the theme as a figure does."""
        return [nodes.raw(text=themed(data.string), format="html", classes=["output", "text_html"])]

    def _warn(self, data: MimeData, message: str) -> None:
        # myst-nb's number for a cell is two lines below its first line, the fence.
        self.logger.warning(message, subtype="figure", line=data.line and data.line - 2)
