"""Formulas as they are typed, in Python or in LaTeX: read sign by sign, so that nothing in them is ever run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

import sympy

from .answers import brief

NAMED = ("exp", "log", "ln", "tanh", "sqrt", "sin", "cos", "sinh", "cosh")
FUNCTIONS = {name: getattr(sympy, name) for name in NAMED}
FUNCTIONS |= dict.fromkeys(("sigmoid", "sigma"), lambda z: 1 / (1 + sympy.exp(-z)))
POWERS = ("pow", "power")
BRACKETS = {"(": ")", "{": "}", "[": "]"}
# What Python has made of \alpha, \bar, \frac, \tanh, \rho and \nabla where no r stands before the quotes.
EATEN = {
    "\a": r"\\a",
    "\b": r"\\b",
    "\f": r"\\f",
    "\t(?=anh|heta|imes|au|ext|frac)": r"\\t",
    "\r(?=ight|ho|m)": r"\\r",
    "\n(?=abla|u(?![A-Za-z]))": r"\\n",
}
LONGEST = 2000  # characters of a text
HIGHEST = 100  # a power
LARGEST = 10_000  # bits of a number

PYTHON = re.compile(r"[^\W\d]\w*|\d+\.?\d*(?:[eE][+-]?\d{1,3})?|\.\d+|\S")
LATEX = re.compile(r"\\[A-Za-z]+|\d+(?:\.\d+)?|\S")  # a command, a number, a sign
NUMBER = re.compile(r"\.?\d").match
NAME = re.compile(r"\\?[^\W\d]").match
INDEXED = re.compile(r"[A-Za-z]+_\w+").fullmatch
INDEX = re.compile(r"_(\w+)$")

SIGNS = str.maketrans({"−": "-", "·": "*", "⋅": "*", "×": "*", "²": "^2", "³": "^3", "–": "-", "÷": "/", "$": " "})
SIGNS |= str.maketrans({"∗": "*", "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "—": "-", "⁄": "/", "√": " sqrt "})
SIGNS |= str.maketrans({"\N{DIVISION SLASH}": "/", "\N{BULLET OPERATOR}": "*", "\N{BULLET}": "*"})
LOW = "[₀-₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+"
RAISED = "[⁰ⁱ¹²³⁴-⁹⁺⁻ⁿᴬ-ᵡʰʲʳʷʸˡˢˣ]+"
GREEK: dict[str, str | int | None] = {"θ": "theta", "δ": "delta", "α": "alpha", "η": "eta", "μ": "mu", "σ": "sigma"}
PREFIX = re.compile(r"\b(?:np|numpy|math|sp|sympy)\.")
SPELLINGS = {
    r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|q?quad)(?![A-Za-z])|\\[,;:! ()\[\]]": " ",
    r"\\(?:\{|lbrace(?![A-Za-z]))": "(",
    r"\\(?:\}|rbrace(?![A-Za-z]))": ")",
    r"\{\s*\\rm\s+(\w+)\s*\}": r"\\mathrm{\1}",
    r"\\(?:text|textrm|mathit|operatorname)(?![A-Za-z])": r"\\mathrm",
    rf"\\mathrm\s*\{{\s*({'|'.join(NAMED)}|sigmoid|e)\s*\}}": r" \1 ",
    rf"(?<![\\A-Za-z])({'|'.join(NAMED)}|sigmoid|sigma)(?![A-Za-z])": r"\\\1 ",
    r"\\[dt]frac(?![A-Za-z])": r"\\frac",
    r"\\(?:cdot|times)(?![A-Za-z])": "*",
    r"\*\*": "^",
    r"(\\?[A-Za-z]+)\^(\w|\{[^{}]*\})_(\w|\{[^{}]*\})": r"\1_\3^\2",
    r"_\s*(\w)": r"_{\1}",  # an index of one letter may do without braces
    r"_\{(\w),\s*(\w)\}": r"_{\1\2}",
}
# What may stand before an equals sign: a name, perhaps with an index, a prime and an argument, or a derivative.
NAMED_BEFORE = re.compile(
    r"\s*(?:\\?[^\W\d]\w*(?:_?\{[^{}]*\})?['′]?(?:\(\w+\))?"
    r"|[d∂]\s*\w+\s*/\s*[d∂]\s*\w+"
    r"|\\[dt]?frac\s*\{\s*(?:\\partial|d)(?:[^{}=]|\{[^{}]*\})*\}\s*\{\s*(?:\\partial|d)(?:[^{}=]|\{[^{}]*\})*\})\s*"
).fullmatch


def read(text: str, symbols: Mapping[str, str]) -> sympy.Expr:
    r"""The formula that a text means; `symbols` are the names it may use, each with its LaTeX.

    Raises ValueError, with half a sentence that says what is wrong.

    >>> symbols = {"delta_o1": r"\delta_{o1}"}
    >>> read(r"\tfrac12 \delta_{o1}", symbols), read("np.exp(2 * delta_o1)", symbols)
    (delta_o1/2, exp(2*delta_o1))
    """
    for sign, written in EATEN.items():
        text = re.sub(sign, written, text)
    if len(text) > LONGEST:
        raise ValueError(f"This text has {len(text)} characters")
    typed = text
    text = _right_side(re.sub(r"(?:[\s.,;~]|\\[,;:! ])+$", "", _with_places(_visible(text), symbols)), symbols)
    if "=" in text:
        raise ValueError(f"{_quoted(typed)} has an equals sign or an arrow; write only what stands on its right")
    ways = [_in_latex, _in_python] if "\\" in text or "{" in text else [_in_python, _in_latex]
    strangers: list[str] = []
    for way in ways:
        tokens = way(text.translate(SIGNS), symbols)
        unknown = [
            at for at, token in enumerate(tokens) if isinstance(token, str) and NAME(token) and token != r"\frac"
        ]
        if not unknown:
            try:
                return Parser(tokens).formula()
            except (IndexError, SyntaxError, RecursionError):
                raise ValueError(f"{_quoted(typed)} {_fault(text)}") from None
        strangers = strangers or [_with_index(tokens, at) for at in unknown if tokens[at] != r"\mathrm"] or [r"\mathrm"]
    raise ValueError(f"{_as_typed(strangers[0], text)} is not in this exercise")


def _as_typed(name: str, text: str) -> str:
    """With the Greek letters that were typed, and not their names."""
    if name not in text:
        for letter, word in GREEK.items():
            name = name.replace(str(word), letter)
    return name


def _visible(text: str) -> str:
    r"""Without signs that take no room, and with the usual letters for those that a printed formula has.

    >>> _visible("\N{MATHEMATICAL ITALIC SMALL V}\N{ZERO WIDTH SPACE}")
    'v'
    """
    text = re.sub("[\u200b\u2060\u2062\ufeff]", "", text)
    return re.sub("[\u210e\uff01-\uff5e\U0001d400-\U0001d7ff]", lambda found: normalize("NFKC", found[0]), text)


def _with_places(text: str, symbols: Mapping[str, str]) -> str:
    """Indices and powers that stand low or high by themselves, or an index in brackets, as they are typed.

    >>> _with_places("w\N{LATIN SUBSCRIPT SMALL LETTER J}\N{SUBSCRIPT ONE}e\N{SUPERSCRIPT FIVE}", {})
    'w_j1 e^(5)'
    """
    for name in filter(INDEXED, symbols):
        base, _, index = name.rpartition("_")
        base = "|".join([base, *(letter for letter, word in GREEK.items() if word == base)])
        in_brackets = r"\s*(?:,|\]\s*\[)\s*".join(index) if len(index) == 2 and index.isalpha() else index
        text = re.sub(rf"(?<![A-Za-z_])(?:{base})\s*\[\s*{in_brackets}\s*\]", f" {name} ", text)
    text = re.sub(LOW, lambda low: f"_{normalize('NFKC', low[0])} ", text)
    return re.sub(RAISED, lambda high: high[0] if high[0] in "²³" else f"^({normalize('NFKC', high[0])})", text)


def _right_side(text: str, symbols: Mapping[str, str]) -> str:
    """What follows "slope =", where the left side is a name for the answer, and what follows an arrow.

    With an equals sign the name is none of the symbols: that would be an equation.

    >>> _right_side("dE/dw = a * b", {"a": "a", "b": "b"}), _right_side("a = b", {"a": "a", "b": "b"})
    (' a * b', 'a = b')
    """
    left, sign, right = re.sub(r"\\(?:leftarrow|gets)(?![A-Za-z])|:=", "←", text).partition("←")
    if not sign:
        left, sign, right = text.partition("=")
    known = {_bare(written) for symbol in symbols.items() for written in symbol if sign == "="}
    return right if sign and NAMED_BEFORE(left) and _bare(left) not in known else text.replace("←", "=")


def _bare(name: str) -> str:
    return re.sub(r"[\s\\{}_]|mathrm", "", name)


def _with_index(tokens: list[Any], at: int) -> str:
    """An unknown name as it was typed: w_{kj}, and not w."""
    end = at + 1
    if tokens[end : end + 2] == ["_", "{"] and "}" in tokens[end:]:
        end = tokens.index("}", end) + 1
    return "".join(map(str, tokens[at:end]))


def _fault(text: str) -> str:
    """Why a text cannot be read.

    >>> _fault("(1 - a"), _fault("1 - a)"), _fault("0,5a")
    ('has a bracket that is not closed', 'has a ) too many', 'has a comma; write a point')
    """
    opened = []
    for sign in text:
        if sign in BRACKETS:
            opened.append(BRACKETS[sign])
        elif sign in BRACKETS.values() and (not opened or opened.pop() != sign):
            return f"has a {sign} too many"
    if opened:
        return "has a bracket that is not closed"
    return "has a comma; write a point" if re.search(r"\d,\d", text) else "cannot be read as Python or LaTeX"


def _quoted(text: str) -> str:
    """Its beginning in quotes, what cannot be seen by its number, and a backslash as it was typed."""
    return brief(repr(text).replace("\\\\", "\\"))


def _in_python(text: str, symbols: Mapping[str, str]) -> list[Any]:
    text = text.translate(str.maketrans(GREEK))
    tokens = PYTHON.findall(PREFIX.sub("", text).replace("**", "^"))
    short = {name.replace("_", ""): name for name in symbols}  # o2 for o_2
    names = short | {name: name for name in symbols}
    known = {"e": sympy.E, **FUNCTIONS, **dict.fromkeys(POWERS, _power)}
    known |= {typed: sympy.Symbol(name) for typed, name in names.items()}
    parts = [[token] if token in known or not NAME(token) else _split(token, [*names, "e"]) for token in tokens]
    return [known.get(part, part) for token in parts for part in token]


def _split(word: str, names: Sequence[str]) -> list[str]:
    """The names that a word is made of without a sign between them; the word, if they are not known or not certain.

    >>> _split("xy", ["x", "y"]), _split("ab", ["x", "y"]), _split("xyx", ["x", "y", "xy", "yx"])
    (['x', 'y'], ['ab'], ['xyx'])
    """
    ways: list[list[list[str]]] = [[[]]]  # of each beginning of the word, two at most
    for end in range(1, len(word) + 1):
        last = [name for name in dict.fromkeys(names) if word.endswith(name, 0, end)]
        ways.append([[*way, name] for name in last for way in ways[end - len(name)]][:2])
    return ways[-1][0] if len(ways[-1]) == 1 else [word]


def _in_latex(text: str, symbols: Mapping[str, str]) -> list[Any]:
    # Greek letters by their names; an index stays with its letter, and what else follows is another factor.
    text = re.sub(rf"[{''.join(GREEK)}](?!_)", lambda found: f" {GREEK[found[0]]} ", text)
    text = text.translate(str.maketrans(GREEK))
    braced = {name: INDEX.sub(r"_{\1}", name) for name in symbols if INDEXED(name)}  # net_j, without \mathrm
    for name, spelled in braced.items():  # w_jk and \delta_o1, as the exercise lists them: one symbol, not a product
        text = re.sub(rf"(?<![\\\w])\\?{name}(?!\w)", lambda _, s=spelled, n=name: f" {symbols[n] or s} ", text)  # type: ignore[misc]
    tokens: list[Any] = _latex_tokens(text)
    written = [(name, _latex_tokens(latex)) for name, latex in symbols.items() if latex]
    written += [(name, _latex_tokens(spelled)) for name, spelled in braced.items()]
    for name, part in sorted(written, key=lambda pair: -len(pair[1])):
        tokens = _replaced(tokens, part, sympy.Symbol(name))
    known = {"e": sympy.E, **{f"\\{name}": function for name, function in FUNCTIONS.items()}}
    found: list[Any] = []
    for token in (known.get(token, token) for token in tokens):
        if token == "[" and found and (isinstance(found[-1], sympy.Expr) or found[-1] in BRACKETS.values()):
            found.append("*")  # in Python a[0] would be an entry, and is none here
        found.append(token)
    return found


def _latex_tokens(text: str) -> list[str]:
    for spelling, usual in SPELLINGS.items():
        text = re.sub(spelling, usual, text)
    return LATEX.findall(text)


def _replaced(tokens: list[Any], part: list[str], by: sympy.Symbol) -> list[Any]:
    """Each occurrence of these tokens in a row, as one token."""
    found, at = [], 0
    while at < len(tokens):
        here = tokens[at : at + len(part)] == part
        found.append(by if here else tokens[at])
        at += len(part) if here else 1
    return found


class Parser:
    """Sums of products of powers. A product may do without its sign, as in 2a(1 - a).

    >>> a = sympy.Symbol("a")
    >>> Parser(["2", a, "(", "1", "-", a, ")", "^", "2"]).formula()
    2*a*(1 - a)**2
    """

    def __init__(self, tokens: Sequence[Any]) -> None:
        self.tokens = list(reversed(tokens))  # a stack; too short a formula pops from the empty one

    def formula(self) -> sympy.Expr:
        value = self.sum()
        if self.tokens:
            raise SyntaxError(f"{self.tokens[-1]} is left over")
        return value

    def sum(self) -> sympy.Expr:
        value = self.product()
        while self.next() in ("+", "-"):
            value = value + self.product() if self.tokens.pop() == "+" else value - self.product()
        return value

    def product(self) -> sympy.Expr:
        value = self.signed()
        while True:
            if self.next() in ("*", "/"):
                value = value * self.signed() if self.tokens.pop() == "*" else value / self.signed()
            elif self.factor_follows():
                value = value * self.power()
            else:
                return value

    def signed(self) -> sympy.Expr:
        if self.next() in ("+", "-"):
            return self.signed() if self.tokens.pop() == "+" else -self.signed()
        return self.power()

    def power(self) -> sympy.Expr:
        return self.raised(self.atom())

    def raised(self, base: sympy.Expr) -> sympy.Expr:
        if self.next() != "^":
            return base
        self.tokens.pop()
        return _power(base, self.signed())

    def atom(self) -> sympy.Expr:
        token = self.tokens.pop()
        if isinstance(token, sympy.Expr):
            return token
        if not isinstance(token, str):
            return self.call(token)
        if NUMBER(token):
            return sympy.Rational(token)
        if token == r"\frac":
            return self.argument() / self.argument()
        if token not in BRACKETS:
            raise SyntaxError(token)
        value = self.sum()
        if self.tokens.pop() != BRACKETS[token]:
            raise SyntaxError(token)
        return value

    def call(self, function: Any) -> sympy.Expr:
        """tanh(z), and in LaTeX also tanh z and tanh^2(z); pow(a, 2)."""
        if function is _power:
            return self.call_of_pow()
        square = self.raised(sympy.Symbol("value"))
        bracketed = self.next() in ("(", "{")
        value = self.atom() if bracketed else self.power()
        if self.factor_follows() and not bracketed:
            raise SyntaxError("Where the argument ends would be a guess.")
        if value.is_number and abs(value) > HIGHEST:
            raise ValueError("This has a number in it that is too large")
        return square.subs("value", function(value))

    def call_of_pow(self) -> sympy.Expr:
        """What stands behind pow: two formulas with a comma between them, in brackets."""
        signs, values = [self.tokens.pop()], []
        for _ in range(2):
            values.append(self.sum())
            signs.append(self.tokens.pop())
        if signs != ["(", ",", ")"]:
            raise SyntaxError(signs)
        return _power(*values)

    def argument(self) -> sympy.Expr:
        r"""Of \frac: \frac12 is one half."""
        if NUMBER(str(self.next())) and len(self.tokens[-1]) > 1:
            first, *others = self.tokens.pop()
            self.tokens += ["".join(others), first]
        return self.atom()

    def next(self) -> Any:
        return self.tokens[-1] if self.tokens else None

    def factor_follows(self) -> bool:
        """Whether something stands here that multiplies without a sign; a number does not."""
        token = self.next()
        return token is not None and (not isinstance(token, str) or token in ("(", "{", r"\frac"))


def _power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    """A power, unless writing it out would take all of the memory: SymPy would try, with 9**9**9."""
    high = exponent.is_number and not abs(exponent) <= HIGHEST
    if high or (base.is_Rational and exponent.is_number and max(abs(base.p), base.q) ** abs(exponent) > 2**LARGEST):
        raise ValueError("This has a number in it that is too large")
    return base**exponent
