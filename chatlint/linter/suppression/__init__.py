"""Findings that a comment, a configuration or the baseline suppresses."""
