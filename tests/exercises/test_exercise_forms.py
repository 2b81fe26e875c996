"""Exercises in a page: answers are typed, checked without Python, and the mistake is named; nothing gives them away."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from built import LOADING
from judging import EXERCISES_JS
from keeping import reload_with_what_is_kept
from playwright.sync_api import Locator, Page, expect
from sample_book import SAMPLE

from backprop_exercises import EXERCISES, ask, check
from backprop_exercises.fingerprints import fingerprint, locked
from backprop_lib.misconceptions import MISCONCEPTIONS

# The lines of a verdict, with the names of the values that stand there as formulas.
WORDS = """lines => lines.map((line) => {
  const copy = line.cloneNode(true);
  for (const formula of copy.querySelectorAll("[data-name]")) formula.replaceWith(formula.dataset.name);
  return copy.textContent;
})"""
MODULES = """
const { hex, sha256 } = await import(`${process.argv[1]}/sha256.js`);
const { fingerprint, unlocked } = await import(`${process.argv[1]}/fingerprints.js`);
"""
KINDS = ("numbers", "arrays", "precise", "choice", "bug", "formula", "program")


@pytest.fixture(scope="module", autouse=True)
def samples() -> Iterator[None]:
    """The exercises that the page defines in its first cell, here too."""
    before = dict(EXERCISES)
    exec(next(cell.source for cell in jupytext.read(SAMPLE).cells if cell.cell_type == "code"), {})
    yield
    EXERCISES.clear()
    EXERCISES.update(before)


@pytest.fixture(params=["http", "file"])
def page(request: pytest.FixtureRequest, sample_site: Path, serve: Callable[[Path], str], open_page: Callable) -> Page:
    """The page on a server and as a file: only the first would have the browser's own hashes, and not always."""
    return open_page(address(sample_site) if request.param == "file" else f"{serve(sample_site)}/chapters/index.html")


@pytest.fixture
def served(sample_site: Path, serve: Callable[[Path], str], open_page: Callable[..., Page]) -> Page:
    """The page where a browser surely keeps what it is given: from a disk, a loaded one forgets at times."""
    return open_page(f"{serve(sample_site)}/chapters/index.html")


@pytest.fixture
def local(sample_site: Path, open_page: Callable[..., Page]) -> Page:
    return open_page(address(sample_site))


def address(site: Path) -> str:
    return (site / "chapters" / "index.html").as_uri()


def exercise(page: Page, kind: str) -> Locator:
    """The exercise, opened."""
    row = page.locator(f"#ex-sample-{kind}")
    row.evaluate("row => { row.open = true; }")
    return row


def typed(value: float, decimals: int, units: int = 0) -> str:
    """A value as a learner writes it, some units of the last decimal off."""
    return f"{round(value * 10**decimals) / 10**decimals + units / 10**decimals:.{decimals}f}"


def hand_in(page: Page, kind: str, texts: list[str]) -> str:
    """Fill the fields in their order, press Check, and read the verdict."""
    box = exercise(page, kind)
    fields = box.get_by_role("textbox")
    assert fields.count() == len(texts)
    for field, text in zip(fields.all(), texts, strict=True):
        field.fill(text)
    box.get_by_role("button", name="Check").click()
    return verdict(box)


def choose(page: Page, kind: str, name: str) -> str:
    box = exercise(page, kind)
    box.locator(f"input[value='{name}']").check()
    box.get_by_role("button", name="Check").click()
    return verdict(box)


def verdict(box: Locator) -> str:
    lines = box.locator(".verdict").locator("p, li")
    expect(lines.first).to_be_visible()
    expect(box.locator(".verdict .awaited")).to_have_count(0, timeout=LOADING)  # formulas that are being set
    return "\n".join(lines.evaluate_all(WORDS))


def plain(text: object) -> str:
    """What the library says, without the marks of Markdown and of lists."""
    return re.sub(r"^- |`", "", str(text), flags=re.M)


def entries(kind: str, values: dict) -> list[str]:
    """Values of an exercise by hand as they go into the fields."""
    question = ask(f"sample-{kind}")
    decimals = question.exercise.decimals
    return [typed(entry, decimals) for name in question.exercise.asked for entry in np.ravel(values[name])]


