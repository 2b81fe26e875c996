"""A nudge on its way through two functions, or over a fork."""
