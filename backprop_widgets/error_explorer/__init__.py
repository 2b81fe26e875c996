"""The loss of a prediction, its slope, and their mean over examples."""
