"""Writes what Sphinx has resolved as the Markdown that notebooks show: one method for each kind of node.

A kind that has no method is refused with its place in the chapter: nothing that a page shows is lost in a notebook
without a word. Markdown and formulas are read by two programs, one after the other. JupyterLab takes the formulas out
first, so what stands between dollars is on one line wherever lines have a mark in front of them.
"""

from __future__ import annotations

import base64
import mimetypes
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape as escape_html
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

from book_ext.site.set_in_words import in_words, set_before, settings

# What says nothing in itself: places to jump to, entries of an index, comments, what only other formats print.
SILENT = {
    *("comment", "target", "index", "substitution_definition", "meta", "pending", "tabular_col_spec", "highlightlang"),
    *("exercise_start_node", "exercise_end_node", "solution_start_node", "solution_end_node", "sd_tab_input"),
    *("fontawesome", "sd_icon"),
}
# Parts of a line, and parts of a page, whose content is all there is to them.
THROUGH = {
    *("document", "generated", "number_reference", "PassthroughTextElement", "pending_xref_condition", "title"),
    *("caption", "term", "label", "classifier", "attribution", "line", "sd_tab_label", "sd_badge", "problematic"),
}
OPEN = {
    *("document", "container", "compound", "compact_paragraph", "glossary", "legend", "start_of_file"),
    *("hlist", "hlistcol", "acks"),
}
ADMONITIONS = {"attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning", "seealso"}

SVG = "image/svg+xml"

AT_LINE_START = re.compile(r"^[ \t]*(?:(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+\s*$|-{2,}\s*$)|(\d{1,9})([.)](?=\s|$)))", re.M)


class Unknown(ValueError):
    """What no method knows; `node` says where it stands."""

    def __init__(self, node: nodes.Node, words: str) -> None:
        super().__init__(words)
        self.node = node


class Part(NamedTuple):
    """A piece of a notebook: Markdown, or the number of a code cell of the chapter; and the exercise that it is in."""

    text: str = ""
    cell: int | None = None
    exercise: str = ""
    solution: bool = False
    heading: bool = False


class Images(dict[str, tuple[str, str]]):
    """Pictures that go with the notebook: name, and kind and content in base64."""

    def add(self, path: Path) -> str:
        """The address of a picture for Markdown."""
        return self.keep(path.name, mimetypes.guess_type(path.name)[0] or "image/png", path.read_bytes())

    def keep(self, name: str, kind: str, data: bytes) -> str:
        """The same for its content. JupyterLab shows no attachment that is an SVG, so that stands in the address."""
        picture = (kind, base64.b64encode(data).decode())
        if kind == SVG:
            return f"data:{SVG};base64,{picture[1]}"
        name = re.sub(r"[^\w.-]", "-", name)
        while self.get(name, picture) != picture:  # another picture of the same name
            name = f"_{name}"
        self[name] = picture
        return f"attachment:{name}"


