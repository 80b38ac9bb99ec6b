"""The second factor: codes by time (RFC 6238), each good once, and codes without a phone."""

import hmac
import re
import secrets

import pyotp

STEP_SECONDS = 30
RECOVERY_CODES = 10

_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY_LENGTH = 10


def new_secret() -> str:
    """Return a fresh secret for an authenticator (160 bits, base 32)."""
    return pyotp.random_base32()


def accepted_step(secret: str, code: str, seconds: float, last: int) -> int | None:
    """Return the step of time that `code` belongs to, or None where it is not good.

    The steps before and after are taken too: clocks differ. `last` is the newest step that was
    used; a code read over somebody's shoulder is good for nothing once it was typed.
    """
    typed = code.replace(" ", "")
    now = int(seconds) // STEP_SECONDS
    generator = pyotp.HOTP(secret)
    steps = [step for step in (now - 1, now, now + 1) if step > last]
    return next((s for s in steps if hmac.compare_digest(generator.at(s), _ascii(typed))), None)


def _ascii(text: str) -> str:
    return text if text.isascii() else ""


def new_recovery_codes() -> list[str]:
    """Return codes that each stand in for the authenticator once."""
    return [_code() for _ in range(RECOVERY_CODES)]


def _code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def plain_code(typed: str) -> str:
    """Return a recovery code as it is compared, however it was typed."""
    return _NOT_LETTERS.sub("", typed.lower())


def setup_address(secret: str, email: str, issuer: str) -> str:
    """Return what an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)
