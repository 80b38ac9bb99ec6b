"""What a flow means: replaying answers, linting, composing the ticket. No I/O anywhere."""
