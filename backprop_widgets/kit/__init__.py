"""What the widgets share: their base, their traits, and the pieces of their pages."""
