"""Names in code have the role of their quantity, as a name or an attribute, and nothing else; lines stand close."""

from __future__ import annotations

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.token import Name, Token

from book_ext.site.code_colours import ColouredPython


def kinds(code: str) -> dict[str, object]:
    return {text: kind for kind, text in ColouredPython().get_tokens(code)}


def test_names_have_the_role_of_their_quantity() -> None:
    found = kinds("error = layer.W.T @ delta + y * z")
    assert found["error"] is Name.Gradient and found["delta"] is Name.Gradient
    assert found["W"] is Name.Parameter and found["layer"] is Name.Parameter
    assert found["y"] is Name.Target and found["z"] is Name.Forward
    assert found["T"] is Name


def test_words_and_texts_have_none() -> None:
    found = kinds('"""error and delta"""\ndef cost(): return None  # delta')
    roles = {Name.Gradient, Name.Forward, Name.Parameter, Name.Target}
    assert not roles & set(found.values())
    assert Token.Name.Function in found.values()


def test_of_several_blank_lines_one_is_left() -> None:
    text = "".join(part for _, part in ColouredPython().get_tokens("a = 1\n\n\ndef b():\n    return 2\n\n\nb()"))
    assert text == "a = 1\n\ndef b():\n    return 2\n\nb()\n"


def test_self_does_not_get_the_class_of_widgets() -> None:
    html = highlight("class A:\n    def b(self):\n        return self.c", ColouredPython(), HtmlFormatter())
    assert 'class="bp"' not in html and "self" in html
