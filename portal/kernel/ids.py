"""Identifiers and secrets."""

import hashlib
import re
import secrets
from typing import NewType

_ID = re.compile(r"[0-9a-f]{32}")

TokenHash = NewType("TokenHash", str)
"""SHA-256 of a token, in hex: what the database keeps instead of the token."""


def new_id() -> str:
    """Return a fresh random identifier (128 bits, hex) for a row or a file."""
    return secrets.token_hex(16)


def is_id(text: str) -> bool:
    """Return whether `text` is shaped like an identifier of ours, before a store is asked."""
    return _ID.fullmatch(text) is not None


def new_token() -> str:
    """Return a fresh secret for a link or cookie (256 random bits, URL-safe)."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> TokenHash:
    """Return what is stored of `token`; the token has enough bits to need no salt."""
    return TokenHash(hashlib.sha256(token.encode()).hexdigest())
