"""Which passwords will do, how long a session lives, and how often one may try."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.identity.model import Role, StaffSession, Tries
from portal.kernel.text import fold, strip_controls

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
LONGEST_ADDRESS = 254

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=24)
_SEEN_STEP = timedelta(minutes=1)

TRIES_SPAN = timedelta(minutes=15)
KNOWN_NETWORK_SPAN = timedelta(days=30)

_FEWEST_DIFFERENT = 5
_FEWEST_OF_ITS_OWN = 8
_PARTS = re.compile(r"[a-z0-9]+")
_TAIL = re.compile(r"[\d\W_]+$")
_COMMON_WORDS = """
    password passwordpassword mypassword thisismypassword changeme changemenow letmein
    letmeinplease welcome welcomeback admin adminadmin administrator qwerty qwertyuiop
    qwertyqwerty asdfghjkl asdfasdfasdf iloveyou sunshine football superman support
    knowledgeportal correcthorsebatterystaple
    contrasena micontrasena contrasenasegura clave claveclave miclave teamo tequiero
    bienvenido bienvenida administrador estrella soporte
    heslo hesloheslo mojeheslo tajneheslo vitejte miluji milujite slunicko podpora
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_RUNS = (
    "0123456789" * 3,
    "9876543210" * 3,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)


class Weakness(StrEnum):
    """Why a password will not do."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    PERSONAL = "personal"
    COMMON = "common"


def find_weaknesses(password: str, name: str, email: str) -> tuple[Weakness, ...]:
    """Return why `password` will not do for this person; empty if it will."""
    checks = {
        Weakness.TOO_SHORT: len(password) < SHORTEST_PASSWORD,
        Weakness.TOO_LONG: len(password) > LONGEST_PASSWORD,
        Weakness.PERSONAL: _is_personal(password, name, email),
        Weakness.COMMON: _is_common(password),
    }
    return tuple(weakness for weakness, is_met in checks.items() if is_met)


def _is_personal(password: str, name: str, email: str) -> bool:
    """Return whether little is left of `password` without the parts of the name and address."""
    rest = fold(password)
    own = sorted(set(_PARTS.findall(fold(f"{name} {email}"))), key=len, reverse=True)
    known = [part for part in own if len(part) > 2 and part in rest]  # noqa: PLR2004  # "es", "de"
    for part in known:
        rest = rest.replace(part, "")
    return bool(known) and len("".join(_PARTS.findall(rest))) < _FEWEST_OF_ITS_OWN


def _is_common(password: str) -> bool:
    folded = fold(password)
    plain = "".join(_PARTS.findall(folded))
    is_run = plain != "" and any(plain in run for run in _RUNS)
    if is_run or len(set(folded)) < _FEWEST_DIFFERENT:
        return True
    return {plain, _TAIL.sub("", folded), plain.rstrip("0123456789")} & _COMMON != set()


def is_alive(session: StaffSession, now: datetime) -> bool:
    """Return whether `session` still counts: not idle for too long, and not too old."""
    return now < session.seen_at + IDLE and now < session.created_at + ABSOLUTE


def is_seen_anew(session: StaffSession, now: datetime) -> bool:
    """Return whether enough time has passed to note the visit; every click would be a write."""
    return now >= session.seen_at + _SEEN_STEP


@dataclass(frozen=True)
class TryLimits:
    """How many failed tries are allowed in TRIES_SPAN. There is none for an account alone.

    Somebody else's tries would otherwise lock its owner out.
    """

    by_pair: int = 5
    by_network: int = 20
    in_total: int = 200


def may_try(tries: Tries, limits: TryLimits) -> bool:
    """Return whether one more try is allowed.

    The total stops guessing from many networks at once; it does not hold where the account was
    used before, so that a flood of guesses does not keep its owner out.
    """
    if tries.by_pair >= limits.by_pair or tries.by_network >= limits.by_network:
        return False
    return tries.is_known_network or tries.in_total < limits.in_total


def account_key(email: str) -> str:
    """Return what is the same for every spelling of an address that signs in."""
    return strip_controls(email).strip().casefold()[:LONGEST_ADDRESS]


_AGENTS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def agent_family(user_agent: str) -> str:
    """Return the browser's family, enough to recognise one's own sessions; empty if unknown."""
    return next((name for mark, name in _AGENTS if mark in user_agent), "")


_SAFE_NEXT = re.compile(r"/(?:staff|desk)/[A-Za-z0-9_./?&=%+-]*")


def safe_next(target: str, role: Role) -> str:
    """Return where to go after signing in: `target` if it is a staff page of ours, or home."""
    if _SAFE_NEXT.fullmatch(target) and ".." not in target and "//" not in target:
        return target
    return "/desk/" if role is Role.WRITER else "/staff/"
