"""How a test finds the widgets, reads their numbers, and follows a link to one of their states."""

from __future__ import annotations

import json

from playwright.sync_api import Page

from backprop_lib import widgets
from backprop_lib.widgets.widget import Widget

# Traits of the state for which a widget, as it is without arguments, has no control, and why.
SET_ELSEWHERE = {
    "ActivationExplorer": {"view"},  # goes with an activation of one's own
    "ForwardStepper": {"example"},  # there is only one
}


def numbers(page: Page, widget: int = 0) -> dict[str, float]:
    """What a widget shows, by name."""
    return (
        page.locator("[data-widget]")
        .nth(widget)
        .evaluate(
            "root => Object.fromEntries([...root.querySelectorAll('[data-quantity]')]"
            ".map(output => [output.dataset.quantity, Number(output.dataset.value)]))"
        )
    )


def link_to(state: dict, name: str = "descent") -> str:
    return "#" + "&".join(f"{name}.{trait}={json.dumps(value)}" for trait, value in state.items())


def follow(page: Page, link: str) -> None:
    """Follow a link within the page and wait until it has been heard."""
    page.evaluate(
        "link => new Promise(done => { addEventListener('hashchange', done, { once: true }); location.hash = link; })",
        link,
    )


def every_widget() -> dict[str, type[Widget]]:
    """All widgets that the library offers, by name."""
    return {name: getattr(widgets, name) for name in widgets.__all__}
