"""Slides made from the built chapters: what is looked at goes on a slide, what is said goes into its notes."""
