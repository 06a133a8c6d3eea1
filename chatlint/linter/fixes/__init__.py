"""Turn a rule's fix into edits, and apply fixes until none is left."""
