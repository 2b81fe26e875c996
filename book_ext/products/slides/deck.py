"""Reads a built page and picks what belongs on slides: one thing to look at on each, the prose as its notes.

Why not sphinx-revealjs: it would show a page's whole prose, and a lesson needs a choice from it.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import groupby

from bs4 import BeautifulSoup, Tag

LONGEST_CODE = 7  # lines of a cell that are still read from the last row, with its output
LONGEST_LISTING = 12
LONGEST_TABLE = 10
LONGEST_LIST = 9
LONGEST_LEAD = 200  # letters before an equation
MOST_SENTENCES = 5  # on a slide of words
LONGEST_WORDS = 420  # letters on one
EQUATIONS = 3  # on one slide

SKIPPED = re.compile(r"proof|sympy|further reading", re.I)


@dataclass
class Slide:
    """A heading, what is to be seen, what is to be said, and which kind of thing is seen.

    title, above, body, notes are HTML; above is the heading of the section around; name stands in the address.
    """

    kind: str
    title: str
    above: str = ""
    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    name: str = ""


@dataclass
class Deck:
    """The slides of one chapter, and what its page needs to show widgets."""

    title: str
    slides: list[Slide]
    scripts: list[str]
    number: str = ""


def read(html: str) -> Deck | None:
    """The slides of a built page; none if it is not a numbered chapter with goals.

    >>> read("<article><h1>Glossary</h1></article>")
    """
    page = BeautifulSoup(html, "html.parser")
    article = page.find("article")
    if not isinstance(article, Tag) or not article.select_one("h1 .section-number") or not article.select_one(".goals"):
        return None
    scripts = [str(script) for script in article.select("script[data-widget-code]")]
    clean(article)
    heading = article.select_one("h1")
    section = article.find("section")
    assert isinstance(heading, Tag) and isinstance(section, Tag)
    number = text_of(heading.select_one(".section-number")) if heading.select_one(".section-number") else ""
    for part in heading.select(".section-number"):
        part.decompose()
    slides = together(section_slides(section))
    seen: dict[str, int] = {}
    for slide in slides:
        seen[slide.name] = seen.get(slide.name, 0) + 1
        slide.name += f"-{seen[slide.name]}" if seen[slide.name] > 1 else ""
    return Deck(text_of(heading), slides, scripts, number)


def clean(article: Tag) -> None:
    """Take away what a slide cannot use: links, marks, buttons, and everything about solutions."""
    for part in article.select(
        ".headerlink, details.checked, .copy, script[data-widget-code], .solution, .ring, .neighbours"
    ):
        part.decompose()
    for link in article.select("a"):
        link.unwrap()
    for fold in article.select(".outcome"):  # on a slide of its own it comes after the question anyway
        for summary in fold.select(":scope > summary"):
            summary.decompose()
        fold.unwrap()
    for part in article.select("[id]"):
        if part.name != "section" and part.find_parent("svg") is None and part.name != "svg":
            del part["id"]  # two slides may show what had one name on the page


def text_of(part: Tag | None) -> str:
    return " ".join(part.get_text().split()) if part else ""


def inner(part: Tag) -> str:
    return part.decode_contents().strip()


def has(part: Tag, *classes: str) -> bool:
    return bool(set(classes) & set(part.get("class") or []))


def lines(part: Tag | None) -> int:
    return len(part.get_text().strip("\n").splitlines()) if part else 0


def sentences(paragraph: Tag) -> list[str]:
    """The sentences of a paragraph, as HTML. None ends inside an element.

    >>> sentences(BeautifulSoup("<p>One <em>thing. It</em> is. <b>So!</b> For u it is</p>", "html.parser").p)
    ['One <em>thing. It</em> is.', '<b>So!</b>', 'For u it is']
    """
    found = [""]
    for part in paragraph.contents:
        if isinstance(part, Tag):
            if found[-1].endswith(" ") and re.search(r"[.?!]\s*$", plain(found[-1])):
                found.append("")
            found[-1] += str(part)
            continue
        first, *others = re.split(r"(?<=[.?!])\s+(?=[A-Z“])|(?<=^)\s+(?=[A-Z“])", str(part))
        found[-1] += first
        found += others
    return [sentence.strip() for sentence in found if sentence.strip()]


def plain(html: str) -> str:
    return BeautifulSoup(html, "html.parser").get_text()


def lead(paragraph: Tag | None) -> str:
    """The last sentence of the paragraph before an equation, if it is short.

    >>> lead(BeautifulSoup("<p>One thing. For an output unit it is</p>", "html.parser").p)
    'For an output unit it is'
    """
    said = sentences(paragraph)[-1:] if paragraph else []
    return said[0] if said and len(plain(said[0])) <= LONGEST_LEAD else ""


def matters(paragraph: Tag) -> list[str]:
    """The sentences of a paragraph that are worth a slide: those with bold words, else the first.

    >>> matters(BeautifulSoup("<p>Why? <strong>So that it learns.</strong> That is all.</p>", "html.parser").p)
    ['<strong>So that it learns.</strong>']
    """
    said = sentences(paragraph)
    return [sentence for sentence in said if "<strong>" in sentence] or said[:1]


def section_slides(section: Tag, above: str = "") -> list[Slide]:
    """The slides of a section and of those inside it, from top to bottom; each equation has one of its own."""
    heading = section.find(["h1", "h2", "h3"], recursive=False)
    assert isinstance(heading, Tag)
    for number in heading.select(".section-number"):
        number.decompose()
    title, name, top = inner(heading), str(section.get("id", "slide")), heading.name == "h1"
    if not top and SKIPPED.search(text_of(heading)):
        return summary(section)
    if text_of(heading) == "Exercises":
        return exercises(section, title, name) + summary(section)
    slides = [Slide("title", title, name=name)] if top else []
    inside: list[Slide] = []
    leads = [""]  # none is shown twice
    waiting: list[str] = []  # prose for the notes of the slide to come

    def add(kind: str, html: str) -> None:
        slides.append(Slide(kind, title, above, [html], list(waiting), name))
        waiting.clear()

    for part in section.find_all(recursive=False):
        if part.name == "section":
            inside += section_slides(part, "" if top else title)
        elif top and has(part, "goals"):
            waiting += [str(words.extract()) for words in part.select(":scope > p:not(.admonition-title)")]
            slides[0].body.append(str(part))
        elif has(part, "summary"):
            inside += summary(section)
        elif equation := equation_of(part):
            words = lead(part.find_previous_sibling("p"))
            words = "" if words in leads else words
            leads.append(words)
            add("equations", f'<p class="lead">{words}</p>{equation}' if words else equation)
        elif seen := sight(part):
            add(*seen)
        elif said := prose(part):
            waiting.append(said)
    if not slides and waiting:
        slides, waiting = [words_only(section, title, above, name)], []
    if slides:
        slides[-1].notes += waiting
    return slides + inside


def together(slides: list[Slide]) -> list[Slide]:
    """Equations of a section that follow each other share slides, as evenly as they can.

    >>> [len(slide.body) for slide in together([Slide("equations", "Four", body=[f"{n}"]) for n in range(4)])]
    [2, 2]
    """
    found: list[Slide] = []
    for (kind, _, _), group in groupby(slides, key=lambda slide: (slide.kind, slide.title, slide.above)):
        run = list(group)
        if kind != "equations":
            found += run
            continue
        for start, end in spread(len(run), EQUATIONS):
            share = run[start:end]
            body = [html for one in share for html in one.body]
            led = re.findall(
                r'<p class="lead">.*?</p>', "".join(html for one in run[:start] for html in one.body), re.S
            )
            if led and not body[0].startswith('<p class="lead">'):
                body[0] = led[-1] + body[0]  # said of both, shown on both
            notes = [html for one in share for html in one.notes]
            found.append(replace(share[0], body=body, notes=notes))
    return found


def words_only(section: Tag, title: str, above: str, name: str) -> Slide:
    """A section with nothing to look at: its list, or the sentences that matter; all else is said.

    A single short paragraph stands there as a whole: its first sentence alone would be torn off.
    """
    paragraphs = [part for part in section.find_all(recursive=False) if prose(part)]
    lists = [part for part in paragraphs if part.name in ("ul", "ol") and len(part.find_all("li")) <= LONGEST_LIST]
    notes = [prose(part) for part in paragraphs if part not in lists[:1]]
    if lists:
        return Slide("list", title, above, [str(lists[0])], notes, name)
    spoken = [part for part in paragraphs if part.name == "p"]
    if not spoken:  # all of it is in a fold
        spoken = BeautifulSoup("".join(map(prose, paragraphs)), "html.parser").find_all("p")
    shown = [sentence for part in spoken for sentence in matters(part)][:MOST_SENTENCES]
    whole = [sentence for part in spoken for sentence in sentences(part)]
    if len(shown) < 2 or len(plain(" ".join(whole))) <= LONGEST_WORDS:
        shown = whole[:MOST_SENTENCES]
    while len(shown) > 2 and len(plain(" ".join(shown))) > LONGEST_WORDS:
        bold = [sentence for sentence in shown if "<strong>" in sentence]
        shown.remove(next(sentence for sentence in reversed(shown) if sentence not in bold[:1]))
    return Slide("words", title, above, [f"<p>{sentence}</p>" for sentence in shown], notes, name)


def summary(section: Tag) -> list[Slide]:
    """The box "In short", in whatever section of the page it stands."""
    box = section.select_one(":scope > .summary")
    if box is None or (title := box.select_one(".admonition-title")) is None:
        return []
    title.extract()  # it is the heading of the slide
    return [Slide("summary", inner(title), body=[str(box)], name="in-short")]


def exercises(section: Tag, title: str, name: str) -> list[Slide]:
    """The names of the exercises; their texts are for the page. A question to discuss is a slide of its own."""
    talk = []
    for box in section.select(".exercise.discussion"):
        heading = box.find(class_="admonition-title")
        assert isinstance(heading, Tag)
        body = "".join(str(part) for part in box.find_all(recursive=False) if not has(part, "admonition-title"))
        talk.append(Slide("question", inner(heading), above=title, body=[body], name=str(box.get("id", name))))
    found = [f"<li>{inner(part)}</li>" for part in section.select(".exercise > .admonition-title")]
    shares = (found[start:end] for start, end in spread(len(found), LONGEST_LIST))
    return [Slide("list", title, body=[f"<ul>{''.join(share)}</ul>"], name=name) for share in shares] + talk


def spread(count: int, most: int) -> list[tuple[int, int]]:
    """From where to where, for as few shares as possible of at most so many, and as even as possible.

    >>> spread(4, 3)
    [(0, 2), (2, 4)]
    """
    parts = -(-count // most)
    return [(part * count // parts, (part + 1) * count // parts) for part in range(parts)]


def equation_of(part: Tag) -> str:
    """A displayed equation, or one that a cell has printed."""
    if part.name == "div" and has(part, "math", "equation"):
        return str(part)
    if has(part, "cell"):
        return "".join(map(str, part.select(".cell_output > .text_latex")))
    return ""


def sight(part: Tag) -> tuple[str, str] | None:
    """What there is to look at, and of which kind; None for prose and for what is too long."""
    if has(part, "admonition"):
        return admonition(part)
    if part.name == "figure" or part.select_one(":scope > svg.bp-figure"):
        return "figure", str(part)
    if (table := part if part.name == "table" else part.select_one(":scope.scroll > table")) is not None:
        return ("table", str(part)) if len(table.select("tbody tr")) <= LONGEST_TABLE else None
    if any(word.startswith("highlight-") for word in part.get("class") or []):
        return ("code", str(part)) if lines(part.find("pre")) <= LONGEST_LISTING else None
    if has(part, "cell"):
        return cell(part)
    return None


def cell(part: Tag) -> tuple[str, str] | None:
    """Of a cell its widget, its figure, its table, or the few lines that it prints below the few that print them."""
    output = part.select_one(":scope > .cell_output")
    if output is None:
        return None
    if widgets := output.select(".widget"):
        return "widget", "".join(map(str, widgets))
    if figure := output.select_one(".bp-figure"):
        return "figure", str(figure)
    if table := output.select_one("table"):
        return ("table", str(table)) if len(table.select("tbody tr")) <= LONGEST_TABLE else None
    source = part.select_one(":scope > .cell_input")  # folded source is not shown
    if source and lines(source.find("pre")) <= LONGEST_CODE and lines(output) <= LONGEST_CODE:
        return "code", str(source) + str(output)
    return None


def admonition(part: Tag) -> tuple[str, str] | None:
    """A box of the chapter; the answer to a question waits for a key."""
    for kind in ("predict", "gone-wrong"):
        if has(part, kind):
            for fold in part.select("details"):
                fold.name, fold.attrs = "div", {"class": "answer", "data-step": ""}
                if (summary := fold.find("summary")) is not None:
                    summary.extract()
            return kind, str(part)
    return None


def prose(part: Tag) -> str:
    """What is said about a slide: paragraphs, lists, folds; code is left out."""
    if part.name in ("p", "ul", "ol", "dl", "blockquote"):
        return str(part)
    if part.name == "details" and not part.select_one("pre"):
        fold = copy(part)
        words = ""
        if isinstance(summary := fold.find("summary"), Tag):
            summary.extract()
            if summary.find("strong"):  # it says something, as in the museum: how to notice a mistake
                words = f"<p>{inner(summary.select_one('.sd-summary-text') or summary)}</p>"
        return words + inner(fold)
    return ""
