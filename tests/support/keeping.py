"""Reloading a page whose browser keeps something: a page from a disk may begin anew, with what has arrived by then."""

from __future__ import annotations

from playwright.sync_api import Page

ENTRIES = "JSON.stringify(Object.entries(localStorage).sort())"


def reload_with_what_is_kept(page: Page) -> None:
    """Reload when another tab finds all that this one keeps. Under load that may come later than the new page."""
    kept = page.evaluate(ENTRIES)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_function(f"kept => {ENTRIES} === kept", arg=kept)
    other.close()
    page.reload()
