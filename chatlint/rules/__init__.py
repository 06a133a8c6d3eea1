"""Rules: rule files, their loader and the evaluation of their checks."""
