"""A network while it learns."""
