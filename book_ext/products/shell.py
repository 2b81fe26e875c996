"""Commands that are printed to be copied, in the words of the shell that is at hand: any path may stand in them."""

from __future__ import annotations

import os
import shlex


def command(*parts: object, windows: bool = os.name == "nt") -> str:
    r"""A command with its arguments in quotes where they need it; in PowerShell a quoted program is called with &.

    >>> command("source", "/my school/Ärger's/activate", windows=False)
    'source \'/my school/Ärger\'"\'"\'s/activate\''
    >>> command("C:\\my school\\activate", windows=True), command("nbgrader", "export", windows=True)
    ("& 'C:\\my school\\activate'", 'nbgrader export')
    """
    words = [str(part) for part in parts]
    if not windows:
        return shlex.join(words)
    plain = all(letter.isalnum() or letter in "\\/:._-" for letter in words[0])
    return ("" if plain else "& ") + " ".join(map(_in_powershell, words))


def _in_powershell(word: str) -> str:
    if word and all(letter.isalnum() or letter in "\\/:._-" for letter in word):
        return word
    return "'" + word.replace("'", "''") + "'"
