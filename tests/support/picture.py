"""The picture of the first page that README shows: taken from the built book, with the words of the page in it."""

from __future__ import annotations

import io
from pathlib import Path

from built import SITE
from get_browser import installed
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page, expect, sync_playwright

PICTURE = Path(__file__).parents[2] / "docs" / "first-page.png"
VIEW = {"width": 1280, "height": 720}


def words(page: Page) -> str:
    """What one reads above the fold, when the page is ready."""
    expect(page.locator("[data-widget][data-ready=true]")).to_be_visible()
    page.evaluate("document.fonts.ready")
    parts = page.locator("h1, h1 + p, [data-widget]").all_inner_texts()
    return " ".join(" ".join(parts).split())


def words_in(picture: Path) -> str:
    with Image.open(picture) as image:
        return str(image.info.get("Description", ""))


def take() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=VIEW, color_scheme="light", reduced_motion="reduce")
        page.goto((SITE / "chapters" / "index.html").as_uri())
        info = PngInfo()
        info.add_text("Description", words(page))
        with Image.open(io.BytesIO(page.screenshot())) as image:
            image.convert("RGB").save(PICTURE, pnginfo=info, optimize=True)
        browser.close()


if __name__ == "__main__":
    take()