class Writer:
    """The Markdown of one page.

    `formula_of` writes equations out where a number would lead nowhere; `beside` has the notebook of a page that lies
    beside this one, where there is one.
    """

    def __init__(self, app: Sphinx, page: str, formula_of: Any = None, beside: Any = None) -> None:
        self.app, self.page, self.formula_of, self.beside = app, page, formula_of, beside
        self.base = (
            urljoin(f"{app.config.html_baseurl.rstrip('/')}/", f"{page}.html") if app.config.html_baseurl else ""
        )
        self.images = Images()
        self.exercises: dict[str, str] = {}  # their titles
        self.level, self.exercise, self.solution = 0, "", False
        self.quoted = False  # lines get a mark in front of them

    # ------------------------------------------------------------------------------------------------- blocks

    def parts(self, node: nodes.Element | Iterable[nodes.Node]) -> list[Part]:
        """The blocks in a node, one behind the other."""
        found: list[Part] = []
        words: list[nodes.Node] = []  # which stand between blocks without a paragraph around them
        for child in [*(node.children if isinstance(node, nodes.Element) else node), nodes.comment()]:
            if isinstance(child, nodes.Text) or (self._method("inline", child) and not self._method("block", child)):
                words.append(child)
                continue
            found += self._said(_line_starts(self.inline(words)))
            words = []
            found += self.block(child)
        return found

    def block(self, node: nodes.Node) -> list[Part]:
        if _in_silence(node):
            return []
        method = self._method("block", node)
        if method is None:
            kind = type(node).__name__
            raise Unknown(node, f"a notebook cannot show {kind}; say how in book_ext/site/markdown.py.")
        result = method(node)
        return self._said(result) if isinstance(result, str) else result

    def text(self, node: nodes.Element | Iterable[nodes.Node]) -> str:
        """Blocks that can hold no cell, as one text."""
        parts = self.parts(node)
        if any(part.cell is not None for part in parts):
            raise Unknown(
                node if isinstance(node, nodes.Node) else nodes.paragraph(), "a code cell inside a list, quote or box."
            )
        return "\n\n".join(part.text for part in parts)

    def _said(self, text: str, heading: bool = False) -> list[Part]:
        text = text.strip("\n")
        return [Part(text, None, self.exercise, self.solution, heading)] if text.strip() else []

    def _method(self, kind: str, node: nodes.Node) -> Any:
        name = type(node).__name__
        if method := getattr(self, f"{kind}_{name}", None):
            return method
        if kind == "block":
            if name in OPEN:
                return self.parts
            if name in ADMONITIONS:
                return self.block_admonition
        elif name in THROUGH:
            return self.inline
        return None

    def block_section(self, node: nodes.Element) -> list[Part]:
        """A section without a title is what sphinx-exercise puts around its content."""
        titled = isinstance(node[0], nodes.title) if node.children else False
        self.level += titled
        found = self.parts(node)
        self.level -= titled
        return found

    def block_title(self, node: nodes.Element) -> list[Part]:
        number = self._number_of_section(node.parent)
        return self.heading(f"{number} {self.inline(node)}".strip())

    def heading(self, words: str) -> list[Part]:
        return self._said(f"{'#' * min(self.level or 1, 6)} {' '.join(words.split())}", heading=True)

    def _number_of_section(self, section: nodes.Element) -> str:
        numbers = self.app.env.toc_secnumbers.get(self.page, {})
        first = isinstance(section.parent, nodes.document)
        anchor = next((f"#{name}" for name in section.get("ids", ()) if f"#{name}" in numbers), "")
        return ".".join(map(str, numbers.get(anchor if not first or "" not in numbers else "", ())))

    def _number_of(self, kind: str, node: nodes.Element) -> str:
        """The number that the page gives to a figure, a table, an equation, an exercise."""
        numbers = self.app.env.toc_fignumbers.get(self.page, {}).get(kind, {})
        return next((".".join(map(str, numbers[name])) for name in node["ids"] if name in numbers), "")

    def block_subtitle(self, node: nodes.Element) -> str:
        return f"**{self.inline(node)}**"

    block_rubric = block_subtitle

    def block_centered(self, node: nodes.Element) -> str:
        return f"**{self.inline(node)}**"

    block_sd_tab_label = block_centered

    def block_paragraph(self, node: nodes.Element) -> str:
        return _line_starts(self.inline(node))

    def block_transition(self, node: nodes.Element) -> str:
        return "* * *"

    def block_bullet_list(self, node: nodes.Element) -> str:
        return self._list(node, lambda number: "-")

    def block_enumerated_list(self, node: nodes.Element) -> str:
        """Markdown counts with numbers only; letters are written out."""
        start, kind = node.get("start", 1), node.get("enumtype", "arabic")
        if kind == "arabic":
            return self._list(node, lambda number: f"{start + number}.")
        name = partial(_counted, kind=kind, start=start)
        return self._list(node, lambda number: f"- ({name(number)})", 2)

    def _list(self, node: nodes.Element, mark: Any, indent: int = 0) -> str:
        items = [item for item in node.children if not _in_silence(item)]
        texts = []
        for number, item in enumerate(items):
            first = mark(number)
            texts.append(f"{first} " + self.text(item).replace("\n", "\n" + " " * (indent or len(first) + 1)))
        tight = all(len([part for part in item.children if not _in_silence(part)]) < 2 for item in items)
        return re.sub(r"[ \t]+$", "", ("\n" if tight else "\n\n").join(texts), flags=re.M)

    def block_definition_list(self, node: nodes.Element) -> list[Part]:
        return [part for item in node.children if not _in_silence(item) for part in self._definition(item)]

    def _definition(self, item: nodes.Node) -> list[Part]:
        assert isinstance(item, nodes.Element)
        terms = [self.inline(part) for part in item.children if not isinstance(part, nodes.definition)]
        meaning = self.text([kid for part in item.children if isinstance(part, nodes.definition) for kid in part])
        return self._said(_item(", ".join(f"**{term.strip()}**" for term in terms if term.strip()), meaning))

    def block_field_list(self, node: nodes.Element) -> list[Part]:
        return [part for field in node.findall(nodes.field) for part in self._said(self._field(field))]

    def _field(self, field: nodes.Element) -> str:
        return _item(f"**{self.inline(field[0])}**", self.text(field[1]))

    def block_option_list(self, node: nodes.Element) -> list[Part]:
        return [
            part
            for item in node.findall(nodes.option_list_item)
            for part in self._said(_item(_code(item[0].astext()), self.text(item[1])))
        ]

    def block_line_block(self, node: nodes.Element) -> str:
        return "  \n".join(self._lines(node))

    def _lines(self, node: nodes.Element, depth: int = 0) -> Iterator[str]:
        for line in node.children:
            if isinstance(line, nodes.line_block):
                yield from self._lines(line, depth + 1)
            else:
                yield "&emsp;" * depth + _line_starts(self.inline(line))

    def block_block_quote(self, node: nodes.Element) -> str:
        signed = [part for part in node.children if isinstance(part, nodes.attribution)]
        body = self._quote([part for part in node.children if part not in signed])
        return "\n>\n".join([body, *(f"> — {self.inline(part)}" for part in signed)])

    def _quote(self, children: Iterable[nodes.Node], title: str = "") -> str:
        before, self.quoted = self.quoted, True
        text = self.text(children)
        self.quoted = before
        lines = [*([f"**{title}**", ""] if title else []), *text.split("\n")]
        return "\n".join(f"> {line}".rstrip() for line in lines)

    def block_admonition(self, node: nodes.Element) -> str:
        kind = type(node).__name__
        first = node[0] if node.children and isinstance(node[0], nodes.title) else None
        content = node.children[first is not None :]
        if "dropdown" in node["classes"]:
            return self._fold(first or nodes.title("", _title_of(kind)), content)
        return self._quote(content, self.inline(first) if first else _title_of(kind))

    def block_topic(self, node: nodes.Element) -> str:
        first = node[0] if node.children and isinstance(node[0], nodes.title) else None
        return self._quote(node.children[first is not None :], self.inline(first) if first else "")

    block_sidebar = block_topic

    def block_versionmodified(self, node: nodes.Element) -> str:
        return self._quote(node.children)

    def block_dropdown_main(self, node: nodes.Element) -> str:
        title = next((part for part in node.children if type(part).__name__ == "dropdown_title"), None)
        shown = next((part for part in node.findall(nodes.inline) if "sd-summary-text" in part["classes"]), None)
        content = [part for part in node.children if part is not title]
        return self._fold(shown or nodes.title("", "Details"), content, node.get("opened"))

    def _fold(self, title: nodes.Node, content: Iterable[nodes.Node], opened: bool = False) -> str:
        """Blank lines, so that Markdown and formulas inside are read as such."""
        return (
            f"<details{' open' if opened else ''}><summary>{self.html(title)}</summary>\n\n"
            f"{self.text(content)}\n\n</details>"
        )

    def block_literal_block(self, node: nodes.Element) -> str:
        language = {"ipython3": "python", "none": "", "default": "", "myst-ansi": ""}
        name = str(node.get("language", ""))
        return _fenced(node.astext().strip("\n"), language.get(name, name))

    def block_doctest_block(self, node: nodes.Element) -> str:
        return _fenced(node.astext(), "python")

    def block_math_block(self, node: nodes.Element) -> str:
        number = self._number_of("displaymath", node)
        if not number and node.get("label"):
            number = str(node.get("number") or "")
        formula = displayed(node.astext(), bool(node.get("nowrap")), number if not self.formula_of else "")
        return f"$$ {' '.join(formula.split())} $$" if self.quoted else f"$$\n{formula}\n$$"

    def block_image(self, node: nodes.Element) -> str:
        return self.inline_image(node)

    def block_figure(self, node: nodes.Element) -> list[Part]:
        words = self.app.config.numfig_format.get("figure", "Fig. %s")
        found: list[Part] = []
        for child in node.children:
            if isinstance(child, nodes.caption):
                found += self._said(self._caption(words, self._number_of("figure", node), child))
            elif isinstance(child, nodes.legend):
                found += self.parts(child)
            elif isinstance(child, nodes.reference):
                found += self._said(self.inline([child]))
            else:
                found += self.block(child)
        return found

    def _caption(self, words: str, number: str, caption: nodes.Element) -> str:
        counted = f"**{words.replace('%s', number).strip()}** " if number else ""
        return _line_starts(counted + self.inline(caption))

    def block_caption(self, node: nodes.Element) -> str:
        return f"**{self.inline(node)}**"

    def block_table(self, node: nodes.Element) -> list[Part]:
        title = next((part for part in node.children if isinstance(part, nodes.title)), None)
        words = self.app.config.numfig_format.get("table", "Table %s")
        found = self._said(self._caption(words, self._number_of("table", node), title)) if title else []
        rows = list(node.findall(nodes.row))
        heads = [row for row in rows if isinstance(row.parent, nodes.thead)]
        simple = len(heads) < 2 and all(
            not (cell.get("morerows") or cell.get("morecols"))
            and (not cell.children or (len(cell) == 1 and isinstance(cell[0], nodes.paragraph)))
            for row in rows
            for cell in row.children
            if isinstance(cell, nodes.Element)
        )
        return found + self._said(self._pipes(heads, rows) if simple else self._tags(heads, rows))

    def _pipes(self, heads: list[nodes.row], rows: list[nodes.row]) -> str:
        """A table of Markdown. A bar inside a cell is escaped; inside a formula it has a name."""
        width = max(len(row) for row in rows)
        sides = {"text-left": ":--", "text-center": ":-:", "text-right": "--:"}
        first = [*rows[0].children, *[nodes.entry()] * (width - len(rows[0]))]
        rules = [next((sides[c] for c in cell.get("classes", ()) if c in sides), "---") for cell in first]
        body = [row for row in rows if row not in heads]
        lines = [[self._cell(cell) for cell in row.children] for row in [*(heads or [nodes.row()]), *body]]
        lines.insert(1, rules)
        return "\n".join("| " + " | ".join([*line, *[""] * (width - len(line))]) + " |" for line in lines)

    def _cell(self, cell: nodes.Node) -> str:
        assert isinstance(cell, nodes.Element)
        text = " ".join(self.inline(cell[0]).split()) if cell.children else ""
        text = re.sub(r"(?<!\\)\$[^$]+\$", lambda tex: tex[0].replace(r"\|", r"\Vert ").replace("|", r"\vert "), text)
        return re.sub(r"(?<!\\)\|", r"\\|", text)

    def _tags(self, heads: list[nodes.row], rows: list[nodes.row]) -> str:
        """A table whose cells have more than one line: as HTML, with Markdown between blank lines."""
        before, self.quoted = self.quoted, True
        lines = ["<table>"]
        for row in rows:
            lines.append("<tr>")
            for cell in row.children:
                assert isinstance(cell, nodes.Element)
                name = "th" if row in heads else "td"
                spans = {"rowspan": cell.get("morerows", 0), "colspan": cell.get("morecols", 0)}
                extra = "".join(f' {what}="{more + 1}"' for what, more in spans.items() if more)
                lines += [f"<{name}{extra}>", "", self.text(cell), "", f"</{name}>"]
            lines.append("</tr>")
        self.quoted = before
        return "\n".join([*lines, "</table>"])

    def block_footnote(self, node: nodes.Element) -> str:
        label, *content = node.children
        return f"<sup>[{label.astext()}]</sup> " + self.text(content)

    def block_citation(self, node: nodes.Element) -> str:
        label, *content = node.children
        return f"[{label.astext()}] " + self.text(content)

    def block_raw(self, node: nodes.Element) -> str:
        """HTML passes, a drawing as a picture; what is for other formats is not on the page either."""
        text = node.astext()
        if "html" not in node["format"].split():
            return ""
        if "<script" in text:
            raise Unknown(node, "a notebook cannot show a script, or a widget, in its text; let a code cell show it.")
        if "<svg" in text:
            return self._drawing(text)
        return re.sub(r"\n\s*\n", "\n", text)

    def _drawing(self, text: str) -> str:
        """A drawing inside the page, which JupyterLab would take out, as a picture with the same description."""
        alt = re.search(r'aria-label="([^"]*)"', text)
        svg = text[text.index("<svg") : text.index("</svg>") + len("</svg>")]
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1) if "xmlns=" not in svg else svg
        return f"![{_alt(unescape(alt[1]) if alt else '')}]({self.images.keep('', SVG, svg.encode())})"

    def block_only(self, node: nodes.Element) -> list[Part]:
        return self.parts(node) if self.app.tags.eval_condition(node["expr"]) else []

    def block_toctree(self, node: nodes.Element) -> str:
        if node.get("hidden"):
            return ""
        known = self.app.env.titles
        titles = [title or (known[page].astext() if page in known else page) for title, page in node["entries"]]
        return "\n".join(f"- {escaped(title)}" for title in titles)

    def block_system_message(self, node: nodes.Element) -> str:
        return ""  # the build says it, and fails

    # ------------------------------------------------------------------------------------ cells and exercises

    def block_container(self, node: nodes.Element) -> list[Part]:
        if node.get("nb_element") == "cell_code":
            return [Part("", node["cell_index"], self.exercise, self.solution), *self._computed(node)]
        return self.parts(node)

    def _computed(self, cell: nodes.Element) -> list[Part]:
        return self.parts(outputs(cell)) if is_text(cell) else []

    def block_exercise_node(self, node: nodes.Element) -> list[Part]:
        printed, *content = node.children
        question = next(node.findall(lambda part: isinstance(part, nodes.container) and "effort" in part), None)
        number = self._number_of("exercise", node)
        words = self.inline(printed.children[1:-1]).strip()  # sphinx-exercise puts it in brackets
        effort = f" ({question['effort']})" if question is not None and question["effort"] else ""
        self.exercise, self.level = node["label"].removeprefix("ex-"), self.level + 1
        title = f"Exercise {number}".strip() + (f": {words}" if words else "")
        self.exercises[self.exercise] = title
        found = self.heading(f"{title}{effort}") + self.parts(content)
        self.exercise, self.level = "", self.level - 1
        return found

    block_exercise_enumerable_node = block_exercise_node

    def block_solution_node(self, node: nodes.Element) -> list[Part]:
        title, *content = node.children
        self.exercise, self.solution = node["target_label"].removeprefix("ex-"), True
        self.level += 2
        found = self.heading(self.inline(title)) + self.parts(content)
        self.level -= 2
        self.exercise, self.solution = "", False
        return found

    # ------------------------------------------------------------------------------------------------- inline

    def inline(self, node: nodes.Element | Iterable[nodes.Node]) -> str:
        """Words, symbols and links in one line of thought."""
        text = ""
        for child in node.children if isinstance(node, nodes.Element) else node:
            said = self._inline(child)
            text += f" {said}" if text.endswith("$") and said.startswith("$") and not text.endswith(r"\$") else said
        return text

    def _inline(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return escaped(str(node))
        if _in_silence(node):
            return ""
        method = self._method("inline", node)
        if method is None:
            kind = type(node).__name__
            raise Unknown(node, f"a notebook cannot show {kind} in a line; say how in book_ext/site/markdown.py.")
        return str(method(node))

    def _marked(self, mark: str, tag: str, node: nodes.Element) -> str:
        """Stars beside a letter, or inside other stars, do not always mark anything: there it is a tag of HTML."""
        inner = self.inline(node)
        before, after = _beside(node)
        nested = isinstance(node.parent, nodes.emphasis | nodes.strong)
        plain = inner == inner.strip() and not nested and not before[-1:].isalnum() and not after[:1].isalnum()
        return f"{mark}{inner}{mark}" if inner and plain else f"<{tag}>{inner}</{tag}>"

    def inline_emphasis(self, node: nodes.Element) -> str:
        return self._marked("*", "em", node)

    inline_literal_emphasis = inline_title_reference = inline_emphasis

    def inline_strong(self, node: nodes.Element) -> str:
        return self._marked("**", "strong", node)

    inline_literal_strong = inline_strong

    def inline_inline(self, node: nodes.Element) -> str:
        known = {"guilabel": "**", "menuselection": "**"}
        mark = next((known[name] for name in node["classes"] if name in known), "")
        return f"{mark}{self.inline(node)}{mark}"

    inline_lights = inline_inline  # what they light up is on the page

    def inline_subscript(self, node: nodes.Element) -> str:
        return f"<sub>{self.inline(node)}</sub>"

    def inline_superscript(self, node: nodes.Element) -> str:
        return f"<sup>{self.inline(node)}</sup>"

    def inline_abbreviation(self, node: nodes.Element) -> str:
        meaning = node.get("explanation", "")
        return f'<abbr title="{escape_html(meaning)}">{self.inline(node)}</abbr>' if meaning else self.inline(node)

    def inline_literal(self, node: nodes.Element) -> str:
        if "kbd" in node["classes"]:
            return f"<kbd>{escape_html(node.astext())}</kbd>"
        return _code(node.astext())

    inline_manpage = inline_literal

    def inline_math(self, node: nodes.Element) -> str:
        return f"${_tex(node.astext())}$"

    def inline_footnote_reference(self, node: nodes.Element) -> str:
        return f"<sup>[{node.astext()}]</sup>"

    def inline_citation_reference(self, node: nodes.Element) -> str:
        return f"[{node.astext()}]"

    def inline_raw(self, node: nodes.Element) -> str:
        return node.astext() if "html" in node["format"].split() and "<svg" not in node.astext() else ""

    def inline_download_reference(self, node: nodes.Element) -> str:
        return self._link(self.inline(node), str(node.get("refuri", "")))

    def inline_image(self, node: nodes.Element) -> str:
        alt = _alt(node.get("alt", ""))
        uri = str(node["uri"])
        if urlsplit(uri).scheme:
            return f"![{alt}](<{uri}>)"
        candidates = [uri, *(node.get("candidates") or {}).values()]
        path = next((path for name in candidates if (path := Path(self.app.srcdir) / name).is_file()), None)
        if path is None:
            raise Unknown(node, f"there is no picture {uri}.")
        return f"![{alt}]({self.images.add(path)})"

    def inline_reference(self, node: nodes.Element) -> str:
        words = self.inline(node)
        if "set" in node["classes"]:  # a widget of the page, which a notebook's does not hear
            return f"{words} ({self._to_set(node)})"
        address = str(node.get("refuri") or (f"#{node['refid']}" if "refid" in node else ""))
        if urlsplit(address).scheme:
            return self._linked(words, address)
        if self.formula_of and "#equation-" in address and (formula := self.formula_of(self.page, address)):
            return f"${_tex(formula)}$"
        if not self.base and (work := work_at(str(node.get("reftitle", "")))):
            return self._linked(words, work)
        kinds = {name for part in node.findall(nodes.inline) for name in part["classes"]}
        title = kinds & {"doc", "std-ref"} and not node.next_node(nodes.emphasis)
        return self._link(words, address, plain="*{}*" if title else "{}")

    def _to_set(self, node: nodes.reference) -> str:
        before = set_before(node)
        said = in_words(settings(node["refuri"].removeprefix("#")), before, self.page)
        listed = ", ".join(f"{escaped(words)} {_code(code)}" if code else escaped(words) for words, code in said)
        return listed if before or node.astext().endswith("widget") else f"in the widget: {listed}"

    def _link(self, words: str, address: str, plain: str = "{}") -> str:
        """A link to the site if its address is known, else to the notebook of the page, else only the words."""
        if self.base and address:
            return self._linked(words, urljoin(self.base, address))
        page = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), address.partition("#")[0]))
        notebook = self.beside(page.removesuffix(".html")) if self.beside and not address.startswith("#") else None
        return self._linked(words, notebook) if notebook else plain.format(words)

    def _linked(self, words: str, address: str) -> str:
        return f"[{words}]({address})" if re.fullmatch(r"[^\s()<>]+", address) else f"[{words}](<{address}>)"

    def html(self, node: nodes.Node) -> str:
        """Words inside a tag, where Markdown is not read."""
        if isinstance(node, nodes.Text):
            return escape_html(str(node), quote=False).replace("$", r"\$")
        tags = {nodes.literal: "code", nodes.emphasis: "em", nodes.strong: "strong"}
        if isinstance(node, nodes.math):
            return f"${_tex(node.astext())}$"
        inner = "".join(map(self.html, node.children))
        tag = tags.get(type(node))
        return f"<{tag}>{inner}</{tag}>" if tag else inner


