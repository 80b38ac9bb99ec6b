"""The programs that keep and search an index; each alone knows its library."""
