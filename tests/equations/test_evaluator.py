r"""What the evaluator must find true, and what it must refuse: false statements, and what could be read in two ways."""

import numpy as np
import pytest

from book_ext.equations.book import Entry, refusal
from book_ext.equations.check import Difference
from book_ext.equations.evaluate import read
from book_ext.equations.grammar import NotUnderstood, parse, slips
from book_ext.equations.world import Do
from book_ext.equations.worlds import worlds
from book_ext.equations.writing import written

# (formula, world and free indices)
TRUE = [
    # the source notes of the book, each formula in corrected form
    (
        r"\nabla J(\theta) = (\frac{\partial J}{\partial \theta_1}, \frac{\partial J}{\partial \theta_2}, \dots)^T",
        "whole",
    ),
    (r"E(\theta) = \frac{1}{2}(f(x; \theta) - y)^2", "whole"),
    (r"\left(u(v(x))\right)' = u'(v(x)) \cdot v'(x)", "scalar"),
    (
        r"\frac{\mathrm{d}}{\mathrm{d}x} u(v(x))"
        r" = \left(\frac{\mathrm{d}}{\mathrm{d}v} u(v)\right) \cdot \frac{\mathrm{d}}{\mathrm{d}x} v(x)",
        "scalar",
    ),
    (r"\frac{\partial u}{\partial x} = \frac{\partial u}{\partial v} \cdot \frac{\partial v}{\partial x}", "scalar"),
    (
        r"\frac{\partial E}{\partial \theta} = \frac{\partial E}{\partial f} \cdot \frac{\partial f}{\partial \theta}",
        "whole",
    ),
    (r"\frac{\partial E}{\partial \theta} = (f(x; \theta) - y) \cdot \frac{\partial f}{\partial \theta}", "whole"),
    (r"\Delta_k \leftarrow (y_k - a_k) g'(\mathrm{in}_k)", "aima, k in out"),
    (r"w_{j,k} \leftarrow w_{j,k} + \alpha \times a_j \times \Delta_k", "aima, jk in edges"),
    (r"\Delta_j \leftarrow g'(\mathrm{in}_j) \sum_k w_{j,k} \Delta_k", "aima, j in hidden"),
    (r"w_{i,j} \leftarrow w_{i,j} + \alpha \times a_i \times \Delta_j", "aima, ij in edges to hidden"),
    (r"o_j = \varphi(\mathrm{net}_j) = \varphi\left(\sum_{k} w_{kj} o_k + b_j\right)", "neurons, j in units"),
    (r"\varphi(z) = \frac{1}{1 + e^{-z}}", "scalar"),
    (r"\frac{\partial \varphi}{\partial z} = \varphi(z) (1 - \varphi(z))", "scalar"),
    (
        r"\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial o_j} \frac{\partial o_j}{\partial w_{ij}}"
        r" = \frac{\partial E}{\partial o_j} \frac{\partial o_j}{\partial \mathrm{net}_j}"
        r" \frac{\partial \mathrm{net}_j}{\partial w_{ij}}",
        "neurons, ij in edges",
    ),
    (
        r"\frac{\partial \mathrm{net}_j}{\partial w_{ij}}"
        r" = \frac{\partial}{\partial w_{ij}} \left(\sum_k w_{kj} o_k\right)"
        r" = \frac{\partial}{\partial w_{ij}} w_{ij} o_i = o_i",
        "neurons, ij in edges",
    ),
    (
        r"\frac{\partial o_j}{\partial \mathrm{net}_j}"
        r" = \frac{\partial}{\partial \mathrm{net}_j} \varphi(\mathrm{net}_j)"
        r" = \varphi(\mathrm{net}_j)(1 - \varphi(\mathrm{net}_j)) = o_j (1 - o_j)",
        "logistic neurons, j in units",
    ),
    (
        r"\frac{\partial E}{\partial o_j} = \frac{\partial}{\partial o_j} \frac{1}{2} (t_j - o_j)^2 = o_j - t_j",
        "neurons, j in out",
    ),
    # each layer with an activation of its own
    (r"a^l = \varphi_l(z^l)", "own activations, l in layers"),
    (r"\delta^L = (a^L - y) \odot \varphi_L'(z^L)", "own activations"),
    (r"\delta^l = ((W^{l+1})^\top \delta^{l+1}) \odot \varphi_l'(z^l)", "own activations, l in inner"),
    # slopes, arrows, nearly equal, bounds
    (
        r"\frac{\partial E}{\partial o_j} = \sum_k \frac{\partial E}{\partial \mathrm{net}_k} w_{jk}",
        "neurons, j in hidden",
    ),
    (r"w_{ij} \leftarrow w_{ij} - \eta \frac{\partial E}{\partial w_{ij}}", "neurons, ij in edges"),
    (r"b_j \leftarrow b_j - \eta \, \delta_j", "neurons, j in units"),
    (r"\theta \leftarrow \theta - \eta \, \nabla J(\theta)", "whole"),
    (r"J(\theta - \eta \nabla J(\theta)) \approx J(\theta) - \eta \lVert \nabla J(\theta) \rVert^2", "whole"),
    (r"\frac{\partial a^L}{\partial z^1} = \sigma'(z^1) \prod_{l=2}^{L} w^l \, \sigma'(z^l)", "chain"),
    (
        r"\left\lvert \frac{\partial a^L}{\partial z^1} \right\rvert"
        r" \le \frac{1}{4^L} \prod_{l=2}^{L} \lvert w^l \rvert",
        "chain",
    ),
    (r"\sigma'(z^l) \le \frac{1}{4}", "chain, l in layers"),
    (r"(w^l)^2 = w^l w^l", "chain, l in layers"),
    # powers belong to the result of a function
    (r"\frac{\mathrm{d}}{\mathrm{d} z} \tanh z = 1 - \tanh^2 z", "scalar"),
    (r"\frac{\partial \tanh}{\partial z} = 1 - \tanh(z)^2", "scalar"),
    (r"\varphi(z)^2 = \varphi(z) \varphi(z)", "scalar"),
    (r"\varphi'(z)^2 = \varphi'(z) \cdot \varphi'(z)", "scalar"),
    (r"J(\theta)^2 = J(\theta) \, J(\theta)", "whole"),
    (r"u \cdot (1 - u) = u - u^2", "scalar"),
    # matrices
    (r"\frac{\partial z^{l+1}}{\partial a^l} = W^{l+1}", "layers, l in inner"),
    (r"\delta^l = \sigma'(z^l) \odot ((W^{l+1})^\top \delta^{l+1})", "layers, l in inner"),
    (r"z^l_j = \sum_k W^l_{jk} a^{l-1}_k + b^l_j", "layers, l in layers, j in entries"),
    (r"E = \frac{1}{2} \lVert a^L - y \rVert^2", "layers"),
    # numbers
    (r"\mathrm{net}_{h1} = w_1 i_1 + w_2 i_2 + b_{h1} = 0.3775", "mazur"),
    (r"\frac{\partial E}{\partial w_5} = \delta_{o1} o_{h1}", "mazur"),
    (r"x_{1} = x_{1}", "neurons"),
    (r"2/x = \frac{2}{x}", "scalar"),
    # an index that is added to, or taken away from; a unit that has the name of its output
    (r"w_{7-k} = - w_k", "mirror, k in ends"),
    (r"a_n = \sum_{k} x_{n+k} \, w_k", "convolution, n in places"),
    (r"\frac{\partial E}{\partial \mathrm{net}_o} = \delta_o", "skip"),
    (r"\frac{\partial o}{\partial h} = o (1 - o) v", "skip"),
    # the worlds beyond the core
    (r"w \cdot (x_2 - x_1) = 2 \ln(s) - 2 \ln(1 - s)", "edge"),
    (r"\mathrm{var}(w) \, n = \frac{\mathrm{var}(z)}{\mathrm{var}(x)}", "spread"),
    (r"\frac{\partial E}{\partial S} \, K = \sqrt{d} \, \frac{\partial E}{\partial Q}", "attention"),
    (r"\frac{\partial h_n}{\partial h_{n-1}} = (1 - (h_n)^2) \, w", "recurrent, n in times"),
    (r"\lvert D - J'(p) \rvert \le \frac{M h^3 + 6 \epsilon}{6 h}", "rounded"),
]