@pytest.mark.parametrize("kind", ["numbers", "arrays"])
def test_the_right_values_are_right(kind: str, page: Page) -> None:
    assert hand_in(page, kind, entries(kind, ask(f"sample-{kind}").drawn.right)) == "Right."


@pytest.mark.parametrize("kind", ["numbers", "arrays"])
def test_each_mistake_is_named_as_check_names_it(kind: str, page: Page) -> None:
    question = ask(f"sample-{kind}")
    assert len(question.drawn.wrong) >= 2
    for mistake, values in question.drawn.wrong.items():
        texts = entries(kind, values)
        answer = {name: np.round(values[name], question.exercise.decimals) for name in question.exercise.asked}
        verdict_here = check(question, answer)
        assert verdict_here.misconceptions == (mistake,)
        said = hand_in(page, kind, texts)
        if "$" in mistake:  # a formula, which is typeset
            assert said.startswith(
                "Not right yet. A known mistake gives exactly this answer. What to know about it:\n"
                "Where exp gets the net input"
            )
            expect(exercise(page, kind).locator(".verdict mjx-container")).to_have_count(1)
        else:
            assert said == plain(verdict_here)
        assert said.count("\n") == 1 + ("What follows it was judged" in said)
        assert (MISCONCEPTIONS[mistake].title if mistake in MISCONCEPTIONS else "") in said


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda net: 1 / (1 + np.exp(net)), "Where exp gets the net input itself"),
        (lambda net: 1 / (1 + np.exp(-net)) / 2, "A slip in two lines."),  # of which only the second was made
    ],
)
def test_a_mistake_in_one_value_is_named_as_check_names_it(wrong: Callable, named: str, local: Page) -> None:
    """Here the first value is right and the second is what a mistake gives on it."""
    net = ask("sample-numbers").drawn.right["net_j"]
    texts = [typed(net, 4), typed(wrong(net), 4), "0.0001"]
    there = check("sample-numbers", [float(text) for text in texts])
    assert there.first_off == "o_j" and len(there.misconceptions) == 1
    said = hand_in(local, "numbers", texts)
    assert said.replace("ez.", "$e^{z}$.") == plain(there)  # the formula is set
    assert named in said and "The first value that is off is o_j." in said
    expect(exercise(local, "numbers").locator(".verdict [data-name=o_j] mjx-container")).to_have_count(2)


def test_a_strange_value_is_not_explained(local: Page) -> None:
    texts = [typed(ask("sample-numbers").drawn.right["net_j"], 4), "0.1111", ""]
    said = hand_in(local, "numbers", texts)
    assert said == plain(check("sample-numbers", [float(texts[0]), 0.1111, ...]))
    assert said.startswith("Not right yet, and no mistake that we know gives exactly this.")


def test_one_unit_of_the_last_decimal_is_allowed_as_in_check(local: Page) -> None:
    question = ask("sample-numbers")
    right = [question.drawn.right[name] for name in question.exercise.asked]
    accepted = set()
    for units in range(-3, 4):
        texts = [typed(right[0], 4), typed(right[1], 4, units), typed(right[2], 4)]
        there = check(question, [float(text) for text in texts]).correct
        assert (hand_in(local, "numbers", texts) == "Right.") is there, texts
        accepted |= {units} if there else set()
    assert {0} < accepted <= {-1, 0, 1}


def test_full_precision(local: Page) -> None:
    question = ask("sample-precise")
    count, root = question.drawn.right["count"], question.drawn.right["root"]
    assert hand_in(local, "precise", [f"{count:g}", f"{root:.15f}"]) == "Right."
    assert hand_in(local, "precise", [f"{count + 1:g}", f"{root:.8f}"]).startswith("Not right yet")
    assert hand_in(local, "precise", [f"{count:g}.4", f"{root:.8f}"]).startswith("Not right yet")
    assert "The second factor is n + 1." in hand_in(
        local,
        "precise",
        [typed(question.drawn.wrong["The second factor is n + 1."][name], 8) for name in ("count", "root")],
    )
    assert hand_in(local, "precise", [f"{count:g}", f"{root:.6f}"]) == (
        "root has 6 decimals, which is rounded too much; give 8 decimals."
    )


