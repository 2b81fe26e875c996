"""The formats in which exercises go into a class's own system, a file a format."""
