"""The slides, as a teacher meets them: from disk, by key, on a projector, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from built import SITE as BOOK
from playwright.sync_api import Page, TimeoutError, expect
from raw_myst import raw
from reading import AXE, numbers

from book_ext.products.slides.__main__ import main, make
from book_ext.products.slides.deck import read

pytestmark = pytest.mark.slow  # reads the built book


def has_a_deck(html: str) -> bool:
    """A numbered chapter with goals, told by its text: every process asks this of all pages before any test runs."""
    return '<h1><span class="section-number">' in html and 'class="goals admonition"' in html


DECKS = sorted(path.stem for path in (BOOK / "chapters").glob("*.html") if has_a_deck(path.read_text("utf-8")))
PROJECTOR = {"width": 1280, "height": 720}

NOW = "document.querySelector('.slide.now').dataset.name"
TWO_FRAMES = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
READY = f"""async () => {{
  await document.fonts.ready;
  {TWO_FRAMES}
}}"""

# What is wider than the screen, or cut off because its slide neither fits nor scrolls. A widget that is shown fills the
# room that it has in the next frame, and its slide then sees whether that fits.
LOST = """async () => {
  TWO_FRAMES
  const slide = document.querySelector(".slide.now");
  const scrolls = (part) => ["auto", "scroll"].includes(getComputedStyle(part).overflowX);
  const inside = (part) => part !== slide && (scrolls(part) || inside(part.parentElement));
  const body = slide.querySelector(".body");
  const cut = body.scrollHeight > body.clientHeight + 2 && !body.classList.contains("scrolls") ? ["cut off"] : [];
  return cut.concat([...slide.querySelectorAll(".fit *")]
    .filter((part) => !part.closest("svg, .bp-hidden, mjx-assistive-mml") && !inside(part.parentElement))
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
    .map((part) => part.outerHTML.slice(0, 80)));
}""".replace("TWO_FRAMES", TWO_FRAMES)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The slides alone, far away from the book that they were made from."""
    target = tmp_path_factory.mktemp("lesson") / "slides"
    assert make(BOOK, target) == len(DECKS)
    return target


