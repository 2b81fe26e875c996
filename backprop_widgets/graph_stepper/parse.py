"""Reads expressions such as (x + y) * z, in several named lines if need be, or says in one sentence where it cannot.

The mirror of parse.js: both have the same grammar and the same sentences, and tests compare them.
"""

from __future__ import annotations

import keyword
import math
import re
from typing import Any, NoReturn

from traitlets import TraitError

FUNCTIONS = ("exp", "log", "sin", "cos", "tanh", "relu", "sigmoid")
# Words that a name would take the meaning from in the program that a reader can copy.
RESERVED = (*keyword.kwlist, "Value", "gradients", "print", "zip")
MOST = 60  # operations: more make a picture that nobody can read
LONGEST, LONGEST_NAME, DEEPEST = 1000, 12, 40

TOKEN = re.compile(
    r" *(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)"
    r"|(\*\*|[-+*/()=])|([\n;])|([^\n])|\Z)",
    re.ASCII,
)


class Node:
    """A number, an input, or an operation on what the nodes `args` have, each of which stands further in front."""

    def __init__(self, operation: str, args: list[int], name: str, value: float) -> None:
        self.operation, self.args, self.name, self.value = operation, args, name, value


def plain_signs(text: str) -> str:
    """As it would be typed: signs and spaces that come along when a formula is copied become those of Python."""
    return re.sub(r"[^\S\n]", " ", re.sub("[×·]", "*", re.sub("[\u2010-\u2015\u2212]", "-", text)))


def parse(text: str) -> tuple[list[Node], int]:
    """The nodes of an expression, in the order of computation, and which of them is the output.

    Raises TraitError, in one sentence, for what is no such expression.

    >>> nodes, output = parse("(x + y) * z")
    >>> [node.name for node in nodes], nodes[output].args
    (['x', 'y', 'u1', 'z', 'f'], [2, 3])
    """
    text = plain_signs(text)
    if not text.strip():
        raise TraitError("The expression is empty; expected one like (x + y) * z.")
    if len(text) > LONGEST:
        raise TraitError(f"The expression has {len(text)} characters; expected at most {LONGEST}.")
    reader = Reader(text)
    output = reader.read()
    kinds = [node.operation for node in reader.nodes]
    if "input" not in kinds:
        raise TraitError("The expression has no input; expected a name in it, such as x.")
    operations = len(kinds) - kinds.count("input") - kinds.count("number")
    if operations > MOST:
        raise TraitError(f"The expression has {operations} operations; expected at most {MOST}, which can be drawn.")
    _name(reader.nodes, output, set(reader.known))
    return reader.nodes, output


def _name(nodes: list[Node], output: int, names: set[str]) -> None:
    """Gives a name to each operation that has none: u1, u2, ..., and f to the output."""
    count = 0
    for i, node in enumerate(nodes):
        if node.name or node.operation == "number":
            continue
        letter = "f" if i == output else "u"
        node.name = letter
        while node.name == "u" or node.name in names:
            count += 1
            node.name = f"{letter}{count}"


