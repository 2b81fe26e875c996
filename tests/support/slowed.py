"""A browser as on a processor a quarter as fast: what draws its pages is held most of the time, in short turns."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
from playwright.sync_api import Browser

RUNS, HELD = 0.004, 0.02  # seconds; with what it takes to be woken up, a page takes four times as long


def renderers(browser: Browser) -> list[psutil.Process]:
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sorted((psutil.Process(one["id"]) for one in found if one["type"] == "renderer"), key=lambda one: one.pid)


@contextmanager
def slowed(browser: Browser) -> Iterator[None]:
    """(The browser's own throttling lets the processor turn idly for as long, which other tests could use.)"""
    processes, over = renderers(browser), threading.Event()
    assert processes, "there is no page to slow down"

    def hold() -> None:
        while not over.is_set():
            for turn in ("suspend", "resume"):
                for process in processes:
                    with suppress(psutil.NoSuchProcess):
                        getattr(process, turn)()
                time.sleep(HELD if turn == "suspend" else RUNS)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        yield
        assert renderers(browser) == processes, "a page has left for another process, which was not slowed down"
    finally:
        over.set()
        thread.join()
