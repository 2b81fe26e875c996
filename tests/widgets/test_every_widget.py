"""What a reader may expect of every widget, whichever it is: as it is published, and after all controls were used."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
import sympy
from controls import operate
from example import example
from playwright.sync_api import Page, expect
from reading import SET_ELSEWHERE, barriers, every_widget, numbers, sticks_out
from tabs import PlaywrightTab

WIDGETS = every_widget() | {example().__name__: example()}  # the one that CONTRIBUTING.md writes, too
each_widget = pytest.mark.parametrize("name", WIDGETS)


class Use(NamedTuple):
    """What was seen while every control of a widget was used."""

    idle: list[str]  # controls that never did anything
    quantities: set[str]
    linked: set[str]  # traits that were in the address at some time
    link: str  # the one with most in it, and what the widget said then
    said: dict[str, float]


USED: dict[str, Use] = {}


@pytest.fixture
def used(name: str, page_with: Callable[..., Page]) -> Use:
    if name not in USED:
        page = page_with(WIDGETS[name]())
        # The address is changed a little later than the widget; here at once, for there is a lot to see.
        page.evaluate("() => { const later = setTimeout; window.setTimeout = (act) => later(act, 0); }")
        start = numbers(page)
        quantities, linked, fullest = set(start), set(), ("", start)

        def after() -> None:
            nonlocal fullest
            page.evaluate("() => new Promise((done) => setTimeout(() => setTimeout(done)))")
            link, said = page.evaluate("location.hash"), numbers(page)
            quantities.update(said)
            linked.update(re.findall(r"[#&][\w-]+\.(\w+)=", link))
            if (said != start, link.count("=")) > (fullest[1] != start, fullest[0].count("=")):
                fullest = (link, said)

        USED[name] = Use(operate(PlaywrightTab(page, []), after), quantities, linked, *fullest)
    return USED[name]


@pytest.mark.parametrize(
    "name", sorted(WIDGETS.keys() - {"GraphStepper"})
)  # there each name is an input of the expression
def test_a_misspelt_argument_is_refused_in_words(name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name} takes no all_digit; did you mean all_digits\\?$"):
        WIDGETS[name](all_digit=True)
    with pytest.raises(TypeError, match=f"^{name} takes no qqqqqq\\.$"):
        WIDGETS[name](qqqqqq=1)


def documented(widget: type) -> list[re.Pattern]:
    """The names under 'Numbers on the page' in a docstring; letters that stand for something match what they stand for.

    That is i to n and p for an index or a parameter, P and V for the name of a weight or a variable, and NAME.
    What ends in a number may end in others: ratio_1, ..., ratio_8.
    """
    section = inspect.getdoc(widget).split("Numbers on the page", 1)[1]
    names = [name for line in re.findall(r"^  (\S.*?)(?:  .*)?$", section, re.M) for name in line.split(", ")]
    stands_for = {"NAME": ".+", "P": r"[\w^]+", "V": r"[a-z]\d?"}
    letter = r"NAME|(?<![A-Za-ce-z])[PV](?![A-Za-z])|(?<![A-Za-z])[i-np]{1,2}(?![A-Za-z])|(?<=_)\d+$"

    def pattern(name: str) -> str:
        parts = re.split(f"({letter})", name)
        other = r"(?:[a-z]|[\d,]+)"
        return "".join(stands_for.get(part, other) if k % 2 else re.escape(part) for k, part in enumerate(parts))

    return [re.compile(pattern(name)) for name in names]


# ------------------------------------------------------------------------------------------------ all its controls


@each_widget
def test_every_control_does_something(used: Use) -> None:
    """From a file; test_other_browsers.py sees to http."""
    assert used.idle == []


@each_widget
def test_every_number_is_in_the_docstring(name: str, used: Use) -> None:
    patterns = documented(WIDGETS[name])
    assert [seen for seen in used.quantities if not any(p.fullmatch(seen) for p in patterns)] == []


@each_widget
def test_everything_that_makes_up_the_state_comes_into_the_address(name: str, used: Use) -> None:
    assert used.linked == set(WIDGETS[name]().linked) - SET_ELSEWHERE.get(name, set())


@each_widget
def test_a_link_restores_the_state_and_reset_the_published_one(name: str, used: Use, page_with) -> None:
    widget = WIDGETS[name]()
    published = numbers(page_with(widget))
    page = page_with(widget, link=used.link)
    now = numbers(page)  # a table that was unfolded is folded again
    assert now == pytest.approx({name: used.said[name] for name in now}, nan_ok=True) != published
    page.get_by_role("button", name="Reset").press("Enter")
    assert numbers(page) == pytest.approx(published, nan_ok=True)
    page.wait_for_function("location.hash === ''")


# --------------------------------------------------------------------------------------------------- how it looks


@each_widget
def test_nothing_sticks_out(name: str, used: Use, page_with: Callable[..., Page]) -> None:
    """As published, and with everything changed."""
    for link in ("", used.link):
        page = page_with(WIDGETS[name](), link=link)
        assert sticks_out(page) == []


@each_widget
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(name: str, width: int, used: Use, page_with: Callable[..., Page]) -> None:
    """Wide as published, narrow with everything changed."""
    link = used.link if width == 360 else ""
    page = page_with(WIDGETS[name](), link=link, viewport={"width": width, "height": 800})
    assert barriers(page) == []


MENUS = """() => [...document.querySelectorAll("[data-widget]")].flatMap((root) => {
  const titles = (select) => [...select.options].map((one) => one.textContent);
  const twice = [...root.querySelectorAll("select")].filter((one) => new Set(titles(one)).size < one.options.length);
  const unsaid = [...root.querySelectorAll("label, [aria-label]")]
    .map((one) => one.getAttribute("aria-label") ?? one.textContent)
    .filter((words) => /undefined|NaN|\\[object/.test(words));
  return [...twice.map((one) => titles(one).join()), ...unsaid];
})"""


@each_widget
def test_each_choice_stands_in_a_menu_once_and_every_label_has_its_words(name: str, page_with) -> None:
    """Also where a reader has brought along a function that the widget has already."""
    v1, v2, x = sympy.symbols("v1 v2 x")
    given = {"ChainRuleExplorer": [{"inner": (x + 2, x**2), "outer": v1 * v2}, {}]}.get(name, [{}])
    assert page_with(*(WIDGETS[name](**traits) for traits in given)).evaluate(MENUS) == []


CUT = """() => [...document.querySelectorAll("[data-widget] select")].flatMap((one) => {
  if (!one.checkVisibility()) return [];
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = getComputedStyle(one).font;
  const room = one.clientWidth - 2 * parseFloat(getComputedStyle(one).paddingLeft) - 14; // of the arrow
  const words = one.selectedOptions[0]?.textContent ?? "";
  return pen.measureText(words).width > room ? [words] : [];
})"""


@each_widget
def test_what_a_menu_has_chosen_can_be_read_at_twice_the_size(name: str, page_with) -> None:
    assert page_with(WIDGETS[name](), viewport={"width": 640, "height": 400}).evaluate(CUT) == []


MOVING = """root => [...root.querySelectorAll("*"), root].flatMap((part) =>
  ["", "::before", "::after"].flatMap((pseudo) => {
    const { transitionDuration, animationName, animationDuration } = getComputedStyle(part, pseudo);
    return [...transitionDuration.split(","), animationName === "none" ? "0s" : animationDuration].map(parseFloat);
  }))"""


@each_widget
def test_motion_is_short_and_there_is_none_where_a_reader_wants_none(name: str, page_with) -> None:
    root = page_with(WIDGETS[name]()).locator("[data-widget]")
    assert max(root.evaluate(MOVING)) <= 0.18
    root = page_with(WIDGETS[name](), reduced_motion="reduce").locator("[data-widget]")
    assert max(root.evaluate(MOVING)) == 0


@each_widget
def test_without_javascript_there_is_the_first_frame(name: str, page_with: Callable[..., Page]) -> None:
    widget = WIDGETS[name]()
    drawing = ElementTree.fromstring(widget.first_frame)
    assert drawing.tag == "svg" and drawing.get("role") == "img"
    page = page_with(widget, wait=False, java_script_enabled=False, viewport={"width": 360, "height": 800})
    picture = page.get_by_role("img", name=drawing.get("aria-label"), exact=True)
    assert drawing.get("aria-label")
    expect(picture).to_be_in_viewport()
    box = picture.bounding_box()
    assert box and box["x"] > 0 and box["x"] + box["width"] <= 360 and box["height"] > 50


@each_widget
def test_the_buttons_of_the_steps_stand_in_one_order_everywhere(name: str, page_with: Callable[..., Page]) -> None:
    steps = page_with(WIDGETS[name]()).locator(".bp-steps")
    if steps.count():
        assert steps.get_by_role("button").all_inner_texts() == ["First", "Back", "Next", "Play"]
