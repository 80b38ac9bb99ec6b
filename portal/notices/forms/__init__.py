"""What support types into a notice, what a follower types, and the words around both."""
