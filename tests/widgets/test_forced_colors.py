"""Where the system chooses the colours (high contrast), nothing that is marked is marked by a colour alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from reading import every_widget

# Of each widget a state in which as much as possible is marked.
STATES = {
    "ActivationExplorer": "#curve.z=0.5",
    "BackwardStepper": "#backward.step=4&backward.mistake=%22sign%22",
    "ChainRuleExplorer": "",
    "DepthExplorer": "#activation.w=2",
    "DescentStepper": "#descent.step=3",
    "DigitsExplorer": "#digits.step=20&digits.target=3",
    "ErrorExplorer": "#error.example=2",
    "FirstNetwork": "#first.step=1&first.picked=%22w^1_11%22",
    "ForwardStepper": "#forward.step=5",
    "GraphStepper": "#graph.step=6",
    "TrainingStepper": "#training.step=3&training.phase=%22backward%22",
}
MARKS = ["now", "picked", "ring", "done", "wrong", "chip"]

# What a reader can tell a part by when the system has chosen the colours of text and background.
UNMARKED = """marks => {
  const seen = (part) => {
    const { outlineStyle, outlineWidth, textDecorationLine, fontWeight } = getComputedStyle(part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0 ? "outline" : textDecorationLine + fontWeight;
  };
  const found = [];
  for (const mark of marks)
    for (const part of document.querySelectorAll(`[data-widget] .${mark}:not(svg *)`)) {
      if (!part.checkVisibility() || seen(part) === "outline") continue;
      part.classList.remove(mark);
      const without = seen(part);
      part.classList.add(mark);
      if (seen(part) === without) found.push(part.outerHTML.slice(0, 120));
    }
  for (const part of document.querySelectorAll("[data-widget] [aria-pressed=true], [data-widget] [aria-current]"))
    if (part.checkVisibility() && seen(part) !== "outline") found.push(part.outerHTML.slice(0, 120));
  return found;
}"""


@pytest.mark.parametrize("name", every_widget())
def test_every_mark_has_a_line(name: str, page_with: Callable[..., Page]) -> None:
    page = page_with(every_widget()[name](), link=STATES.get(name, ""), forced_colors="active")
    assert page.evaluate(UNMARKED, MARKS) == []


@pytest.mark.parametrize("name", every_widget())
def test_the_key_of_the_colours_keeps_its_signs(name: str, page_with: Callable[..., Page]) -> None:
    """As pixels: each sign is there, and no two are the same."""
    page = page_with(every_widget()[name](), forced_colors="active")
    signs = set()
    for entry in page.locator(".bp-key li").all():
        box = entry.bounding_box()
        assert box
        signs.add(page.screenshot(clip={"x": box["x"], "y": box["y"], "width": 12, "height": box["height"]}))
    assert len(signs) == page.locator(".bp-key li").count()