FALSE = [
    # swapped, forgotten, turned over
    (r"\delta_j = \varphi'(\mathrm{net}_j) \sum_{k} w_{kj} \delta_k", "neurons, j in hidden"),
    (r"\delta_j = \sum_{k} w_{jk} \delta_k", "neurons, j in hidden"),
    (r"\delta_j = (t_j - o_j) \varphi'(\mathrm{net}_j)", "neurons, j in out"),
    (r"\delta_j = (o_j - t_j) \varphi'(o_j)", "neurons, j in out"),
    (r"\delta_j = (o_j - t_j) \varphi(\mathrm{net}_j)", "neurons, j in out"),
    (r"\frac{\partial E}{\partial w_{ij}} = \delta_i o_j", "neurons, ij in edges to hidden"),
    (r"o_j = \varphi(o_j)", "neurons, j in units"),
    (r"\frac{\partial o_j}{\partial \mathrm{net}_j} = o_j (1 - o_j)", "neurons, j in units"),
    (r"\frac{\partial z^{l+1}}{\partial a^l} = -W^{l+1}", "layers, l in inner"),
    (r"w_{ij} \leftarrow w_{ij} + \eta \frac{\partial E}{\partial w_{ij}}", "neurons, ij in edges"),
    (r"w_{ij} \leftarrow w_{ij}", "neurons, ij in edges"),
    (r"\Delta_k \leftarrow (a_k - y_k) g'(\mathrm{in}_k)", "aima, k in out"),
    (r"w_{ij} \leftarrow w_{ij} - \alpha \, a_i \Delta_j", "aima, ij in edges"),
    # the worlds beyond the core
    (r"\frac{\partial E}{\partial x_n} = \sum_{k} w_k \, g_{n+k}", "convolution, n in places"),
    (r"\delta_h = v \, \delta_o", "skip"),
    (r"\lvert z - b \rvert \ge \lvert w_2 \rvert", "mirror"),
    (r"\lvert D - J'(p) \rvert \le \frac{1}{6} M h^2", "rounded"),
    (r"\mathrm{var}(z) = \mathrm{var}(w) \, \mathrm{var}(x)", "spread"),
    (r"\frac{\partial E}{\partial P} = G \, V^\top + P", "attention"),
    (r"m \leftarrow \mu \, m + g", "momentum"),
    (r"p \leftarrow p - \eta \, \frac{m}{\sqrt{v} + \epsilon}", "adam"),
    (r"\frac{\partial E}{\partial w} = \sum_{n} \delta_n \, h_n", "recurrent"),
    # powers
    (r"\varphi(z)^2 = \varphi(z \cdot z)", "scalar"),
    (r"\frac{\mathrm{d}}{\mathrm{d} z} \tanh z = 1 - \tanh z^2", "scalar"),
    # not equal enough, and not always below
    (r"J(\theta - \eta \nabla J(\theta)) \approx J(\theta)", "whole"),
    (r"J(\theta - \eta \nabla J(\theta)) \approx J(\theta) + \eta \lVert \nabla J(\theta) \rVert^2", "whole"),
    (r"J(\theta - \eta \nabla J(\theta)) = J(\theta) - \eta \lVert \nabla J(\theta) \rVert^2", "whole"),
    (r"\sigma'(z^l) \le \frac{1}{5}", "chain, l in layers"),
    (r"w^l \ge 0", "chain, l in layers"),
    # sums over something else
    (r"J(\theta) = \frac{1}{N} \sum_{n=2}^{N} E_n(\theta)", "whole"),
    (r"J(\theta) = \sum_{n=1}^{N} E_n(\theta)", "whole"),
    (r"\frac{\partial \mathrm{net}_j}{\partial w_{ij}} = \sum_k o_k", "neurons, ij in edges"),
]

