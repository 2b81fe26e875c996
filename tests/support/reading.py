"""How a test finds the widgets, reads their numbers, and follows a link to one of their states."""

from __future__ import annotations

import json
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

import backprop_widgets as widgets
from backprop_widgets.kit.base import Widget
from book_ext.site import theme as book_theme

# Traits of the state for which a widget, as it is without arguments, has no control, and why.
SET_ELSEWHERE = {
    "ActivationExplorer": {"view"},  # goes with an activation of one's own
    "BackwardStepper": {"network"},  # is pasted
    "ForwardStepper": {"example"},  # there is only one
    "TrainingStepper": {
        "momentum",
        "phase",
        "stride",
    },  # for a second run with momentum; XOR in one batch has one step an epoch
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


# No preload: axe would read the style sheets again, and fail at it on a page that was opened from disk. It tells all of
# what is wrong; of what is right only one element, which on a page with many formulas takes half the time.
AXE = {
    "preload": False,
    "resultTypes": ["violations"],
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}

# The contrast of words takes most of the time, and most of that goes to where everything on the page is. So what is not
# drawn, as in closed rows and folds, is away meanwhile: this rule leaves it out in any case.
BARRIERS = """async ([theme, options, drawn]) => {
  document.documentElement.dataset.theme = theme;
  const hidden = [...document.body.querySelectorAll("*:not(script)")].filter((node) => !node.checkVisibility());
  const away = drawn ? hidden.map((node) => [node, document.createComment("")]) : [];
  for (const [node, place] of away) if (node.isConnected) node.replaceWith(place);
  const { violations } = await axe.run(options);
  for (const [node, place] of away) place.replaceWith(node);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${theme}: ${id}: ${html.slice(0, 100)}`));
}"""


def barriers(page: Page) -> list[str]:
    """What axe finds: by all of its rules in light, by contrast in dark, where nothing but the colours is different."""
    page.emulate_media(reduced_motion="reduce")  # no colour on its way to another while they are compared
    page.evaluate(Axe().axe_script)
    contrast = AXE | {"runOnly": ["color-contrast"]}
    others = AXE | {"rules": {**AXE["rules"], "color-contrast": {"enabled": False}}}
    ways = (["light", others, False], ["light", contrast, True], ["dark", contrast, True])
    return [fault for way in ways for fault in page.evaluate(BARRIERS, way)]


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


FONTS = Path(book_theme.__file__).parent / "static" / "fonts.css"


def in_book_faces(page: Page) -> None:
    """Without them a page of a test is set in what the computer has."""
    faces = FONTS.read_text(encoding="utf-8").replace('url("', f'url("{FONTS.parent.as_uri()}/')
    page.add_style_tag(content=faces)
    page.evaluate("Promise.all([...document.fonts].map((font) => font.load().catch(() => {})))")


STICKS_OUT = """root => {
  const hides = (part) => getComputedStyle(part).overflowX !== "visible";
  const clipped = (part) => part !== root && (hides(part) || clipped(part.parentElement));
  return [...root.querySelectorAll("*")]
    .filter((part) => part.checkVisibility() && !part.closest("svg, .bp-hidden") && !clipped(part.parentElement))
    .filter((part) => part.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
    .map((part) => part.outerHTML.slice(0, 80));
}"""


def sticks_out(page: Page) -> list[str]:
    """What is wider than the page or its widget, at all widths that matter."""
    found = []
    for width in (280, 320, 360, 560, 736, 900, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"at {width} px the page")
        for root in page.locator("[data-widget]").all():
            found += [f"at {width} px {part}" for part in root.evaluate(STICKS_OUT)]
    return found
