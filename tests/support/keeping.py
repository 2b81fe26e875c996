"""Reloading a page from a disk that keeps something: its browser may begin it anew, with what has arrived by then."""

from __future__ import annotations

import time

from playwright.sync_api import Page

ENTRIES = "JSON.stringify(Object.entries(localStorage).sort())"
PATIENCE = 60


def reload_with_what_is_kept(page: Page) -> None:
    """Reload when a new tab finds all that this one keeps. Under load that may come later than the new page."""
    kept, end = page.evaluate(ENTRIES), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        other = page.context.new_page()
        other.goto(page.url)
        found = other.evaluate(ENTRIES)
        other.close()
        if found == kept:
            break
    page.reload()
