"""An activation with its slope."""
