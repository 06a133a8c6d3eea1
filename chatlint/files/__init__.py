"""Which files are checked, and how they are read and written."""
