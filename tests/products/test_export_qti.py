"""QTI packages: valid, complete, and marked by the rules of QTI as `check` marks the same answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from lxml import etree
from places import ON_PAGES

from backprop_exercises import EXERCISES, ask, check
from backprop_exercises.kinds.bugs import Bug
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.choices import Choice
from backprop_exercises.kinds.ordering import Ordering
from backprop_exercises.writing import explained
from book_ext.products.exports import package, qti, questions
from book_ext.site.cache import ROOT
from book_ext.site.chapter import OnPage

pytestmark = pytest.mark.slow  # reads the built book

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
MATH = "{http://www.w3.org/1998/Math/MathML}"
CONTENT = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
UNKNOWN = "Not right yet, and no mistake that we know gives exactly this."
DTD = etree.DTD(str(Path(__file__).parent / "formats" / "qti_2p1.dtd"))
DRAWS = (1, 17, 30)

PLACES = [place for place in ON_PAGES if place.slug in EXERCISES]


def of_kind(*kinds: type) -> Any:
    found = [place for place in PLACES if isinstance(EXERCISES[place.slug], kinds)]
    return pytest.mark.parametrize("place", found, ids=lambda place: place.slug)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, etree._Element]]:
    """By chapter, the files of its package as they are in the zip file."""
    folder = tmp_path_factory.mktemp("qti")
    found = {}
    for page, files in qti.chapters(list(questions.places(ROOT))).items():
        package.write(folder / f"{page}.zip", files)
        with ZipFile(folder / f"{page}.zip") as opened:
            assert opened.testzip() is None
            found[page] = {name: etree.fromstring(opened.read(name)) for name in opened.namelist()}
    return found


@pytest.fixture(scope="module")
def items(packages: dict[str, dict[str, etree._Element]]) -> dict[str, etree._Element]:
    return {
        str(root.get("identifier")): root
        for files in packages.values()
        for root in files.values()
        if root.tag == f"{QTI}assessmentItem"
    }


def bare(root: etree._Element) -> etree._Element:
    """Without what stands in formulas, for a DTD, which knows no namespaces."""
    copy = etree.fromstring(etree.tostring(root))
    for formula in copy.iter(f"{MATH}math"):
        for part in list(formula):
            formula.remove(part)
        formula.attrib.clear()
    return etree.fromstring(re.sub(rb' xmlns:m="[^"]*"', b"", etree.tostring(copy)).replace(b"m:math", b"math"))


def test_all_files_are_valid(packages: dict[str, dict[str, etree._Element]]) -> None:
    for page, files in packages.items():
        for name, root in files.items():
            if name != "imsmanifest.xml":
                assert DTD.validate(bare(root)), (page, name, DTD.error_log.filter_from_errors()[:3])


def test_the_manifest_lists_the_files_and_the_test_draws_one_of_each(
    packages: dict[str, dict[str, etree._Element]],
) -> None:
    for files in packages.values():
        manifest = files["imsmanifest.xml"]
        assert manifest.tag == f"{CONTENT}manifest"
        assert [part.tag.removeprefix(CONTENT) for part in manifest] == ["metadata", "organizations", "resources"]
        resources = manifest.findall(f"{CONTENT}resources/{CONTENT}resource")
        assert {one.get("href") for one in resources} == set(files) - {"imsmanifest.xml"}
        kinds = {one.get("href"): one.get("type") for one in resources}
        assert kinds.pop("test.xml") == "imsqti_test_xmlv2p1" and set(kinds.values()) == {"imsqti_item_xmlv2p1"}
        for one in resources:
            assert [file.get("href") for file in one.findall(f"{CONTENT}file")] == [one.get("href")]
        names = [one.get("identifier") for one in resources]
        assert len(set(names)) == len(names)
        assert all(one.get("identifierref") in names for one in manifest.iter(f"{CONTENT}dependency"))
        for section in files["test.xml"].iter(f"{QTI}assessmentSection"):
            assert section.find(f"{QTI}selection").get("select") == "1"  # type: ignore[union-attr]
        refs = list(files["test.xml"].iter(f"{QTI}assessmentItemRef"))
        for ref in refs:
            assert files[str(ref.get("href"))].get("identifier") == ref.get("identifier")
        assert len(refs) == len(kinds)


# --- how a platform marks, by the definitions of the expressions in the information model ---


class Marking:
    """The outcomes of an item for some responses; None is NULL."""

    def __init__(self, item: etree._Element, responses: dict[str, Any]) -> None:
        declared = item.findall(f"{QTI}responseDeclaration")
        assert set(responses) <= {one.get("identifier") for one in declared}
        self.values: dict[str, Any] = {str(one.get("identifier")): None for one in declared} | responses
        for one in item.findall(f"{QTI}outcomeDeclaration"):
            default = one.findtext(f"{QTI}defaultValue/{QTI}value")
            self.values[str(one.get("identifier"))] = None if default is None else float(default)
        self.rules(item.find(f"{QTI}responseProcessing"))
        given = self.values["FEEDBACK"] or []
        self.said = [
            " ".join("".join(one.itertext()).split())
            for one in item.findall(f"{QTI}modalFeedback")
            if (one.get("identifier") in given) == (one.get("showHide") == "show")
        ]

    def rules(self, parts: Any) -> None:
        for rule in parts:
            if rule.tag == f"{QTI}setOutcomeValue":
                self.values[rule.get("identifier")] = self.value(rule[0])
                continue
            assert rule.tag == f"{QTI}responseCondition"
            for case in rule:
                if case.tag == f"{QTI}responseElse":
                    self.rules(case)
                elif self.value(case[0]) is True:
                    self.rules(case[1:])
                    break

    def value(self, expression: etree._Element) -> Any:
        name = expression.tag.removeprefix(QTI)
        if name == "variable":
            return self.values[str(expression.get("identifier"))]
        if name == "baseValue":
            text = str(expression.text)
            return float(text) if expression.get("baseType") == "float" else text
        parts = [self.value(part) for part in expression]
        match name:
            case "isNull":
                return parts[0] is None
            case "multiple":
                each = [part if isinstance(part, list) else [part] for part in parts if part is not None]
                return [one for part in each for one in part] or None
            case "and":
                return False if False in parts else None if None in parts else True
            case "or":
                return True if True in parts else None if None in parts else False
        if None in parts:
            return None
        match name:
            case "not":
                return not parts[0]
            case "match":
                return parts[0] == parts[1]
            case "member":
                return parts[0] in parts[1]
            case "index":
                place = int(str(expression.get("n")))
                return parts[0][place - 1] if place <= len(parts[0]) else None
            case "sum":
                return sum(parts)
            case "equal":
                assert expression.get("toleranceMode") == "absolute"
                below, above = map(float, str(expression.get("tolerance")).split())
                return parts[0] - below <= parts[1] <= parts[0] + above
        raise AssertionError(f"{name} is not in this test")


def letters(text: str) -> str:
    """Without what Markdown and formulas write differently."""
    return re.sub(r"\W", "", re.sub(r"\$[^$]*\$", "", text)).lower()


def in_said(mistake: str, said: Sequence[str]) -> bool:
    """Whether a mistake is named: each piece of its words between formulas."""
    everything = letters(" ".join(said))
    return all(letters(piece) in everything for piece in re.split(r"\$[^$]*\$", explained(mistake)))


def marked(item: etree._Element, answer: dict[str, Any]) -> Marking:
    """A calculation, in the decimals in which it is typed."""
    responses = {}
    for name, value in answer.items():
        for k, entry in enumerate(np.ravel(value)):
            responses[f"{name}_{k + 1}" if np.ndim(value) else name] = float(f"{float(entry):.12g}")
    return Marking(item, responses)


@of_kind(ByHand)
def test_a_calculation_is_marked_as_check_marks_it(place: OnPage, items: dict[str, etree._Element]) -> None:
    """Right, each mistake from the first line on, each in one value alone, and unknown."""
    exercise = EXERCISES[place.slug]
    assert isinstance(exercise, ByHand)
    assert {f"{place.slug}-{number}" for number in range(1, 31)} <= set(items)
    for number in DRAWS:
        asked, item = ask(place.slug, number), items[f"{place.slug}-{number}"]
        drawn = asked.drawn
        right = {name: drawn.right[name] for name in exercise.asked}
        assert marked(item, right).values["SCORE"] == 1 and "Right." in marked(item, right).said
        for mistake, values in drawn.wrong.items():
            whole = {name: values[name] for name in exercise.asked}
            if any(np.shape(whole[name]) != np.shape(right[name]) for name in right):
                continue
            if not all(np.isfinite(value).all() for value in whole.values()):
                continue
            verdict, made = check(asked, whole), marked(item, whole)
            assert made.values["SCORE"] == pytest.approx(verdict.points), (number, mistake, made.said)
            assert all(in_said(one, made.said) for one in verdict.misconceptions), (number, mistake, made.said)
        for mistake in exercise.mistakes:
            for name, value in exercise.alone(mistake, drawn).items():
                if np.shape(value) != np.shape(right[name]) or not np.isfinite(value).all():
                    continue
                last = name == exercise.asked[-1]  # what comes behind a wrong value no longer follows from it
                verdict, made = check(asked, {**right, name: value}), marked(item, {**right, name: value})
                if last:
                    assert made.values["SCORE"] == pytest.approx(verdict.points), (number, mistake, name, made.said)
                if verdict.first_off == name:
                    assert all(in_said(one, made.said) for one in verdict.misconceptions), (number, mistake, name)
        unknown = {name: value + 7.3 + 11.9 * k for k, (name, value) in enumerate(right.items())}
        verdict, made = check(asked, unknown), marked(item, unknown)
        assert made.values["SCORE"] == verdict.points == 0
        assert len(made.said) == len(right) and all(UNKNOWN in one for one in made.said)
        assert Marking(item, {}).values["SCORE"] == 0 and Marking(item, {}).said == []


@of_kind(Choice, Bug)
def test_a_choice_is_marked_as_check_marks_it(place: OnPage, items: dict[str, etree._Element]) -> None:
    found = [item for name, item in items.items() if name.rpartition("-")[0] == place.slug]
    asked = ask(place.slug)
    assert len(found) >= 1
    shown = [one.get("identifier") for one in found[0].iter(f"{QTI}simpleChoice")]
    assert shown == [f"C{name}" for name in asked.given]
    for name in asked.given:
        verdict, made = check(asked, name), Marking(found[0], {"RESPONSE": f"C{name}"})
        assert made.values["SCORE"] == verdict.points == float(verdict.correct)
        (said,) = made.said
        assert said.startswith("Right") is verdict.correct
        assert all(in_said(one, made.said) for one in verdict.misconceptions)


@of_kind(Bug)
def test_each_program_with_a_bug_is_one_that_is_drawn(place: OnPage, items: dict[str, etree._Element]) -> None:
    found = [item for name, item in items.items() if name.rpartition("-")[0] == place.slug]
    drawn = {ask(place.slug, number).drawn.options for number in range(31)}
    listed = {"".join(item.find(f"{QTI}itemBody/{QTI}pre").itertext()) for item in found}  # type: ignore[union-attr]
    assert len(found) == len(listed) == len(drawn)
    assert {tuple(line[4:] for line in text.splitlines()) for text in listed} == drawn


@of_kind(Ordering)
def test_an_order_is_marked_as_check_marks_it(place: OnPage, items: dict[str, etree._Element]) -> None:
    """All orders of the lines that belong there, and thousands of others."""
    asked, item = ask(place.slug), items[f"{place.slug}-1"]
    letters_of = list(asked.given)
    assert [one.get("identifier") for one in item.iter(f"{QTI}simpleChoice")] == letters_of
    some = [*permutations(asked.drawn.right), *permutations(letters_of, 3), *permutations(letters_of, 4)]
    right = 0
    for answer in some:
        verdict, made = check(asked, " ".join(answer)), Marking(item, {"RESPONSE": list(answer)})
        assert made.values["SCORE"] == verdict.points == float(verdict.correct), answer
        assert all(in_said(one, made.said) for one in verdict.misconceptions), (answer, made.said)
        if not verdict.correct and not verdict.misconceptions and verdict.first_off:
            assert verdict.remark.removeprefix("Not right yet. ") in made.said[0], answer
        right += verdict.correct
    assert right >= 1


def test_texts_come_through_unchanged(items: dict[str, etree._Element]) -> None:
    """Signs that mean something in XML and HTML, in the code and in the formulas of the exercises."""
    for slug in ("forward-bug", "forward-order"):
        lines = list(ask(slug).given.values())
        everything = "".join(items[f"{slug}-1"].itertext())
        assert all(line in everything for line in lines), slug
    assert not any("\\(" in "".join(item.itertext()) for item in items.values()), "a formula that is no MathML"
    made = qti.Item("a", "a < b & c", "<p>1 &lt; 2 &amp; \\(x &lt; y\\) <code>a &lt; b</code></p>").element()
    again = etree.fromstring(package.as_text(made).encode())
    assert again.get("title") == "a < b & c"
    assert "".join(again.find(f"{QTI}itemBody").itertext()) == "1 < 2 & x<y a < b"  # type: ignore[union-attr]
