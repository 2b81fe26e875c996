"""What stands where in the training widget: its bar, its pictures; units seen large, weights set by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from reading import in_book_faces, numbers

from backprop_lib import cost
from backprop_widgets import TrainingStepper

LAPTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TWO_RUNS = {"data": "moons", "hidden": [8, 3], "second": "momentum", "learning_rate": 0.3, "second_rate": 0.3}
MAIN = "main { max-width: 60rem; margin: auto }"  # as wide as on a page of the book


def laid_out(page_with: Callable[..., Page], state: dict, size: dict, **options) -> Page:
    page = page_with(TrainingStepper(**state), viewport=size, **options)
    page.add_style_tag(content=MAIN)
    return page


def box(part: Locator) -> dict[str, float]:
    found = part.bounding_box()
    assert found
    return dict(found)


# ---------------------------------------------------------------------------------------------- the first screen


@pytest.mark.parametrize("state", [{}, TWO_RUNS], ids=["one run", "two runs"])
def test_what_plays_and_what_it_does_stand_together(state: dict, page_with: Callable[..., Page]) -> None:
    page = laid_out(page_with, state, LAPTOP)
    root = box(page.locator("[data-widget]"))
    assert root["height"] < 800
    shown = [page.get_by_role("button", name=name, exact=True) for name in ("Play", "Next", "Back", "First", "Reset")]
    shown += [page.get_by_role("radiogroup", name="Data"), page.get_by_label("Learning rate η")]
    rows = {box(part)["y"] + box(part)["height"] / 2 // 24 for part in shown}
    assert max(rows) - min(rows) < 12  # one bar
    pictures = page.locator(".plane, .network, .curve").locator("visible=true").all()
    assert len(pictures) == (4 if state else 3)
    assert len({box(picture)["y"] for picture in pictures}) == 1
    assert page.locator("details").count() == 5 and page.locator("details[open]").count() == 0


@pytest.mark.parametrize("state", [{}, TWO_RUNS], ids=["one run", "two runs"])
def test_on_a_phone_the_bar_the_decision_and_the_cost_are_seen_together(state: dict, page_with) -> None:
    page = laid_out(page_with, state, PHONE)
    root, cost = box(page.locator("[data-widget]")), box(page.locator(".curve"))
    assert root["height"] < 1600
    assert cost["y"] + cost["height"] - root["y"] < PHONE["height"]
    beside = box(page.locator(".curve .box"))["y"] == box(page.locator(".plane .box").first)["y"]
    assert beside or state


PLACES = """() => [...document.querySelectorAll("[data-widget] :is(button, input, select, summary, .unit)")]
  .filter((part) => part.checkVisibility())
  .map((part) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    return [x, y + scrollY, width, height].join();
  })
