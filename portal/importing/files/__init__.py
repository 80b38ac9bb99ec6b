"""What lies on the disk: the other system's files, ours, and what is remembered between the two."""
