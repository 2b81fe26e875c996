"""What a notebook does with a figure: it shows one drawing, and makes no bitmap that nobody sees."""

import nbformat
import pytest
from nbclient import NotebookClient

from book_ext.kernels import SocketKernel

CELLS = [
    """
from matplotlib.backends.backend_agg import FigureCanvasAgg
from backprop_lib import figures

bitmaps, draw = [], FigureCanvasAgg.draw
FigureCanvasAgg.draw = lambda canvas: bitmaps.append(canvas) or draw(canvas)
""",
    "figure, axis = figures.canvas()\naxis.plot([1, 2]);",
    "print(len(bitmaps))",
]


@pytest.mark.slow  # starts a kernel
def test_a_figure_is_drawn_as_svg_and_in_no_other_way():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(notebook, kernel_name="python3", kernel_manager_class=SocketKernel).execute()
    (shown,) = notebook.cells[1].outputs
    assert "image/svg+xml" in shown.data and "image/png" not in shown.data
    assert notebook.cells[2].outputs[0].text == "0\n"
