"""Formulas are found wherever a page can have them, and nothing else is taken for one."""

import pytest

from book_ext.equations.reading import formulas, rows

PAGE = r"""---
title: costs $5
---

# The unit $j$

In text $a = b$, `not $here$`, {eq}`eq-a`, \$5 and \$6, and over
two $c +
d$ lines.

```{math}
:label: eq-a
:nowrap:

e = f
```

````{admonition} About $g$
:class: note

```{math}
h = i
```
```{code-cell} ipython3
:tags: [hide-input]
x = "$y$"
```
And $k$.
````

:::{admonition} Box
$l$
:::

$$
m
= n
$$ (eq-b)

\begin{align}
o &= p
\end{align}

$$\begin{aligned}
p &= q
\end{aligned}$$

```python
print("$q$")
```

```
$r$
```

<!-- $s$ -->
Last $t$.
"""
FOUND = [
    (5, "j", False, None),
    (7, "a = b", False, None),
    (8, "c +\nd", False, None),
    (15, "e = f", True, "eq-a"),
    (18, "g", False, None),
    (22, "h = i", True, None),
    (28, "k", False, None),
    (32, "l", False, None),
    (36, "m\n= n", True, "eq-b"),
    (41, "o &= p", True, None),
    (44, "\\begin{aligned}\np &= q\n\\end{aligned}", True, None),
    (57, "t", False, None),
]


def test_every_formula_is_found_with_its_line(tmp_path):
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    found = formulas(tmp_path / "page.md", "chapters/page.md")
    assert [formula[1:] for formula in found] == FOUND
    assert found[0].place == "chapters/page.md:5"


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("a = b", ["a = b"]),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", ["a = b = c"]),
        (r"\begin{split} a &= b \\[1ex] c &= d \end{split}", ["a = b", "c = d"]),
    ],
)
def test_an_aligned_block_is_read_line_by_line(tex, expected):
    assert [" ".join(row.split()) for row in rows(tex)] == expected
