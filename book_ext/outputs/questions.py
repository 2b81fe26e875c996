"""A question in a chapter becomes a form in its page: what is given, and fields whose content the page can check.

The page carries fingerprints of the answers (backprop_exercises/fingerprints.py) and one small script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import product
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer

from backprop_exercises import EXERCISES, ask
from backprop_exercises.question import MIMETYPE
from book_ext.outputs.embedded import embedded
from book_ext.site.notebooks import name_of
from book_ext.site.solutions import solutions_wanted

FOR_NOTEBOOKS = re.compile(r" \(`\w+`\)| In Python: `[^`]*`\.")  # names in code, which a form does not ask for


class QuestionMixin(NbElementRenderer):
    """Renders what a cell shows that ends with a question; its `effort` and `slug` are kept for the exercise around.

    So is the answer with the numbers of the page, which book_ext/site/exercises.py takes into the solution.
    """

    def render_mime_type(self, data: MimeData) -> list[nodes.Element]:
        if data.mime_type != MIMETYPE:
            return super().render_mime_type(data)
        question: dict[str, Any] = data.content
        self.add_js_file("rows", "rows.js", {"defer": "defer"})
        check: dict[str, Any] | None = question.get("check")
        if check and not solutions_wanted():
            check = {**check, "hints": 1}  # a nudge; all after it is the solution, or most of it
        if check and "program" in check and question["slug"] in EXERCISES:  # book_ext/site/calculations.py writes it
            check = {**{part: check[part] for part in check if part != "program"}, "file": question["slug"]}
        formula = "points" in (check or {})
        choice = bool(check) and ("options" in question or "lines" in question or "rows" in question)
        shown = nodes.container(classes=["question"], slug=question["slug"], effort=question["effort"], choice=choice)
        if solved := solutions_wanted() and question["slug"] in EXERCISES and ask(question["slug"]).solved():
            shown += nodes.container("", *self._markdown(solved, data, inline=False), classes=["solved"])
        if question["text"]:  # the kinds with a choice have it in their form
            text = FOR_NOTEBOOKS.sub("", question["text"]) if check and not formula else question["text"]
            shown += self._markdown(text, data, inline=False)
        notebook = f'<a href="{escape(name_of(self.renderer.sphinx_env.docname))}" download>notebook</a>'
        if not check:
            needs = f"This asks for {question['needs']}: answer" if "needs" in question else "Answer"
            shown += _html(f'<p class="elsewhere">{needs} it in the {notebook}, where it is checked.</p>')
            return [shown]
        if formula:  # which exercises.js calls
            self.add_js_file("formulas", "formulas.js", {"defer": "defer", "priority": 400})  # in front of it
        self.add_js_file("exercises", "exercises.js", {"defer": "defer"})
        if any(value["shape"] for value in check.get("asked", ())):
            self.add_js_file("paste", "paste.js", {"defer": "defer"})
        shown += _html('<form class="answer" autocomplete="off" novalidate>')
        if formula:
            shown += _html(_formula(question["slug"]))
        else:
            shown += self._form(question, data)
        shown += _html(
            '<p class="only-js"><button type="submit">Check</button> <button type="reset">Clear</button></p>'
            '<div class="verdict" role="status"></div>'
            '<p class="no-js">This page checks answers with JavaScript, which is switched off. '
            f"The {notebook} checks them too.</p>{embedded(check)}</form>"
        )
        return [shown]

    def _form(self, question: dict[str, Any], data: MimeData) -> Iterator[nodes.Element]:
        if "rows" in question:
            return _order(question)
        return self._choice(question, data) if "verdicts" in question["check"] else self._fields(question, data)

    def _fields(self, question: dict[str, Any], data: MimeData) -> Iterator[nodes.Element]:
        """One field for each entry, in the order of the fingerprints."""
        yield _html('<div class="fields only-js">')
        number = 0
        for value in question["check"]["asked"]:
            said = "" if value["said"] else f" ({decimals_in_words(value['decimals'])})"
            label = [*self._markdown(f"${value['latex']}$", data), _html(f"{said} =")]
            first = f"{question['slug']}-{number}"
            if not value["shape"]:
                yield from (_html(f'<div><label for="{first}">'), *label, _html(f"</label>{_field(first)}</div>"))
                number += 1
                continue
            yield from (_html(f'<div role="group" aria-labelledby="{first}-of"><span id="{first}-of">'), *label)
            rows: dict[tuple[int, ...], list[str]] = {}
            for place in product(*map(range, value["shape"])):
                axes = ("row", "column") if len(place) == 2 else ("entry",)
                name = ", ".join(f"{axis} {k + 1}" for axis, k in zip(axes, place, strict=True))
                fields = rows.setdefault(place[:-1], [])
                fields.append(_field(f"{question['slug']}-{number}", f"{value['name']}, {name}"))
                number += 1
            array = "".join(f"<div>{''.join(fields)}</div>" for fields in rows.values())
            yield _html(f'</span><div class="array">{array}</div></div>')
        yield _html("</div>")

    def _choice(self, question: dict[str, Any], data: MimeData) -> Iterator[nodes.Element]:
        """Statements as they read, lines of a program as they are."""
        code = "lines" in question
        yield _html(f"<fieldset><legend>{'The wrong line' if code else 'Your answer'}</legend>")
        for name, option in question["lines" if code else "options"]:
            radio = f'<input type="radio" class="only-js" name="{question["slug"]}" value="{name}">'
            yield _html(f"<label>{radio}<b>{name}</b> ")
            if code:
                yield _html(f"<code>{escape(option)}</code>")
            else:
                yield from (_html("<span>"), *self._markdown(option, data), _html("</span>"))
            yield _html("</label>")
        yield _html("</fieldset>")

    def _markdown(self, text: str, data: MimeData, inline: bool = True) -> list[nodes.Element]:
        return list(self._render_markdown_base(_text_of(data, text), fmt="myst", inline=inline))


def _text_of(data: MimeData, text: str) -> MimeData:
    """Markdown in the place of an output."""
    return MimeData("text/markdown", text, cell_metadata=data.cell_metadata, line=data.line)


def _field(identifier: str, label: str = "") -> str:
    named = f' aria-label="{escape(label)}"' if label else ""
    keys = 'inputmode="decimal" spellcheck="false" autocapitalize="off"'
    return f'<input type="text" id="{escape(identifier)}"{named} {keys}>'


def _formula(slug: str) -> str:
    """One field, and below it how exercises.js reads what is typed there."""
    name = escape(f"{slug}-0")
    return (
        f'<div class="fields own-formula only-js"><div><label for="{name}">Your formula</label>'
        f'<input type="text" id="{name}" aria-describedby="{name}-how" spellcheck="false" autocapitalize="off">'
        f'</div></div><p class="how only-js" id="{name}-how">In Python notation or in LaTeX.</p>'
        '<p class="read-as only-js" aria-live="polite"><span></span> <span></span> <span></span></p>'
    )


def _order(question: dict[str, Any]) -> Iterator[nodes.Element]:
    """A field for the place of each line."""
    yield _html("<fieldset><legend>The place of each line; nothing for a line that does not belong there</legend>")
    for letter, line in question["rows"]:
        field = f'<input type="text" class="place only-js" inputmode="numeric" id="{question["slug"]}-{letter}">'
        yield _html(f"<label>{field}<b>{letter}</b> <code>{escape(line)}</code></label>")
    yield _html("</fieldset>")


def decimals_in_words(count: int) -> str:
    """How many decimals a field asks for."""
    return "a whole number" if count == 0 else f"{count} decimal{'' if count == 1 else 's'}"


def _html(text: str) -> nodes.raw:
    return nodes.raw(text=text, format="html")
