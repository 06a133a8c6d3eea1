"""Edit a text and keep every other byte."""
