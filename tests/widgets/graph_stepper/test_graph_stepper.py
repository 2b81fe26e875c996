"""The GraphStepper on a page without Python: what is typed becomes a graph, its controls work, its words are true."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from reading import follow, in_book_faces, link_to, numbers, sticks_out

from backprop_widgets import GraphStepper
from backprop_widgets.graph_stepper.widget import EXAMPLES


def link(**state: object) -> str:
    return link_to(state, "graph")


def example(name: str, **state: object) -> str:
    return link(**EXAMPLES[name], **state)


def expression(page: Page) -> Locator:
    return page.get_by_label("Expression", exact=True)


def say(page: Page) -> Locator:
    return page.locator(".step .bp-say")


def test_stepping_forward_and_backward(page_with: Callable[..., Page]) -> None:
    """CS231n's first example: f = -12, with the gradient (-4, -4, 3)."""
    page = page_with(GraphStepper("(x + y) * z", x=-2, y=5, z=-4))
    assert "value_u1" not in numbers(page)
    page.get_by_role("button", name="Next").click()
    assert numbers(page)["value_u1"] == 3 and "value_f" not in numbers(page)
    page.keyboard.press("ArrowRight")
    expect(say(page)).to_contain_text("f = u1 * z is −12.00. It is the output")
    page.keyboard.press("ArrowRight")
    assert numbers(page)["slope_f"] == 1 and numbers(page)["waiting_u1"] == 1
    page.keyboard.press("ArrowRight")
    seen = numbers(page)
    assert (seen["above"], seen["local"], seen["contribution"], seen["so_far"]) == (1, -4, -4, -4)
    assert seen["slope_u1"] == -4 and seen["waiting_u1"] == 0 and "slope_z" not in seen
    page.get_by_role("slider", name="Step").press("End")
    seen = numbers(page)
    assert [seen[f"slope_{name}"] for name in "xyz"] == [-4, -4, 3]
    expect(page.locator(".verdict")).to_have_text("✓ They agree with those measured:")
    page.keyboard.press("Home")
    page.get_by_role("button", name="First").press("Home")
    assert numbers(page)["step"] == 0


def test_a_measured_slope_is_there_once_the_steps_have_found_it(page_with: Callable[..., Page]) -> None:
    """Not before: it would give away what the reader is to find. With a fork, not before all uses have reported."""
    page = page_with(GraphStepper("(x + y) * z * x", x=-2, y=5, z=-4))
    slider = page.get_by_role("slider", name="Step")
    steps = int(slider.get_attribute("max") or 0)
    for _ in range(steps + 1):
        seen = numbers(page)
        found = {name for name in "xyz" if seen.get(f"waiting_{name}") == 0}
        assert {name for name in "xyz" if f"measured_{name}" in seen} == found
        assert all(seen[f"measured_{name}"] == pytest.approx(seen[f"slope_{name}"]) for name in found)
        slider.press("ArrowRight")
    assert found == set("xyz")
    assert page.locator(".check").inner_text().count("–") == 0


SHADE = """(box) => {
  const covers = getComputedStyle(box).backgroundAttachment.split(", ");
  return [covers.filter((one) => one === "local").length, covers.filter((one) => one === "scroll").length];
}"""


def test_what_scrolls_shows_it_at_its_sides(page_with: Callable[..., Page]) -> None:
    """The shadow stays with the box, and what covers it where nothing is left scrolls along."""
    page = page_with(GraphStepper(), link=example("micrograd", step=10**6), viewport={"width": 390, "height": 900})
    for name in ("The graph", "Table of the nodes"):
        box = page.get_by_role("group", name=name)
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert box.evaluate(SHADE) == [4, 4]


def test_what_is_typed_becomes_a_graph_at_once(page_with: Callable[..., Page]) -> None:
    page = page_with(GraphStepper("(x + y) * z", x=-2, y=5, z=-4))
    expression(page).fill("w * x + b")
    assert page.locator(".node").count() == 5
    fields = page.get_by_role("spinbutton")
    assert [field.input_value() for field in fields.all()] == ["1", "−2", "1"]  # x keeps its value
    page.get_by_label("w", exact=True).fill("0,5")
    page.get_by_role("slider", name="Step").press("End")
    assert numbers(page)["value_f"] == 0 and numbers(page)["slope_w"] == -2
    expect(page.get_by_label("Example")).to_have_value("")