def test_other_ways_of_writing_numbers(local: Page) -> None:
    texts = entries("numbers", ask("sample-numbers").drawn.right)
    spoken = [text.replace(".", ",").replace("-", "\N{MINUS SIGN}") for text in texts]
    assert hand_in(local, "numbers", [f" {spoken[0]} ", spoken[1] + "0", "+" + texts[2]]) == "Right."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Not answered yet."),
        ("many", "net_j is “many”; expected a number like −0.25."),
        ("1/0", "net_j is “1/0”, which has 0 below the line; expected a number."),
        ("0.12.34", "net_j is “0.12.34”; expected a number like −0.25."),
    ],
)
def test_nonsense_gets_one_sentence(text: str, said: str, local: Page) -> None:
    assert hand_in(local, "numbers", [text, "", ""]) == said
    expect(exercise(local, "numbers").locator("[aria-invalid]")).to_have_count(1 if text else 0)


@pytest.mark.parametrize("text", ["0.98", "1"])
def test_a_number_with_few_decimals_gets_what_check_says(text: str, local: Page) -> None:
    assert hand_in(local, "numbers", [text, "", ""]) == plain(check("sample-numbers", [float(text), ..., ...]))


def test_each_value_is_marked(local: Page) -> None:
    right = entries("numbers", ask("sample-numbers").drawn.right)
    marks = exercise(local, "numbers").locator(".value-mark")
    hand_in(local, "numbers", [right[0], "0.1111", ""])
    assert [mark.get_attribute("aria-label") for mark in marks.all()] == ["right", "off"]
    expect(marks.nth(1)).to_have_text("✗")
    exercise(local, "numbers").get_by_role("textbox").first.press("End")
    local.keyboard.type("1")
    expect(marks).to_have_count(0)


def test_what_is_missing_is_said(local: Page) -> None:
    right = entries("numbers", ask("sample-numbers").drawn.right)
    assert hand_in(local, "numbers", [right[0], "", right[2]]) == "Right so far. Still to do: o_j."
    texts = entries("arrays", ask("sample-arrays").drawn.right)
    assert hand_in(local, "arrays", [*texts[:4], texts[4], ""]) == "Right so far. Still to do: db."


@pytest.mark.parametrize("kind", ["choice", "bug"])
def test_each_option_gets_what_check_says(kind: str, page: Page) -> None:
    box = exercise(page, kind)
    box.get_by_role("button", name="Check").click()
    assert verdict(box) == "Not answered yet."
    question, right = ask(f"sample-{kind}"), 0
    for name in question.drawn.names:
        there, said = check(question, name), choose(page, kind, name)
        right += there.correct
        if "$" in str(there):
            expect(box.locator(".verdict mjx-container")).to_have_count(1)
        else:
            assert said == plain(there)
    assert right == 1


def test_the_keyboard_is_enough(local: Page) -> None:
    box = exercise(local, "numbers")
    box.get_by_role("textbox").first.focus()
    for text in entries("numbers", ask("sample-numbers").drawn.right):
        local.keyboard.type(text)
        local.keyboard.press("Tab")
    expect(box.get_by_role("button", name="Check")).to_be_focused()
    local.keyboard.press("Enter")
    assert verdict(box) == "Right."
    choice = exercise(local, "choice")
    choice.get_by_role("radio").first.focus()
    local.keyboard.press("ArrowDown")
    expect(choice.get_by_role("radio").nth(1)).to_be_checked()
    local.keyboard.press("Enter")
    assert verdict(choice) == plain(check("sample-choice", "B"))


