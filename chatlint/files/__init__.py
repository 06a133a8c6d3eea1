"""Finding, reading and writing files, and asking git about them."""
