"""Notebooks read like their pages and run away from the project: downloads, both variants of the lab, slides."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from built import SITE
from docutils import nodes
from fresh import fresh, run
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from raw_myst import FORMS, raw, raw_in
from sample_book import CONSTRUCTS, build_page

from book_ext.site import wheel
from book_ext.site.bookkeeping import Code, prepared
from book_ext.site.markdown import Writer, displayed, escaped
from book_ext.site.notebooks import CONTENTS, RUN, TO_READ
from book_ext.site.reading import lights

NOTEBOOKS = SITE.parent / "notebooks"
STUDENTS = sorted((SITE / "chapters").glob("*.ipynb"))
BOTH = [*STUDENTS, *sorted(set((NOTEBOOKS / "solutions").glob("*.ipynb")) - {NOTEBOOKS / "solutions" / CONTENTS})]
MAZUR = "https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/"
CHAPTERS = Path(__file__).parents[2] / "chapters"


def read(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def said(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


# ------------------------------------------------------------------------------------------ raw MyST is noticed


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("role", "a {term}`unit` b"),
        ("role", "{cite:p}`mazur2015`"),
        ("role", r"{py:func}\`len\`"),
        ("role", "{any-new_role}`x <y>`"),
        ("directive", "```{math}\n:label: a\nb\n```"),
        ("directive", ":::{admonition} Title"),
        ("directive", "> ````{code-cell} python"),
        ("directive", "- :::{note}"),
        ("directive", "~~~{any:thing}"),
        ("directive", r"\`\`\`{admonition} Title"),
        ("role", "```{math}\na\n```\n\n{eq}`a`\n\n```{math}\nb\n```"),
        ("end of a directive", "text\n:::"),
        ("option", ":label: eq-net"),
        ("option", ":linenos:"),
        ("target", "(a-target)="),
        ("comment", "% nobody sees this"),
        ("substitution", "{{ word }}"),
        ("attributes of a block", "{.class #name}"),
        ("attributes in a line", "[words]{.class}"),
        ("attributes in a line", "`code`{l=python}"),
        ("break", "+++ {}"),
        ("label of an equation", "$$\na\n$$ (eq-a)"),
        ("footnote", "A note[^1]."),
        ("definition", "Term\n: meaning"),
        ("link without words", "[](#target)"),
        ("link into the sources", "[part](training.md)"),
        ("link into the sources", "[part](#target)"),
    ],
)
def test_raw_myst_is_counted(form: str, text: str) -> None:
    assert raw(f"Before.\n\n{text}\n\nAfter.")[form] >= 1


def test_every_form_has_an_example() -> None:
    (mark,) = test_raw_myst_is_counted.pytestmark
    assert {form for form, _ in mark.args[1]} == set(FORMS)


@pytest.mark.parametrize(
    "text",
    [
        "```python\n{'a': 1}\n:::\n% no\n```",
        "> ```\n> :a: b\n> ```",
        r"$\frac{{a}}{b}$ and $\{.a\}$",
        "$$\na \\tag{2.1}\n$$",
        "$$ a $$ and (this)",
        "`{'a': 1}` and ``:x:``",
        "[a](https://example.org) ![b](attachment:b.svg) [c](<https://example.org/a(b)>)",
        "> **Note**\n>\n> Time: 3",
        "<details><summary>a</summary>\n\nb\n\n</details>",
        "| a | b |\n|:--|--:|\n| 1 | 2 |",
        "100 % of it, f(x)= 3: yes",
    ],
)
def test_plain_markdown_is_not_counted(text: str) -> None:
    assert not raw(text)


# ------------------------------------------------------------------------------------------------ words and code


@settings(deadline=None)  # a computer that does much else may be away for a while
@given(st.text(st.sampled_from("ab 12*_`$\\<>&;[]()!~#-+.|{}:/\"'"), max_size=30))
def test_any_words_are_the_same_words_behind_markdown(words: str) -> None:
    words = " ".join(words.split())
    tokens = MarkdownIt("commonmark").enable(["strikethrough"]).parseInline(escaped(words))
    seen = "".join(
        part.content if part.type in ("text", "text_special") else f"<{part.type}>" for part in tokens[0].children or []
    )
    assert seen == words


@settings(deadline=None)  # a computer that does much else may be away for a while
@given(st.text(st.sampled_from("a$\\([])"), max_size=12))
def test_no_words_open_a_formula(words: str) -> None:
    """JupyterLab looks for dollars without a backslash, and for a double backslash before a bracket."""
    left = re.sub(r"\\[{}$]", "", escaped(words).replace(r"\\$", r"\$"))
    assert not re.search(r"\\\\[()\[\]]", escaped(words))
    assert "$" not in left


@pytest.mark.parametrize(
    ("tex", "whole", "number", "shown"),
    [
        ("a = b", False, "2.1", r"a = b \tag{2.1}"),
        ("a = b", False, "", "a = b"),
        ("a \\\\\nb", False, "1", "\\begin{split}a \\\\ \nb\\end{split} \\tag{1}"),
        ("a\n\nb", False, "1", r"\begin{aligned}a \\ b\end{aligned} \tag{1}"),
        (r"\begin{align} a \end{align}", True, "1", r"\begin{align} a \tag{1} \end{align}"),
    ],
)
def test_a_displayed_equation_has_the_number_of_the_page(tex: str, whole: bool, number: str, shown: str) -> None:
    assert displayed(tex, whole, number) == shown


GLUE = "from book_ext.glue import glue\n"


@pytest.mark.parametrize(
    ("hidden", "later", "kept"),
    [
        (GLUE + "glue('a', 1)", "b", ""),
        (GLUE + "from backprop_lib import cost\nglue('a', cost(1))", "b", ""),
        (GLUE + "a = 1\nglue('a', a)", "a", "a = 1"),
        (GLUE + "for n, v in {'a': 1}.items():\n    glue(n, v)", "n", ""),
        (
            GLUE + "for n in range(3):\n    glue('n', n)\n    rows.append(n)",
            "rows",
            "for n in range(3):\n    rows.append(n)",
        ),
        ("for a in [1]:\n    b = a\n    assert b", "print(c)", ""),
        ("for a in [1]:\n    b = a\n    assert b", "print(b)", "for a in [1]:\n    b = a"),
        ("a, b = 1, 2\nassert a", "print(b)", "a, b = 1, 2"),
        ("rows = [row for row in table]", "for row in x: pass", ""),  # its own row
        ("a = 1\nb = a + 1", "b", "a = 1\nb = a + 1"),
        ("a = 1", "a = 2\nprint(a)", ""),  # given anew before it is read
        ("a = 1", "def f():\n    return a\n\nf()", "a = 1"),  # read when it is called
        ("def f(x):\n    return x", "f(1)", "def f(x):\n    return x"),
        ("table['a'] = 1\nregister(2)", "b", "table['a'] = 1\nregister(2)"),  # may change anything
        ("import book_ext.glue as g\nimport myst_nb\ng.glue('a', 1)", "b", ""),
        ("from myst_nb import glue as put\nput('a', 1)", "b", ""),
    ],
)
def test_a_hidden_cell_keeps_what_a_later_one_needs(hidden: str, later: str, kept: str) -> None:
    assert prepared([Code(hidden, hidden=True), Code(later, hidden=False)]) == [kept, later]


def test_glue_leaves_an_open_cell_too_and_may_not_be_part_of_something() -> None:
    (source,) = prepared([Code(f"{GLUE}a = 1  # kept\nglue('a', a)\na", hidden=False)])
    assert source == "a = 1  # kept\na"
    with pytest.raises(ValueError, match="without glue in this line"):
        prepared([Code(f"{GLUE}a = [glue('a', 1)]\na", hidden=False)])


def test_code_that_is_not_python_alone_stays() -> None:
    cells = ["%matplotlib inline\nx = 1", "%%html\n<b>", "!ls"]
    assert prepared([Code(cell, hidden=False) for cell in cells]) == cells


# ------------------------------------------------------------------------------------- words that set a widget


APP: Any = SimpleNamespace(config=SimpleNamespace(html_baseurl=""))


def paragraph(*links: tuple[str, str]) -> nodes.paragraph:
    """Words, each with what it sets on the page."""
    made = nodes.paragraph()
    for words, target in links:
        made += [nodes.reference("", words, refuri=f"#{target}", classes=["set"]), nodes.Text(". ")]
    return made


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (
            [("Start at 2", 'descent.cost="two minima"&descent.start=[2]&descent.learning_rate=0.1&descent.step=0')],
            "Start at 2 (in the widget: cost “two minima”, start 2, learning rate 0.1).",
        ),
        (
            [("here", "backward.mistake=hidden-derivative-missing&backward.weight=w^1_11&backward.step=9")],
            "here (in the widget: mistake “hidden derivative missing”, parameter `w1`, step 9).",
        ),
        (
            [("a", "t.a=1&t.edits=[]&t.b=&t.second=none&t.b_c=2&t.d=3&t.e=4&t.f=5")],
            "a (in the widget: a 1, b c 2, d 3, e 4).",
        ),
        ([("a ravine", "descent.start=[-3.4,1.1]")], "a ravine (in the widget: start [-3.4, 1.1])."),
        (
            [("watch", 'graph.expression=b = a + a; c = b + b&graph.inputs={"a":1}&graph.order=recursion')],
            "watch (in the widget: expression `b = a + a; c = b + b`, inputs a = 1, order recursion).",
        ),
        ([("the start", "digits.step=0")], "the start (in the widget: step 0)."),
        (  # what is new since the words before it
            [("one", "b.weight=w^2_11&b.step=0"), ("two", "b.weight=w^2_11&b.step=1"), ("back", "b.step=0")],
            "one (in the widget: parameter `w5`). two (step 1). back (step 0).",
        ),
        (
            [("wrong", "b.mistake=sign&b.step=3"), ("right", "b.mistake=&b.step=3"), ("again", "b.step=3")],
            "wrong (in the widget: mistake “sign reversed”, step 3). right (no mistake). again (step 3).",
        ),
        ([("See it in the widget", "a.x=1")], "See it in the widget (x 1)."),
        ([("one", "a.x=1"), ("other", "b.x=1")], "one (in the widget: x 1). other (x 1)."),
    ],
)
def test_words_that_set_a_widget_say_what_to_set(links: list[tuple[str, str]], said: str) -> None:
    writer = Writer(APP, "page")
    assert writer.inline(paragraph(*links)).strip() == said


def test_words_that_light_up_a_number_stay_words() -> None:
    writer = Writer(APP, "page")
    assert writer.inline(nodes.paragraph("", "", lights("", "the delta", target="backward.delta^2_1"))) == "the delta"


# ------------------------------------------------------------------------------------------- all that may be written


@pytest.fixture(scope="module")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("constructs")
    built = build_page(folder, CONSTRUCTS.read_text(encoding="utf-8"), formulas_are_checked=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.mark.slow
def test_everything_that_an_author_may_write_is_shown(constructs: Path) -> None:
    source = CONSTRUCTS.read_text(encoding="utf-8")
    assert set(FORMS) - set(raw(source)) <= {"attributes of a block", "break", "link without words"}
    notebook = read(constructs / "_build" / "notebooks" / "students" / "index.ipynb")
    text = said(notebook)
    assert raw_in(notebook) == {}
    for part in (
        r"$$" + "\n" + r"a = b \tag{1}",
        r"> $$ p = q \tag{6} $$",
        f"(1), Figure 1, Figure 1, Table 1, [[Mazur, 2015]({MAZUR})]",
        "> **Note**",
        "> <details><summary>Answer with $y$ and <code>code</code></summary>",
        "> Seen: 0.67.",
        "```python\ndef shown():\n    return 1\n```",
        "![A \\[dot\\]](data:image/svg+xml;base64,",
        "![A pixel](attachment:pixel.png)",
        '![Axes with "nothing"](data:image/svg+xml;base64,',
        "**Figure 1** The caption, with $x$.",
        "**Figure 2** A figure of a cell.",
        r"| `x\|y` | $\vert z\vert $ |",
        "Computed words: 5, as of (1).",
        "Only in HTML.",
        "- **unit**: A thing that adds.",
        "3. third\n4. fourth",
        "a **word** put in",
    ):
        assert part in text, part
    assert "Never here" not in text and "nowhere" not in text and "nobody sees" not in text
    pictures = [cell for cell in notebook.cells if "attachment:" in cell.source]
    assert pictures and all(cell["attachments"]["pixel.png"]["image/png"] for cell in pictures)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert "hidden, spare = 2, 3" in code and not any("glue" in cell or "unneeded" in cell for cell in code)


@pytest.mark.slow
def test_with_the_address_of_the_site_there_are_links(tmp_path: Path) -> None:
    page = CONSTRUCTS.read_text(encoding="utf-8")
    config = (
        (CHAPTERS.parent / "_config.yml").read_text(encoding="utf-8").replace("      - book_ext.equations.marks\n", "")
    )
    config = config.replace(
        "    html_theme: book\n", "    html_theme: book\n    html_baseurl: https://example.org/book/\n"
    )
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    assert build_page(tmp_path, page).returncode == 0
    text = said(read(tmp_path / "_build" / "html" / "chapters" / "index.ipynb"))
    here = "https://example.org/book/chapters/index.html"
    assert f"[unit]({here}#term-unit)" in text and f"[(1)]({here}#equation-eq-first)" in text
    assert f"[Words]({here}#the-first-target)" in text and f"[Mazur, 2015]({here}#" in text
    assert f"`pip install https://example.org/book/{wheel.NAME}`" in text
    assert raw(text) == {}


EXERCISE = """```{exercise-start} A net input
:label: ex-net-input
```