def test_an_answer_survives_a_reload_until_it_is_cleared(page: Page) -> None:
    texts = entries("numbers", ask("sample-numbers").drawn.right)
    hand_in(page, "numbers", texts)
    choose(page, "choice", "B")
    exercise(page, "arrays").get_by_role("textbox").first.fill("0.5")
    reload_with_what_is_kept(page)
    box = exercise(page, "numbers")
    assert [field.input_value() for field in box.get_by_role("textbox").all()] == texts
    assert verdict(box) == "Right."
    expect(exercise(page, "choice").locator("input[value=B]")).to_be_checked()
    expect(exercise(page, "arrays").locator(".verdict")).to_be_empty()
    box.get_by_role("button", name="Clear").click()
    expect(box.locator(".verdict")).to_be_empty()
    reload_with_what_is_kept(page)
    box = exercise(page, "numbers")
    assert [field.input_value() for field in box.get_by_role("textbox").all()] == ["", "", ""]
    expect(exercise(page, "arrays").get_by_role("textbox").first).to_have_value("0.5")


def test_a_verdict_goes_when_the_answer_changes(local: Page) -> None:
    hand_in(local, "numbers", entries("numbers", ask("sample-numbers").drawn.right))
    exercise(local, "numbers").get_by_role("textbox").first.press("End")
    local.keyboard.type("1")
    expect(exercise(local, "numbers").locator(".verdict")).to_be_empty()


def test_what_was_right_stays_done(served: Page) -> None:
    hand_in(served, "numbers", entries("numbers", ask("sample-numbers").drawn.right))
    assert hand_in(served, "numbers", ["0.9876", "", ""]).startswith("Not right yet")
    form = exercise(served, "numbers").locator("form")
    expect(form).to_have_attribute("data-state", "right")
    served.reload()
    expect(form).to_have_attribute("data-state", "right")
    exercise(served, "numbers").get_by_role("button", name="Clear").click()
    expect(exercise(served, "numbers").locator(".verdict")).to_be_empty()
    served.reload()  # the fields are empty, and the list of all exercises says the same
    expect(form).to_have_attribute("data-state", "right")


def test_works_without_storage(sample_site: Path, browser: object, open_page: Callable[..., Page]) -> None:
    page = open_page("about:blank")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page.goto(address(sample_site))
    assert hand_in(page, "numbers", entries("numbers", ask("sample-numbers").drawn.right)) == "Right."


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_is_accessible_with_verdicts_and_open_folds(theme: str, sample_site: Path, open_page: Callable) -> None:
    page = open_page(address(sample_site), color_scheme=theme, reduced_motion="reduce")
    hand_in(page, "numbers", ["many", "", ""])
    hand_in(page, "arrays", entries("arrays", ask("sample-arrays").drawn.wrong["sign"]))
    choose(page, "choice", "A")
    choose(page, "bug", str(check("sample-bug", "1").correct + 1))
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    rules = {"label-content-name-mismatch": {"enabled": True}}
    found = Axe().run(page, options={"preload": False, "rules": rules})
    assert found.violations_count == 0, found.generate_report()


def test_fields_have_names(local: Page) -> None:
    names = local.evaluate(
        "[...document.querySelectorAll('.answer input[type=text]')]"
        ".map(field => field.ariaLabel ?? field.labels[0].textContent)"
    )
    assert len(names) == 3 + 6 + 2 + 1 and all(names)
    assert names[3:9] == [
        *(f"dW, row {r}, column {c}" for r in (1, 2) for c in (1, 2)),
        "db, row 1, column 1",
        "db, row 2, column 1",
    ]


def test_fits_a_narrow_screen(sample_site: Path, open_page: Callable[..., Page]) -> None:
    page = open_page(address(sample_site), viewport={"width": 360, "height": 740})
    hand_in(page, "arrays", entries("arrays", ask("sample-arrays").drawn.wrong["indices-swapped"]))
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    sticking = page.evaluate(
        "[...document.querySelectorAll('.answer *')].filter(part => part.getBoundingClientRect().right > 361).length"
    )
    assert sticking == 0


def test_without_javascript_the_fields_are_gone_and_the_notebook_is_named(
    sample_site: Path, open_page: Callable[..., Page]
) -> None:
    page = open_page(address(sample_site), java_script_enabled=False)
    box = exercise(page, "numbers")
    expect(box.get_by_text("To find to 4 decimals")).to_be_visible()
    expect(box.get_by_text("The notebook checks them too.")).to_be_visible()
    expect(exercise(page, "choice").get_by_text("The first wrong one.")).to_be_visible()
    for control in page.locator(".answer :is(input, button)").all():
        expect(control).to_be_hidden()
    assert (sample_site / "chapters" / box.get_by_role("link", name="notebook").get_attribute("href")).exists()


