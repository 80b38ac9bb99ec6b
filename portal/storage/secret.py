"""The key that signs cookies and form tokens: made once, kept in the data folder."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from portal.storage.files import write_durably


def load_secret(data: Path) -> bytes:
    """Return the signing key in `data`; make it where there is none (readable by us only)."""
    path = data / "secret.key"
    if not path.exists():
        draft = data / f".secret.{secrets.token_hex(4)}"
        write_durably(draft, secrets.token_hex(32).encode())
        draft.chmod(0o600)
        with suppress(FileExistsError):  # of several processes that start together, one wins
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
