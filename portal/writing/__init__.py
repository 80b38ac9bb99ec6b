"""What writers rely on: everything wrong in articles and in the provider's files, found at once."""