REFUSED = [
    # could be read in two ways
    (r"w_{12} = w_{12}", "neurons", "write commas"),
    (r"1/2x = x", "scalar", "not understood from here on: x"),
    (r"x/z/v = x", "scalar", "not understood from here on: /v"),
    (r"x 2 = 2 x", "scalar", "the number 2 stands behind"),
    (r"\varphi^{-1}(z) = \frac{1}{\varphi(z)}", "scalar", "can be read in two ways"),
    (r"v = \tanh", "scalar", "stands without an argument"),
    (r"\varphi = \varphi", "scalar", "stands without an argument"),
    (r"v = \tanh \cdot z", "scalar", "stands without an argument"),
    (r"o_j = \varphi \mathrm{net}_j", "neurons, j in units", "stands without an argument"),
    (r"\delta^l = (W^{l+1})^\top \delta^{l+1} \odot \sigma'(z^l)", "layers, l in inner", "needs parentheses"),
    (r"w_{1j} = w_{1j}", "neurons, j in units", "write commas"),
    # shapes
    (r"\frac{\partial E}{\partial W^l} = a^{l-1} (\delta^l)^\top", "layers, l in layers", "are compared"),
    (r"\delta^l = (W^{l+1} \delta^{l+1}) \odot \sigma'(z^l)", "layers, l in inner", "product of matrices with shapes"),
    (r"z^l = W^l a^{l-1} + 1", "layers, l in layers", "are added"),
    (r"z^l = W^l a^{l-1} + (b^l)^\top", "layers, l in layers", "are added"),
    (r"E = z^l", "layers, l in layers", "are compared"),
    (r"o_j = (o_j)^\top", "neurons, j in units", "cannot be transposed"),
    (r"\frac{1}{z^l} = z^l", "layers, l in layers", "an array stands as a denominator"),
    (r"(z^l)^2 = z^l", "layers, l in layers", "an array stands as the base of a power"),
    # says nothing
    (r"0 = 0", "scalar", "all values are 0"),
    (r"\frac{\partial E}{\partial t_j} - \frac{\partial E}{\partial t_j} = 0", "neurons, j in out", "all values are 0"),
    (r"o_j", "neurons, j in units", "states nothing"),
    (r"\sigma'(z^l) \le 1", "chain, l in layers", "says too little"),
    # does not exist
    (r"w_{ji} = w_{ji}", "neurons, ij in edges", "there is no w_{j,i}"),
    (r"\delta^{l+1} = \delta^{l+1}", "layers, l in layers", "of layer 4"),
    (r"t_j = o_j", "neurons, j in hidden", "there is no t_{j}"),
    (r"\psi_j = o_j", "neurons, j in units", "has no meaning in the world of neurons"),
    (r"o = o", "neurons", "stands without an index"),
    (r"\theta_9 = \theta_1", "whole", "there is no entry"),
    (r"o_j = o_j", "neurons, j in nowhere", "and no nowhere"),
    (r"o_j = o_j", "nowhere", "there is no world"),
    # slopes that cannot be measured
    (r"\varphi''(z) = z", "scalar", "cannot be given an argument"),
    (r"\frac{\partial \delta_j}{\partial \mathrm{net}_j} = 0", "neurons, j in units", "second derivatives"),
    (r"\frac{\partial}{\partial z} \varphi'(z) = z", "scalar", "second derivatives"),
    (r"\frac{\partial}{\partial \theta_1} \lVert \nabla J(\theta) \rVert = 1", "whole", "second derivatives"),
    (r"\frac{\partial}{\partial b_j} \frac{\partial E}{\partial b_j} = 1", "neurons, j in units", "second derivatives"),
    (r"\frac{\partial E}{\partial \eta} = 0", "neurons", "nothing can be differentiated by"),
    (r"\frac{\partial E}{\partial \delta_j} = 1", "neurons, j in units", "nothing can be differentiated by"),
    (r"\frac{\partial E}{\partial w} = 1", "neurons", "stands without an index"),
    (r"\frac{\partial}{\partial w^l} \lvert w^l \rvert = 1", "chain, l in layers", "bends"),
    (r"\frac{\partial}{\partial z} \max(0, z) = 1", "scalar", "bends"),
    # letters, arrows, dots
    (r"o_j = \sum_j o_j", "neurons, j in units", "has a meaning already"),
    (r"o_j = \sum_k o_j", "neurons, j in units", "does not depend on k"),
    (r"\eta \leftarrow \eta", "neurons", "is not what a step changes"),
    (r"z \leftarrow z", "scalar", "is not what a step changes"),
    (r"\nabla J(\theta) = (\theta_1, \theta_3, \dots)^\top", "whole", "count 1, 2"),
    (r"\nabla J(\theta) = (\theta_1, \dots)^\top", "whole", "nothing to go on with"),
    (r"f(x) = f", "whole", "is given something else"),
    (r"J(x) = J", "whole", "is given something else"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "entry"), TRUE)
