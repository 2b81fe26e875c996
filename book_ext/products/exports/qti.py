"""Questions in QTI 2.1: an item for each question, in a package for each chapter with a test that draws among them.

An item says by its response processing how an answer is marked and what is said to it. Of an exercise by hand it first
asks whether all is right, then whether all is what a known mistake gives, which gets the points that `check` gives;
else each value is judged by itself. Of an order it goes through the lines, as `check` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from backprop_exercises import Question, ask
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.choices import Choice
from backprop_exercises.kinds.ordering import Lines, Ordering
from backprop_exercises.writing import latex
from book_ext.outputs.questions import decimals_in_words
from book_ext.products.exports import package
from book_ext.products.exports.markdown import as_mathml
from book_ext.products.exports.numbers import alone, mistaken, slips
from book_ext.products.exports.questions import (
    RIGHT,
    UNKNOWN,
    Place,
    drawn_sets,
    given,
    options,
    said_of,
    said_of_line,
    said_of_need,
    variants,
)

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
MISSING = "Not right yet: a line is missing."


class Item:
    """An item that is being written: its parts, and a number for each feedback."""

    def __init__(self, identifier: str, title: str, text: str) -> None:
        self.identifier, self.title = identifier, title
        self.body = Element("itemBody")
        self.body.extend(blocks(text))
        self.declared: list[Element] = []
        self.processing = Element("responseProcessing")
        self.said: dict[str, str] = {}

    def asks(self, response: str, base: str, right: Sequence[str], ordered: bool = False) -> None:
        """Declare a response with its right value."""
        made = Element(
            "responseDeclaration", identifier=response, cardinality="ordered" if ordered else "single", baseType=base
        )
        correct = SubElement(made, "correctResponse")
        for value in right:
            SubElement(correct, "value").text = value
        self.declared.append(made)

    def sets_score(self, points: float) -> Element:
        return _rule("SCORE", base_value("float", f"{points:.10g}"))

    def adds_score(self, points: float) -> Element:
        return _rule("SCORE", _of("sum", variable("SCORE"), base_value("float", f"{points:.10g}")))

    def says(self, html: str) -> Element:
        """The rule that gives this feedback, besides any that has been given."""
        identifier = self.said.setdefault(html, f"F{len(self.said) + 1}")
        return _rule("FEEDBACK", _of("multiple", variable("FEEDBACK"), base_value("identifier", identifier)))

    def element(self) -> Element:
        made = Element(
            "assessmentItem",
            {
                "xmlns": QTI,
                "identifier": self.identifier,
                "title": self.title,
                "adaptive": "false",
                "timeDependent": "false",
            },
        )
        made.extend(self.declared)
        for identifier, default in (("SCORE", "0"), ("MAXSCORE", "1")):
            outcome = SubElement(
                made, "outcomeDeclaration", identifier=identifier, cardinality="single", baseType="float"
            )
            SubElement(SubElement(outcome, "defaultValue"), "value").text = default
        SubElement(made, "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier")
        made.extend([self.body, self.processing])
        for html, identifier in self.said.items():
            feedback = SubElement(
                made, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=identifier, showHide="show"
            )
            feedback.extend(blocks(html))
        return made


def blocks(html: str) -> list[Element]:
    """HTML as elements, with formulas in MathML."""
    return list(ElementTree.fromstring(f"<div>{as_mathml(html)}</div>"))


# --- what a rule is made of ---


def _of(name: str, *parts: Element, **attributes: str) -> Element:
    made = Element(name, attributes)
    made.extend(parts)
    return made


def variable(identifier: str) -> Element:
    return Element("variable", identifier=identifier)


def base_value(base: str, value: str) -> Element:
    made = Element("baseValue", baseType=base)
    made.text = value
    return made


def _rule(outcome: str, expression: Element) -> Element:
    return _of("setOutcomeValue", expression, identifier=outcome)


def cases(*found: tuple[Element | None, Sequence[Element]]) -> Element:
    """The first case whose condition holds; one without a condition is for all others."""
    made = Element("responseCondition")
    for number, (condition, rules) in enumerate(found):
        name = "responseElse" if condition is None else "responseElseIf" if number else "responseIf"
        SubElement(made, name).extend([*([] if condition is None else [condition]), *rules])
    return made


def every(name: str, conditions: Sequence[Element]) -> Element:
    """All of them, or any: one alone needs no word for it."""
    return conditions[0] if len(conditions) == 1 else _of(name, *conditions)


# --- the kinds of exercises ---


def choice(place: Place, title: str, question: Question, identifier: str) -> Item:
    lines = isinstance(place.exercise, Bug)
    item = Item(identifier, title, place.text)
    if lines:
        item.body.append(_code("pre", "\n".join(f"{name:>2}  {line}" for name, line in question.given.items())))
    found = options(question)
    shown = SubElement(
        item.body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle=str(not lines).lower(), maxChoices="1"
    )
    judged = []
    for option in found:
        name = f"C{option.name}"
        SubElement(shown, "simpleChoice", identifier=name).extend(blocks(option.shown))
        condition = _of("match", variable("RESPONSE"), base_value("identifier", name))
        judged.append((condition, [item.sets_score(float(option.right)), item.says(option.said)]))
    item.asks("RESPONSE", "identifier", [f"C{option.name}" for option in found if option.right])
    item.processing.append(cases(*judged))
    return item


def by_hand(place: Place, question: Question, identifier: str) -> Item:
    exercise, drawn = place.exercise, question.drawn
    assert isinstance(exercise, ByHand)
    item = Item(identifier, f"{place.title}, numbers {question.student}", place.text + given(question))
    made = mistaken(exercise, drawn)
    responses: dict[str, list[str]] = {}
    for name in exercise.asked:
        size = np.size(drawn.right[name])
        responses[name] = [f"{name}_{k + 1}" if np.ndim(drawn.right[name]) else name for k in range(size)]
        for response, entry in zip(responses[name], np.ravel(drawn.right[name]), strict=True):
            item.asks(response, "float", [f"{float(entry):.12g}"])
        item.body.extend(_fields(exercise, name, drawn.right[name], responses[name]))

    def has(name: str, value: Any) -> list[Element]:
        return [
            _equal(response, float(entry), exercise.room_on_page(drawn, name, float(entry)))
            for response, entry in zip(responses[name], np.ravel(value), strict=True)
        ]

    def have(values: dict[str, Any]) -> Element:
        return every("and", [condition for name in exercise.asked for condition in has(name, values[name])])

    def by_itself(name: str) -> Element:
        of = f"\\({latex(name)}\\): " if len(exercise.asked) > 1 else ""
        answered = every("and", [_of("not", _of("isNull", variable(response))) for response in responses[name]])
        right = every("and", has(name, drawn.right[name]))
        points = [item.adds_score(1 / len(exercise.asked))]
        wrong = [
            (every("and", has(name, value)), [item.says(f"<p>{of}{said_of(mistakes)}</p>")])
            for mistakes, value in alone(exercise, drawn, made, name)
        ]
        unknown = (answered, [item.says(f"<p>{of}{UNKNOWN}</p>")])
        return cases((right, [*points, item.says(f"<p>{of}{RIGHT}</p>")]), *wrong, unknown)

    right = (have(drawn.right), [item.sets_score(1), item.says(f"<p>{RIGHT}</p>")])
    whole = [
        (have(slip.values), [item.sets_score(slip.points), item.says(f"<p>{said_of(slip.mistakes, of='answer')}</p>")])
        for slip in slips(exercise, drawn, made)
    ]
    item.processing.append(cases(right, *whole, (None, [by_itself(name) for name in exercise.asked])))
    return item


def _equal(response: str, number: float, room: float) -> Element:
    sides = variable(response), base_value("float", f"{number:.12g}")
    return _of("equal", *sides, toleranceMode="absolute", tolerance=f"{room:.6g} {room:.6g}")


def _fields(exercise: ByHand, name: str, right: Any, responses: list[str]) -> Iterator[Element]:
    """A value asked for: its name, and a field for each of its entries, in the rows of an array."""
    decimals = "" if exercise.decimals is not None else f" ({decimals_in_words(exercise.decimals_asked(right))})"
    (label,) = blocks(f"<p>\\({latex(name)}\\){decimals} = </p>")
    yield label
    columns = np.shape(right)[-1] if np.ndim(right) else 1
    row = label
    for k, response in enumerate(responses):
        if np.ndim(right) and k % columns == 0:
            row = Element("p")
            yield row
        SubElement(row, "textEntryInteraction", responseIdentifier=response, expectedLength="12").tail = " "


def order(place: Place, identifier: str) -> Item:
    """Lines to be put in their order; those that do not belong there are left out."""
    exercise = place.exercise
    assert isinstance(exercise, Ordering)
    drawn: Lines = ask(exercise.slug).drawn
    item = Item(identifier, place.title, place.text)
    item.asks("RESPONSE", "identifier", drawn.right, ordered=True)
    shown = SubElement(
        item.body,
        "orderInteraction",
        responseIdentifier="RESPONSE",
        shuffle="false",
        minChoices="1",
        maxChoices=str(len(drawn.given)),
    )
    for letter, line in drawn.given.items():
        SubElement(shown, "simpleChoice", identifier=letter).append(_code("p", line))

    def chosen(letter: str) -> Element:
        return _of("member", base_value("identifier", letter), variable("RESPONSE"))

    def at(number: int, letter: str) -> Element:
        return _of("match", _of("index", variable("RESPONSE"), n=str(number)), base_value("identifier", letter))

    strangers = [letter for letter in drawn.given if letter not in drawn.right]
    named = [
        cases((chosen(letter), [item.says(f"<p>{said_of_line(exercise.wrong[drawn.given[letter]])}</p>")]))
        for letter in strangers
    ]
    early = []
    for number in range(1, len(drawn.right) + 1):
        for need in exercise.needs(drawn):
            before = [at(k, need.before) for k in range(1, number)]
            condition = at(number, need.after)
            if before:
                condition = _of("and", condition, _of("not", every("or", before)))
            early.append((condition, [item.says(f"<p>{said_of_need(need)}</p>")]))
    complete = _of("and", *(chosen(letter) for letter in drawn.right))
    item.processing.append(
        cases(
            (every("or", [chosen(letter) for letter in strangers]), named),
            *early,
            (complete, [item.sets_score(1), item.says(f"<p>{RIGHT}</p>")]),
            (None, [item.says(f"<p>{MISSING}</p>")]),
        )
    )
    return item


def _code(name: str, text: str) -> Element:
    made = Element(name)
    (made if name == "pre" else SubElement(made, "code")).text = text
    return made


# --- the package ---


def chapters(found: Iterable[Place]) -> dict[str, dict[str, str]]:
    """For each chapter the files of its package."""
    pages: dict[str, list[tuple[Place, list[Item]]]] = {}
    for place in found:
        if items := list(_items(place)):
            pages.setdefault(place.page, []).append((place, items))
    return {page: _package(page, exercises) for page, exercises in pages.items()}


def _items(place: Place) -> Iterator[Item]:
    slug = place.exercise.slug
    match place.exercise:
        case Choice() | Bug():
            for number, (title, question) in enumerate(variants(place), 1):
                yield choice(place, title, question, f"{slug}-{number}")
        case Ordering():
            yield order(place, f"{slug}-1")
        case ByHand():
            for question in drawn_sets(slug):
                yield by_hand(place, question, f"{slug}-{question.student}")


def _package(page: str, exercises: list[tuple[Place, list[Item]]]) -> dict[str, str]:
    items = [item for _, found in exercises for item in found]
    files = {f"items/{item.identifier}.xml": package.as_text(item.element()) for item in items}
    test = package.as_text(_test(page, exercises))
    manifest = package.as_text(_manifest(page, [item.identifier for item in items]))
    return {"imsmanifest.xml": manifest, "test.xml": test, **files}


def _test(page: str, exercises: list[tuple[Place, list[Item]]]) -> Element:
    """A test with one question of each exercise, drawn anew for each learner."""
    title = exercises[0][0].chapter
    test = Element("assessmentTest", {"xmlns": QTI, "identifier": f"test-{page}", "title": title})
    outcome = SubElement(test, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    SubElement(SubElement(outcome, "defaultValue"), "value").text = "0"
    part = SubElement(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    SubElement(part, "itemSessionControl", maxAttempts="0", showFeedback="true")
    for place, items in exercises:
        section = SubElement(
            part, "assessmentSection", identifier=f"section-{place.exercise.slug}", title=place.title, visible="true"
        )
        SubElement(section, "selection", select="1")
        for item in items:
            SubElement(section, "assessmentItemRef", identifier=item.identifier, href=f"items/{item.identifier}.xml")
    total = _of("sum", Element("testVariables", variableIdentifier="SCORE"))
    test.append(_of("outcomeProcessing", _rule("SCORE", total)))
    return test


def _manifest(page: str, identifiers: list[str]) -> Element:
    manifest = Element("manifest", {"xmlns": PACKAGE, "identifier": f"backpropagation-{page}"})
    about = SubElement(manifest, "metadata")
    SubElement(about, "schema").text = "QTIv2.1 Package"
    SubElement(about, "schemaversion").text = "1.0.0"
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    test = SubElement(resources, "resource", identifier="test", type="imsqti_test_xmlv2p1", href="test.xml")
    SubElement(test, "file", href="test.xml")
    for identifier in identifiers:
        SubElement(test, "dependency", identifierref=identifier)
        href = f"items/{identifier}.xml"
        item = SubElement(resources, "resource", identifier=identifier, type="imsqti_item_xmlv2p1", href=href)
        SubElement(item, "file", href=href)
    return manifest