@pytest.fixture
def deck(folder: Path, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """deck(name, address="", **options): a deck, ready."""

    def show(name: str, address: str = "", **options) -> Page:
        page = open_page(f"{(folder / name).as_uri()}.html{address}", viewport=PROJECTOR, **options)
        page.evaluate(READY)
        expect(page.locator("[data-widget][data-ready=true]")).to_have_count(page.locator("[data-widget-view]").count())
        return page

    return show


def go_to(page: Page, kind: str) -> None:
    """Press a key until there is a slide of this kind."""
    for _ in range(100):
        if page.locator(f".slide.now.{kind}").count():
            return
        page.keyboard.press("PageDown")
    pytest.fail(f"there is no slide of the kind {kind}")


def test_there_is_a_deck_for_each_chapter() -> None:
    assert len(DECKS) == 17, "Build the book first (make book)."


@pytest.mark.parametrize("name", DECKS)
def test_every_slide_is_reached_by_keyboard_and_shows_all_that_it_has(name: str, deck: Callable[..., Page]) -> None:
    """From disk, without a request to anywhere and without complaints: open_page sees to that."""
    page = deck(name)
    names = page.evaluate("[...document.querySelectorAll('.slide')].map(slide => slide.dataset.name)")
    assert len(set(names)) == len(names) >= 6
    assert page.evaluate(f"[{NOW}, location.hash]") == [names[0], f"#{names[0]}"]
    met, steps = [], 0
    for key in ("ArrowRight", "Space", "PageDown") * 100:
        if page.evaluate(NOW) not in met:
            met.append(page.evaluate(NOW))
            expect(page.locator("nav [role=status]")).to_have_text(f"Slide {len(met)} of {len(names)}")
            assert page.evaluate(LOST) == [], met[-1]
            assert page.evaluate("document.documentElement.scrollWidth") <= PROJECTOR["width"]
            expect(page.locator(".slide.now").get_by_role("heading").first).to_be_visible()
        if len(met) == len(names) and not page.locator(".now [data-step]:not(.seen)").count():
            break
        steps += 1
        page.keyboard.press(key)
    assert met == names
    assert steps == len(names) - 1 + page.locator("[data-step]").count(), "each answer takes a key of its own"
    assert page.evaluate("document.querySelectorAll('mjx-merror, [data-mjx-error]').length") == 0
    assert page.evaluate("[...document.querySelectorAll('.math')].every(part => part.querySelector('mjx-container'))")
    page.keyboard.press("Home")
    assert page.evaluate(NOW) == names[0]
    page.keyboard.press("End")
    assert page.evaluate(f"[{NOW}, location.hash]") == [names[-1], f"#{names[-1]}"]
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(NOW) == names[-2]


@pytest.mark.parametrize("name", DECKS)
def test_a_deck_has_what_its_chapter_has_to_look_at(name: str, folder: Path) -> None:
    html = (BOOK / "chapters" / f"{name}.html").read_text(encoding="utf-8")
    slides = (folder / f"{name}.html").read_text(encoding="utf-8")
    for what in (
        'class="widget"',
        "predict admonition",
        "gone-wrong admonition",
        "summary admonition",
        "goals admonition",
    ):
        assert slides.count(what) == html.count(what), what
    main_text = slides[slides.index("<main") : slides.index("</main>")]
    assert "headerlink" not in slides and "✓ checked" not in slides and "<a " not in main_text
    assert "solution" not in slides.lower().replace("resolution", "")


@pytest.mark.parametrize("name", DECKS)
def test_letters_are_large_enough_for_the_last_row(name: str, deck: Callable[..., Page]) -> None:
    """A thirtieth of the height of the picture, except in widgets, tables and code, which may be a bit smaller."""
    page = deck(name)
    for _ in range(page.locator(".slide").count()):
        kind, size = page.evaluate(
            """() => {
              const slide = document.querySelector(".slide.now");
              const part = slide.querySelector(".fit p:not(.lead), .fit li, .fit td, .fit pre, .fit mjx-container");
              const zoom = Number(slide.querySelector(".fit").style.zoom);
              return [slide.className, part ? parseFloat(getComputedStyle(part).fontSize) * zoom : 99];
            }"""
        )
        small = any(word in kind for word in ("widget", "table", "code", "figure"))
        assert size >= (15 if small else 24), f"{page.evaluate(NOW)}: {size}"
        page.keyboard.press("PageDown")


def test_the_answer_waits_for_a_key_and_goes_back_with_one(deck: Callable[..., Page]) -> None:
    page = deck("backward-pass")
    go_to(page, "predict")
    answer = page.locator(".slide.now [data-step]")
    expect(answer).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(answer).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(answer).to_be_hidden()
    expect(page.locator(".slide.now.predict")).to_be_visible()


def test_a_widget_works_on_its_slide_and_keeps_its_keys(deck: Callable[..., Page]) -> None:
    page = deck("problem")
    go_to(page, "widget")
    where = page.evaluate(NOW)
    before = numbers(page)
    page.locator(".slide.now").get_by_role("button", name="Next").click()
    expect(page.locator("[data-widget] [data-quantity=step]")).to_have_attribute("data-value", "1")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-widget] [data-quantity=step]")).to_have_attribute("data-value", "2")
    assert numbers(page) != before and page.evaluate(NOW) == where
    page.wait_for_function("location.hash.includes('descent.step=2')")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(NOW) != where
    assert "descent.step=2" in page.evaluate("location.hash")


def test_a_widget_can_be_dragged_on_its_slide(deck: Callable[..., Page]) -> None:
    """The slide is magnified; a point is still where the pointer is."""
    page = deck("problem")
    go_to(page, "widget")
    slider = page.locator(".slide.now").get_by_role("slider", name="Start")
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    low, high, value = (float(slider.evaluate(f"node => node.{what}")) for what in ("min", "max", "value"))
    assert abs(value - (low + high) / 2) < 0.05 * (high - low)


def test_an_address_leads_to_a_slide(deck: Callable[..., Page]) -> None:
    page = deck("backward-pass", "#the-delta-2")
    assert page.evaluate(NOW) == "the-delta-2"
    page.evaluate("location.hash = 'hidden-units-add-up-what-comes-back'")
    page.wait_for_function(f"{NOW} === 'hidden-units-add-up-what-comes-back'")


def test_notes_have_the_prose(deck: Callable[..., Page]) -> None:
    page = deck("backward-pass", "#the-delta")
    notes = page.get_by_role("complementary", name="Notes")
    expect(notes).to_be_hidden()
    page.keyboard.press("n")
    words = notes.locator(".said:visible")
    expect(words).to_contain_text("The first two factors do not mention the weight.")
    expect(words.locator("mjx-container").first).to_be_visible()
    assert page.evaluate(LOST) == []
    page.keyboard.press("PageDown")
    expect(words).not_to_contain_text("The first two factors do not mention the weight.")
    page.keyboard.press("n")
    expect(notes).to_be_hidden()


