"""The FirstNetwork on a page without Python: after any number of steps its numbers are the library's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect
from reading import in_book_faces, link_to, numbers

from backprop_lib import Network, backward, cost, descend, forward, half_squared_error, labels
from backprop_lib.data import mazur
from backprop_widgets import FirstNetwork
from backprop_widgets.diagram.picture import changeable, computed
from backprop_widgets.first_network.widget import CALLED, LEARNING_RATE, MOST, PARAMETERS

Show = Callable[..., Page]
PHONE = {"width": 360, "height": 800}


def after(steps: int) -> Network:
    """Mazur's network after so many steps of training."""
    network, x, y = mazur()
    for _ in range(steps):
        gradients = backward(network, forward(network, x), y, half_squared_error)
        network = descend(network, gradients, LEARNING_RATE)
    return network


def expected(step: int, back: bool) -> dict[str, float]:
    """The numbers of a state, from the library."""
    network, (_, x, y) = after(step), mazur()
    found = {"step": step, "J": float(cost(network, x, y, half_squared_error))}
    found |= changeable(network, x) | {labels.y(j): float(y[j, 0]) for j in range(2)}
    found |= {label: value for label, value in computed(network, x).items() if label[0] == "a"}
    if back:
        for level, layer in enumerate(backward(network, forward(network, x), y, half_squared_error), 1):
            found |= {labels.delta(level, j): float(layer.delta[j, 0]) for j in range(2)}
            found |= {f"dJ/d{labels.w(level, j, k)}": float(layer.W[j, k]) for j in range(2) for k in range(2)}
    return found


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_the_loss_after_1_11_and_111_steps_is_the_librarys(page_with: Show) -> None:
    page = page_with(FirstNetwork())
    losses = [numbers(page)["J"]]
    press(page, "Send the error back")
    for button in ("Take one step", "10 steps more", "100 steps more"):
        press(page, button)
        losses.append(numbers(page)["J"])
    _, x, y = mazur()
    assert losses == pytest.approx([cost(after(n), x, y, half_squared_error) for n in (0, 1, 11, 111)], rel=1e-12)
    assert losses == sorted(losses, reverse=True)
    expect(page.locator(".words .bp-say")).to_contain_text(f"from {losses[0]:.4f} to {losses[-1]:.4f} in 111 steps")


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("step", [0, 1, 101, MOST])
def test_every_number_is_the_librarys(step: int, back: bool, page_with: Show) -> None:
    page = page_with(FirstNetwork(step=step, back=back))
    assert numbers(page) == pytest.approx(expected(step, back), rel=1e-9)


def test_a_step_needs_the_error_sent_back_and_ends_at_the_last(page_with: Show) -> None:
    page = page_with(FirstNetwork(step=MOST - 1))
    press(page, "Send the error back")
    expect(page.locator("[aria-current=step] b")).to_have_text("Back")
    press(page, "Take one step")
    expect(page.locator("[aria-current=step] b")).to_have_text("Step")
    assert numbers(page)["step"] == MOST
    expect(page.get_by_role("button", name="100 steps more")).to_have_attribute("aria-disabled", "true")
    press(page, "Send the error back")
    expect(page.get_by_role("button", name="Take one step")).to_have_attribute("aria-disabled", "true")


WIDTHS = """kind => Object.fromEntries([...document.querySelectorAll(`.plan-0 path.${kind}`)]
  .map((line, i) => [i, +line.getAttribute("stroke-width")]))"""


def test_a_line_is_as_wide_as_its_gradient_is_large(page_with: Show) -> None:
    page = page_with(FirstNetwork(back=True))
    widths = list(page.evaluate(WIDTHS, "slope").values())
    found = expected(0, back=True)
    slopes = [abs(found[f"dJ/d{name}"]) for name in PARAMETERS if name[0] == "w"]
    assert len(widths) == len(slopes) == 8
    drawn = sorted(zip(slopes, widths, strict=True))
    assert [width for _, width in drawn] == sorted(widths)
    large = [(slope, width) for slope, width in drawn if width > 1]  # a hair is the least that can be seen
    assert len(large) == 4
    assert all(width / slope == pytest.approx(large[0][1] / large[0][0]) for slope, width in large)


