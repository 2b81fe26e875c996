"""A network learns handwritten digits, and shows what it makes of one."""
