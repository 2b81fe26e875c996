"""What is joined into a widget's module, what is refused and in which words."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

import pytest

from backprop_widgets.kit.assets import lean, module, without_text
from backprop_widgets.kit.live import PACKAGE

END = "export default { render };\n"
VIEW = 'import { a } from "./a.js";\n\nconst render = () => a;\n\n' + END


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return (folder / "view.js").resolve()


def ran(code: str) -> str:
    """What node prints for `print(render())` behind this module; the node of .venv, which is first on the path."""
    ending = "\nconsole.log(render());"
    done = subprocess.run(
        ["node", "--input-type=module", "-"], input=code + ending, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


def test_a_joined_module_runs(tmp_path: Path) -> None:
    view = written(
        tmp_path,
        view=(
            '/* The view. */\n\nimport {\n  two,\n  twice,\n  Thing,\n} from "./middle.js";\n'
            'import { one, more } from "./leaf.js";\nimport { MOST, logistic } from "./generated.js";\n\n'
            "// a comment on a line of its own\nfunction render() {\n\n"
            "  return [one, twice(two), new Thing().x, [...more()], MOST, logistic(0)].join(); // left out\n}\n\n" + END
        ),
        middle=(
            'import { one } from "./leaf.js";\n\nexport const [two, three] = [one + 1, 3];\n'
            "export async function later() {}\nexport function twice(n) {\n  return 2 * n;\n}\n"
            "export class Thing {\n  x = three;\n}\n"
        ),
        leaf="export let one = 1;\nexport function* more() {\n  yield one;\n}\n",
    )
    generated = {tmp_path / "generated.js": "const logistic = z => 1 / (1 + Math.exp(-z));\nconst MOST = 12;"}
    code = module(view, generated)
    assert ran(code) == "1,4,3,1,12,0.5"
    assert not re.search(r"^import|^export (?!default)|comment|The view|\n\n", code, re.MULTILINE)
    assert "left out" not in code
    places = [code.index(part) for part in ("let one", "[two, three]", "const MOST", "function render")]
    assert places == sorted(places)


def test_a_part_is_joined_without_its_view(tmp_path: Path) -> None:
    view = written(tmp_path, a='import { b } from "./b.js";\n\nexport const a = b + 1;\n', b="export const b = 1;\n")
    assert module(view.with_name("a.js")) == "const b = 1;\nconst a = b + 1;"


def test_lines_inside_templates_are_text(tmp_path: Path) -> None:
    """The page shows scripts: their lines begin in column 0, and look like code."""
    script = "import numpy as np\nexport const a = 1;\n// kept\n\nconst one = 2;\n"
    text = (
        'const one = 1;\nconst quote = /[`"\'{]/;\nconst half = one / 2 + 1 / 2;\nconst it = "it\'s `";\n'
        + "const script = `${[1].map((n) => `SCRIPT{${n}}`)}\nSCRIPT`;\n".replace("SCRIPT", script)
        + "const render = () => JSON.stringify([script, half]);\n"
        + END
    )
    code = module(written(tmp_path, view=text))
    assert code == text.rstrip("\n")
    assert ran(code).count("export const a = 1;") == 2


def test_text_is_replaced_by_as_much_space() -> None:
    for code in ("a = `b${{c: `d`}.c}e`;", "x = '\\'' + `\\``;", "a / b / c", "r.replace(/[/`]/g, '`')", 'f("");'):
        assert len(without_text(code)) == len(code)
    assert without_text("a = `b${ c }d`;") == "a = `  { c } `;"


REFUSED = {
    "two equal names": (
        {"view": "const c = 1;\n" + VIEW, "a": "export const a = 1;\nfunction c() {}\n"},
        "HERE/a.js and HERE/view.js both declare c; joined, there can be one.",
    ),
    "not exported": (
        {"view": VIEW, "a": "const a = 1;\n"},
        "HERE/view.js imports a from HERE/a.js, which does not export it.",
    ),
    "missing": ({"view": VIEW}, "HERE/view.js imports HERE/a.js, but there is no such file."),
    "circle": (
        {
            "view": VIEW,
            "a": 'import { b } from "./b.js";\nexport const a = b;\n',
            "b": 'import { a } from "./a.js";\nexport const b = a;\n',
        },
        "These imports go round in a circle: HERE/a.js > HERE/b.js > HERE/a.js.",
    ),
    "no end": ({"view": "const render = 1;\n"}, "HERE/view.js does not say export default { render };"),
    "open template": (
        {"view": "const a = 1;\nconst b = `${a} b;\n" + END},
        "HERE/view.js: the template of line 2 has no end.",
    ),
    "renamed parts": (
        {"view": "const { a: b } = {};\n" + END},
        "HERE/view.js takes apart { a: b } at its top; expected names and commas only.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, case: str) -> None:
    files, words = REFUSED[case]
    with pytest.raises(ValueError) as refused:
        module(written(tmp_path, **files))
    assert str(refused.value) == words.replace("HERE", tmp_path.name)


@pytest.mark.parametrize(
    "line",
    [
        'import a from "./a.js";',
        'import * as a from "./a.js";',
        'import "./a.js";',
        'import { a as b } from "./a.js";',
        'import {\n  a,\n  b as c,\n} from "./a.js";',
        'import a, { b } from "./a.js";',
        "export { a };",
        'export * from "./a.js";',
        'export { a } from "./a.js";',
        "export default a;",
    ],
)
def test_other_forms_of_import_and_export_are_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError) as refused:
        module(written(tmp_path, view=f"{line}\n{END}", a="export const a = 1;\n"))
    one_line = " ".join(line.split())
    expected = f'{tmp_path.name}/view.js says {one_line} Expected import {{ a, b }} from "./file.js"; or export before'
    assert str(refused.value).startswith(expected)


def test_no_line_of_javascript_is_longer_than_the_formatter_wants() -> None:
    """It breaks code and leaves comments and texts as they are."""
    root = PACKAGE.parent
    files = [file for room in ("backprop_widgets", "book_ext", "tests") for file in (root / room).rglob("*.js")]
    assert len(files) > 50
    lines = [
        (file.name, line) for file in files for line in file.read_text(encoding="utf-8").split("\n") if len(line) > 120
    ]
    assert not lines


# Names of classes that mean the same on a page of the book and in a widget.
SHARED = {
    "bp",
    "chosen",
    "fields",
    "forward",
    "go",
    "gradient",
    "net",
    "open",
    "parameter",
    "right",
    "ring",
    "target",
    "verdict",
}


def test_no_widget_is_laid_out_by_a_rule_that_the_book_has_for_something_else() -> None:
    """A class of the same name, such as that of the bar at the top of each page, would bring its rules with it."""

    def classes(file: Path) -> set[str]:
        selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", file.read_text(encoding="utf-8"), flags=re.S)
        return {name for name in re.findall(r"\.([a-z][\w-]*)", selectors) if not name.startswith("bp-")}

    root = PACKAGE.parent
    book = set().union(*map(classes, (root / "book_ext/site/theme/static").glob("*.css")))
    assert "topbar" in book
    for sheet in (root / "backprop_widgets").rglob("*.css"):
        assert not classes(sheet) & book - SHARED, sheet


def test_a_long_text_takes_no_longer_than_its_length():
    """As the digits have one: for each of its characters a look at all that follow would take seconds."""
    code = f'const SHADES = "{"0a" * 30_000}"; // all of them'
    start = time.process_time()
    assert lean(code) == code.partition(" //")[0]
    assert time.process_time() - start < 0.5
