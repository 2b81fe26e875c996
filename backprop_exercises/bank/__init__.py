"""The exercises, one file a chapter, listed in EXERCISES in the order in which it asks them, and those on paper."""