def test_a_negative_weight_is_dashed(page_with: Show) -> None:
    page = page_with(FirstNetwork(step=101))
    dashed = page.locator(".plan-0 path.weight.negative").count()
    assert dashed == sum(value < 0 for name, value in expected(101, False).items() if name[0] == "w") == 2


SHOWN = "() => getComputedStyle(document.querySelector('.slopes.level-2')).clipPath"


@pytest.mark.parametrize(("viewport", "hidden"), [(None, "inset(0px 0px 0px 100%)"), (PHONE, "inset(100% 0px 0px)")])
def test_orange_lines_grow_from_the_outputs(viewport: dict | None, hidden: str, page_with: Show) -> None:
    """From the right; on a phone from below. The layer before waits for the one behind it."""
    page = page_with(FirstNetwork(), viewport=viewport or {"width": 1280, "height": 800})
    assert page.evaluate(SHOWN) == hidden
    press(page, "Send the error back")
    page.wait_for_function(f"({SHOWN})() === 'inset(0px)'")
    delays = [
        page.locator(f".slopes.level-{level}").evaluate("part => getComputedStyle(part).transitionDelay")
        for level in (1, 2)
    ]
    assert delays == ["0.18s", "0s"]


@pytest.mark.parametrize("label", PARAMETERS)
def test_a_weight_says_where_its_gradient_comes_from(label: str, page_with: Show) -> None:
    """To the focus, and to a click; the link opens the stepper at this weight."""
    page = page_with(FirstNetwork(back=True, book="."))
    tag = page.locator(f".tag:has([data-quantity='{label}'])")
    tag.focus()
    said = page.locator(".words").text_content() or ""
    level, j = int(label[2]), int(label[4]) - 1
    found = expected(0, back=True)
    gradient = found[f"dJ/d{label}" if label[0] == "w" else labels.delta(level, j)]
    assert CALLED[labels.unit(level, j)] in said
    printed = [float(number.replace("\N{MINUS SIGN}", "-")) for number in re.findall(r"\N{MINUS SIGN}?\d\.\d+", said)]
    if "×10" not in said:
        assert printed[-1] == pytest.approx(gradient, rel=1e-3)
    if label[0] == "w":
        incoming = found[f"a^1_{label[5]}" if level == 2 else f"x_{label[5]}"]
        assert printed[:2] == pytest.approx([incoming, found[labels.delta(level, j)]], rel=1e-3)
    page_name, _, address = (page.locator("a.more").get_attribute("href") or "").partition("#")
    key, _, value = address.partition("=")
    assert (page_name, key, json.loads(unquote(value))) == ("./backward-pass.html", "backward.weight", label)
    tag.press("Enter")
    expect(tag).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("location.hash.includes('first.picked')")


def test_a_line_can_be_pointed_at_as_well(page_with: Show) -> None:
    page = page_with(FirstNetwork(back=True))
    box = page.locator(".slopes.level-2").bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 10)  # the straight line of w5
    expect(page.locator(".words .bp-say")).to_contain_text("w5 multiplies")
    page.mouse.move(5, 5)
    expect(page.locator(".words .bp-say")).to_contain_text("Orange is blame")


def test_there_are_no_links_where_there_is_no_book(page_with: Show) -> None:
    page = page_with(FirstNetwork(back=True, picked="w^2_11"))
    expect(page.get_by_role("link")).to_have_count(0)
    expect(page.get_by_text("The chain rule, The backward pass")).to_be_visible()


def test_another_weight_than_there_is_is_refused(page_with: Show) -> None:
    page = page_with(FirstNetwork(), link=link_to({"picked": "w^3_11"}, "first"))
    expect(page.get_by_role("alert")).to_contain_text("There is no weight or bias “w^3_11” in this network.")


