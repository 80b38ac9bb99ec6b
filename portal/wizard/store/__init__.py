"""What the wizard keeps: drafts, and what other devices reported."""
