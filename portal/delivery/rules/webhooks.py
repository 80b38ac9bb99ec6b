"""Signatures of webhooks, both ways, as Standard Webhooks 1.0.0 has them.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md:
`v1` is HMAC-SHA256 over `id.timestamp.body`, in base64; the secret is `whsec_` and 24 to 64 bytes
in base64; several signatures stand in the header while a secret is being changed.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = timedelta(minutes=5)

_PREFIX = "whsec_"
_LEAST_BYTES, _MOST_BYTES = 24, 64
_VERSION = "v1"
_ID = re.compile(r"[\w-]{1,100}", re.ASCII)
_SECONDS = re.compile(r"\d{1,11}", re.ASCII)
_MOST_SIGNATURES = 8


class Distrust(StrEnum):
    """Why what came is not taken for the help desk's word."""

    INCOMPLETE = "the three webhook headers are needed"
    OUT_OF_TIME = "the timestamp is more than five minutes away"
    FORGED = "no signature fits"


class NotTrusted(Exception):  # noqa: N818  # an outcome
    """What came may be anybody's; `why` is safe to tell."""

    def __init__(self, why: Distrust) -> None:
        super().__init__(why.value)
        self.why = why


def read_secret(text: str) -> bytes:
    """Return the key that `text` stands for. Raises ValueError, without the text in it."""
    try:
        key = base64.b64decode(text.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("a webhook secret is whsec_ and base64") from error
    if not text.strip().startswith(_PREFIX) or not _LEAST_BYTES <= len(key) <= _MOST_BYTES:
        raise ValueError("a webhook secret is whsec_ and 24 to 64 bytes in base64")
    return key


def sign(key: bytes, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of an attempt made `at`; the id stays the same at every attempt."""
    seconds = int(at.timestamp())
    return {
        ID: message_id,
        TIMESTAMP: str(seconds),
        SIGNATURE: f"{_VERSION},{_digest(key, message_id, str(seconds), body)}",
    }


def verify(key: bytes, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """Return the id of a webhook that came with `headers`. Raises NotTrusted."""
    message_id, seconds = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not (_ID.fullmatch(message_id) and _SECONDS.fullmatch(seconds)):
        raise NotTrusted(Distrust.INCOMPLETE)
    if abs(datetime.fromtimestamp(int(seconds), UTC) - now) > TOLERANCE:
        raise NotTrusted(Distrust.OUT_OF_TIME)
    wanted = _digest(key, message_id, seconds, body).encode()
    given = headers.get(SIGNATURE, "").encode("utf-8", "replace").split()[:_MOST_SIGNATURES]
    fits = [hmac.compare_digest(one, f"{_VERSION},".encode() + wanted) for one in given]
    if not any(fits):
        raise NotTrusted(Distrust.FORGED)
    return message_id


def _digest(key: bytes, message_id: str, seconds: str, body: bytes) -> str:
    content = f"{message_id}.{seconds}.".encode() + body
    return base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode("ascii")
