"""Bringing in articles from other systems: what they are there, and what becomes of them here."""
