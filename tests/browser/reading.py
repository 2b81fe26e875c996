"""How a test reads the numbers of a widget, and follows a link to one of its states."""

from __future__ import annotations

import json

from playwright.sync_api import Page


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
