"""An activation with its slope, and the product of slopes in a chain of layers."""