def test_the_speaker_has_a_window_of_their_own(deck: Callable[..., Page]) -> None:
    page = deck("backward-pass", "#the-delta")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    speaker = popup.value
    expect(speaker.get_by_role("heading")).to_contain_text("The delta")
    expect(speaker.locator("body")).to_contain_text("The first two factors do not mention the weight.")
    speaker.keyboard.press("PageDown")
    page.wait_for_function(f"{NOW} === 'the-delta-2'")
    expect(speaker.locator("body")).to_contain_text("The bias is added to the weighted sum")


def test_all_slides_at_a_glance(deck: Callable[..., Page]) -> None:
    page = deck("backward-pass")
    page.keyboard.press("o")
    jumps = page.locator(".jump")
    expect(jumps.nth(9)).to_have_accessible_name("10: Hidden units: add up what comes back")
    assert jumps.count() == page.locator(".slide").count()
    expect(jumps.first).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= PROJECTOR["width"]
    boxes = page.evaluate("[...document.querySelectorAll('.slide')].map(s => s.getBoundingClientRect().toJSON())")
    across = sum(box["top"] == boxes[0]["top"] for box in boxes)
    assert across >= 3 and boxes[across]["top"] >= boxes[0]["bottom"], "slides overlap"
    jumps.nth(4).click()
    expect(page.locator("nav [role=status]")).to_have_text(re.compile("Slide 5 of"))
    page.keyboard.press("o")
    page.keyboard.press("Escape")
    expect(page.locator("nav [role=status]")).to_have_text(re.compile("Slide 5 of"))
    assert page.locator(".jump").count() == 0


def test_a_swipe_turns_the_slide(folder: Path, open_page: Callable[..., Page]) -> None:
    phone = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
    page = open_page(f"{(folder / 'backward-pass.html').as_uri()}#the-delta", **phone)
    page.evaluate(READY)
    swipe = """([from, to]) => {
      const target = document.querySelector(".slide.now h2");
      const finger = (x) => new Touch({ identifier: 1, target, clientX: x, clientY: 300 });
      const tell = (type, x, held) => target.dispatchEvent(new TouchEvent(type,
        { bubbles: true, touches: held ? [finger(x)] : [], changedTouches: [finger(x)] }));
      tell("touchstart", from, true);
      tell("touchend", to, false);
    }"""
    page.evaluate(swipe, [300, 100])
    assert page.evaluate(NOW) == "the-delta-2"
    page.evaluate(swipe, [100, 300])
    assert page.evaluate(NOW) == "the-delta"
    page.evaluate(swipe, [100, 120])
    assert page.evaluate(NOW) == "the-delta"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


FITS = """() => {
  const body = document.querySelector(".slide.now .body");
  return body.scrollHeight <= body.clientHeight + 1 && body.scrollWidth <= body.clientWidth + 1;
}"""


def test_no_slide_shows_raw_myst(folder: Path) -> None:
    for deck in folder.glob("*.html"):
        page = BeautifulSoup(deck.read_text(encoding="utf-8"), "html.parser")
        for part in page.select("script, style, pre, code, .math, svg"):
            part.replace_with("this")
        assert raw(page.get_text()) == {}, deck.name


@pytest.mark.parametrize("name", DECKS)
def test_nothing_is_below_the_edge(name: str, deck: Callable[..., Page]) -> None:
    page = deck(name)
    below = []
    for width, height in (1280, 720), (1024, 768), (1920, 1080):
        page.set_viewport_size({"width": width, "height": height})
        for number in range(page.locator(".slide").count()):
            page.evaluate("number => show(number, { whole: true })", number)
            try:
                page.wait_for_function(FITS, timeout=30_000)
            except TimeoutError:
                below.append(f"slide {number + 1} at {width} x {height}")
    assert below == []


@pytest.mark.parametrize("name", DECKS)
def test_no_slide_is_one_torn_sentence_and_equations_have_a_lead_in(name: str) -> None:
    found = read((BOOK / "chapters" / f"{name}.html").read_text(encoding="utf-8"))
    assert found
    for slide in found.slides:
        body, notes = ("".join(part) for part in (slide.body, slide.notes))
        if slide.kind == "words":
            assert body.count("<p>") > 1 or len(body) > 120, slide.title
            assert "<strong>" in body or "<strong>" not in notes, f"what matters of {slide.title} is left in the notes"
        if slide.kind == "equations":
            assert 'class="lead"' in slide.body[0], slide.title


