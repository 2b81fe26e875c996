"""What the scripts of a page say to answers, without a browser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

EXERCISES_JS = Path(__file__).parents[2] / "book_ext" / "site" / "theme" / "exercises"
PROGRAM = """
const { judged } = await import(`${process.argv[1]}/judged.js`);
const { readFileSync } = await import("node:fs");
const asked = JSON.parse(readFileSync(0, "utf8"));
const judge = (question, texts) => judged(question, texts.map((value) => ({ value })));
console.log(JSON.stringify(asked.map(([question, texts]) => judge(question, texts))));
"""


def judged_on_page(asked: list[tuple[dict[str, Any], list[str]]]) -> list[dict[str, Any]]:
    """For each question, as it stands in a page, and what is typed into its fields: the lines, and the marks."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", PROGRAM, EXERCISES_JS.as_uri()],
        input=json.dumps(asked, default=list),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def typed(values: dict[str, Any], question: dict[str, Any], more: int = 0) -> list[str]:
    """These values as somebody types them, with as many decimals as are asked for, or more."""
    return [
        f"{entry:.{one['decimals'] + more}f}" for one in question["asked"] for entry in np.ravel(values[one["name"]])
    ]
