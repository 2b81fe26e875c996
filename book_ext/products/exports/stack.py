"""Exercises by hand and formulas for STACK, Moodle's plugin that calculates: its response trees are the recipes.

Each value asked for has a tree. Its feedback variables calculate the value from the learner's own earlier ones, right
and with each mistake; the nodes ask whether the answer is right, follows from these, or is what a mistake gives. So a
slip is carried on as `check` carries it. One question has all sets of numbers, and draws one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from backprop_exercises.calculation import changed, lines
from backprop_exercises.kinds.by_hand import ByHand
from backprop_exercises.kinds.formulas import Formula
from backprop_exercises.writing import latex
from book_ext.products.exports.markdown import MARKDOWN
from book_ext.products.exports.maxima import in_maxima, literal
from book_ext.products.exports.moodle import add_html, as_text, category, question_of
from book_ext.products.exports.questions import RIGHT, SETS, UNKNOWN, Place, drawn_sets, in_html

OWN = "v_"  # begins the names of an exercise in Maxima, where `limit` or `e` would mean something
FOLLOWS = "Right: this follows from your own earlier values."

# Whether an answer is near a value: as on the pages within one unit of the last decimal, and exactly where the value
# has no more decimals. A usable answer is one from which the next value is expected: no wrong 0, from which too much
# would follow.
FUNCTIONS = """entries_of(x):=if matrixp(x) then flatten(args(x)) elseif listp(x) then x else [x];
rounded_to(v,d):=round(v*10^d)/10.0^d;
is_exact(x,d):=is(lmax(map(lambda([v],abs(v-rounded_to(v,d))-1.0e-12*abs(rounded_to(v,d))),x))<=1.0e-15);
is_near(x,y,d,times):=block([a,b,room],a:float(entries_of(x)),b:float(entries_of(y)),
if not freeof(%i,b) then return(false),room:times*10.0^(-d)*(if is_exact(b,d) then 0.001 else 1.001),
is(lmax(map(lambda([k],abs(a[k]-b[k])),makelist(k,k,1,length(b))))<=room));
is_zero(x):=is(lmax(map(abs,float(entries_of(x))))=0.0);
is_usable(x,y):=is_zero(y) or not is_zero(x);"""


def chapters(found: Iterable[Place]) -> dict[str, str]:
    """For each chapter a question bank."""
    banks: dict[str, Element] = {}
    for place in found:
        if isinstance(place.exercise, ByHand | Formula):
            if place.page not in banks:
                banks[place.page] = Element("quiz")
                category(banks[place.page], place.chapter, "STACK")
            by_hand = isinstance(place.exercise, ByHand)
            banks[place.page].append(calculation(place) if by_hand else formula(place))
    return {page: as_text(bank) for page, bank in banks.items()}


def castext(html: str) -> str:
    """HTML in which nothing is a sign of STACK, which reads [[ as the beginning of a block and {@ as one of a value.

    >>> castext("<code>[[1, 2]] {@a@}</code>")
    '<code>&#91;&#91;1, 2]] &#123;@a@}</code>'
    """
    return html.replace("[[", "&#91;&#91;").replace("{@", "&#123;@").replace("{#", "&#123;#")


# --- exercises by hand ---


def calculation(place: Place) -> Element:
    """An exercise by hand with all its sets of numbers."""
    exercise = place.exercise
    assert isinstance(exercise, ByHand)
    first = drawn_sets(exercise.slug)[0].drawn
    shapes = {name: np.shape(value) for name, value in {**first.given, **first.right}.items()}
    asked = exercise.asked
    fields = "".join(_field(exercise, name, k) for k, name in enumerate(asked, 1))
    shown = ", ".join(f"\\({latex(name)} = {{@{OWN}{name}@}}\\)" for name in first.given)
    text = f"{castext(place.text)}\n<p>Given: {shown}.</p>\n{fields}"
    made = question_of("stack", place.title, text)
    add_html(made, "generalfeedback", _solution(exercise))
    variables = [FUNCTIONS, f"given_set:rand([{','.join(_sets(exercise))}]);"]
    variables += [f"{OWN}{name}:given_set[{k}];" for k, name in enumerate(first.given, 1)]
    variables += [f"decimals_asked:given_set[{len(first.given) + 1}];"]
    variables += [f"{OWN}{name}:{in_maxima(line, shapes, OWN)};" for name, line in lines(exercise.program)]
    _options(made, variables, note=shown)
    for k, name in enumerate(asked, 1):
        array = bool(shapes[name])
        _input(made, f"ans{k}", "matrix" if array else "numerical", OWN + name, verify=False)
    for k in range(1, len(asked) + 1):
        made.append(_tree(exercise, k, shapes))
    for seed in range(1, SETS + 1):
        SubElement(made, "deployedseed").text = str(seed)
    _test(made, [OWN + name for name in asked])
    return made


def _sets(exercise: ByHand) -> Iterator[str]:
    """Each set: what is given, and how many decimals are asked of each value."""
    for question in drawn_sets(exercise.slug):
        drawn = question.drawn
        decimals = [str(exercise.decimals_asked(drawn.right[name])) for name in exercise.asked]
        given = [
            literal(np.vectorize(repr, otypes=[object])(np.asarray(value).tolist())) for value in drawn.given.values()
        ]
        yield f"[{','.join([*given, literal(decimals)])}]"


def _field(exercise: ByHand, name: str, k: int) -> str:
    decimals = (
        f"{exercise.decimals} decimals" if exercise.decimals is not None else f"decimals: {{@decimals_asked[{k}]@}}"
    )
    label = f"\\({latex(name)}\\) ({decimals}) ="
    return f"<p>{label} [[input:ans{k}]] [[validation:ans{k}]]</p>\n[[feedback:prt{k}]]\n"


def _solution(exercise: ByHand) -> str:
    """The calculation line by line, each with its value."""
    rows = [
        f"<li><code>{escape(f'{name} = {line}', quote=False)}</code> \\(= {{@{OWN}{name}@}}\\)</li>"
        for name, line in lines(exercise.program)
    ]
    return f"<ul>{''.join(rows)}</ul>"


def _tree(exercise: ByHand, number: int, shapes: Mapping[str, tuple[int, ...]]) -> Element:
    """How an answer is judged: right, following, a known mistake (and which), or unknown."""
    name, answer = exercise.asked[number - 1], f"ans{number}"
    before = {other: f"ans{k}" for k, other in enumerate(exercise.asked[: number - 1], 1)}
    mistakes = dict(_mistaken(exercise, name, before, shapes))
    near = f"is_near({answer},{{}},decimals_asked[{number}],{{}})"
    program = lines(exercise.program)
    upto = [line for line, _ in program].index(name)
    variables = [f"is_right:{near.format(OWN + name, 1)};"]
    for other, line in program[:upto]:
        value = in_maxima(line, shapes, OWN)
        if other in before:
            own = before[other]
            value = f"if is_usable({own},{OWN}{other}) then {own} else {value}"
        variables.append(f"{OWN}{other}:{value};")
    variables.append(f"is_following:{near.format(in_maxima(program[upto][1], shapes, OWN), 3 if before else 1)};")
    variables += [f"is_mistake{k}:{near.format(value, 1)};" for k, value in enumerate(mistakes.values(), 1)]
    tests = [("is_right", RIGHT), ("is_following", FOLLOWS)]
    if mistakes:
        any_of = " or ".join(f"is_mistake{k}" for k in range(1, len(mistakes) + 1))
        variables.append(f"is_known:{any_of};")
    made = _prt(f"prt{number}", variables)
    for k, (test, said) in enumerate(tests):
        otherwise = k + 1 if k + 1 < len(tests) or mistakes else -1
        unknown = UNKNOWN if otherwise == -1 else ""
        _node(made, k, test, (1, -1, said), (0, otherwise, unknown))
    if mistakes:
        _node(made, len(tests), "is_known", (0, len(tests) + 1, "A known mistake gives this value."), (0, -1, UNKNOWN))
        for k, mistake in enumerate(mistakes, 1):
            then = len(tests) + k + 1 if k < len(mistakes) else -1
            _node(made, len(tests) + k, f"is_mistake{k}", (0, then, castext(in_html(mistake))), (0, then, ""))
    return made


def _mistaken(
    exercise: ByHand, name: str, before: Mapping[str, str], shapes: Mapping[str, tuple[int, ...]]
) -> Iterator[tuple[str, str]]:
    """What each mistake makes of a value, where it makes any difference to it: an expression in what stands before."""
    right = dict(lines(exercise.program))
    for mistake, changes in exercise.mistakes.items():
        local: list[str] = []  # what the mistake has changed on the way
        for other, line in lines(changed(exercise.program, changes)):
            if other in before:
                continue
            differs = line != right[other] or any(f"{OWN}{one}" in in_maxima(line, shapes, OWN) for one in local)
            if differs and other != name:
                local.append(other)
            if other == name:
                if differs:
                    yield mistake, _block(exercise, changes, local, line, shapes)
                break


def _block(
    exercise: ByHand, changes: Sequence[str], local: list[str], line: str, shapes: Mapping[str, tuple[int, ...]]
) -> str:
    value = in_maxima(line, shapes, OWN)
    if not local:
        return value
    program = dict(lines(changed(exercise.program, tuple(changes))))
    steps = [f"{OWN}{one}:{in_maxima(program[one], shapes, OWN)}" for one in local]
    return f"block([{','.join(OWN + one for one in local)}],{','.join([*steps, value])})"


# --- formulas ---


def formula(place: Place) -> Element:
    """A formula, in any equivalent form."""
    exercise = place.exercise
    assert isinstance(exercise, Formula)
    symbols = ", ".join(
        f"\\({escape(written, quote=False)}\\) (<code>{name}</code>)" for name, written in exercise.symbols.items()
    )
    field = "<p>Your formula: [[input:ans1]]</p>\n<p>[[validation:ans1]]</p>\n[[feedback:prt1]]\n"
    how = f"<p>Symbols: {symbols}. Write a star for each product, such as <code>2*x</code>.</p>\n"
    made = question_of("stack", place.title, f"{castext(place.text)}\n{how}{field}")
    add_html(
        made, "generalfeedback", castext(MARKDOWN.render(exercise.solved(exercise.draw(np.random.default_rng(0)))))
    )
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(exercise.symbols, ())
    _options(made, [f"ta1:{in_maxima(exercise.right, shapes)};"], note="")
    _input(made, "ans1", "algebraic", "ta1", verify=True)
    where = ",".join(f"{name}={in_maxima(text, shapes)}" for name, text in exercise.where.items())

    def spelled_out(text: str) -> str:
        return f"subst([{where}],{text})" if where else text

    tree = _prt("prt1", [f"own:{spelled_out('ans1')};"])
    tests = [(exercise.right, 1, RIGHT)]
    tests += [(text, 0, castext(in_html(mistake))) for mistake, text in exercise.mistakes.items()]
    for k, (text, score, said) in enumerate(tests):
        last = k + 1 == len(tests)
        otherwise = (0, -1 if last else k + 1, UNKNOWN if last else "")
        _node(tree, k, "own", (score, -1, said), otherwise, spelled_out(in_maxima(text, shapes)))
    made.append(tree)
    _test(made, ["ta1"])
    return made


# --- the form of a question ---


def _options(question: Element, variables: Sequence[str], note: str) -> None:
    for name, value in (("defaultgrade", "1"), ("penalty", "0.1"), ("hidden", "0"), ("idnumber", "")):
        SubElement(question, name).text = value
    SubElement(SubElement(question, "stackversion"), "text").text = ""
    SubElement(SubElement(question, "questionvariables"), "text").text = "\n".join(variables)
    for name, text in (("specificfeedback", ""), ("questionnote", note), ("questiondescription", "")):
        add_html(question, name, text)
    for name, value in (
        ("questionsimplify", "1"),
        ("assumepositive", "0"),
        ("assumereal", "0"),
    ):
        SubElement(question, name).text = value
    for name, text in (
        ("prtcorrect", ""),
        ("prtpartiallycorrect", ""),
        ("prtincorrect", ""),
    ):
        add_html(question, name, text)
    for name, value in (
        ("decimals", "."),
        ("scientificnotation", "*10"),
        ("multiplicationsign", "dot"),
        ("sqrtsign", "1"),
        ("complexno", "i"),
        ("inversetrig", "cos-1"),
        ("logicsymbol", "lang"),
        ("matrixparens", "("),
        ("isbroken", "0"),
        ("variantsselectionseed", ""),
    ):
        SubElement(question, name).text = value


def _input(question: Element, name: str, kind: str, right: str, verify: bool) -> None:
    made = SubElement(question, "input")
    shown = "1" if verify else "0"
    for part, value in (
        ("name", name),
        ("type", kind),
        ("tans", right),
        ("boxsize", "40" if verify else "12"),
        ("strictsyntax", "1"),
        ("insertstars", "0"),
        ("syntaxhint", ""),
        ("syntaxattribute", "0"),
        ("forbidwords", ""),
        ("allowwords", ""),
        ("forbidfloat", "0"),
        ("requirelowestterms", "0"),
        ("checkanswertype", "0"),
        ("mustverify", shown),
        ("showvalidation", shown),
        ("options", ""),
    ):
        SubElement(made, part).text = value


def _prt(name: str, variables: Sequence[str]) -> Element:
    made = Element("prt")
    for part, value in (("name", name), ("value", "1.0000000"), ("autosimplify", "1"), ("feedbackstyle", "1")):
        SubElement(made, part).text = value
    SubElement(SubElement(made, "feedbackvariables"), "text").text = "\n".join(variables)
    return made


def _node(
    tree: Element,
    number: int,
    test: str,
    true: tuple[float, int, str],
    false: tuple[float, int, str],
    compared: str = "true",
) -> None:
    """A node that compares; behind each branch stand the score, the next node (-1: none) and what is said."""
    made = SubElement(tree, "node")
    for part, value in (
        ("name", str(number)),
        ("description", ""),
        ("answertest", "AlgEquiv"),
        ("sans", test),
        ("tans", compared),
        ("testoptions", ""),
        ("quiet", "1"),
    ):
        SubElement(made, part).text = value
    for branch, (score, following, said) in (("true", true), ("false", false)):
        for part, value in (
            ("scoremode", "="),
            ("score", f"{score:.7f}"),
            ("penalty", ""),
            ("nextnode", str(following)),
            ("answernote", f"{tree.findtext('name')}-{number}-{branch[0].upper()}"),
        ):
            SubElement(made, branch + part).text = value
        add_html(made, f"{branch}feedback", f"<p>{said}</p>" if said else "")


def _test(question: Element, answers: Sequence[str]) -> None:
    """What the plugin tries by itself: the right answers get all points."""
    made = SubElement(question, "qtest")
    SubElement(made, "testcase").text = "1"
    SubElement(made, "description").text = "The right answers"
    for k, answer in enumerate(answers, 1):
        given = SubElement(made, "testinput")
        SubElement(given, "name").text = f"ans{k}"
        SubElement(given, "value").text = answer
    for k in range(1, len(answers) + 1):
        expected = SubElement(made, "expected")
        for part, value in (
            ("name", f"prt{k}"),
            ("expectedscore", "1.0000000"),
            ("expectedpenalty", "0.0000000"),
            ("expectedanswernote", f"prt{k}-0-T"),
        ):
            SubElement(expected, part).text = value
