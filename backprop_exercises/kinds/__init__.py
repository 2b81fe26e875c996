"""The kinds of exercises, one file a kind: how it draws its numbers, judges an answer, and asks in words."""
