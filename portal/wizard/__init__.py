"""Guided conversations: from a symptom to its cause, or to a ticket that says everything."""
