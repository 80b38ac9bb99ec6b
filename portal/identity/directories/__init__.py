"""Where accounts and their contacts come from: our own tables, or the provider's billing system."""