def test_on_paper_there_are_fields_and_no_buttons(local: Page) -> None:
    hand_in(local, "numbers", ["0.1", "", ""])
    exercise(local, "numbers").locator(".solution summary").click()
    local.emulate_media(media="print")
    box = exercise(local, "numbers")
    expect(box.get_by_role("textbox").first).to_be_visible()
    expect(box.locator(".solution")).to_contain_text("Marmalade")
    for hidden in (box.get_by_role("button").first, box.locator(".verdict")):
        expect(hidden).to_be_hidden()
    expect(exercise(local, "arrays").locator(".solution")).to_be_hidden()
    expect(exercise(local, "program").locator(".stub")).to_be_visible()
    expect(exercise(local, "formula").locator(".read-as")).to_be_hidden()


def test_an_exercise_is_laid_out(local: Page) -> None:
    box = exercise(local, "numbers")
    title = box.locator(".admonition-title")
    expect(title).to_contain_text("Exercise 1")
    expect(title).to_contain_text("medium · 5 min")
    words = " ".join(str(exercise(local, "program").locator(".admonition-title").text_content()).split())
    assert words.endswith("A function hard · 9 min notebook")
    expect(box.locator(".solution")).not_to_have_attribute("open", "")
    expect(box.locator(".stub")).to_have_count(0)
    expect(exercise(local, "program").locator(".stub")).to_have_attribute("open", "")
    expect(exercise(local, "formula").locator(".stub")).to_have_count(0)
    box.locator(".solution summary").click()
    expect(box.locator(".solution .cell_output")).to_have_count(0)  # only that it is right, as if of the reader's own
    program = exercise(local, "program")
    expect(program.locator("form")).to_have_count(0)
    expect(program.locator(".elsewhere")).to_have_text(
        "This asks for a program, which takes Python to run: answer it in the notebook, where it is checked."
    )
    expect(program.get_by_role("link", name="notebook")).to_have_attribute("href", "index.ipynb")
    for word in ("ask(", "student =", "check(question_2, [dW", "Not answered"):
        expect(local.locator("article")).not_to_contain_text(word)
    expect(local.get_by_text("Other numbers in all exercises")).to_have_count(1)
    identifiers = local.evaluate("[...document.querySelectorAll('[id]')].map(part => part.id)")
    assert len(identifiers) == len(set(identifiers))


def test_the_source_gives_nothing_away(sample_site: Path) -> None:
    html = (sample_site / "chapters" / "index.html").read_text(encoding="utf-8")
    parts = html.split('<details class="admonition exercise"')
    assert len(parts) == len(KINDS) + 1
    for kind, part in zip(KINDS, parts[1:], strict=True):
        part = part.partition('<details class="solution"')[0]
        question = ask(f"sample-{kind}")
        if kind in ("numbers", "arrays"):
            runs = [question.drawn.right, *question.drawn.wrong.values()]
            values = [text for run in runs for text in entries(kind, run)]
            if kind == "arrays":  # of these, db is given
                values = [text for run in runs for text in entries(kind, {**run, "db": run["dW"]})]
            assert [text for text in values if text.lstrip("-") in part] == []
        slugs = [slug for slug in MISCONCEPTIONS if "-" in slug]  # the others are words
        assert [text for text in ("misconception", "correct", *slugs) if text in part] == []
        if kind in ("choice", "bug"):
            assert "exactly this answer" not in part and "This is the bug" not in part and "says why" not in part
        if kind == "formula":
            assert not re.search(r"1\s*-\s*a|a\s*\*\*|a\^|[\s\"]-a\b", part)
            ((data,),) = [re.findall(r'<script type="application/json">(.*?)</script>', part)]
            for (a,) in json.loads(data)["points"]:
                assert f"{abs(a * (1 - a)):.3f}" not in part and f"{a * a:.3f}" not in part
        if kind == "program":
            assert "json" not in part


