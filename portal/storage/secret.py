"""The key that signs cookies and form tokens: made once, kept in the data folder."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from portal.storage.files import bring_to_disk, write_durably

_BYTES = 32


def load_secret(data: Path) -> bytes:
    """Return the signing key in `data`; make it where there is none (readable by us only).

    Raises ValueError where the file holds too little to sign with.
    """
    path = data / "secret.key"
    if not path.exists():
        draft = data / f".secret.{secrets.token_hex(4)}"
        write_durably(draft, secrets.token_hex(_BYTES).encode(), mode=0o600)
        with suppress(FileExistsError):  # of several processes that start together, one wins
            os.link(draft, path)
        draft.unlink()
        bring_to_disk(data)
    key = path.read_bytes().strip()
    if len(key) < _BYTES:
        raise ValueError(f"{path} is too short to be a signing key; delete it for a new one")
    return key
