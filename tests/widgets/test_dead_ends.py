"""A widget that plays says at once when there is no step to show, and its dead controls say why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from backprop_widgets import (
    BackwardStepper,
    DescentStepper,
    DigitsExplorer,
    ForwardStepper,
    GraphStepper,
    TrainingStepper,
)
from backprop_widgets.kit.base import Widget

# Everything that plays, and what makes it end where it begins.
ENDS: dict[str, tuple[type[Widget], str]] = {
    "one step is too long": (DescentStepper, "#descent.learning_rate=1000"),
    "a surface": (DescentStepper, '#descent.cost="rosenbrock"&descent.start=[2,2]&descent.learning_rate=1e6'),
    "too large to write": (DescentStepper, "#descent.learning_rate=1e300"),
    "with momentum": (DescentStepper, "#descent.learning_rate=1e5&descent.momentum=0.9&descent.step=7"),
    "a training": (TrainingStepper, "#training.learning_rate=1e308&training.activation=%22relu%22"),
    "the digits": (DigitsExplorer, "#digits.learning_rate=1e308"),
    "its second run": (
        TrainingStepper,
        "#training.second=%22descent%22&training.second_rate=1e308&training.activation=%22relu%22",
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_an_end_at_the_start_is_said(name: str, page_with: Callable[..., Page]) -> None:
    widget, link = ENDS[name]
    page = page_with(widget(), link=link)
    if page.get_by_role("alert").count():
        pytest.fail(page.get_by_role("alert").inner_text())
    expect(page.locator(".bp-say.alarm b")).to_have_text("Diverging.")
    steps = page.locator("[data-quantity=step]")
    expect(steps).to_have_attribute("data-value", "0")
    expect(steps).to_have_text("no step")
    for control in ("First", "Back", "Next", "Play"):
        button = page.get_by_role("button", name=control, exact=True)
        expect(button).to_have_attribute("aria-disabled", "true")
        assert button.get_attribute("title")
        button.press("Enter")
    expect(page.get_by_role("button", name="Play")).to_have_text("Play")
    expect(page.locator(".bp-say.alarm b")).to_have_text("Diverging.")
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="First").press("Enter")
    expect(page.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "false")


@pytest.mark.parametrize("widget", [BackwardStepper, DescentStepper, ForwardStepper, GraphStepper])
def test_a_dead_button_says_why(widget: type[Widget], page_with: Callable[..., Page]) -> None:
    page = page_with(widget())
    page.get_by_role("slider", name="Step").press("End")
    expect(page.get_by_role("button", name="Next")).to_have_attribute("title", "This is the last step.")
    page.get_by_role("button", name="First").press("Enter")
    expect(page.get_by_role("button", name="First")).to_have_attribute("title", "This is the start.")
    assert page.get_by_role("button", name="Next").get_attribute("title") in (None, "one step")
