"""The exercises, one file a chapter; a file's EXERCISES are listed in the order in which its chapter asks them."""