def test_a_click_or_a_tap_goes_on(deck: Callable[..., Page]) -> None:
    page = deck("problem", "#parameters-and-cost")  # neither it nor the next one has a widget, which keeps its clicks
    names = page.evaluate("[...document.querySelectorAll('.slide')].map(slide => slide.dataset.name)")
    first = names.index("parameters-and-cost")
    page.mouse.click(900, 600)
    assert page.evaluate(NOW) == names[first + 1]
    page.mouse.click(100, 600)
    assert page.evaluate(NOW) == names[first]
    page.keyboard.press("Home")
    go_to(page, "widget")
    where = page.evaluate(NOW)
    for control in page.locator(".slide.now [data-widget] :is(button, input, select, svg, p):visible").all():
        control.dispatch_event("click")
        assert page.evaluate(NOW) == where


@pytest.mark.parametrize(
    "part",
    ["%", "%E0%A4%A", "a&b=%ZZ", "%5B", "constructor", "__proto__", "&&=", "%ED%A0%80", "x" * 9000, "descent.start=%5"],
)
def test_what_cannot_be_read_of_an_address_is_passed_over(part: str, deck: Callable[..., Page]) -> None:
    page = deck("problem", f"#{part}")
    expect(page.locator("nav [role=status]")).to_have_text(re.compile("Slide 1 of"))
    page.evaluate("part => (location.hash = `${part}&the-gradient`)", part)
    page.wait_for_function(f"{NOW} === 'the-gradient'")
    page.evaluate("dispatchEvent(new KeyboardEvent('keydown', { key: 'constructor' }))")


def test_one_slide_on_each_sheet_of_paper(deck: Callable[..., Page]) -> None:
    page = deck("backward-pass", color_scheme="dark")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == page.locator(".slide").count()
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.slide')).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator("[data-step]").first).to_be_visible()


def test_dark_is_chosen_by_a_key(deck: Callable[..., Page]) -> None:
    page = deck("problem", color_scheme="light")
    page.keyboard.press("d")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["title", "equations", "widget", "predict", "figure", "table", "overview"])
def test_a_slide_is_accessible(kind: str, theme: str, deck: Callable[..., Page]) -> None:
    name = "training" if kind == "table" else "backward-pass"
    page = deck(name, color_scheme=theme, reduced_motion="reduce")
    if kind == "overview":
        page.keyboard.press("o")
    else:
        go_to(page, kind)
        page.keyboard.press("n")
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()


def test_the_list_of_decks_is_accessible_and_leads_to_them(folder: Path, open_page: Callable[..., Page]) -> None:
    page = open_page((folder / "index.html").as_uri(), viewport={"width": 360, "height": 700})
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.get_by_role("listitem").count() == len(DECKS)
    page.get_by_role("link", name="The backward pass").click()
    expect(page.get_by_role("heading", name="The backward pass", exact=True)).to_be_visible()


def a_file(tmp: Path) -> Path:
    (tmp / "book").write_text("mine")
    return tmp / "book"


def half_a_book(tmp: Path) -> Path:
    (tmp / "chapters").mkdir()
    return tmp


# What is given as the built book, and what is said of it.
NO_BOOK: dict[str, tuple[Callable[[Path], object], str]] = {
    "an empty folder": (lambda tmp: tmp, "There is no book in “"),
    "nothing there": (lambda tmp: tmp / "none", "There is no book in “"),
    "a file": (a_file, "There is no book in “"),
    "a folder of chapters and nothing else": (half_a_book, "There is no book in “"),
    "a name of two lines": (lambda tmp: f"{tmp}/a\nb", "a\\nb”; build it first (make book)."),
    "a name without end": (lambda tmp: tmp / ("x" * 5000), "cannot be the name of a folder"),
    "blanks": (lambda tmp: " ", "The name of the folder is empty"),
}


@pytest.mark.parametrize("case", NO_BOOK)
def test_without_a_book_there_are_no_slides(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, words = NO_BOOK[case]
    assert main([str(place(tmp_path)), str(tmp_path / "slides")]) == 2
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1 and not (tmp_path / "slides").exists()
