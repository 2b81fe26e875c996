"""The browsers that the tests of pages drive, Chromium, Firefox and WebKit: find them, or install them as a program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FIREFOX = ("firefox-esr", "firefox")
WEBKIT = ("WebKitWebDriver", "Xvfb")  # its own driver, and a screen for it, which need not be there for anybody to see
DEBIAN = {
    "chromium": ["chromium-headless-shell", "fonts-liberation"],  # without windows: twice as fast as the whole Chromium
    "firefox": ["firefox-esr"],
    "webkit": ["webkit2gtk-driver", "xvfb"],
}


def installed() -> str | None:
    """Where this computer has Chromium or Chrome; None if it has neither."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def installed_firefox() -> str | None:
    return next(filter(None, map(shutil.which, FIREFOX)), None)


def installed_webkit() -> bool:
    return all(map(shutil.which, WEBKIT))


def missing() -> list[str]:
    """The browsers that neither this computer has nor Playwright."""
    found = {"chromium": installed(), "firefox": installed_firefox(), "webkit": installed_webkit()}
    with sync_playwright() as playwright:
        own = {name: Path(getattr(playwright, name).executable_path).exists() for name in found}
    return [name for name in found if not (found[name] or own[name])]


def get() -> None:
    wanted = missing()
    if not wanted:
        return
    print(f"Installing for the tests (about a minute): {', '.join(wanted)}", flush=True)
    if shutil.which("apt-get") and os.geteuid() == 0:
        packages = [package for name in wanted for package in DEBIAN[name]]
        subprocess.run(["apt-get", "update", "--quiet=2"], check=True)
        subprocess.run(
            ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *packages],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        wanted = missing()
    if wanted:
        subprocess.run([sys.executable, "-m", "playwright", "install", *wanted], check=True)


if __name__ == "__main__":
    get()
