"""The request as AWS defines it: API model, member names, paths."""
