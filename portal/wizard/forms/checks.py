"""The words about checks: what each looks at, what it saw, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import format_date, format_datetime, format_time

from portal.kernel.locale import Locale
from portal.web.i18n import gettext as _
from portal.wizard.model import Check, CheckResult
from portal.wizard.rules.checking import Seen
from portal.wizard.service.checks import Row


@dataclass(frozen=True)
class ShownRow:
    """A check as the page shows it; `state` is empty while it is due."""

    id: str
    name: str
    state: str
    word: str
    says: str
    time: str


def shown_row(row: Row, locale: Locale) -> ShownRow:
    """Return a check in the words of the page."""
    seen = row.seen
    if seen is None:
        return ShownRow(row.node.id, name_of(row.node, locale), "", "", "", "")
    return ShownRow(
        id=row.node.id,
        name=name_of(row.node, locale),
        state=seen.result.state,
        word=state_word(seen.result.state),
        says=says(row.node, seen.result),
        time=format_time(datetime.fromtimestamp(seen.at, UTC), "H:mm:ss"),
    )


def name_of(node: Check, locale: Locale) -> str:
    """Return what the check is called: by its flow, or by us."""
    if node.label:
        return node.label[locale]
    return {
        "domain_dns": _("The domain's DNS"),
        "domain_registration": _("The domain's registration"),
        "mail_records": _("The domain's mail records"),
    }.get(node.run, _("A check of ours"))


def state_word(state: str) -> str:
    """Return how a check ended, in a word or two."""
    return {"ok": _("Works"), "fail": _("Fails")}.get(state, _("No answer"))


def says(node: Check, result: CheckResult) -> str:
    """Return what the check saw, in one sentence."""
    if result.state == "unknown":
        return _nothing(result.detail)
    key = (node.run, result.reason if result.state == "fail" else "ok")
    known = _SAYS.get(key) or _SAYS.get(("", key[1]))
    return known(result.detail) if known else ""


def fact_words(node: Check, seen: Seen) -> str:
    """Return what a ticket keeps of a check: how it ended, what was seen, and when."""
    at = format_datetime(datetime.fromtimestamp(seen.at, UTC), _("d MMM yyyy, H:mm"))
    word = {"ok": _("works"), "fail": _("fails")}.get(seen.result.state, _("no answer"))
    told = says(node, seen.result)
    return f"{word}: {told} ({at})" if told else f"{word} ({at})"


def _nothing(why: str) -> str:
    return {
        "busy": _("Many checks are running just now. It counts against nobody"),
        "limit": _("It was checked often in the last hour. It counts against nobody"),
        "timeout": _("No answer in time. It counts against nobody"),
        "hold": _("The registry has it on hold, for a reason we cannot see"),
    }.get(why, _("We could not find out. It counts against nobody"))


def _day(text: str) -> str:
    try:
        return str(format_date(datetime.fromisoformat(text), _("d MMMM yyyy")))
    except ValueError:
        return ""


def _until(text: str) -> str:
    try:
        return str(format_datetime(datetime.fromisoformat(text), _("d MMM yyyy, H:mm")))
    except ValueError:
        return ""


def _registered(ends: str) -> str:
    day = _day(ends)
    return _("Paid until %(day)s", day=day) if day else _("It is registered")


def _expired(ends: str) -> str:
    day = _day(ends)
    return _("It expired on %(day)s", day=day) if day else _("It has expired")


def _dns(agree_at: str) -> str:
    until = _until(agree_at)
    if until:
        return _("Name servers differ; the old answer may be kept until %(time)s", time=until)
    return _("The name leads to an address")


def _no_name(kept_until: str) -> str:
    until = _until(kept_until)
    if until:
        return _("There is no such name; that answer may be kept until %(time)s", time=until)
    return _("There is no such name")


def _certificate(fault: str) -> str:
    return {
        "expired": _("The certificate has expired"),
        "not_yet_valid": _("The certificate is not valid yet"),
        "wrong_name": _("The certificate is for another name"),
        "self_signed": _("The certificate was signed by nobody else"),
        "issuer_unknown": _("Nobody we trust signed the certificate"),
    }.get(fault, _("No secure connection comes about"))


def _status(status: str) -> str:
    if status and status != "0":
        return _("The server answers with the error %(number)s", number=status)
    return _("The server answers with something that is no page")


_SAYS: dict[tuple[str, str], Callable[[str], str]] = {
    ("domain_dns", "ok"): _dns,
    ("domain_registration", "ok"): _registered,
    ("mail_records", "ok"): lambda _detail: _("They say where mail goes and who may send it"),
    ("own_mail_service", "ok"): lambda _detail: _("Our servers greet, with a valid certificate"),
    ("site_probe", "ok"): lambda _detail: _("It opens from our network"),
    ("firewall_block_of_visitor_ip", "ok"): lambda _detail: _(
        "Our firewall does not hold your address"
    ),
    ("mail_records", "records"): lambda detail: _(
        "Receivers cannot use them: %(part)s", part=detail or "SPF, DMARC, MX"
    ),
    ("", "expired"): _expired,
    ("", "unregistered"): lambda _detail: _("Nobody has registered it"),
    ("", "nxdomain"): _no_name,
    ("", "no_address"): lambda _detail: _("The name leads to no address"),
    ("", "servfail"): lambda _detail: _("Its signature (DNSSEC) does not match"),
    ("", "not_ours"): lambda _detail: _("It leads to a server that is not ours"),
    ("", "timeout"): lambda _detail: _("The server did not answer in time"),
    ("", "refused"): lambda _detail: _("The server refuses the connection"),
    ("", "tls"): _certificate,
    ("", "http_error"): _status,
    ("", "suspended"): lambda _detail: _("It shows the page of a suspended account"),
    ("", "greeting"): lambda _detail: _("A server does not greet as it should"),
    ("", "blocked"): lambda _detail: _("Our firewall holds your address"),
}
"""What to say by check and reason; an empty check stands for every other."""
