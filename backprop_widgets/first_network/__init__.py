"""A network that is wrong, and what one pass back through it does about that."""
