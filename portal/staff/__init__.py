"""The house's side of tickets: the queue in its order, and one ticket with all that is known."""