def work_at(citation: str) -> str:
    """Where a work is to be had, from its line in the bibliography; "" if that does not say it.

    >>> work_at("Michael A. Nielsen. Neural Networks. 2015. URL: http://example.org/a/.")
    'http://example.org/a/'
    >>> work_at("David E. Rumelhart and others. Nature, 323:533-536, 1986a. doi:10.1038/323533a0.")
    'https://doi.org/10.1038/323533a0'
    """
    found = re.search(r"\b(?:URL: |doi:)(\S+?)\.?$", citation)
    if not found:
        return ""
    return found[1] if found[0].startswith("URL") else f"https://doi.org/{found[1]}"


ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")  # and with x, xx in front


def _title_of(kind: str) -> str:
    return "See also" if kind == "seealso" else kind.capitalize()


def outputs(cell: nodes.Element) -> list[nodes.Node]:
    return [
        part
        for shown in cell.findall(nodes.container)
        if shown.get("nb_element") == "cell_code_output"
        for part in shown.children
    ]


def is_text(cell: nodes.Element) -> bool:
    """Whether a cell stands for words, formulas or a table that it computes: its code is not on the page."""
    drawn = nodes.raw | nodes.image
    shown = outputs(cell)
    return (
        "tag_remove-input" in cell["classes"]
        and bool(shown)
        and not any(isinstance(part, drawn) or next(part.findall(_is(drawn)), None) is not None for part in shown)
    )


