"""Where things are kept: the database and private files."""