@pytest.mark.parametrize("width", [360, 1168])
def test_no_step_moves_a_control(width: int, page_with: Show) -> None:
    page = page_with(FirstNetwork(book="."), viewport={"width": width, "height": 900})
    measure = """() => {
      const root = document.querySelector("[data-widget]");
      const parts = [root, ...root.querySelectorAll(".buttons button, .unit, .tag .own-value")];
      const { top } = root.getBoundingClientRect();
      const boxes = parts.map((part) => part.getBoundingClientRect());
      return boxes.map(({ y, bottom }) => [Math.round(y - top), Math.round(bottom - top)]);
    }"""
    before = page.evaluate(measure)
    for name in ("Send the error back", "Take one step", "10 steps more", "100 steps more", "Send the error back"):
        press(page, name)
        assert page.evaluate(measure) == before
    page.locator(".tag").first.press("Enter")
    assert page.evaluate(measure) == before


OVERLAPS = """() => {
  const parts = [...document.querySelectorAll(".tag > span, .input, .unit, .ruler .wanted, .loss > *, .unit > .name")]
    .filter((part) => part.textContent || part.matches(".box"));
  const boxes = parts.map((part) => [part, part.getBoundingClientRect()]);
  const shared = (a, b, start, end) => Math.min(a[end], b[end]) - Math.max(a[start], b[start]);
  return boxes.flatMap(([p, a], i) => boxes.slice(i + 1).filter(([q, b]) => !p.contains(q) && !q.contains(p) &&
    shared(a, b, "left", "right") > 1 && shared(a, b, "top", "bottom") > 1)
    .map(([q]) => `${p.textContent} | ${q.textContent}`));
}"""


@pytest.mark.parametrize("width", [320, 360, 700, 820, 900, 1168])
def test_no_number_stands_on_another(width: int, page_with: Show) -> None:
    for step in (0, 101, MOST):
        page = page_with(FirstNetwork(step=step, back=True), viewport={"width": width, "height": 900})
        assert page.evaluate(OVERLAPS) == [], step


# Of each weight whose number lies on a line, that line: within half of its width from the middle of a letter's height.
STRUCK = """() => {
  const lines = [...document.querySelectorAll("path.slope")].filter((line) => line.checkVisibility());
  const points = lines.flatMap((line) => {
    const [length, matrix, wide] = [line.getTotalLength(), line.getScreenCTM(), +line.getAttribute("stroke-width")];
    const at = Array.from({ length: 201 }, (_, k) => line.getPointAtLength((k * length) / 200));
    return at.map((point) => point.matrixTransform(matrix)).map(({ x, y }) => ({ x, y, half: wide / 2 }));
  });
  return [...document.querySelectorAll(".tag:not(.bias) > span")].filter((words) => {
    const { left, right, top, bottom } = words.getBoundingClientRect();
    const inset = (bottom - top) / 4; // above and below the letters
    return points.some(({ x, y, half }) =>
      x + half > left && x - half < right && y + half > top + inset && y - half < bottom - inset);
  }).map((words) => words.textContent);
}"""


@pytest.mark.parametrize("width", [390, 1168])
def test_no_number_of_a_weight_lies_on_a_line(width: int, page_with: Show) -> None:
    for step in (0, 101):
        page = page_with(FirstNetwork(step=step, back=True), viewport={"width": width, "height": 900})
        in_book_faces(page)
        assert page.evaluate(STRUCK) == [], step


def test_on_paper_the_network_lies_and_has_no_buttons(page_with: Show) -> None:
    page = page_with(FirstNetwork(), viewport={"width": 718, "height": 900})
    page.emulate_media(media="print")
    expect(page.locator(".buttons")).to_be_hidden()
    expect(page.locator(".plan-1").first).to_be_hidden()
    assert page.evaluate(OVERLAPS) == []


def test_with_forced_colours_it_can_be_read(page_with: Show) -> None:
    page = page_with(FirstNetwork(back=True), forced_colors="active")
    disc = page.locator(".disc").first.evaluate("part => getComputedStyle(part).borderTopColor")
    page_colour = page.locator("body").evaluate("part => getComputedStyle(part).backgroundColor")
    assert disc != page_colour
