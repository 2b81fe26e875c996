"""The exercises, one file a chapter, listed in its EXERCISES, and those on paper."""
