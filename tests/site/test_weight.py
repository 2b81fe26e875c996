"""What the widgets of a page weigh: little, and nothing on a page that has none."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from built import READ, SITE

from backprop_widgets.digits_explorer.data import packed
from book_ext.outputs.static_widgets import HOST

pytestmark = pytest.mark.slow  # reads the built book

LIMIT = 60_000  # bytes, gzipped: module and style of each kind of widget on the page, and what brings them to life
DIGITS = 40_000  # and the 1,797 digits, where they are learned
CODE = re.compile(r'<script type="application/json" data-widget-code="\w+">(.*?)</script>', re.S)
WIDGET = re.compile(r'<div class="widget" data-widget-view="\w+"')


def code_on(page: str) -> list[str]:
    """The code for widgets that a page brings along."""
    embedded = [json.loads(found) for found in CODE.findall(page)]
    host = HOST.read_text(encoding="utf-8").strip()
    return [part for code in embedded for part in (code["module"], code["style"])] + [host] * page.count(host)


def without_digits(code: str) -> tuple[str, str]:
    """The code, and the pictures that one kind of widget brings along."""
    _, shades = packed()
    return code.replace(shades, ""), shades * code.count(shades)


@pytest.mark.parametrize("name", READ)
def test_the_widgets_of_a_page_are_light(name: str) -> None:
    page = (SITE / name).read_text(encoding="utf-8")
    code = code_on(page)
    assert bool(code) == bool(WIDGET.search(page))
    code, digits = without_digits("".join(code))
    size = len(gzip.compress(code.encode()))
    assert len(gzip.compress(digits.encode())) <= DIGITS
    assert not code or 2_000 < size <= LIMIT, size


def test_some_page_has_widgets() -> None:
    assert any(WIDGET.search((SITE / name).read_text(encoding="utf-8")) for name in READ)
