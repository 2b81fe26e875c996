"""What becomes of a cell's output on a page: figures, widgets, questions."""