def _is(kinds: Any) -> Any:
    return partial(lambda kinds, node: isinstance(node, kinds), kinds)


def displayed(tex: str, whole: bool, number: str) -> str:
    """The inside of $$ ... $$. Several lines are set as Sphinx sets them on the page."""
    equations = [" \n".join(filter(None, map(str.strip, part.splitlines()))) for part in re.split(r"\n\s*\n", tex)]
    equations = [part for part in equations if part]
    if not whole:
        equations = [rf"\begin{{split}}{part}\end{{split}}" if r"\\" in part else part for part in equations]
    lines = r" \\ ".join(equations)
    formula = lines if len(equations) < 2 else rf"\begin{{aligned}}{lines}\end{{aligned}}"
    own = re.match(r"\\begin\{(align|gather|equation|multline|alignat|flalign)\*?\}", formula)
    if not number:
        return formula
    if own and whole:  # an environment that numbers its lines takes the number itself
        return re.sub(r"(\\end\{[a-z]+\*?\})\s*$", rf"\\tag{{{number}}} \1", formula)
    return rf"{formula} \tag{{{number}}}"


def escaped(text: str) -> str:
    """Words in which Markdown and MathJax find nothing to do.

    >>> escaped("2 * 3 costs $5, a_b is _one_")
    '2 \\\\* 3 costs \\\\$5, a_b is \\\\_one\\\\_'
    """
    text = re.sub(r"\\(?=[()\[\]])", "&#92;", re.sub(r"&(?=#?\w+;)", "&amp;", text))  # \( would open a formula
    text = re.sub(r"\\|[*`$~<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\\g<0>", text)
    text = re.sub(r"\](?=[(\[:])", r"\\]", text)
    return re.sub(r"!(?=\[)", r"\\!", text)


