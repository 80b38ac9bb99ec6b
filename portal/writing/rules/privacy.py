"""What belongs to somebody else: real mail addresses, secrets, links to sites nobody chose."""

import re
from collections.abc import Iterator

from portal.kernel.findings import Finding
from portal.kernel.locale import Locale
from portal.tickets.rules.lexicon import Lexicon, SecretWords, WordList
from portal.tickets.rules.secrets import mask_secrets
from portal.writing.model import Manuscript, World

_MAIL = re.compile(r"[\w.+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\b", re.IGNORECASE)
_URL = re.compile(r"\bhttps?://(?P<host>[^\s/)>\"'`|\]?#]+)", re.IGNORECASE)
_RESERVED = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")
_LOCAL = re.compile(r"127\.\d+\.\d+\.\d+|\[::1\]|192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+")
_NO_WORDS = WordList()
_KEYS_ONLY = Lexicon(
    locale=Locale.EN,
    stop=_NO_WORDS,
    noise=_NO_WORDS,
    vague=_NO_WORDS,
    objects=(),
    symptoms=_NO_WORDS,
    actions=_NO_WORDS,
    step_actions=_NO_WORDS,
    fillers=_NO_WORDS,
    offensive=_NO_WORDS,
    secrets=SecretWords(),
)
"""Knows no word for a password: articles speak of passwords all the time, and give none."""


def check(manuscript: Manuscript, world: World) -> Iterator[Finding]:
    """Yield what should not be published, from front matter and text, code included."""
    has_secrets = mask_secrets(manuscript.text, _KEYS_ONLY).count > 0
    for number, line in enumerate(manuscript.lines, start=1):
        for match in _MAIL.finditer(line):
            if not is_within(match["domain"], (*_RESERVED, world.domain)):
                message = f"{match.group()}: write an address under example.com or .example"
                yield manuscript.error(number, "real-address", message, match.group())
        for match in _URL.finditer(line):
            host = _bare(match["host"])
            if not _is_known(host, world):
                message = f"{host} is nobody's we know: leave it out or add it to `references`"
                yield manuscript.warning(number, "unknown-host", message, host)
        if has_secrets and mask_secrets(line, _KEYS_ONLY).count:
            yield manuscript.error(number, "secret", "looks like a key, a token or a card number")


def _bare(host: str) -> str:
    return re.sub(r":\d*$", "", host.rpartition("@")[2]).rstrip(".,;:!…”“").lower()


def _is_known(host: str, world: World) -> bool:
    is_written_out = "{{" not in host and "." in host
    known = (*_RESERVED, world.domain, *world.hosts)
    return not is_written_out or bool(_LOCAL.fullmatch(host)) or is_within(host, known)


def is_within(host: str, domains: tuple[str, ...]) -> bool:
    """Return whether `host` is one of `domains`, or under one."""
    return any(host.lower() == d or host.lower().endswith(f".{d}") for d in domains if d)
