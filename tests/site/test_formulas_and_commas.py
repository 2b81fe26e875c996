"""A formula and the comma behind it, or the bracket before it, do not part at the end of a line."""

from docutils import nodes
from docutils.utils import new_document

from book_ext.site.mathjax import keep_together


def paragraph(*parts):
    """A paragraph of texts and, as ("x",), formulas; after the book has gone over it."""
    document = new_document("page")
    made = nodes.paragraph()
    made += [nodes.math("", part[0]) if isinstance(part, tuple) else nodes.Text(part) for part in parts]
    document += made
    keep_together(None, document, "page")
    return [
        (node.astext(), "keep" in node["classes"]) if isinstance(node, nodes.Element) else str(node)
        for node in made
        if node.astext()
    ]


def test_punctuation_stays_with_its_formula():
    assert paragraph("from ", ("a",), ", and (", ("b",), "), then") == [
        "from ",
        ("a,", True),
        " and ",
        ("(b),", True),
        " then",
    ]


def test_formulas_that_follow_each_other():
    assert paragraph(("a",), ", ", ("b",), ".") == [("a,", True), " ", ("b.", True)]


def test_other_formulas_are_left_alone():
    assert paragraph("where ", ("a",), " is") == ["where ", ("a", False), " is"]
    assert paragraph(("a",)) == [("a", False)]
