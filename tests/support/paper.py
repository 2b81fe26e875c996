"""The words of a PDF that Chromium has printed, page by page."""

from __future__ import annotations

import re
import zlib

OBJECT = re.compile(rb"^(\d+) 0 obj\n(.*?)^endobj", re.M | re.S)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.S)
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|\[([^\]]*)\] ?TJ|<([0-9A-Fa-f]+)> ?Tj|/(\w+) Do\b|\bBT\b")


def pages_of(pdf: bytes) -> list[str]:
    """What stands on each sheet, without spaces: a printer places words and does not write what is between them."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    maps = {number: _letters(objects, body) for number, body in objects.items() if b"/ToUnicode" in body}
    sheets = [body for body in objects.values() if re.search(rb"/Type /Page\b(?!s)", body)]
    return [_words(objects, sheet, maps) for sheet in sheets]


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    data = found[1] if found else b""
    return zlib.decompress(data) if b"/FlateDecode" in body else data


def _letters(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    """The letter of each glyph of a font."""
    (number,) = re.findall(rb"/ToUnicode (\d+) 0 R", font)
    table = _stream(objects[int(number)]).decode("latin-1")
    letters: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for glyph, code in re.findall(r"<(\w+)> <(\w+)>", block):
            letters[int(glyph, 16)] = bytes.fromhex(code).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, code in re.findall(r"<(\w+)> <(\w+)> <(\w+)>", block):
            for place, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                start = bytes.fromhex(code).decode("utf-16-be")  # a glyph may stand for several letters
                letters[glyph] = start[:-1] + chr(ord(start[-1]) + place)
    return letters


def _words(objects: dict[int, bytes], sheet: bytes, maps: dict[int, dict[int, str]]) -> str:
    (content,) = re.findall(rb"/Contents (\d+) 0 R", sheet)
    return "".join("".join(_shown(objects, sheet, objects[int(content)], maps)).split())


def _shown(objects: dict[int, bytes], sheet: bytes, content: bytes, maps: dict[int, dict[int, str]]) -> list[str]:
    """The letters in the order in which they are printed. A part of a sheet may be an object, with fonts of its own."""
    named = {name: int(number) for name, number in re.findall(rb"/([A-Z]\w*) (\d+) 0 R", sheet)}
    letters: dict[int, str] = {}
    words = []
    for font, array, single, part in SHOWN.findall(_stream(content)):
        if font:
            letters = maps.get(named.get(font, 0), {})
        inner = objects.get(named.get(part, 0), b"")
        if b"/Subtype /Form" in inner:
            words += _shown(objects, inner, inner, maps)
        for text in re.findall(rb"<([0-9A-Fa-f]+)>", array) if array else [single]:
            words += [letters.get(int(text[at : at + 4], 16), "") for at in range(0, len(text), 4)]
    return words
