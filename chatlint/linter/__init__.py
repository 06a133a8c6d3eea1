"""Lint a text: from requests to diagnostics, fixes and suppressions."""
