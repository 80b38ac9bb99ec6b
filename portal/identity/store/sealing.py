"""Short secrets that lie in the database locked: a copy of it alone opens nothing."""

import base64
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_PURPOSE = b"portal: second factors of staff"


class Seal:
    """Locks and unlocks with a key made of the installation's own for this purpose alone."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @cached_property
    def _fernet(self) -> "Fernet":
        # only who has a second factor waits for the library
        from cryptography.fernet import Fernet
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(self._key)
        return Fernet(base64.urlsafe_b64encode(derived))

    def lock(self, text: str) -> str:
        """Return `text` as it may be kept."""
        return self._fernet.encrypt(text.encode()).decode()

    def unlock(self, locked: str) -> str | None:
        """Return what was locked, or None where it was with another key, or was changed since."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(locked.encode()).decode()
        except InvalidToken:
            return None
