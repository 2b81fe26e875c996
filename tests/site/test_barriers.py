"""What the tests of pages ask axe finds what is hard to read in either theme, and leaves the page as it was."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page
from reading import barriers

PAGE = """<!doctype html><html lang="en"><head><title>Colours</title><style>
:root { background: white; color: black }
[data-theme=dark] { background: black; color: white }
.pale { color: #ddd }
[data-theme=dark] .sunk { color: #222 }
</style></head><body><main><h1>Colours</h1>
<p class="pale">pale</p><p class="sunk">sunk</p><p>fine</p>
<details><summary>closed</summary><p class="pale">not drawn</p>
<details><summary>in it</summary><i>a</i></details></details>
<details open><summary>open</summary><p class="pale">drawn</p></details>
<img src="data:,"><p hidden>hidden</p></main></body></html>"""


def test_what_is_hard_to_read_is_found_in_either_theme(open_page: Callable[..., Page]) -> None:
    page = open_page("about:blank")
    page.set_content(PAGE)
    before = page.inner_html("body")
    assert barriers(page) == [
        'light: image-alt: <img src="data:,">',
        'light: color-contrast: <p class="pale">pale</p>',
        'light: color-contrast: <p class="pale">drawn</p>',
        'dark: color-contrast: <p class="sunk">sunk</p>',
    ]
    assert page.inner_html("body") == before
