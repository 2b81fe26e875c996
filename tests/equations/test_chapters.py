"""Every formula of the chapters holds, and every slip in one of them is found and named."""

import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from book_ext.equations.book import CHAPTERS, book, checked, faults
from book_ext.equations.book import table as read_table
from book_ext.equations.grammar import parse
from book_ext.equations.marks import mark, sentence
from book_ext.equations.reading import Formula


@pytest.fixture(scope="module")
def table():
    return read_table()


@pytest.fixture(scope="module")
def formulas():
    return book()


@pytest.fixture(scope="module")
def equations(formulas, table):
    return list(checked(formulas, table))


def test_every_formula_is_labelled_understood_and_true(formulas, table):
    assert not (found := faults(formulas, table)), "\n\n" + "\n\n".join(found)


def test_the_core_is_there(formulas):
    assert sum(formula.displayed for formula in formulas) >= 60
    assert sum(not formula.displayed for formula in formulas) >= 210


def test_a_label_names_one_equation(formulas):
    labels = Counter(formula.label for formula in formulas if formula.displayed)
    assert labels.most_common(1)[0][1] == 1


def test_the_table_lists_nothing_that_is_not_in_the_book(formulas, table):
    assert set(table["equations"]) == {formula.label for formula in formulas if formula.displayed}
    listed = {(chapter, tex) for chapter, entries in table["inline"].items() for tex in entries}
    written = {(formula.file[len("chapters/") : -len(".md")], " ".join(formula.tex.split())) for formula in formulas}
    assert listed <= written


# ------------------------------------------------------------------------------------------------ mutants


def test_every_equation_has_a_mutation_run(formulas, equations):
    assert len(equations) == sum(formula.displayed for formula in formulas)
    assert all(one.mutation.refused > 10 for one in equations)


def test_every_kind_of_slip_is_made(equations):
    structural = {kind for one in equations for kind, _ in one.mutation.structural}
    textual = {kind for one in equations for kind, _ in one.mutation.textual}
    assert textual == {"symbol left out", "symbol doubled", "symbols swapped"}
    assert structural == {
        "a side negated",
        "sign turned",
        "term left out",
        "factor negated",
        "factor left out",
        "product of entries taken as product of matrices",
        "fraction turned over",
        "denominator left out",
        "derivative taken the other way",
        "indices swapped",
        "another index",
        "prime left out",
        "function left out",
        "gradient left out",
        "transpose left out",
        "power left out",
        "another power or layer",
        "sum left out",
        "sum and product exchanged",
        "another limit",
        "another number",
    }


def test_false_mutants_are_refused(equations):
    structural = sum((one.mutation.structural for one in equations), Counter())
    textual = sum((one.mutation.textual for one in equations), Counter())
    refused = {how: sum(n for (_, fate), n in structural.items() if fate == how) for how in ("value", "error")}
    print(f"of the meaning: {structural.total()} mutants, {refused}; of single symbols: {textual.total()}")
    assert sum(refused.values()) >= 0.98 * structural.total()
    assert refused["value"] > refused["error"], "most mutants should be understood, and be found false"


def test_survivors_are_those_of_the_list(equations, table):
    survivors = {one.formula.label: set(one.mutation.survivors) for one in equations if one.mutation.survivors}
    assert survivors == {label: set(reasons) for label, reasons in table["survivors"].items()}


def test_the_whole_check_is_quick():
    start = time.process_time()
    formulas, table = book(), read_table()
    assert not faults(formulas, table)
    list(checked(formulas, table))
    assert time.process_time() - start < 10


def test_the_mark_says_how_an_equation_was_checked(equations):
    one = next(one for one in equations if one.formula.label == "eq-delta-hidden")
    assert "with three sets of random numbers, and they agree" in sentence(one)
    assert f"{one.mutation.refused} wrong versions" in sentence(one)
    assert "with the numbers of the text" in sentence(next(one for one in equations if one.entry.world == "mazur"))
    assert mark(one, "page.html").startswith('<details class="checked"><summary aria-label="checked">✓</summary>')


def test_a_definition_is_not_said_to_be_true(equations):
    """It can only be compared with what is computed under its name."""
    definitions = [one for one in equations if one.entry.definition]
    assert {"eq-net", "eq-half-squared-error", "eq-delta"} <= {one.formula.label for one in definitions}
    for one in equations:
        assert ("a definition, which cannot be false" in sentence(one)) == one.entry.definition
        assert ("Both sides" in sentence(one)) != one.entry.definition
    for one in definitions:
        tree = parse(one.formula.tex)
        assert tree[0] == "relation" and len(tree) == 4, "a definition has a name on its left and one right side"
        assert "partial" not in str(tree[1])


# ------------------------------------------------------------------------------------- slips made by hand

SLIPS = {
    "a sign": ("backward-pass", r"\delta_j = (o_j - t_j) \, \varphi'", r"\delta_j = (o_j + t_j) \, \varphi'"),
    "two indices": ("backward-pass", r"_j) \sum_{k} w_{jk} \, \delta_k", r"_j) \sum_{k} w_{kj} \, \delta_k"),
    "a transpose": (
        "backward-matrices",
        r"E}{\partial W^l} = \delta^l \, (a^{l-1})^\top",
        r"E}{\partial W^l} = \delta^l \, a^{l-1}",
    ),
    "a factor": ("error-calculation", r"E = \frac{1}{2} \sum_{j} (t_j", r"E = \sum_{j} (t_j"),
    "a layer": ("forward-pass", r"z^l = W^l a^{l-1}", r"z^l = W^l a^l"),
    "a number": (  # an equation of several lines is named by its first
        "forward-pass",
        "\\begin{aligned}\n\\mathrm{net}_{h1} &= 0.15 \\cdot 0.05 + 0.20 \\cdot 0.10",
        "\\begin{aligned}\n\\mathrm{net}_{h1} &= 0.15 \\cdot 0.05 + 0.20 \\cdot 0.15",
    ),
}


