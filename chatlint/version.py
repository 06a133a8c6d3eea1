"""The version of chatlint, and other words that the build needs as well."""

NAME = "chatlint"
DISTRIBUTION = "connect-chatlint"
VERSION = "0.1.0"
COMPILED = "compiled.json"
"""A file among the rules in a wheel: all of them without examples, since JSON is read faster."""