def _counted(number: int, kind: str, start: int) -> str:
    """The letter or the Roman number of an item.

    >>> _counted(2, "upperalpha", 1), _counted(3, "lowerroman", 11)
    ('C', 'xiv')
    """
    count = start + number
    word = "x" * (count // 10) + ROMAN[count % 10] if "roman" in kind else chr(ord("a") + (count - 1) % 26)
    return word.upper() if kind.startswith("upper") else word


def _alt(words: str) -> str:
    return re.sub(r"([\[\]])", r"\\\1", escaped(" ".join(words.split())))


def _line_starts(text: str) -> str:
    """A line of text that happens to begin like a heading, a list or a quote."""
    lines = (line.strip(" \t") if not line.endswith("  ") else line.lstrip(" \t") for line in text.split("\n"))
    text = "\n".join(line for line in lines if line.strip())
    return AT_LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)


def _tex(tex: str) -> str:
    return " ".join(tex.split())


def _code(text: str) -> str:
    text = " ".join(text.split("\n"))
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") or (text != text.strip() and text.strip()) else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _fenced(text: str, language: str) -> str:
    ticks = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def _item(words: str, meaning: str) -> str:
    return re.sub(r"\n(?=.)", "\n  ", f"- {words}: {meaning}" if meaning else f"- {words}")


def _in_silence(node: nodes.Node) -> bool:
    return type(node).__name__ in SILENT and not (isinstance(node, nodes.target) and node.children)


def _beside(node: nodes.Element) -> tuple[str, str]:
    """The text before and behind a node in its line."""
    at = node.parent.index(node)
    before = node.parent[at - 1].astext() if at else ""
    return before, node.parent[at + 1].astext() if at + 1 < len(node.parent) else ""
