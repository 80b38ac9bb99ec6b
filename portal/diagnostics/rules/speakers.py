"""Who speaks in a returned message, to whom it went, and how far it came.

Written for what mail servers really send: Postfix, Exim, Sendmail, qmail, Exchange, Gmail, and
the fields of RFC 3464.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from portal.diagnostics.model.readings import Moment, Speaker

_HOST = r"(?P<host>(?:[A-Za-z0-9_](?:[\w-]{0,61}\w)?\.){1,8}[A-Za-z][\w-]{1,23})"
_IP = r"(?P<ip>\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})"
_BRACKETED = rf"\s{{0,2}}[\[(]{{1,2}}{_IP}[\])]{{1,2}}"
_IN_REPLY = r"in\s{1,12}reply\s{1,12}to"
_ADDRESS = r"(?P<address>[\w.+'=/-]{1,64}@(?:[\w-]{1,63}\.){1,6}[A-Za-z][\w-]{1,23})"

_SPEAKERS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"\bhost\s{{1,12}}{_HOST}{_BRACKETED}\s{{0,4}}(?:said|refused to talk to me)",
        rf"^\s{{0,8}}(?:host\s{{1,4}}){_HOST}{_BRACKETED}:?\s{{0,8}}SMTP error from remote",
        (
            rf"SMTP error from remote (?:mail )?server after [^\n]{{1,120}}\n?[^\n]{{0,40}}?"
            rf"host\s{{1,4}}{_HOST}{_BRACKETED}"
        ),
        rf"^\s{{0,8}}host\s{{1,4}}{_HOST}{_BRACKETED}\s{{0,4}}$",
        rf"while talking to {_HOST}",
        (
            rf"by the server for the recipient domain\s\S{{1,200}}\s{{1,4}}by\s{{1,4}}{_HOST}"
            rf"(?:\.?{_BRACKETED})?"
        ),
        rf"^[^\n\w]{{0,4}}{_HOST}(?:{_BRACKETED})? (?:gave this error|rejected your message)",
        (
            rf"^[^\n\w]{{0,4}}(?:{_HOST}|{_IP}) (?:failed after I sent the message|does not like "
            r"(?:recipient|sender)|user does not exist)"
        ),
        rf"connected to (?:{_HOST}|{_IP})\s{{1,4}}but (?:sender|recipient|greeting|connection)",
        rf"^remote[- ]mta:\s{{0,4}}(?:dns|smtp)?;?\s{{0,4}}(?:{_HOST}|\[?{_IP})",
        rf"^\s{{0,8}}{_HOST}\s{{1,8}}remote server returned",
        rf"remote server:\s{{0,4}}{_HOST}",
        rf"\[{_HOST}(?: [^\]\n]{{0,80}})?\][^\w\n]{{0,4}}(?:\(|$)",
    )
)
_SILENT = re.compile(
    rf"(?:connect to|host)\s{{1,12}}{_HOST}{_BRACKETED}(?::\d{{1,5}})?[:\s]{{1,6}}"
    r"(?:connection (?:timed out|refused)|no route to host|network is unreachable|retry timeout)",
    re.IGNORECASE,
)
_REPORTERS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"^reporting[- ]mta:\s{{0,4}}(?:dns|smtp)?;?\s{{0,4}}{_HOST}",
        rf"generating server:\s{{0,4}}{_HOST}",
        rf"(?:servidor de generación|generující server):\s{{0,4}}{_HOST}",
        rf"this is the mail system at host {_HOST}",
        rf"this is the qmail-send program at {_HOST}",
        rf"mailer-daemon@{_HOST}",
    )
)
_RECIPIENTS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"^final[- ]recipient:\s{{0,4}}(?:rfc822|utf-8)?;?\s{{0,4}}<?{_ADDRESS}",
        rf"^x-failed-recipients:\s{{0,4}}{_ADDRESS}",
        rf"^[ \t>]{{0,2}}<{_ADDRESS}>(?::|\s{{0,4}}$|\s{{0,4}}\()",
        rf"^[ \t]{{0,8}}{_ADDRESS}[ \t]{{0,4}}$",
        rf"(?:delivered to|delivering your message to)\s{{1,4}}<?{_ADDRESS}",
        rf"(?:entregado a|doručena na)\s{{1,4}}<?{_ADDRESS}",
        rf"(?:couldn'?t|can'?t|could not|cannot) be delivered to:?\s{{1,4}}<?{_ADDRESS}",
        rf"RCPT TO:\s{{0,2}}<{_ADDRESS}>",
    )
)
_MOMENTS = tuple(
    (re.compile(pattern, re.IGNORECASE), moment)
    for pattern, moment in (
        (rf"\b(?:{_IN_REPLY}|after)\s{{1,12}}(?:pipelined )?RCPT TO", Moment.RECIPIENT),
        (rf"\b(?:{_IN_REPLY}|after)\s{{1,12}}(?:pipelined )?MAIL FROM", Moment.SENDER),
        (rf"\b(?:{_IN_REPLY}|after)\s{{1,12}}(?:the )?(?:end of )?DATA\b", Moment.CONTENT),
        (r"after I sent the message", Moment.CONTENT),
        (r"does not like recipient|but recipient was rejected", Moment.RECIPIENT),
        (r"does not like sender|but sender was rejected", Moment.SENDER),
        (rf"initial connection|(?:{_IN_REPLY}|after) (?:EHLO|HELO)", Moment.GREETING),
        (r"refused to talk to me", Moment.GREETING),
        (rf"\b(?:{_IN_REPLY}|after)\s{{1,12}}AUTH\b", Moment.SIGN_IN),
        (r">>> RCPT To", Moment.RECIPIENT),
        (r">>> MAIL From", Moment.SENDER),
        (r">>> DATA", Moment.CONTENT),
    )
)
_ACTION = re.compile(r"^action:\s{0,4}(?P<action>failed|delayed)\b", re.IGNORECASE | re.MULTILINE)
_GMAIL = re.compile(r"-\s{1,2}gsmtp\b")
_BOUNCE = re.compile(
    r"^(?:final[- ]recipient|diagnostic[- ]code|reporting[- ]mta|x-failed-recipients):"
    r"|mail delivery (?:failed|subsystem|system)|mailer-daemon|returned to sender"
    r"|could not be delivered|couldn'?t be delivered|wasn'?t delivered|delivery has failed"
    r"|undeliver(?:able|ed)|delivery (?:to the following|status notification)"
    r"|no se ha podido entregar"
    r"|no se pudo entregar|nelze doručit|nepodařilo (?:se )?doručit|transcript of session follows"
    r"|remote (?:host|server) (?:said|returned)"
    rf"|{_IN_REPLY}\s{{1,12}}(?:RCPT|MAIL|end|DATA)"
    r"|\] {0,2}said:|refused to talk to me"
    r"|SMTP error from remote|i'm afraid i wasn't able to deliver|generating server:",
    re.IGNORECASE | re.MULTILINE,
)
_MOST = 20


@dataclass(frozen=True)
class Place:
    """A name in the text and where it stands."""

    start: int
    end: int
    text: str


def is_bounce(text: str) -> bool:
    """Return whether `text` looks like the report of a message that was not delivered."""
    return _BOUNCE.search(text) is not None


def find_speaker(text: str, ours: Collection[str]) -> tuple[Speaker, Place] | None:
    """Return the server whose answer `text` reports; `ours` are the domains of our servers."""
    for pattern in _SPEAKERS:
        match = pattern.search(text)
        if match:
            return _speaker(match, ours)
    silent = _SILENT.search(text)
    if silent:
        return _speaker(silent, ours, is_silent=True)
    gmail = _GMAIL.search(text)
    if gmail:
        return Speaker("gmail.com"), Place(*gmail.span(), gmail.group())
    return None


def _speaker(
    match: re.Match[str], ours: Collection[str], *, is_silent: bool = False
) -> tuple[Speaker, Place]:
    groups = match.groupdict()
    name, ip = (groups.get("host") or "").rstrip("."), groups.get("ip") or ""
    shown = "host" if name else "ip"
    speaker = Speaker(name or ip, ip, is_ours=is_ours(name, ours), is_silent=is_silent)
    return speaker, Place(*match.span(shown), match[shown])


def is_ours(host: str, ours: Collection[str]) -> bool:
    """Return whether the server `host` is one of ours."""
    name = host.lower().rstrip(".")
    return any(name == domain or name.endswith(f".{domain}") for domain in ours)


def find_reporter(text: str) -> Place | None:
    """Return the server that wrote the report."""
    for pattern in _REPORTERS:
        match = pattern.search(text)
        if match:
            return Place(*match.span("host"), match["host"].rstrip("."))
    return None


def find_recipients(text: str) -> list[Place]:
    """Return the addresses that the message did not reach, each once."""
    for pattern in _RECIPIENTS:
        found = {place.text.lower(): place for place in _places(pattern, text)}
        if found:
            return list(found.values())
    return []


def _places(pattern: re.Pattern[str], text: str) -> Iterator[Place]:
    for match in islice(pattern.finditer(text), _MOST):
        yield Place(*match.span("address"), match["address"])


def find_moment(text: str) -> tuple[Moment, Place] | None:
    """Return at which step of the conversation the server said no."""
    for pattern, moment in _MOMENTS:
        match = pattern.search(text)
        if match:
            return moment, Place(*match.span(), match.group())
    return None


def find_action(text: str) -> bool | None:
    """Return whether the report says that the servers go on trying; None where it is silent."""
    actions = {match["action"].lower() for match in islice(_ACTION.finditer(text), _MOST)}
    return None if len(actions) != 1 else actions == {"delayed"}
