"""A forward pass, one quantity at a time."""
