"""What rounding has left over is not printed as a result: its digits mean nothing, and another machine has others."""

import re
from html import unescape

import pytest

from backprop_lib.checking import bound
from book_ext.equations.book import CHAPTERS
from tests.support.built import READ, SITE

LEFT_OVER = 1e-13  # what numbers of ordinary size leave when they should cancel is smaller than this
DIGITS = re.compile(r"(\d\.\d+)(?:e| · 10| \\cdot 10\^\{)[-⁻]([\d⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
WITH_DIGITS = re.compile(r"largest_difference\([^{}]*\):[^}]*[eg]\}")


def left_over(text):
    """The numbers in a text that are smaller than rounding and have digits all the same."""
    found = DIGITS.finditer(text)
    return [one[0] for one in found if float(one[1]) * 10.0 ** -int(one[2].translate(PLAIN)) < LEFT_OVER]


@pytest.mark.parametrize("path", sorted(CHAPTERS.glob("*.md")), ids=lambda path: path.stem)
def test_differences_are_printed_as_bounds(path):
    text = path.read_text(encoding="utf-8")
    assert not WITH_DIGITS.findall(text), "print bound(largest_difference(...)), not its digits"
    assert not left_over(text)


@pytest.mark.slow
@pytest.mark.parametrize("page", READ)
def test_no_page_prints_what_rounding_left(page):
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", "", (SITE / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not left_over(unescape(re.sub(r"<[^>]+>", "", html)))


def test_the_rule_finds_what_it_should():
    assert left_over("4.14e-31, 4.14 · 10⁻³¹ and 4.14 \\cdot 10^{-31}; 3.51 · 10⁻⁵, 1.5e-11, 1e-30") == [
        "4.14e-31",
        "4.14 · 10⁻³¹",
        "4.14 \\cdot 10^{-31",
    ]
    assert WITH_DIGITS.search('print(f"{largest_difference(gradients, measured):.1e}")')


@pytest.mark.parametrize(
    ("one", "other"),
    [(8.5e-11, 5.2e-11), (2.0e-16, 4.0e-16)],
)
def test_two_machines_print_the_same(one, other):
    assert bound(one) == bound(other)
    assert float(bound(one).removeprefix("below ")) > one


def test_a_bound_is_above_what_it_bounds():
    assert bound(1e-10) == "below 1e-09" and bound(9.9e-11) == "below 1e-10" and bound(0) == "0"
