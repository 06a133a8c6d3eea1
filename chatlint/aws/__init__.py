"""What AWS defines about the request: API model, names, paths."""