def changed(folder, chapter, old, new):
    """Change a copy of a chapter; returns the line of the change and the faults that are then found."""
    text = (CHAPTERS / f"{chapter}.md").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / f"{chapter}.md").write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1, faults(book(folder), read_table())


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_found_and_named(tmp_path, slip):
    chapter, old, new = SLIPS[slip]
    line, found = changed(tmp_path, chapter, old, new)
    (fault,) = found
    assert fault.startswith(f"chapters/{chapter}.md:{line}: ")
    assert "does not hold in the world of" in fault or "matrices with shapes" in fault


def test_a_fault_shows_both_values_and_the_numbers_of_the_world(tmp_path):
    _, (fault,) = changed(tmp_path, *SLIPS["two indices"])
    lines = fault.splitlines()
    assert lines[0].startswith("chapters/backward-pass.md:")
    assert "eq-delta-hidden: does not hold in the world of neurons, number 1, j = 7:" in lines[0]
    left, right = (float(line.rpartition(" is ")[2]) for line in lines[1:3])
    assert lines[1].startswith(r"    \delta_{j} is ") and lines[2].startswith(r"    = \varphi'") and left != right
    shown = [line.split(" = ")[0].removeprefix("    with").strip() for line in lines[3:]]
    assert shown == ["w", r"\mathrm{net}", r"\delta"]


def test_shapes_that_do_not_fit_are_named(tmp_path):
    _, (fault,) = changed(tmp_path, *SLIPS["a transpose"])
    lines = fault.splitlines()
    assert "eq-weight-gradient-matrix: a product of matrices with shapes (4, 1) and (3, 1), in the world of" in lines[0]
    assert lines[1].startswith(r"    \frac{\partial E}{\partial W^{l}} is [[") and lines[2].endswith("has no value")
    assert [line.split(" = ")[0].removeprefix("    with").strip() for line in lines[3:]] == ["W", "a", "E", r"\delta"]


UNFIT = {
    "no label": ("\n```{math}\nE = E\n```\n", "a displayed equation needs a label"),
    "dollars": ("\n$$E = E$$\n", "a displayed equation needs a label"),
    "amsmath": ("\n\\begin{align}\nE = E\n\\end{align}\n", "a displayed equation needs a label"),
    "no entry": ("\n```{math}\n:label: eq-new\nE = E\n```\n", "eq-new: not in book_ext/equations/table.yml"),
    "labelled dollars": ("\n$$E = E$$ (eq-new)\n", "eq-new: not in book_ext/equations/table.yml"),
    "not understood": ("\nwhere $E = {o_j} + 1$.\n", "not understood from here on: {o_j} + 1"),
    "unfinished": ("\nwhere $E +$.\n", "not understood from here on: the end"),
    "unknown": (
        "\nwhere $\\xi_j$ is.\n",
        r"\xi is no quantity of the book; a new one has its numbers in",
    ),
    "a statement": ("\nwhere $E = o_j$.\n", "states something, but is not under its chapter"),
    "in a box": ("\n:::{admonition} Box\nwhere $E = o_j$.\n:::\n", "states something"),
}


@pytest.fixture
def page(tmp_path):
    """A copy of a chapter, to which something can be added."""
    return Path(shutil.copy(CHAPTERS / "training.md", tmp_path))


def add(page, text):
    """Returns the line on which the added text begins."""
    before = page.read_text(encoding="utf-8")
    page.write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1


@pytest.mark.parametrize("case", UNFIT)
def test_what_is_unfit_is_named_with_file_and_line(page, case):
    text, complaint = UNFIT[case]
    line = add(page, text) + next(n for n, row in enumerate(text.split("\n")) if "E" in row or "xi" in row)
    (fault,) = faults(book(page.parent), read_table())
    assert fault.startswith(f"chapters/training.md:{line}: ")
    assert complaint in fault


@pytest.mark.parametrize(
    ("tex", "entry", "complaint"),
    [
        (r"\delta_j = o_j - t_j", "wrong: neurons, j in out", ""),
        (r"o_j = \varphi(\mathrm{net}_j)", "wrong: neurons, j in out", "its values do not differ (it is true)"),
        ("o_j = a_j", "wrong: neurons, j in out", "its values do not differ (a has no meaning"),
        ("o_j = 3", "supposed: an example", ""),
        (r"\delta_j = o_j - t_j", "neurons, j in out", "does not hold"),
    ],
)
def test_a_formula_in_the_text_is_true_supposed_or_wrong(tex, entry, complaint):
    formula = Formula("chapters/page.md", 1, tex, False)
    found = faults([formula], {"equations": {}, "inline": {"page": {tex: entry}}})
    assert len(found) == bool(complaint) and complaint in "".join(found)


def test_an_equation_that_does_not_hold_gets_no_mark():
    wrong = Formula("chapters/page.md", 1, r"\delta_j = o_j - t_j", True, "eq-wrong")
    assert not list(checked([wrong], {"equations": {"eq-wrong": "neurons, j in out"}}))


def test_code_is_not_read_as_mathematics(page):
    add(page, "\n```{code-cell}\na = '$x +$'\n```\n\nand `$x +$`, <!-- $x +$ --> or \\$x +\\$.\n")
    add(page, "\n```python\na = '$x +$'\n```\n\n```\n$x +$\n```\n")
    assert not faults(book(page.parent), read_table())
