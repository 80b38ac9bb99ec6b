"""Mail records of a domain: where its mail goes (MX) and what DMARC it publishes."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

_MX_PARTS = 2


class MailGoes(StrEnum):
    """Where the MX records lead; `nowhere` is a null MX (RFC 7505), `broken` one among others."""

    NONE = "none"
    NOWHERE = "nowhere"
    OURS = "ours"
    ELSEWHERE = "elsewhere"
    BOTH = "both"
    BROKEN = "broken"


def mail_goes(records: Iterable[str], ours: Collection[str]) -> MailGoes:
    """Return where MX records (`10 mail.example.com.`) lead; `ours` are names of our hosts."""
    hosts = [mx_host(record) for record in records]
    if not hosts:
        return MailGoes.NONE
    if None in hosts or ("" in hosts and len(hosts) > 1):
        return MailGoes.BROKEN
    if hosts == [""]:
        return MailGoes.NOWHERE
    known = {host.lower().rstrip(".") for host in ours}
    kinds = {host in known for host in hosts}
    if kinds == {True, False}:
        return MailGoes.BOTH
    return MailGoes.OURS if kinds == {True} else MailGoes.ELSEWHERE


def mx_host(record: str) -> str | None:
    """Return the host of an MX record, empty for a null MX, or None where it is no MX record."""
    parts = record.split()
    if len(parts) != _MX_PARTS or not parts[0].isascii() or not parts[0].isdigit():
        return None
    return parts[1].rstrip(".").lower()


class DmarcState(StrEnum):
    """Whether receivers can use the record; with several they use none (RFC 7489, 6.6.3)."""

    NONE = "none"
    OK = "ok"
    INVALID = "invalid"
    SEVERAL = "several"


@dataclass(frozen=True)
class Dmarc:
    """A domain's DMARC record. `problems` are the names of tags that are wrong."""

    state: DmarcState
    policy: str = ""
    problems: tuple[str, ...] = ()


_POLICY = re.compile(r"none|quarantine|reject", re.IGNORECASE)
_URI = r"mailto:[^\s,;!@]+@[^\s,;!@]+(?:![0-9]+[kmgt]?)?"
_TAGS = {
    "p": _POLICY,
    "sp": _POLICY,
    "adkim": re.compile(r"[rs]", re.IGNORECASE),
    "aspf": re.compile(r"[rs]", re.IGNORECASE),
    "pct": re.compile(r"100|[0-9]{1,2}"),
    "ri": re.compile(r"[0-9]{1,10}"),
    "fo": re.compile(r"[01ds](?:\s*:\s*[01ds])*", re.IGNORECASE),
    "rua": re.compile(rf"{_URI}(?:\s*,\s*{_URI})*", re.IGNORECASE),
    "ruf": re.compile(rf"{_URI}(?:\s*,\s*{_URI})*", re.IGNORECASE),
}


def read_dmarc(texts: Iterable[str]) -> Dmarc:
    """Judge the TXT records of `_dmarc.` and a domain. Tags that nobody knows are ignored."""
    found = [text for text in texts if re.match(r"v\s*=\s*DMARC1\s*(?:;|$)", text)]
    if not found:
        return Dmarc(DmarcState.NONE)
    if len(found) > 1:
        return Dmarc(DmarcState.SEVERAL)
    tags = [_tag(part) for part in found[0].split(";")[1:] if part.strip()]
    names = [name for name, _value in tags]
    problems = [n for n, value in tags if n in _TAGS and not _TAGS[n].fullmatch(value)]
    problems += [name for name in sorted(set(names)) if names.count(name) > 1]
    values = dict(tags)
    if "p" not in values:
        problems.append("p")
    state = DmarcState.INVALID if problems else DmarcState.OK
    return Dmarc(state, values.get("p", "").lower(), tuple(dict.fromkeys(problems)))


def _tag(part: str) -> tuple[str, str]:
    name, _equals, value = part.partition("=")
    return name.strip().lower(), value.strip()
