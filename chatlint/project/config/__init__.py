"""Configurations: find, read, validate and edit them."""