def test_true(formula, entry):
    assert refusal(formula, Entry.of(entry)) is None


@pytest.mark.parametrize(("formula", "entry"), FALSE)
def test_false(formula, entry):
    assert isinstance(refusal(formula, Entry.of(entry)), Difference)


@pytest.mark.parametrize(("formula", "entry", "why"), REFUSED)
def test_refused(formula, entry, why):
    refused = refusal(formula, Entry.of(entry))
    assert isinstance(refused, NotUnderstood) and why in str(refused)


@pytest.mark.parametrize(("formula", "entry"), TRUE)
def test_a_formula_can_be_written_again(formula, entry):
    world = worlds(Entry.of(entry).world)[0]
    tree = read(formula, world)
    assert read(written(tree), world) == tree


@pytest.mark.parametrize(
    "lone", [r"\partial", r"\nabla", r"\odot", r"\approx", r"\partial v", r"\sum", "h1", r"\top", "u'"]
)
def test_the_text_may_speak_of_a_sign(lone):
    assert parse(lone)


def test_every_sign_is_left_out_doubled_and_swapped():
    kinds = [kind for kind, _ in slips("a = b c")]
    assert [kinds.count(kind) for kind in ("symbol left out", "symbol doubled", "symbols swapped")] == [4, 4, 3]
    trees = [written(tree) for _, tree in slips("a = b c") if tree]
    assert trees == ["a a = b c", "a b c", "a b = c", "a = c", "a = b b c", "a = c b", "a = b", "a = b c c"]


