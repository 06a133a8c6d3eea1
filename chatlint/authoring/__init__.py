"""Tools for rule authors: run examples, explain rules, write the manual."""
