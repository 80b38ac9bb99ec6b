"""What people type about tickets, and the words in which rules answer them."""
