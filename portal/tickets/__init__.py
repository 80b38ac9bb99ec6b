"""Tickets: what may be filed, how urgent it is, where it stands, and the conversation about it."""
