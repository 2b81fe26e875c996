"""Stepping through a widget, or choosing a mistake in it, moves no control by a pixel, and the window holds it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from reading import every_widget, in_book_faces

from backprop_widgets import BackwardStepper, DescentStepper, ForwardStepper, GraphStepper

# Each choice of the second menu of a BackwardStepper, and with it each step: where the controls are in the widget, and
# how high it is.
DRIVE = """async (root) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const say = (control, value) => {
    control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const places = () => {
    const { top, left, bottom } = root.getBoundingClientRect();
    const foot = root.querySelector(".bp-own"); // folded, and not needed while one steps
    const height = (foot?.getBoundingClientRect().top ?? bottom) - top;
    const place = (control) => {
      const box = control.getBoundingClientRect();
      return [box.left - left, box.top - top, box.width, box.height];
    };
    const controls = [...root.querySelectorAll("button, select, input, .plot, .net")];
    return [controls.filter((one) => !foot?.contains(one)).map(place), height];
  };
  const slider = root.querySelector(".bp-steps input");
  const menu = root.dataset.widget === "BackwardStepper" ? root.querySelectorAll("select")[1] : null;
  const seen = [];
  for (const mistake of menu ? [...menu.options].map((one) => one.value) : [""]) {
    if (menu) say(menu, mistake);
    for (let step = 0; step <= Math.min(+slider.max, 12); step += 1) {
      say(slider, step);
      await frame();
      seen.push([`${mistake} ${step}`, ...places()]);
    }
  }
  return seen;
}"""

STEPPERS = {
    "forward": ForwardStepper(),
    "backward": BackwardStepper(),
    "backward, to a bias": BackwardStepper(weight="b^2_1"),
    "backward, with all digits": BackwardStepper(all_digits=True),
    "graph": GraphStepper(),
    "graph, a recursion": GraphStepper("b = a * a; c = b * b", a=1.5, order="recursion"),
    "graph, with a fault": GraphStepper("(x + y) * z**0.5", z=0),
    "descent": DescentStepper(cost="parabola", learning_rate=0.6, start=3),
    "descent, diverging": DescentStepper(cost="parabola", learning_rate=2.1, start=3),
    "descent on a surface": DescentStepper(cost="ravine"),
}


def driven(page: Page) -> list[tuple[str, list, float]]:
    in_book_faces(page)
    return [tuple(one) for one in page.locator("[data-widget]").evaluate(DRIVE)]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", STEPPERS)
def test_no_step_and_no_mistake_moves_a_control(name: str, width: int, page_with: Callable[..., Page]) -> None:
    seen = driven(page_with(STEPPERS[name], viewport={"width": width, "height": 900}))
    assert len(seen) > 3
    at_first = seen[0][1]
    assert [what for what, places, _ in seen if places != at_first] == []
    # What follows the widget stays where it is, too; only a mistake, where it bites, adds lines of its own.
    heights = [height for what, _, height in seen if what.startswith(" ")]
    assert len(heights) > 3 and max(heights) - min(heights) < 1


@pytest.mark.parametrize("weight", ["w^1_11", "w^2_22", "b^1_2"])
def test_the_backward_pass_is_seen_in_one_window_with_any_mistake_at_any_step(weight: str, page_with) -> None:
    """In a window of 1280 by 900 the page gives a widget 960 px."""
    seen = driven(page_with(BackwardStepper(weight=weight), viewport={"width": 992, "height": 900}))
    assert {what for what, _, height in seen if height >= 800} == set()


# Of each column of numbers: each number, and where its last digit before the point ends.
POINTS = """(root) => [...root.querySelectorAll("table.bp-sum")].flatMap((table) => {
  const columns = new Map();
  for (const number of table.querySelectorAll("td.number output")) {
    const text = number.firstChild;
    if (!/^\u2212?\\d+(\\.\\d+)?/.test(number.textContent) || number.matches(".wrong")) continue;
    if (!number.checkVisibility()) continue;
    const whole = number.textContent.match(/^\u2212?\\d+/)[0].length;
    const range = new Range();
    range.setStart(text, 0);
    range.setEnd(text, whole);
    const place = [number.textContent, range.getBoundingClientRect().right];
    const { cellIndex } = number.closest("td");
    columns.set(cellIndex, [...(columns.get(cellIndex) ?? []), place]);
  }
  return [...columns.values()];
})"""


OTHERS = {name: make() for name, make in every_widget().items() if not name.endswith("Stepper")}


@pytest.mark.parametrize("name", STEPPERS | OTHERS)
def test_the_decimal_points_of_a_column_stand_in_line(name: str, page_with: Callable[..., Page]) -> None:
    page = page_with((STEPPERS | OTHERS)[name], viewport={"width": 1280, "height": 900})
    in_book_faces(page)
    root = page.locator("[data-widget]")
    for _ in range(4):
        for column in root.evaluate(POINTS):
            places = [place for _, place in column]
            assert max(places) - min(places) <= 1, column
        for button in root.get_by_role("button", name="Next", exact=True, disabled=False).all():
            button.click()
