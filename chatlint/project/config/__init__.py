"""Find, read and validate configurations."""
