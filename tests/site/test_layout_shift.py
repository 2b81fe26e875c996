"""Nothing on a page moves while it loads: not for a face that comes later, a formula or a widget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from built import READ, SITE, TYPESET
from playwright.sync_api import Browser, expect
from slowed import slowed
from tabs import LAID_OUT

pytestmark = pytest.mark.slow  # reads the built book

MOST = 0.02  # of the Cumulative Layout Shift, of which 0.1 is called good
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput) shifts.push([entry.value, entry.sources.map((source) => source.node?.textContent)]);
}).observe({ type: "layout-shift", buffered: true });
"""
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", READ)
def test_nothing_moves_on_load(name: str, width: int, browser: Browser, serve: Callable[[Path], str]) -> None:
    """On a slow processor and with nothing in the cache."""
    address = serve(SITE)
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(f"{address}/_static/icon.svg")  # now it has the process in which it shows all pages of this address
        with slowed(browser):
            page.goto(f"{address}/{name}")
            page.evaluate(TYPESET)
            page.evaluate("document.fonts.ready.then(() => null)")
            count = page.locator(".widget").count()
            expect(page.locator("[data-widget][data-ready=true]")).to_have_count(count, timeout=60_000)  # slowed down
            page.wait_for_function(LAID_OUT)
            page.evaluate(FRAMES)
            shifts = page.evaluate("shifts")
        assert sum(value for value, _ in shifts) < MOST, sorted(shifts, reverse=True)[:3]