def test_a_slip_is_read_as_if_it_stood_alone():
    """What was read before it is shared by all slips, and none may change it for the others."""
    signs = ["a", "=", "w", "s", "(", "1", "-", "s", ")", "b"]
    for n in range(len(signs)):
        before, sign, after = signs[:n], signs[n], signs[n + 1 :]
        wanted = [[*before, *after], [*before, sign, sign, *after]]
        wanted += [[*before, after[0], sign, *after[1:]]] if after else []
        kinds = ["symbol left out", "symbol doubled", "symbols swapped"]
        for kind, text in zip(kinds, wanted, strict=False):
            found = [tree for other, tree in slips(" ".join(signs)) if other == kind][n]
            try:
                assert found == parse(" ".join(text))
            except NotUnderstood:
                assert found is None


# ------------------------------------------------------------------------------------------------ worlds


@pytest.mark.parametrize(
    "name", ["neurons", "layers", "chain", "softmax", "columns", "scalar", "fork", "whole", "aima"]
)
def test_worlds_of_one_kind_have_different_numbers(name):
    assert len(worlds(name)) >= 3
    one, other = (world.run(Do({})) for world in worlds(name)[:2])
    assert any(np.any(np.asarray(one[key]) != np.asarray(other[key])) for key in one)


def test_a_nudge_measures_a_slope():
    world = worlds("neurons")[0]
    (i, j), step = world.sets["edges"][0], 1e-6
    w = world.value("w")
    up, down = (world.given({"w": type(w)({**w, (i, j): w[i, j] + move})}).value("E") for move in (step, -step))
    assert world.gradient("E", "w")[i, j] == pytest.approx((up - down) / (2 * step), rel=1e-6, abs=0)


def test_all_layers_have_different_sizes():
    world = worlds("layers")[0]
    sizes = [len(a) for a in world.value("a").values()]
    assert len(set(sizes)) == len(sizes)
