"""What the widgets of a page weigh: little, and nothing on a page that has none."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from built import READ, SITE

from book_ext.outputs.static_widgets import HOST

pytestmark = pytest.mark.slow  # reads the built book

LIMIT = 60_000  # bytes, gzipped: module and style of each kind of widget on the page, and what brings them to life
CODE = re.compile(r'<script type="application/json" data-widget-code="\w+">(.*?)</script>', re.S)
WIDGET = re.compile(r'<div class="widget" data-widget-view="\w+"')


def code_on(page: str) -> list[str]:
    """The code for widgets that a page brings along."""
    embedded = [json.loads(found) for found in CODE.findall(page)]
    host = HOST.read_text(encoding="utf-8").strip()
    return [part for code in embedded for part in (code["module"], code["style"])] + [host] * page.count(host)


@pytest.mark.parametrize("name", READ)
def test_the_widgets_of_a_page_are_light(name: str) -> None:
    page = (SITE / name).read_text(encoding="utf-8")
    code = code_on(page)
    assert bool(code) == bool(WIDGET.search(page))
    size = len(gzip.compress("".join(code).encode()))
    assert not code or 2_000 < size <= LIMIT, size


def test_some_page_has_widgets() -> None:
    assert any(WIDGET.search((SITE / name).read_text(encoding="utf-8")) for name in READ)
