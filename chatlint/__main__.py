"""``python -m chatlint``."""