```{code-cell} ipython3
:tags: [question]

from backprop_exercises import ask

ask("net-input", 0)
```

```{exercise-end}
```"""


NOT_SHOWN = {  # what stands on a page, what is added to its header, and what is said
    "directive": (
        "```{py:function} f(x)\n```",
        "",
        "a notebook cannot show desc; say how in book_ext/site/markdown.py",
    ),
    "import": ("```{code-cell} ipython3\nimport yaml\n```", "", "imports yaml, which a notebook away from the project"),
    "glue": (
        "```{code-cell} ipython3\nfrom book_ext.glue import glue\na = [glue('a', 1)]\na\n```",
        "",
        "a notebook cannot do without glue in this line; call it alone: a = [glue('a', 1)]",
    ),
    "exercise": (
        EXERCISE,
        "notebook: false\n",
        "exercises need the notebook of their page; its header says `notebook: false`",
    ),
}


@pytest.mark.slow
def test_what_a_notebook_cannot_show_stops_the_build(tmp_path: Path) -> None:
    header = CONSTRUCTS.read_text(encoding="utf-8").partition("myst:")[0]
    cell = "```{code-cell} ipython3\n1 + 1\n```"
    pages = {
        name: f"{header}{extra}---\n\n# A page\n\n{cell}\n\n{addition}\n"
        for name, (addition, extra, _) in NOT_SHOWN.items()
    }
    built = build_page(tmp_path, f"{header}---\n\n# The first page\n", others=pages)
    assert built.returncode
    for name, (addition, _, complaint) in NOT_SHOWN.items():
        line = pages[name][: pages[name].index(addition)].count("\n") + 1
        assert re.search(rf"chapters/{name}\.md:{line}: WARNING: {re.escape(complaint)}", built.stderr), built.stderr
    assert built.stderr.count("WARNING") == len(NOT_SHOWN), built.stderr


@pytest.mark.slow
def test_a_page_that_is_not_for_running_has_no_notebook(tmp_path: Path) -> None:
    header = CONSTRUCTS.read_text(encoding="utf-8").partition("myst:")[0]
    page = f"{header}notebook: false\n---\n\n# A page\n\n```{{code-cell}} ipython3\nimport yaml\n```\n"
    assert build_page(tmp_path, page).returncode == 0
    assert not list(tmp_path.rglob("*.ipynb")) or not list((tmp_path / "_build" / "html").rglob("*.ipynb"))
    assert ".ipynb" not in (tmp_path / "_build" / "html" / "chapters" / "index.html").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------- the built book

OFFERED = {
    "activations-and-depth",
    "backward-matrices",
    "backward-pass",
    "bug-museum",
    "chain-rule",
    "checking-gradients",
    "classification",
    "computational-graphs",
    "error-calculation",
    "famous-networks",
    "forward-pass",
    "forward-reverse",
    "handwritten-digits",
    "problem",
    "proof",
    "published-example",
    "training",
    "what-next",
}


@pytest.mark.slow
def test_each_page_that_is_for_running_is_offered() -> None:
    """The button and the file go together; what is not offered says so in its header."""
    pages = {page.stem: page.read_text(encoding="utf-8") for page in (SITE / "chapters").glob("*.html")}
    offered = {stem for stem, html in pages.items() if f'href="{stem}.ipynb" download' in html}
    assert offered == {path.stem for path in STUDENTS}
    assert offered == OFFERED
    for path in CHAPTERS.glob("*.md"):
        source = path.read_text(encoding="utf-8")
        assert ("{code-cell}" in source and "\nnotebook: false" not in source) == (path.stem in offered), path
    assert all(f'href="../{wheel.NAME}" download' in pages[path.stem] for path in STUDENTS)
    assert (SITE / wheel.NAME).exists()


@pytest.mark.slow
@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_in_the_lab_no_notebook_asks_for_what_is_there(path: Path) -> None:
    """Who downloads it gets the same, and two cells that say what it needs."""
    needs, tries, *alone = read(path).cells
    assert f"pip install {wheel.NAME}" in needs.source and f"pip install {wheel.NAME}" in tries.source
    variants = {folder: read(NOTEBOOKS / folder / path.name).cells for folder in ("students", "solutions")}
    for first, *_ in variants.values():
        assert first.source.splitlines()[0] == needs.source.splitlines()[0]
    assert not any("pip install" in cell.source for cells in variants.values() for cell in cells)
    title, *others = (cell.source for cell in variants["students"])
    assert title.count(RUN) == 1 and not any(RUN in cell.source for cell in (needs, tries, *alone))
    title = title.replace(f"\n\n{RUN}", "")
    opening = [words] if (words := title.partition("\n\n")[2]) else []
    beside = re.compile(r"\[([^\[\]]+)\]\([\w-]+\.ipynb\)")  # a link to a notebook that lies there in the lab only
    assert [beside.sub(r"*\1*", text) for text in (*opening, *others)] == [cell.source for cell in alone]
    assert {found for cell in alone for found in beside.findall(cell.source)} == set()


@pytest.mark.slow
def test_in_the_lab_a_notebook_leads_to_the_others_and_a_list_to_all() -> None:
    """Each link leads to a file that is there."""
    folder = NOTEBOOKS / "students"
    links = {
        path.name: set(re.findall(r"\]\(([\w-]+\.ipynb)\)", "\n".join(cell.source for cell in read(path).cells)))
        for path in folder.glob("*.ipynb")
    }
    assert all((folder / target).is_file() for targets in links.values() for target in targets)
    assert "chain-rule.ipynb" in links["backward-pass.ipynb"]
    assert links[CONTENTS] == {path.name for path in folder.glob("*.ipynb")} - {CONTENTS}


@pytest.mark.slow
@pytest.mark.parametrize("path", BOTH, ids=name)
def test_nothing_of_myst_stands_raw_in_a_notebook(path: Path) -> None:
    notebook = read(path)
    assert raw_in(notebook) == {}
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert "glue" not in code and "book_ext" not in code
    assert "checked" not in {line.strip("✓ ") for line in said(notebook).splitlines()}
    assert [cell["id"] for cell in notebook.cells] == [f"cell-{number}" for number in range(len(notebook.cells))]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    solutions = [cell for cell in notebook.cells if "solution" in cell.metadata.get("tags", ())]
    assert bool(solutions) == (path.parent.name == "solutions" and "## Solution" in said(notebook))


@pytest.mark.slow
@pytest.mark.parametrize("path", STUDENTS, ids=name)
def test_a_notebook_says_what_its_page_says(path: Path) -> None:
    """Headings with their numbers, equations with theirs, exercises with their titles, folds, code of the library."""
    page = BeautifulSoup((SITE / "chapters" / f"{path.stem}.html").read_text(encoding="utf-8"), "html.parser")
    text = said(read(path))
    spaced = lambda words: " ".join(words.split())
    for heading in page.select("main h1, main h2, main h3"):
        if not heading.find_parent("details", class_="solution") and not heading.select(".math"):
            words = spaced(heading.get_text().removesuffix("#"))
            assert re.search(rf"^#+ {re.escape(escaped(words))}$", text, re.M), words
    numbers = [spaced(number.get_text()).strip("()#") for number in page.select("main .math .eqno")]
    assert re.findall(r"\\tag\{([\d.]+)\}", text) == numbers
    for exercise in page.select(".admonition.exercise > .admonition-title .caption-number"):
        assert f"### {spaced(exercise.get_text())}: " in text
    folds = page.select("main details:not(.checked, .solution, .stub, .hide, .exercise, .outcome)")
    assert text.count("<details") == len([fold for fold in folds if not fold.find_parent(class_="cell_output")])
    programs = page.select("main .highlight-python pre")
    assert text.count("```python") == len([code for code in programs if not code.find_parent(class_="cell")])


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fresh(tmp_path_factory.mktemp("environment") / "fresh")


@pytest.mark.slow
@pytest.mark.parametrize("path", BOTH, ids=name)
def test_a_notebook_runs_in_an_empty_folder_with_the_wheel_and_jupyter(
    path: Path, python: Path, tmp_path: Path
) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    done = run(python, copy)
    assert done.returncode == 0, done.stderr
    notebook = read(copy)
    assert raw_in(notebook) == {}
    assert path.name in TO_READ or any(cell.get("outputs") for cell in notebook.cells)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name], "it leaves files behind"


@pytest.mark.slow
def test_the_environment_has_nothing_of_the_project(python: Path) -> None:
    for module in ("book_ext", "sphinx", "myst_nb", "lark", "tests"):
        command = [str(python), "-I", "-c", f"import {module}"]
        assert "ModuleNotFoundError" in subprocess.run(command, capture_output=True, text=True, check=False).stderr, (
            module
        )


@pytest.mark.slow
def test_without_the_library_the_first_cell_says_how_to_get_it(tmp_path: Path) -> None:
    copy = tmp_path / "problem.ipynb"
    copy.write_bytes((SITE / "chapters" / "problem.ipynb").read_bytes())
    done = run(fresh(tmp_path / "bare", library=False), copy)
    assert done.returncode
    *_, message, then = filter(None, done.stderr.splitlines())
    assert message.endswith(f"not installed here. In a terminal: pip install {wheel.NAME}"), done.stderr
    assert then == "Then load this page again and run the cells from the top."
    assert wheel.NAME in read(copy).cells[0].source and "ipython-input" not in done.stderr


# ------------------------------------------------------------------------------------------------------ the wheel


@pytest.mark.slow
def test_the_wheel_is_the_same_each_time_and_leaves_nothing(tmp_path: Path) -> None:
    before = set(CHAPTERS.parent.iterdir())
    first, second = wheel.build(tmp_path / "first"), wheel.build(tmp_path / "second")
    assert first.read_bytes() == second.read_bytes() == (SITE / wheel.NAME).read_bytes()
    assert set(CHAPTERS.parent.iterdir()) == before


def test_the_wheel_is_built_only_when_its_packages_have_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []

    def build(folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / wheel.NAME).write_bytes(b"")
        built.append(folder)

    monkeypatch.setattr(wheel, "build", build)
    assert wheel.kept(tmp_path / "kept") == wheel.kept(tmp_path / "kept") and len(built) == 1
    monkeypatch.setattr(wheel, "hash_of_files", lambda *_: "changed")
    wheel.kept(tmp_path / "kept")
    assert len(built) == 2 and len(list((tmp_path / "kept").iterdir())) == 1
