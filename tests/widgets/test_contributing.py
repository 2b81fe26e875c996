"""The widget that CONTRIBUTING.md writes as an example answers; test_every_widget.py holds it to what all must do."""

from __future__ import annotations

from collections.abc import Callable

from example import example
from playwright.sync_api import Page
from reading import numbers


def test_the_example_works_on_a_page(page_with: Callable[..., Page]) -> None:
    page = page_with(example()(x=-1.5))
    assert numbers(page) == {"x": -1.5, "y": 2.25, "slope": -3.0}
    page.get_by_role("slider", name="x").press("ArrowRight")
    assert numbers(page) == {"x": -1.4, "y": (-1.4) ** 2, "slope": -2.8}
    page.get_by_role("button", name="Reset").click()
    assert numbers(page)["x"] == -1.5
    assert "lowers the square" in page.locator("[data-widget]").inner_text()
