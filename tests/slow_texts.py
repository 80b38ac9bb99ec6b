"""Texts made to cost time: each repeats what one of our patterns begins to fit.

A pattern that goes back over them again and again does not end; how long they take is printed by
`python -m tests.bench slow`.
"""

MESSAGES = [3 * text for text in (
    "5.1.1 " * 20_000, "550-" * 25_000, "0x" * 50_000, "800CCC0" * 15_000, "a@" * 50_000,
    "host " + "a-" * 50_000, "Received: from " * 7_000, "mailbox " * 12_000, "(" * 100_000,
    "a." * 50_000, "\u202e" * 100_000, "\0" * 100_000, " \n" * 50_000,
    "host mx.example.net [" * 5_000,
    "remote server returned " * 5_000, "From: a@b.example\n" * 6_000, "[a.b " * 20_000,
)]  # fmt: skip
"""Pasted as an error message; each longer than is read."""

REPORTS = [(piece * (20_000 // len(piece) + 1))[:20_000] for piece in (
    "a", "a.", "„", "1 ", "4111 ", "a@a.", "😀", "my mailbox and the website ", "heslo:", "heslo(",
    "clave a b ", "password:https://a.example/", "-----BEGIN PRIVATE KEY-----",
)]  # fmt: skip
"""Written into a field of the ticket's form."""
