"""The browser that the tests of pages drive: find one, or install one when run as a program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def installed() -> str | None:
    """Where this computer has Chromium or Chrome; None if it has neither."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def playwrights_own() -> bool:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def get() -> None:
    if installed() or playwrights_own():
        return
    print("Installing a browser for the tests (about a minute)", flush=True)
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "--quiet=2"], check=True)
        packages = subprocess.run(["apt-get", "install", "--yes", "--quiet=2", "chromium"], stdout=subprocess.DEVNULL)
        if packages.returncode == 0 and installed():
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    get()
