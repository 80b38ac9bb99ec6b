"""Guided conversations: walking them, keeping what was said, running their checks."""