class Reader:
    """Goes through a text from left to right; `read` gives the output, and leaves the nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes: list[Node] = []
        self.known: dict[str, int] = {}  # what each name stands for
        self.unused: dict[str, None] = {}  # lines that nothing has used yet
        self.at = self.depth = 0
        self.next()

    def next(self) -> None:
        found = TOKEN.match(self.text, self.at)
        assert found
        number, name, sign, _, other = found.groups()
        self.token = next((token for token in found.groups() if token is not None), "")
        self.kind = "number" if number else "name" if name else "sign" if sign else "other" if other else "end"
        self.at = found.end()
        self.start = self.at - len(self.token)
        if other == "^":
            self.refuse("write ** for a power")
        if other:
            self.refuse("it has no meaning here")
        if number and math.isinf(float(number)):
            self.refuse("it is too large")
        if number and re.fullmatch(r"0\d+", number):
            self.refuse("a number does not begin with 0")

    def refuse(self, why: str, start: int | None = None, token: str | None = None) -> NoReturn:
        start, token = self.start if start is None else start, self.token if token is None else token
        lines = self.text[:start].split("\n")
        line = f"line {len(lines)}, " if "\n" in self.text.strip() else ""
        what = f"there is “{token}”" if token.strip() and token != ";" else "the line ends"
        raise TraitError(f"At {line}position {len(lines[-1]) + 1} {what}; {why}.")

    def has(self, *tokens: str) -> bool:
        return self.kind == "sign" and self.token in tokens

    def take(self) -> str:
        token = self.token
        self.next()
        return token

    def add(self, operation: str, args: list[int], name: str = "", value: float = 0.0) -> int:
        self.nodes.append(Node(operation, args, name, value))
        return len(self.nodes) - 1

    def read(self) -> int:
        output = -1
        nameless: tuple[int, str] | None = None
        while self.at < len(self.text) or self.kind != "end":
            if self.kind == "end":
                self.next()
                continue
            if nameless:
                self.refuse("only the last line may do without a name, as u has one in u = x + y", *nameless)
            start, token = self.start, self.token
            name = self.name_of_line()
            output = self.sum()
            if self.kind != "end":
                self.refuse("expected an operator or the end of the line")
            if name:
                self.define(name, start, output)
            else:
                nameless = start, token
        last = [] if nameless else [name for name, node in self.known.items() if node == output]
        if spare := [name for name in self.unused if name not in last]:
            raise TraitError(f"“{spare[0]}” is never used; the last line is the output, and all others lead to it.")
        return output

    def name_of_line(self) -> str:
        """The name in front of =, if this line has one."""
        if self.kind != "name" or not re.match(r" *=", self.text[self.at :]):
            return ""
        self.check_name()
        name = self.take()
        self.next()
        return name

    def define(self, name: str, start: int, node: int) -> None:
        """A line's name stands for its node from the next line on."""
        if name in self.known:
            self.refuse("it has a value already; choose another name", start, name)
        if self.nodes[node].operation not in ("number", "input"):
            self.nodes[node].name = self.nodes[node].name or name
        self.known[name] = node
        self.unused[name] = None

    def check_name(self) -> None:
        if self.token in RESERVED:
            self.refuse("the word has a meaning in Python; choose another name")
        if self.token in FUNCTIONS:
            self.refuse("it is a function: write “(” and its argument behind it")
        if len(self.token) > LONGEST_NAME:
            self.refuse(f"a name has at most {LONGEST_NAME} letters")

    def sum(self) -> int:
        left = self.term()
        while self.has("+", "-"):
            left = self.add(self.take(), [left, self.term()])
        return left

    def term(self) -> int:
        left = self.signed()
        while self.has("*", "/"):
            left = self.add(self.take(), [left, self.signed()])
        return left

    def signed(self) -> int:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(f"brackets and signs go at most {DEEPEST} deep")
        node = self.negative() if self.has("-") else self.power()
        self.depth -= 1
        return node

    def negative(self) -> int:
        """A minus before a number belongs to it; before anything else it is an operation."""
        self.next()
        count = len(self.nodes)
        inside = self.signed()
        if self.nodes[inside].operation != "number" or inside < count:
            return self.add("negative", [inside])
        self.nodes[inside].value *= -1
        return inside

    def power(self) -> int:
        base = self.atom()
        if not self.has("**"):
            return base
        self.next()
        return self.add("**", [base, self.signed()])

    def atom(self) -> int:
        if self.kind == "number":
            return self.add("number", [], "", float(self.take()))
        if self.kind == "name":
            return self.name_or_call()
        if not self.has("("):
            self.refuse("expected a number, a name or “(”")
        return self.in_brackets()

    def in_brackets(self) -> int:
        self.next()
        inside = self.sum()
        if not self.has(")"):
            self.refuse("expected an operator or “)”")
        self.next()
        return inside

    def name_or_call(self) -> int:
        start, name = self.start, self.token
        if name in FUNCTIONS:
            self.next()
            if not self.has("("):
                self.refuse("it is a function: write “(” and its argument behind it", start, name)
            return self.add(name, [self.in_brackets()])
        self.check_name()
        self.next()
        if self.has("("):
            self.refuse(f"the functions here are {', '.join(FUNCTIONS)}; to multiply, write *", start, name)
        self.unused.pop(name, None)
        if name not in self.known:
            self.known[name] = self.add("input", [], name)
        return self.known[name]


def inputs_of(nodes: list[Node]) -> list[str]:
    """The names of the inputs, in the order in which the expression mentions them."""
    return [node.name for node in nodes if node.operation == "input"]


def check(given: Any) -> str:
    """The expression as it is kept; TraitError for what cannot be read."""
    if not isinstance(given, str):
        raise TraitError("The expression is no text; expected one like (x + y) * z.")
    parse(given)
    return given