"""


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("state", [{}, TWO_RUNS | {"batch_size": 20}], ids=["one run", "two runs"])
def test_no_control_moves(state: dict, size: dict, page_with: Callable[..., Page]) -> None:
    """Between steps and phases, while it plays, and when a unit is looked at."""
    page = laid_out(page_with, {"learning_rate": 2.0, "steps": 10_000} | state, size)
    places = page.evaluate(PLACES)

    def stays(after: str) -> None:
        assert page.evaluate(PLACES) == places, after

    for phase in ("forward", "error", "backward", "update"):
        page.evaluate('phase => { location.hash = `training.step=5&training.phase="${phase}"`; }', phase)
        expect(page.locator("[data-quantity=step]")).to_have_attribute("data-value", "5")
        stays(phase)
    for step in (1, 20, 300):
        page.evaluate("step => { location.hash = `training.step=${step}`; }", step)
        expect(page.locator("[data-quantity=step]")).to_have_attribute("data-value", str(step))
        stays(f"step {step}")
    for unit in page.locator(".unit").all()[:5]:
        unit.focus()
        stays("a unit")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    stays("Play")


def test_the_longest_number_of_steps_has_its_room(page_with: Callable[..., Page]) -> None:
    page = laid_out(page_with, {"hidden": [], "steps": 10_000}, LAPTOP)
    slider = page.get_by_role("slider", name="Step", exact=True)
    before = box(slider)
    page.locator(".where").evaluate("node => { node.textContent = 'step 10000 of 10000'; }")
    assert box(slider) == before


def test_axes_have_round_numbers(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(step=57))
    page.locator("summary", has_text="Cost over two parameters").click()
    for side in ("across", "up"):
        assert page.locator(f".plane .{side} span").locator("visible=true").all_text_contents()[:2] == ["0", "1"]
    for text in page.locator(":is(.curve, .slice) :is(.across, .up) span").all_text_contents():
        assert text in ("", "step") or len(text.strip("\N{MINUS SIGN}0.")) <= 1, text


# --------------------------------------------------------------------------------------------- what lines mean

CONTRAST = """() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const page = getComputedStyle(document.body).backgroundColor;
  const light = (colour, alpha) => {
    pen.fillStyle = page;
    pen.fillRect(0, 0, 1, 1);
    pen.globalAlpha = alpha;
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    pen.globalAlpha = 1;
    const linear = (c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  return [...document.querySelectorAll(".network path:not(.hit), .level")].map((line) => {
    const { stroke, strokeOpacity, strokeWidth } = getComputedStyle(line);
    const two = [light(stroke, +strokeOpacity), light(page, 1)];
    return [Math.max(...two) / Math.min(...two), parseFloat(strokeWidth)];
  });
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("gradients", [False, True])
def test_every_line_can_be_told_from_the_page(theme: str, gradients: bool, page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(step=1, show_gradients=gradients), theme=theme)
    found = page.evaluate(CONTRAST)
    assert len(found) == 9 + 10
    for contrast, width in found:
        assert contrast >= 3 and width >= 1


def test_marks_are_explained_in_words(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(data="moons", step=1))
    page.locator("summary", has_text="Cost over two parameters").click()
    for frame, words in {
        ".plane": ["output ½", "Target", "Wrong side: "],
        ".network": ["Thick: large weight.", "Dashed: below 0."],
        ".curve": ["run 1", "held out"],
        ".slice": ["On each level line the cost is the same"],
    }.items():
        for text in words:
            expect(page.locator(f"{frame} .legend").first).to_contain_text(text)
    page.locator("summary", has_text="More settings").click()
    page.get_by_label("Gradients in the drawing").check()
    expect(page.locator(".network .legend")).to_contain_text("Thick: large gradient.")


# ------------------------------------------------------------------------------------------- a unit, seen large


def pixels(canvas: Locator) -> list[int]:
    read = "one => [...one.getContext('2d').getImageData(0, 0, one.width, one.height).data]"
    return list(canvas.evaluate(read))


@pytest.mark.parametrize("way", ["pointer", "focus", "tap"])
def test_a_unit_is_shown_large_as_long_as_it_is_looked_at(way: str, page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(step=300, learning_rate=2.0), has_touch=True)
    large, unit = page.locator(".plane").first, page.get_by_role("img", name="Hidden unit 2", exact=True)
    title, scale = large.locator("figcaption"), large.locator(".scale > span")
    output = pixels(large.locator("canvas"))
    expect(title).to_have_text("Output")
    assert pixels(unit.locator("canvas")) != output
    {"pointer": unit.hover, "focus": unit.focus, "tap": unit.tap}[way]()
    expect(title).to_have_text("Hidden unit 2")
    assert pixels(large.locator("canvas")) == pixels(unit.locator("canvas"))
    assert scale.all_text_contents()[:2] == ["\N{MINUS SIGN}1", "1"]  # tanh
    expect(page.get_by_role("img", name="Hidden unit 2 over the plane")).to_be_visible()
    assert large.locator(".box .border").get_attribute("d") == ""
    if way == "pointer":
        page.mouse.move(0, 0)
    else:
        page.get_by_role("button", name="Play").focus()
    expect(title).to_have_text("Output")
    assert pixels(large.locator("canvas")) == output and scale.all_text_contents()[:2] == ["0", "1"]


def test_what_is_looked_at_follows_the_training_and_ends_with_the_network(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(hidden=[2, 2], second="descent", second_rate=2.0))
    titles = page.locator(".plane figcaption")
    page.get_by_role("img", name="Layer 2, unit 2", exact=True).focus()
    expect(titles).to_have_text(["Layer 2, unit 2, run 1", "Layer 2, unit 2, run 2"])
    before = pixels(page.locator(".plane canvas").first)
    page.keyboard.press("ArrowRight")
    assert numbers(page)["step"] == 1 and pixels(page.locator(".plane canvas").first) != before
    page.evaluate("location.hash = 'training.hidden=[1]&training.second=\"none\"'")
    expect(titles.first).to_have_text("Output")


# --------------------------------------------------------------------------------------- a weight, set by hand


def weight(page: Page) -> Locator:
    return page.get_by_role("spinbutton", name="Value of")


def test_a_click_on_an_edge_leads_to_its_weight(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(step=30))
    expect(page.get_by_label("Weight", exact=True)).to_have_value("network[0].W[0,0]")
    middle = """line => {
        const { x, y, width, height } = line.getBoundingClientRect();
        return [x + width / 2, y + height / 2];
    }"""
    page.locator(".network").scroll_into_view_if_needed()
    page.mouse.click(*page.locator(".network .hit").nth(7).evaluate(middle))  # six lead to the hidden units
    expect(page.get_by_label("Weight", exact=True)).to_have_value("network[1].W[0,1]")
    expect(page.locator(".network .hit.chosen")).to_have_count(1)
    before, width = numbers(page), page.locator(".network path:not(.hit)").nth(7).get_attribute("stroke-width")
    weight(page).fill("-3")
    assert page.locator(".network path:not(.hit)").nth(7).get_attribute("stroke-width") != width
    expect(page.locator(".network path:not(.hit)").nth(7)).to_have_class("minus")
    after = numbers(page)
    assert after["step"] == 30 and after["cost"] != before["cost"]
    expect(page.locator("[aria-live=polite]")).to_contain_text("After step 30 you set layer 2: W[0,1] to −3.00.")


def test_by_keyboard_too_and_training_goes_on_from_there_as_in_python(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(step=30, learning_rate=2.0))
    start = numbers(page)["cost"]
    page.get_by_label("Weight", exact=True).press("End")
    weight(page).fill("2,5")
    page.wait_for_function("location.hash.includes('edits')")
    page.get_by_role("button", name="Next").click()
    edits = [[30, "network[1].b[0,0]", 2.5]]
    widget = TrainingStepper(step=31, learning_rate=2.0, edits=edits)
    x, y, *_ = widget.examples
    want = cost(widget.networks()[-1], x, y, widget.loss)
    assert numbers(page)["cost"] == pytest.approx(want, rel=1e-12, abs=0)
    page.get_by_role("button", name="Back", exact=True).click()
    page.get_by_role("button", name="Back", exact=True).click()
    before = TrainingStepper(step=29, learning_rate=2.0)
    want = cost(before.networks()[-1], x, y, widget.loss)
    assert numbers(page)["cost"] == pytest.approx(want, rel=1e-12, abs=0)
    page.get_by_role("button", name="Reset").click()
    assert numbers(page)["cost"] == start
    page.wait_for_function("location.hash === ''")


def test_another_task_begins_without_what_was_set(page_with: Callable[..., Page]) -> None:
    page = page_with(TrainingStepper(step=3))
    weight(page).fill("2")
    page.get_by_role("radio", name="moons").check()
    page.wait_for_function("location.hash.includes('moons') && !location.hash.includes('edits')")


def test_a_weight_that_is_much_too_large_is_said_at_the_start_too(page_with: Callable[..., Page]) -> None:
    edits = [[0, f"network[0].W[{j},{k}]", 1e11] for j in range(3) for k in range(2)]
    wild = {"activation": "identity", "loss": "binary_cross_entropy", "edits": [*edits, [0, "network[1].W[0,0]", 1e11]]}
    widget = TrainingStepper(**wild, step=5)
    assert len(widget.networks()) == 1 and np.isfinite(widget.networks()[0][0].W).all()
    page = page_with(widget)
    assert numbers(page)["step"] == 0
    expect(page.locator("[aria-live=polite]")).to_contain_text("After step 0 the numbers of run 1 are too large")


@pytest.mark.parametrize("state", [{}, TWO_RUNS, {"all_digits": True}], ids=["one run", "two runs", "all digits"])
def test_on_a_phone_no_heading_and_no_label_of_the_numbers_touches_what_it_is_about(state: dict, page_with) -> None:
    page = laid_out(page_with, {"step": 3} | state, PHONE)
    in_book_faces(page)
    for name in ("This step in numbers, and the code of each phase", "Weights and gradients"):
        page.locator("summary", has_text=name).click()
    rows = page.locator(".steps-numbers tbody tr").filter(has=page.locator("code"))
    assert rows.count() == 4
    for row in rows.all():
        head, words = box(row.locator("th")), box(row.locator("td").first)
        assert head["y"] + head["height"] <= words["y"] + 1
    label = page.locator(".parameters td.number").first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == ('"value, run 1"' if state is TWO_RUNS else '"value"' if state else "none")
    assert page.locator(".parameters").evaluate("box => box.scrollWidth <= box.clientWidth")
    if not state:  # a short list is no box that scrolls, and its columns have heads
        assert page.locator(".parameters").evaluate("box => box.scrollHeight <= box.clientHeight")
        expect(page.locator(".parameters thead th")).to_have_text(["parameter", "value", "gradient"])
