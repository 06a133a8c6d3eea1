"""Run the rules over requests."""
