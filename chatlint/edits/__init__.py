"""Edits of a text that keep every other byte."""
