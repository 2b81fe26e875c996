"""Whatever an address says: no error on the page, widgets go on working, and a link to a section leaves them alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from reading import every_widget, follow, numbers

from backprop_widgets import DescentStepper, TrainingStepper

# As text behind "=": cut off, not UTF-8, half a letter, no JSON, names that every object of JavaScript has, ...
RAW = [
    "",
    "%",
    "%5",
    "%ZZ",
    "%E0%A4%A",
    "%ED%A0%80",
    "%00",
    "{",
    "[1,",
    "'",
    '"',
    "=",
    "1=2",
    "<script>",
    "NaN",
    "1e999",
]
VALUES = [
    *("__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "", " ", "\ud800", "'\"`<b>", "x" * 20_000),
    *(None, True, False, -1, 0, 0.5, 1e308, -1e308, 1e-320, 10**30),
    *([], [[]], [None], ["constructor"], [["square"]], [1, 2, 3], [[1e308]], {}, {"length": 3}, {"__proto__": []}),
]
HOSTILE = [*RAW, *(quote(json.dumps(value)) for value in VALUES), "[" * 5000 + "]" * 5000, "[" * 200_000]
KEYS = [
    "",
    ".",
    "=",
    "%",
    "&&",
    "constructor",
    "__proto__",
    "{name}",
    "{name}.",
    "{name}.__proto__=1",
    "{name}.nothing=1",
]


def steps_on(page: Page, number: int) -> None:
    """The widget goes on working: its box can be ticked, and says so in what it shows."""
    widget = page.locator("[data-widget]").nth(number)
    if widget.get_attribute("data-widget") == "FirstNetwork":
        step = widget.locator("[data-quantity=step]")
        at = step.get_attribute("data-value")
        widget.get_by_role("button", name="Start again").press("Enter")
        widget.get_by_role("button", name="10 steps more").press("Enter")
        assert at != step.get_attribute("data-value") == "10"
        return
    box = widget.get_by_role("checkbox", name="All digits", include_hidden=True)
    box.evaluate("box => box.closest('details')?.setAttribute('open', '')")
    before = box.is_checked()
    box.press("Space")
    assert box.is_checked() != before
    box.press("Space")


TELLS = """names => names.map(([name, number]) => {
  const root = document.querySelectorAll("[data-widget]")[number];
  return [...root.querySelectorAll("output[data-quantity]")].map((one) => [one.dataset.quantity, one.dataset.value]);
})"""


# Goes to these addresses, one after the other, and tells which of them show what is no number or a long complaint.
VISIT = """async ([number, links]) => {
  const root = document.querySelectorAll("[data-widget]")[number];
  const go = (link) => new Promise((done) => {
    const before = location.href;
    addEventListener("hashchange", done, { once: true });
    location.hash = link;
    if (location.href === before) done();
  });
  const bad = [];
  for (const link of links) {
    await go(link);
    const said = root.querySelector("[role=alert]:not([hidden])")?.textContent ?? "";
    const seen = [...root.querySelectorAll("output")].filter((one) => one.checkVisibility());
    if (seen.some((one) => /NaN|undefined|\\[object/.test(one.textContent)))
      bad.push([link.slice(0, 80), "shows no number"]);
    if (said.length > 600) bad.push([link.slice(0, 80), said.slice(0, 80)]);
  }
  await go("#");
  return bad;
}"""


@pytest.fixture
def all_of_them(page_with: Callable[..., Page]) -> Page:
    """One page with every widget; open_page sees to it that nothing complains."""
    return page_with(*(widget() for widget in every_widget().values()))


@pytest.mark.parametrize("name", every_widget())
def test_no_value_in_an_address_breaks_a_widget(name: str, all_of_them: Page) -> None:
    """It is taken, or refused in one sentence beside the last state that made sense."""
    page, number = all_of_them, list(every_widget()).index(name)
    widget = every_widget()[name]()
    links = [f"#{widget.name}.{trait}={value}" for trait in widget.linked for value in HOSTILE]
    assert page.evaluate(VISIT, [number, links]) == []
    steps_on(page, number)


def test_no_name_in_an_address_does(all_of_them: Page) -> None:
    page = all_of_them
    before = page.evaluate(TELLS, [["", k] for k in range(len(every_widget()))])
    names = [widget().name for widget in every_widget().values()]
    for link in sorted({f"#{key.format(name=name)}&x" for key in KEYS for name in names}):
        follow(page, link)
    assert page.evaluate(TELLS, [["", k] for k in range(len(every_widget()))]) == before


@pytest.mark.parametrize("part", ["%", "%E0%A4%A", "a&b=%ZZ", "descent.start=%5B1%2", "&&&=", "descent.step"])
def test_a_page_opens_at_a_link_that_was_cut_off(part: str, page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper(), link=f"#{part}")
    page.get_by_role("button", name="Next").click()
    assert numbers(page)["step"] == 1


# ------------------------------------------------------------------------------------------- sections and widgets

HEADING = """() => {
  document.querySelector("main").insertAdjacentHTML("beforeend",
    '<a id="link" href="#far">x</a><p style="height: 3000px"></p><h2 id="far">Far</h2><p style="height: 3000px"></p>');
  document.querySelector("main").prepend(document.getElementById("link"));
}"""
AT_HEADING = "Math.abs(document.getElementById('far').getBoundingClientRect().top) < 50"


def test_a_link_to_a_section_leaves_the_widgets_as_they_are(page_with: Callable[..., Page]) -> None:
    """And the address then holds both; Back and Forward go through what was there."""
    page = page_with(DescentStepper(), TrainingStepper())
    page.evaluate(HEADING)
    page.get_by_role("button", name="Next").first.click()
    page.wait_for_function("location.hash === '#descent.step=1'")
    page.locator("#link").click()
    page.wait_for_function("location.hash === '#far&descent.step=1'")
    assert page.evaluate(AT_HEADING) and numbers(page, 0)["step"] == 1
    page.get_by_role("button", name="Next").first.click()
    page.wait_for_function("location.hash === '#far&descent.step=2'")
    page.locator("#link").click()
    page.wait_for_function("location.hash === '#far&descent.step=2'")
    page.go_back()
    page.go_back()
    page.wait_for_function("location.hash === '#descent.step=1'")
    assert numbers(page, 0)["step"] == 1
    page.go_forward()
    page.wait_for_function("location.hash === '#far&descent.step=2'")
    assert numbers(page, 0)["step"] == 2


def test_a_link_followed_at_once_after_a_change_is_not_lost(page_with: Callable[..., Page]) -> None:
    """The change is written into the address a little later; by then the address may be one that was asked for."""
    page = page_with(DescentStepper(start=2.05))
    page.evaluate(
        "() => { const real = setTimeout; window.writes = [];"
        " window.setTimeout = (f, ms) => (ms === 250 ? window.writes.push(f) : real(f, ms)); }"
    )
    page.get_by_role("button", name="Next", exact=True).click()
    assert page.evaluate("writes.length") == 1
    page.evaluate("() => { location.hash = 'descent.step=3'; writes[0](); }")
    expect(page.locator("[data-quantity=step]")).to_have_attribute("data-value", "3")


def test_an_address_of_both_restores_the_widget_and_scrolls(page_with: Callable[..., Page]) -> None:
    page = page_with(DescentStepper())
    page.evaluate(HEADING)
    follow(page, "#far&descent.step=3")
    assert page.evaluate(AT_HEADING) and numbers(page)["step"] == 3
    file = page.url.removeprefix("file://").partition("#")[0]
    with open(file, encoding="utf-8") as old:
        text = old.read()
    far = '<p style="height: 3000px"></p><h2 id="far">Far</h2><p style="height: 3000px"></p>'
    with open(file, "w", encoding="utf-8") as new:
        new.write(text.replace("</main>", f"{far}</main>"))
    page.reload()
    expect(page.locator("[data-ready=true]")).to_have_count(1)
    assert numbers(page)["step"] == 3 and page.evaluate("location.hash") == "#far&descent.step=3"
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator("[data-quantity=step]")).to_have_attribute("data-value", "3")
    again.wait_for_function(AT_HEADING)
