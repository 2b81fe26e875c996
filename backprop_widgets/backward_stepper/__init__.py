"""The backward pass to one weight, also with a mistake in it."""
