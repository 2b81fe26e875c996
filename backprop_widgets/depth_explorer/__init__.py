"""A chain of layers, and the product of their slopes on the way back."""
