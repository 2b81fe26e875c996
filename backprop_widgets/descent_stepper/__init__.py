"""Gradient descent on a curve or a surface, step by step."""
