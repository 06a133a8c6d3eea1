"""What must hold: rule files, their loader and their evaluation."""
