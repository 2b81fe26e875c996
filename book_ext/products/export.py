"""The exercises for a class's own system: Moodle's XML, GIFT, QTI, STACK and SCORM.

python -m book_ext.products.export

Writes into _build/export: moodle.xml and quiz.gift, the exercises with a choice and (moodle.xml) with an order; and for
each chapter moodle-numbers-CHAPTER.xml, its exercises by hand with thirty sets of numbers; stack-CHAPTER.xml, the same
and its formulas as questions of Moodle's plugin STACK; qti-CHAPTER.zip, its questions in QTI 2.1; and
scorm-CHAPTER.zip, the exercises of its page, which report how many are right.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from book_ext.command import parser
from book_ext.folders import Refused, folder_for
from book_ext.products.exports import gift, moodle, package, qti, questions, scorm, stack
from book_ext.site.cache import ROOT


def make(root: Path, folder: Path) -> None:
    """Write all formats. Raises Refused and ValueError."""
    found = list(questions.places(root))
    with folder_for("export", folder) as folder:
        texts = {"moodle.xml": moodle.choices(found), "quiz.gift": gift.gift(found)}
        texts |= {f"moodle-numbers-{page}.xml": bank for page, bank in moodle.numbers(found).items()}
        texts |= {f"stack-{page}.xml": bank for page, bank in stack.chapters(found).items()}
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        for page, files in qti.chapters(found).items():
            package.write(folder / f"qti-{page}.zip", files)
        for page, site in scorm.chapters(found, root):
            package.write(folder / f"scorm-{page}.zip", site)


def main(arguments: Sequence[str], folder: Path = ROOT / "_build" / "export") -> int:
    parser("book_ext.products.export", str(__doc__)).parse_args(arguments)
    try:
        make(ROOT, folder)
    except (Refused, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(
        f"In {folder}: moodle.xml and quiz.gift with the questions for all chapters, and for each chapter\n"
        f"moodle-numbers-CHAPTER.xml with {questions.SETS} sets of numbers, stack-CHAPTER.xml, qti-CHAPTER.zip and "
        "scorm-CHAPTER.zip"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
