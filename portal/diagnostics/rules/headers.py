"""The head of a message: who checked it, what came out, and the way it took."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from portal.diagnostics.model.readings import Headers, Hop, Judgement

_FIELD = re.compile(r"^(?P<name>[A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?(?P<value>[^\n]*)")
_FROM = re.compile(r"\bfrom\s{1,3}(?P<host>[\w.\[\]:-]{1,255})", re.IGNORECASE)
_BY = re.compile(r"\bby\s{1,3}(?P<host>[\w.\[\]:-]{1,255})", re.IGNORECASE)
_RESULT = re.compile(
    r"\b(?P<method>spf|dkim|dmarc)\s?=\s?"
    r"(?P<result>pass|fail|softfail|hardfail|none|neutral|temperror|permerror|bestguesspass|policy)"
    r"\b",
    re.IGNORECASE,
)
_RECEIVED_SPF = re.compile(
    r"^\s{0,3}(?P<result>pass|fail|softfail|none|neutral|temperror|permerror)\b", re.IGNORECASE
)
_MAILBOX = re.compile(r"[\w.+'=/-]{1,64}@(?P<domain>(?:[\w-]{1,63}\.){1,6}[A-Za-z][\w-]{1,23})")
_SPAM = re.compile(r"^\s{0,3}(?:yes\b|true\b)", re.IGNORECASE)
_SPAM_LEVEL = re.compile(r"\bSCL:\s?[5-9]\b|^\s{0,3}[5-9]\s{0,3}$")
_SPAM_FIELDS = {"x-spam-flag", "x-spam-status", "x-spam"}
_LEVEL_FIELDS = {"x-ms-exchange-organization-scl", "x-forefront-antispam-report"}
_KNOWN = {
    "received", "return-path", "authentication-results", "received-spf", "dkim-signature",
    "delivered-to", "message-id", "from", "to", "subject", "date", "arc-authentication-results",
    "mime-version", "content-type", "envelope-to", "x-spam-status", "x-spam-flag", "reply-to",
}  # fmt: skip
_TELLING = {"received", "authentication-results", "received-spf", "arc-authentication-results"}
_FEWEST = 3
_MOST_LINES = 3000
_MOST_HOPS = 30


@dataclass(frozen=True)
class Field:
    """One field of a head, its lines joined; `start` and `end` are those of its first line."""

    name: str
    value: str
    start: int
    end: int


def read_fields(text: str) -> list[Field]:
    """Return the header fields in `text`, wherever they stand, with folded lines joined."""
    fields: list[Field] = []
    at = 0
    is_open = False
    for line in text.split("\n")[:_MOST_LINES]:
        body = line.lstrip("> |") if line.startswith((">", "|")) else line
        match = _FIELD.match(body)
        if match:
            start = at + len(line) - len(body)
            fields.append(
                Field(match["name"].lower(), match["value"], start, at + len(line.rstrip()))
            )
            is_open = True
        elif is_open and body[:1] in {" ", "\t"} and body.strip():
            last = fields[-1]
            joined = f"{last.value} {body.strip()}"[:4000]
            fields[-1] = Field(last.name, joined, last.start, last.end)
        else:
            is_open = False
        at += len(line) + 1
    return fields


def is_head(fields: list[Field]) -> bool:
    """Return whether `fields` are the head of a message and not some lines with colons."""
    names = {field.name for field in fields}
    return bool(names & _TELLING) and len(names & _KNOWN) >= _FEWEST


def read_headers(fields: list[Field]) -> Headers:
    """Return what the head of a message tells. The topmost server that checked is believed."""
    results, checker = _results(fields)
    spf = results.get("spf", "") or _received_spf(fields)
    dkim, dmarc = results.get("dkim", ""), results.get("dmarc", "")
    return Headers(
        judgement=judge(spf, dkim, dmarc),
        checker=checker,
        spf=spf,
        dkim=dkim,
        dmarc=dmarc,
        sender=_sender(fields),
        hops=_hops(fields),
        is_spam=any(_says_spam(field) for field in fields),
    )


def judge(spf: str, dkim: str, dmarc: str) -> Judgement:
    """Return what the three results say together; DMARC has the last word where it speaks."""
    good = {"pass", "bestguesspass"}
    bad = {"fail", "softfail", "hardfail", "permerror", "policy"}
    if dmarc in good:
        return Judgement.PASSES
    if dmarc in bad:
        return Judgement.FAILS
    passed = {spf, dkim} & good
    failed = {spf, dkim} & bad
    if passed:
        return Judgement.PARTLY if failed or dmarc else Judgement.PASSES
    return Judgement.FAILS if failed else Judgement.UNSAID


def _results(fields: list[Field]) -> tuple[dict[str, str], str]:
    """Return the results of the topmost server that looked, the first of each method."""
    for wanted in ("authentication-results", "arc-authentication-results"):
        for field in fields:
            found = {}
            if field.name == wanted:
                found = _in_field(field.value)
            if found:
                return found, _checker(field.value)
    return {}, ""


def _in_field(value: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _RESULT.finditer(value):
        method, result = match["method"].lower(), match["result"].lower()
        # several signatures are usual: one that holds is enough
        if method not in found or (method == "dkim" and result == "pass"):
            found[method] = result
    return found


def _checker(value: str) -> str:
    first = value.split(";")[0].strip()
    if first.startswith("i="):
        first = value.split(";")[1].strip() if ";" in value else ""
    return first.split()[0] if first and "=" not in first else ""


def _received_spf(fields: list[Field]) -> str:
    for field in fields:
        match = _RECEIVED_SPF.match(field.value) if field.name == "received-spf" else None
        if match:
            return match["result"].lower()
    return ""


def _sender(fields: list[Field]) -> str:
    for field in fields:
        match = _MAILBOX.search(field.value[:1000]) if field.name == "from" else None
        if match:
            return match["domain"].lower()
    return ""


def _says_spam(field: Field) -> bool:
    if field.name in _SPAM_FIELDS:
        return _SPAM.search(field.value) is not None
    return field.name in _LEVEL_FIELDS and _SPAM_LEVEL.search(field.value[:1000]) is not None


def _hops(fields: list[Field]) -> tuple[Hop, ...]:
    """Return the servers in the order of the way: the topmost line was written last."""
    hops: list[Hop] = []
    before: datetime | None = None
    for field in reversed([f for f in fields if f.name == "received"][:_MOST_HOPS]):
        by = _BY.search(field.value)
        if by is None:
            continue
        source = _FROM.search(field.value)
        at = _time(field.value)
        waited = max(at - before, timedelta()) if at and before else None
        before = at or before
        hops.append(Hop(by["host"].rstrip("."), source["host"] if source else "", at, waited))
    return tuple(hops)


def _time(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value.rpartition(";")[2].strip()[:60])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