def test_data_hold_nothing_but_fingerprints(local: Page) -> None:
    for data in map(json.loads, local.locator(".answer script").all_text_contents()):
        if "verdicts" in data:
            assert set(data) - {"code"} == {"salt", "rounds", "verdicts"}
            assert list(data["verdicts"]) == sorted(data["verdicts"])
            continue
        if "points" in data:
            assert set(data) == {"salt", "rounds", "symbols", "points", "right", "formula", "mistakes"}
            assert re.fullmatch("[A-Za-z0-9+/]+=*", data["formula"])
            prints = [data["right"], *(mistake["print"] for mistake in data["mistakes"])]
            assert all(re.fullmatch("[0-9a-f]{12}", text) for text in prints)
            continue
        assert set(data) == {"salt", "rounds", "asked", "given", "program"}
        assert re.fullmatch("[A-Za-z0-9+/]+=*", data["program"])


def in_node(code: str, given: object) -> Any:
    """What this code makes of `given`, with the modules of the page at hand."""
    program = f"{MODULES}\nconsole.log(JSON.stringify(({code})(JSON.parse(process.argv[2]))))"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program, EXERCISES_JS.as_uri(), json.dumps(given)],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_hashes_are_those_of_hashlib() -> None:
    rng = random.Random(1)
    texts = [
        "",
        "abc",
        *("".join(chr(rng.randrange(32, 0x2FFF)) for _ in range(rng.randrange(150))) for _ in range(60)),
    ]
    texts += ["a" * length for length in (54, 55, 56, 63, 64, 65, 119, 120)]
    mine = in_node("texts => texts.map(text => hex(sha256(new TextEncoder().encode(text))))", texts)
    assert mine == [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def test_the_page_computes_the_fingerprints_of_the_library() -> None:
    question = {"salt": "some exercise/0", "rounds": 1000}
    for text in ("0:-0.0312", "B", "é"):
        assert in_node("([q, text]) => fingerprint(q, text)", [question, text]) == fingerprint(question["salt"], text)
    words = "Not right yet – " * 999  # more than 256 blocks
    secret = locked(question["salt"], "B", words)
    assert "right" not in secret
    assert in_node("([q, text]) => unlocked(q, 'B', text)", [question, secret]) == words


def test_only_pages_with_exercises_have_the_script(sample_site: Path) -> None:
    with_script = {
        page.name for page in sample_site.rglob("*.html") if "exercises.js" in page.read_text(encoding="utf-8")
    }
    assert with_script == {"index.html"} and "exercises.js" not in (sample_site / "search.html").read_text(
        encoding="utf-8"
    )
    assert "exercises.js" not in (sample_site / "index.html").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------ formulas


def reading(page: Page) -> list[str]:
    """What stands below the field: the words in front, the formula (its parts in a row), what cannot be read."""
    parts = exercise(page, "formula").locator(".read-as > span")
    math = "parts => parts.map(part => (part.querySelector('mjx-assistive-mml') ?? part).textContent)"
    return parts.evaluate_all(math)


def shows(page: Page, *wanted: str) -> None:
    page.wait_for_function(
        """wanted => [...document.querySelectorAll('#ex-sample-formula .read-as > span')].every((part, k) =>
           (part.querySelector('mjx-assistive-mml') ?? part).textContent === wanted[k])""",
        arg=list(wanted),
    )


@pytest.mark.parametrize(
    "text", ["a*(1-a)", "a - a**2", "a − a²", "a(1-a)", "1 a (1 - a)", r"a \cdot \left(1-a\right)", r"\frac{a-a^2}{1}"]
)
def test_a_formula_is_right_in_any_spelling(text: str, local: Page) -> None:
    assert hand_in(local, "formula", [text]) == "Right."
    expect(exercise(local, "formula").locator("form")).to_have_attribute("data-state", "right")


@pytest.mark.parametrize(
    "text", ["-a^2", "a * (0 - a)", "a", "b", "a*(1-a", "a = 1", "**`$a$`**", " ", "1/0", "<b>a</b>"]
)
def test_what_is_said_of_a_formula_is_what_check_says(text: str, page: Page) -> None:
    """Whatever is typed is quoted as it is, and never taken for a mark or an element."""
    assert hand_in(page, "formula", [text]) == re.sub(r"^- ", "", str(check("sample-formula", text)), flags=re.M)
    refused = not text.strip() or "expected" in str(check("sample-formula", text))
    expect(exercise(page, "formula").locator("[aria-invalid]")).to_have_count(int(refused))
    expect(exercise(page, "formula").locator(".verdict :is(b, strong, code, mjx-container)")).to_have_count(0)


def test_how_a_formula_is_read_stands_below_it(page: Page) -> None:
    field = exercise(page, "formula").get_by_role("textbox")
    assert reading(page) == ["", "", ""]
    field.press_sequentially("2 a (1-a)/")
    shows(page, "Last read as", "2a(1−a)", "'2 a (1-a)/' cannot be read as Python or LaTeX; expected a formula in a.")
    field.press_sequentially("a^2")
    shows(page, "Read as", "2a(1−a)a2", "")
    expect(exercise(page, "formula").locator(".read-as mjx-mfrac")).to_have_count(1)
    field.fill("a - b")
    shows(page, "Last read as", "2a(1−a)a2", "b is not in this exercise; expected a formula in a.")
    page.keyboard.press("Enter")  # the verdict says it now
    shows(page, "Last read as", "2a(1−a)a2", "")
    field.fill("a")
    exercise(page, "formula").get_by_role("button", name="Clear").click()
    shows(page, "", "", "")


def test_how_a_formula_is_read_survives_a_reload(served: Page) -> None:
    hand_in(served, "formula", ["a - a a"])
    shows(served, "Read as", "a−aa", "")
    served.reload()
    expect(exercise(served, "formula").get_by_role("textbox")).to_have_value("a - a a")
    shows(served, "Read as", "a−aa", "")
    assert verdict(exercise(served, "formula")) == "Right."


def test_what_is_typed_while_a_formula_is_being_set_is_shown_in_the_end(local: Page) -> None:
    """The latest one, though an earlier one takes longer."""
    field = exercise(local, "formula").get_by_role("textbox")
    field.focus()
    local.wait_for_function("window.MathJax?.typesetPromise")
    local.evaluate(
        """() => {
          const { typesetPromise } = MathJax;
          window.waiting = [];
          MathJax.typesetPromise = (places) =>
            new Promise((done) => waiting.push(done)).then(() => typesetPromise.call(MathJax, places));
        }"""
    )
    for text in ("a", "a+1", "a+2"):
        field.fill(text)
    assert local.evaluate("waiting.length") == 1  # the others wait for it
    local.evaluate("waiting[0]()")
    local.wait_for_function("waiting.length === 2")
    local.evaluate("waiting[1]()")
    shows(local, "Read as", "a+2", "")
    assert local.evaluate("waiting.length") == 2


def test_the_keyboard_is_enough_for_a_formula(local: Page) -> None:
    exercise(local, "formula").get_by_role("textbox").focus()
    local.keyboard.type("a-a^2")
    local.keyboard.press("Tab")
    expect(exercise(local, "formula").get_by_role("button", name="Check")).to_be_focused()
    local.keyboard.press("Enter")
    assert verdict(exercise(local, "formula")) == "Right."


def test_a_formula_needs_no_mathjax(sample_site: Path, open_page: Callable[..., Page]) -> None:
    page = open_page(address(sample_site))
    page.route("**/mathjax/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
    assert hand_in(page, "formula", ["a-a^2"]) == "Right."
    shows(page, "Read as", r"\(\displaystyle a - a^{2}\)", "")


def test_only_pages_with_formulas_read_them(sample_site: Path) -> None:
    with_script = [page.name for page in sample_site.rglob("*.html") if "formulas.js" in page.read_text("utf-8")]
    assert with_script == ["index.html"]
    page = (sample_site / "chapters" / "index.html").read_text(encoding="utf-8")
    assert page.index("formulas.js") < page.index("exercises.js")


# ------------------------------------------------------------------------------------------------ what is pasted


PASTED = {  # into the second of six fields: what stands in the first five then
    "0.1\t-0.2\r\n0.3\t0.4\r\n": ["", "0.1", "-0.2", "0.3", "0.4"],
    "[[ 0.1  -2.5e-03]\n [ 3.    .4]]": ["", "0.1", "-2.5e-03", "3.", ".4"],
    "np.array([[0.1, 0.2], [0.3, 0.4]], dtype=float32)": ["", "0.1", "0.2", "0.3", "0.4"],
    "0,1\t−0,2": ["", "0,1", "−0,2", "", ""],
    "0.1,0.2": ["", "0.1", "0.2", "", ""],
    "0,1": ["", "0,1", "", "", ""],
    "0.5": ["", "0.5", "", "", ""],
    "one 2": ["", "one 2", "", "", ""],
    "1 2 3 4 5 6": ["", "1 2 3 4 5 6", "", "", ""],
}


@pytest.mark.parametrize("text", PASTED)
def test_a_table_of_numbers_fills_the_fields_from_the_one_it_is_pasted_into(text: str, served: Page) -> None:
    fields = exercise(served, "arrays").get_by_role("textbox")
    served.evaluate("text => navigator.clipboard.writeText(text)", text.replace("\r", ""))
    fields.nth(1).focus()
    served.keyboard.press("Control+V")
    expect(fields.nth(1)).not_to_have_value("")
    assert [field.input_value() for field in fields.all()][:5] == PASTED[text]
    served.reload()  # what was pasted is kept as if it were typed
    exercise(served, "arrays")
    assert [field.input_value() for field in fields.all()][:5] == PASTED[text]


# ------------------------------------------------------------------------------------------------ what is kept


def test_an_answer_is_kept_in_a_new_tab_for_the_same_question_only(served: Page) -> None:
    texts = entries("numbers", ask("sample-numbers").drawn.right)
    hand_in(served, "numbers", texts)
    other = served.context.new_page()
    other.goto(served.url)
    fields = exercise(other, "numbers").get_by_role("textbox")
    assert [field.input_value() for field in fields.all()] == texts
    assert verdict(exercise(other, "numbers")) == "Right."
    # The question has changed since: an answer to the old one is none to it.
    other.evaluate(
        """() => {
          for (const key of Object.keys(localStorage))
            localStorage[key] = JSON.stringify({ ...JSON.parse(localStorage[key]), version: "of another question" });
        }"""
    )
    other.reload()
    exercise(other, "numbers")
    assert [field.input_value() for field in fields.all()] == ["", "", ""]


KEPT = ["", "{", "null", "1", "[]", '"x"', "{}", '{"answer": null}', '{"version": "VERSION"}']
KEPT += ['{"version": "VERSION", "answer": "abc"}', '{"version": "VERSION", "answer": [null, {}, []], "checked": true}']


def test_whatever_the_storage_holds(served: Page) -> None:
    hand_in(served, "numbers", entries("numbers", ask("sample-numbers").drawn.right))
    key, kept = served.evaluate("Object.entries(localStorage)[0]")
    for value in KEPT:
        served.evaluate(
            "([key, value]) => { localStorage[key] = value; }",
            [key, value.replace("VERSION", json.loads(kept)["version"])],
        )
        served.reload()
        hand_in(served, "numbers", entries("numbers", ask("sample-numbers").drawn.right))
        assert verdict(exercise(served, "numbers")) == "Right."


def test_a_full_storage_takes_nothing_from_the_form(sample_site: Path, open_page: Callable) -> None:
    page = open_page(address(sample_site))
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    assert hand_in(page, "numbers", entries("numbers", ask("sample-numbers").drawn.right)) == "Right."


def test_fields_bring_up_a_keyboard_of_numbers_with_a_minus_sign(sample_site: Path, open_page: Callable) -> None:
    """The one of iOS for decimals has no minus sign."""
    fields = "form.answer .fields:not(.own-formula) input"
    modes = f"[...new Set([...document.querySelectorAll('{fields}')].map((field) => field.inputMode))]"
    assert open_page(address(sample_site)).evaluate(modes) == ["decimal"]
    phone = {"user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", "has_touch": True}
    assert open_page(address(sample_site), **phone).evaluate(modes) == ["text"]
