"""Writes the slides: a deck for each chapter and a page that lists them, in a folder that needs nothing else."""

from __future__ import annotations

import shutil
import sys
from html import escape
from pathlib import Path

from book_ext.command import parser
from book_ext.folders import Refused, folder_for, quoted, whole
from book_ext.outputs.static_widgets import HOST
from book_ext.products.slides.deck import Deck, Slide, read
from book_ext.site.cache import ROOT
from book_ext.site.solutions import site

HERE = Path(__file__).parent
STYLES = ("tokens.css", "book.css", "slides.css", "formulas.css")

# Before anything is painted, as on the pages.
THEME = """<script>
{
  let theme = null;
  try { theme = localStorage.getItem("theme"); } catch { /* storage is switched off */ }
  if (matchMedia("(forced-colors: active)").matches) theme = null; // the hues that go with the system's page
  theme ??= matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
}
</script>"""

KEYS = """<table class="keys"><caption>Keys</caption><tbody>
<tr><th scope="row">→ Space Page Down</th><td>on</td></tr>
<tr><th scope="row">← Page Up</th><td>back</td></tr>
<tr><th scope="row">Click, tap, swipe</th><td>on; at the left or to the right: back</td></tr>
<tr><th scope="row">Home, End</th><td>first, last slide</td></tr>
<tr><th scope="row">O</th><td>all slides at a glance</td></tr>
<tr><th scope="row">N</th><td>notes below the slide</td></tr>
<tr><th scope="row">S</th><td>notes and clock in a window of their own, for your own screen</td></tr>
<tr><th scope="row">F</th><td>full screen</td></tr>
<tr><th scope="row">D</th><td>dark or light</td></tr>
<tr><th scope="row">Esc</th><td>from a widget back to the slides</td></tr>
</tbody></table>"""


def head(title: str, scripts: str) -> str:
    styles = "\n".join(f'<link rel="stylesheet" href="_static/{name}">' for name in STYLES)
    return f"""<!DOCTYPE html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="_static/icon.svg" type="image/svg+xml">
<title>{escape(title)}</title>
{THEME}
{styles}
{scripts}
</head>
"""


def section(slide: Slide, deck: Deck) -> str:
    """One slide. Above a heading stands that of the section around it, on the first slide the chapter's number."""
    if slide.kind == "title":
        heading = f'<p class="above">Chapter {escape(deck.number)}</p><h2>{slide.title}</h2>'
    else:
        above = f'<p class="above">{slide.above}</p>' if slide.above else ""
        heading = f"{above}<h2>{slide.title}</h2>"
    return (
        f'<section class="slide {slide.kind}" data-name="{escape(slide.name)}" tabindex="-1">'
        f'<header>{heading}</header><div class="body"><div class="fit">{"".join(slide.body)}</div></div></section>'
    )


def page(deck: Deck) -> str:
    """A deck as one page."""
    slides = "\n".join(section(slide, deck) for slide in deck.slides)
    notes = "\n".join(f'<div class="said" hidden>{"".join(slide.notes)}</div>' for slide in deck.slides)
    scripts = '<script src="_static/host.js"></script><script defer src="_static/slides.js"></script>'
    return f"""{head(f"{deck.title}: slides", scripts)}<body>
<main aria-label="Slides">
<h1 class="unseen">{escape(deck.title)}: slides</h1>
{slides}
</main>
<aside id="notes" aria-label="Notes" tabindex="0" hidden>
{notes}
</aside>
<nav aria-label="Slides">
<a href="index.html">All decks</a>
<button type="button" data-does="overview" aria-pressed="false">Overview</button>
<button type="button" data-does="notes" aria-pressed="false">Notes</button>
<span class="progress" aria-hidden="true"><span></span></span>
<p role="status" aria-live="polite"></p>
<button type="button" data-does="back">Back</button>
<button type="button" data-does="on">Next</button>
</nav>
{"".join(deck.scripts)}
</body>
</html>
"""


def index(decks: dict[str, Deck]) -> str:
    items = "\n".join(
        f'<li><a href="{name}.html">{escape(deck.title)}</a> <span>{len(deck.slides)} slides</span></li>'
        for name, deck in decks.items()
    )
    return f"""{head("Slides", "")}<body class="decks">
<main>
<h1>Slides</h1>
<p>One deck for each chapter. They need no network: this folder can be taken along as it is.</p>
<ol>
{items}
</ol>
{KEYS}
</main>
</body>
</html>
"""


def site_in(given: Path) -> Path:
    """The folder of a built book. Raises Refused."""
    html = whole(given)
    if not all((html / part).is_dir() for part in ("chapters", "_static")):
        raise Refused(f"There is no book in {quoted(given)}; build it first (make book).")
    return html


def make(html: Path, target: Path) -> int:
    """Write the slides of a built book, and return how many decks there are. Raises Refused."""
    found = {path.stem: read(path.read_text(encoding="utf-8")) for path in sorted((html / "chapters").glob("*.html"))}
    decks = {name: deck for name, deck in found.items() if deck}
    decks = dict(sorted(decks.items(), key=lambda item: int(item[1].number)))
    with folder_for("slides", target) as target:
        static = target / "_static"
        static.mkdir(exist_ok=True)
        of_the_book = ("tokens.css", "book.css", "formulas.css", "icon.svg")
        for path in (*(html / "_static" / name for name in of_the_book), HOST):
            shutil.copy(path, static)
        for path in HERE.glob("slides.*"):
            shutil.copy(path, static)
        for name, deck in decks.items():
            (target / f"{name}.html").write_text(page(deck), encoding="utf-8")
        (target / "index.html").write_text(index(decks), encoding="utf-8")
    return len(decks)


def main(arguments: list[str]) -> int:
    command = parser("book_ext.products.slides", str(__doc__))
    command.add_argument("html", nargs="?", type=Path, default=site(ROOT), help="the built book (%(default)s)")
    command.add_argument("target", nargs="?", type=Path, default=ROOT / "_build" / "slides", help="(%(default)s)")
    given = command.parse_args(arguments)
    target = given.target
    try:
        count = make(site_in(given.html), target)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"{count} decks. Open {(target / 'index.html').resolve().as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
