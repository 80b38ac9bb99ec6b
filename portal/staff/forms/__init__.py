"""What support types, and the words in which tickets are shown to them."""