def test_what_cannot_be_read_stays_and_is_explained_and_the_last_graph_is_kept(page_with) -> None:
    page = page_with(GraphStepper("x * y", x=2, y=3))
    field = expression(page)
    fault = page.locator(f"#{field.get_attribute('aria-describedby')}")
    field.fill("x * y +")
    expect(fault).to_have_text(  # after a pause, without leaving the field
        "At position 8 the line ends; expected a number, a name or “(”. The last expression that could be read is kept."
    )
    expect(field).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Next").click()
    assert numbers(page)["value_f"] == 6
    expect(field).to_have_value("x * y +")
    field.fill("x * y + 1")
    expect(fault).to_be_hidden()
    page.get_by_role("slider", name="Step").press("End")
    assert numbers(page)["value_f"] == 7
    field.fill("sqrt(x)")
    field.blur()
    expect(fault).to_contain_text("the functions here are exp, log, sin, cos, tanh, relu, sigmoid")
    page.get_by_role("button", name="Reset").click()
    expect(fault).to_be_hidden()
    expect(field).to_have_value("x * y")


def test_an_address_that_cannot_be_read_is_refused_in_the_same_words(page_with) -> None:
    page = page_with(GraphStepper("x * y", x=2, y=3))
    for state, words in [
        ({"expression": "x *"}, "At position 4 the line ends; expected a number"),
        ({"expression": 3}, "The expression is no text"),
        ({"inputs": [1]}, "The inputs are no table of names and finite numbers."),
        ({"inputs": {"x": None}}, "The inputs are no table of names and finite numbers."),
        ({"order": "forward"}, 'order is "forward"; expected one of reverse, recursion.'),
    ]:
        follow(page, link(**state))
        expect(page.get_by_role("alert")).to_contain_text(words)
        assert page.locator(".node").count() == 3
    follow(page, link(expression="a + b", inputs={"a": 4, "toString": 5}))
    expect(page.get_by_role("alert")).to_be_hidden()
    follow(page, link(expression="a + b", inputs={"a": 4}, step=1))
    assert numbers(page)["value_f"] == 5  # b is 1


def test_a_recursion_gets_a_fork_wrong_and_the_measured_slope_says_so(page_with) -> None:
    page = page_with(GraphStepper("b = a + a; c = b + b", a=1))
    page.get_by_label("Way back").select_option("recursion")
    page.get_by_role("slider", name="Step").press("End")
    seen = numbers(page)
    assert (seen["slope_a"], seen["measured_a"], seen["visits_a"]) == (6, pytest.approx(4), 4)
    expect(say(page)).to_contain_text("Wrong. The recursion takes 6 steps along 4 edges")
    expect(page.locator(".verdict")).to_have_text("✗ 1 of 1 is not as measured:")
    page.get_by_label("Way back").select_option("reverse")
    page.get_by_role("slider", name="Step").press("End")
    assert numbers(page)["slope_a"] == 4
    expect(page.locator(".verdict")).to_have_text("✓ They agree with those measured:")


def test_at_the_corner_of_relu_what_one_measures_is_no_verdict(page_with) -> None:
    page = page_with(GraphStepper("relu(x) * y", x=0, y=3), link=link(step=99))
    assert numbers(page)["slope_x"] == 0 and numbers(page)["measured_x"] == pytest.approx(1.5)
    expect(page.locator(".verdict")).to_have_text("Across a corner of relu one measures:")


def test_what_has_no_value_is_said_at_its_node(page_with) -> None:
    page = page_with(GraphStepper("x * log(y)", x=2, y=1))
    page.get_by_label("y", exact=True).fill("-1")
    expect(say(page)).to_contain_text("Stop. There is no step to show. u1 cannot be computed: the logarithm of −1.00")
    expect(page.locator(".node", has_text="u1").locator(".failed")).to_have_text("✗")
    assert "NaN" not in page.locator("[data-widget]").inner_text()
    expect(page.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "true")
    page.get_by_label("y", exact=True).fill("2")
    expect(page.locator(".failed")).to_have_count(0)
    expect(page.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "false")


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_example_fits_and_agrees(name: str, width: int, page_with: Callable[..., Page]) -> None:
    page = page_with(GraphStepper(), link=example(name, step=10**6), viewport={"width": width, "height": 900})
    expect(page.get_by_label("Example")).to_have_value(name)
    expect(page.locator(".verdict")).to_have_text("✓ They agree with those measured:")
    assert sticks_out(page) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_seen_in_one_window(name: str, page_with: Callable[..., Page]) -> None:
    """In a window of 1280 by 900 the page gives a widget 960 px."""
    page = page_with(GraphStepper(), link=example(name), viewport={"width": 992, "height": 900})
    box = page.locator("[data-widget]").bounding_box()
    assert box and box["height"] < 800


CENTRE = """() => {
  const [node, graph] = [".node:has(.now)", ".graph"].map((one) => document.querySelector(one).getBoundingClientRect());
  return [node.left - graph.left, node.top - graph.top, graph.right - node.right, graph.bottom - node.bottom];
}"""


@pytest.mark.parametrize("width", [992, 390])
def test_a_large_graph_scrolls_to_the_step(width: int, page_with: Callable[..., Page]) -> None:
    page = page_with(GraphStepper(), link=example("micrograd"), viewport={"width": width, "height": 900})
    scrolled = page.evaluate("scrollY")
    for step in (1, 20, 27, 40, 65):
        follow(page, example("micrograd", step=step))
        assert min(page.evaluate(CENTRE)) >= 0
    assert page.evaluate("scrollY") == scrolled


OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".node")].map((node) => node.getBoundingClientRect());
  const cut = [...document.querySelectorAll(".node .head, .node .value, .node .slope")].filter(
    (part) => part.scrollWidth > part.clientWidth + 1,
  );
  const plate = document.querySelector(".plate").getBoundingClientRect();
  const over = boxes.filter((box) => plate.width && plate.left < box.right - 6 && plate.right > box.left + 6 &&
    plate.top < box.bottom - 2 && plate.bottom > box.top + 2);
  return [...cut.map((part) => part.textContent), ...over.map(() => "the number of an edge is over a node")];
}"""


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("width", [992, 390])
def test_no_number_is_cut_and_none_of_an_edge_is_over_a_node(name: str, width: int, page_with) -> None:
    page = page_with(GraphStepper(), link=example(name), viewport={"width": width, "height": 900})
    steps = int(page.get_by_role("slider", name="Step").get_attribute("max") or 0)
    for step in range(1, steps + 1, 1 if steps < 30 else 5):
        follow(page, example(name, step=step))
        assert page.evaluate(OVERLAPS) == [], step


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_program_prints_what_the_page_shows(name: str, page_with: Callable[..., Page]) -> None:
    page = page_with(GraphStepper(), link=example(name, step=10**6, all_digits=True))
    page.get_by_text("Export as Python").click()
    program = page.get_by_label("Program").input_value()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "program", "exec"), {})
    seen = numbers(page)
    lines = dict(line.split(" = ") for line in printed.getvalue().splitlines())
    output = next(iter(lines))
    assert float(lines.pop(output)) == pytest.approx(seen[f"value_{output}"], rel=1e-12)
    assert len(lines) == len(EXAMPLES[name]["inputs"])
    for slope, value in lines.items():
        assert float(value) == pytest.approx(seen[slope.replace(f"d{output}/d", "slope_")], rel=1e-12)
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".export [role=status]")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == program


def test_playing_goes_to_the_end(page_with: Callable[..., Page]) -> None:
    page = page_with(GraphStepper("x + y"))
    page.clock.install()
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(60_000)
    assert numbers(page)["step"] == 4
    expect(page.get_by_role("button", name="Play")).to_have_text("Play")


def test_on_paper_everything_is_there(page_with: Callable[..., Page]) -> None:
    """The last step with its expression, and nothing that would have to be scrolled."""
    page = page_with(GraphStepper(), link=example("micrograd"), viewport={"width": 700, "height": 900})
    expect(page.locator(".printed")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert numbers(page)["slope_a"] == pytest.approx(138.83381924)
    inside = "([...all]) => all.every((one) => one.scrollHeight <= one.clientHeight + 1)"
    assert page.locator(".nodes, .graph").evaluate_all(inside)
    right = page.locator(".node").evaluate_all(
        "(all) => Math.max(...all.map((one) => one.getBoundingClientRect().right))"
    )
    assert right <= 700
    expect(page.locator(".printed")).to_have_text(str(EXAMPLES["micrograd"]["expression"]))
    assert not re.search("NaN|undefined", page.locator("[data-widget]").inner_text())


RECURRENT = ("h1 = tanh(w * h0 + x1); h2 = tanh(w * h1 + x2)", {"w": 1.2, "h0": 0.5, "x1": -0.3, "x2": 0.4})


def test_on_a_phone_graph_and_table_are_seen_whole(page_with: Callable[..., Page]) -> None:
    page = page_with(GraphStepper(RECURRENT[0], **RECURRENT[1]), viewport={"width": 390, "height": 844})
    in_book_faces(page)
    for name in ("The graph", "Table of the nodes"):
        box = page.get_by_role("group", name=name)
        assert box.evaluate("box => box.scrollHeight <= box.clientHeight && box.clientHeight > 200"), name


@pytest.mark.parametrize("width", [992, 390])
def test_with_all_digits_the_result_stays_in_sight(width: int, page_with: Callable[..., Page]) -> None:
    page = page_with(
        GraphStepper(RECURRENT[0], **RECURRENT[1], step=100, all_digits=True), viewport={"width": width, "height": 900}
    )
    in_book_faces(page)
    table = page.get_by_role("group", name="Table of the nodes")
    assert table.evaluate("box => box.scrollWidth > box.clientWidth")
    inside = """box => [...box.querySelectorAll("tbody td:last-child output")].map((one) =>
        box.getBoundingClientRect().right - one.getBoundingClientRect().right)"""
    assert min(table.evaluate(inside)) >= 0


def test_before_the_first_step_the_room_of_the_numbers_says_what_it_is_for(page_with: Callable[..., Page]) -> None:
    page = page_with(GraphStepper())
    expect(page.locator(".bp-ahead")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".bp-ahead")).to_have_count(0)
