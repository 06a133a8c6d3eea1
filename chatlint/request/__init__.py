"""The typed request and its encodings."""
