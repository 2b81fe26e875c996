"""A term is explained where the pointer rests on it; its entry has its symbol, and leads to where it is used first."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from book_ext.equations.notation import symbols


def meanings(env: BuildEnvironment) -> dict[tuple[str, str], str]:
    """What each term means, by its page and its place there."""
    found = {}
    for name, label in {(page, label) for (kind, _), (page, label) in _terms(env).items() if kind == "term"}:
        term = next((one for one in env.get_doctree(name).findall(nodes.term) if label in one["ids"]), None)
        if term is not None and (meaning := term.parent.next_node(nodes.definition)) is not None:
            found[name, label] = " ".join(meaning.astext().split())
    return found


def _terms(env: BuildEnvironment) -> dict[tuple[str, str], tuple[str, str]]:
    return env.get_domain("std").objects  # type: ignore[attr-defined]


def explain(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """On every page: what a term means, as the title of its link. Its later uses on the page are no links."""
    uri = app.builder.get_relative_uri
    known = {f"{uri(docname, page)}#{label}": meaning for (page, label), meaning in _kept(app).items()}
    glossary = any(page == docname for page, _ in _kept(app))
    met: set[str] = set()
    for reference in list(doctree.findall(nodes.reference)):
        if meaning := known.get(uri_of := reference.get("refuri", "")):
            reference["reftitle"] = meaning
            if uri_of in met and not glossary:
                reference.replace_self(reference.children)
            met.add(uri_of)
    if glossary:
        lead_back(app, doctree, docname)


def _kept(app: Sphinx) -> dict[tuple[str, str], str]:
    if not hasattr(app, "book_meanings"):
        app.book_meanings = meanings(app.env)  # type: ignore[attr-defined]
    return app.book_meanings  # type: ignore[attr-defined]


def first_uses(env: BuildEnvironment, glossary: str) -> dict[str, tuple[str, str]]:
    """Page and section in which each term is used first, in the order of the book."""
    found: dict[str, tuple[str, str]] = {}
    for page in [page for page in env.toctree_includes.get(env.config.root_doc, []) if page != glossary]:
        for use in env.get_doctree(page).findall(pending_xref):
            if use.get("reftype") != "term":
                continue
            section = use.parent
            while not isinstance(section, nodes.section | nodes.document):
                section = section.parent
            found.setdefault(use["reftarget"].lower(), (page, section["ids"][0] if section.get("ids") else ""))
    return found


def lead_back(app: Sphinx, doctree: nodes.document, glossary: str) -> None:
    uses = first_uses(app.env, glossary)
    for term in list(doctree.findall(nodes.term)):
        written = symbols().get(term.astext(), [])
        page, section = uses.get(term.astext().lower(), ("", ""))
        if not page or (definition := term.parent.next_node(nodes.definition)) is None:
            continue
        uri = app.builder.get_relative_uri(glossary, page) + (f"#{section}" if section else "")
        link = nodes.reference("", app.env.titles[page].astext(), internal=True, refuri=uri)
        definition += nodes.paragraph("", "", nodes.Text("First in: "), link, classes=["first-use"])
        for tex in written:
            term += [nodes.Text(" "), nodes.math(tex, tex)]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-resolved", explain, priority=600)  # a symbol is no statement to be checked
    return {"parallel_read_safe": True, "parallel_write_safe": True}
