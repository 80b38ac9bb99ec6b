"""What a text is about: the names in it, its codes, its services, and what happens or is wanted.

Two people, or one on two days, say the same trouble in different words. What stays the same are
the names and the matter: "does not go out" and "I cannot send" are both about sending.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.search.rules.languages import is_stop_word, stem
from portal.tickets.rules.lexicon import Lexicon, WordList
from portal.tickets.rules.text import AnchorKind, Prepared, informative, prepare

_PUBLIC = frozenset(
    {"gmail", "googlemail", "google", "hotmail", "outlook", "live", "msn", "yahoo", "icloud"}
    | {"gmx", "proton", "protonmail", "seznam", "centrum", "volny", "email", "atlas", "movistar"}
)
"""Mail services that everybody writes to: they say whom it is about, not whose it is."""

_URL = re.compile(r"https?://(?P<host>[^/\s?#:]+)[^/\s?#]*(?P<path>/[^\s?#]*)?", re.IGNORECASE)
_PATH = re.compile(r"(?<![\w/.])(?P<path>/[a-z][\w./-]{2,60})")
_AFTER_DOMAIN = re.compile(r"(?P<path>/[\w./-]{2,60})")
_DOTTED = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_CODE_MATTERS = (
    (re.compile(r"403|401"), "denied"),
    (re.compile(r"404"), "missing"),
    (re.compile(r"err_cert\w*|sec_error\w*|ssl_error\w*|525|526"), "certificate"),
    (re.compile(r"err_too_many_redirects"), "redirect"),
    (re.compile(r"50[0-9]|52[0-4]|err_connection\w*|err_timed\w*|dns_probe\w*"), "down"),
    (re.compile(r"535|5\.7\.8"), "password"),
    (re.compile(r"55[0-4]|5\.[0-9]\.\d+"), "bounce"),
)
_TRAFFIC = frozenset({"send", "receive"})
_RECORDS = frozenset({"dns"})
_ABSORBED = {
    "spam_out": _TRAFFIC | {"spam_in"},
    "spam_in": _TRAFFIC,
    "lost": _TRAFFIC,
    "form": _TRAFFIC | {"cart"},
    "autoreply": _TRAFFIC,
    "forward": _TRAFFIC,
    "cart": _TRAFFIC,
    "invoice": _TRAFFIC | {"lost"},
    "payment": _TRAFFIC | {"transfer", "upgrade", "cart"},
    "blocked": frozenset({"down"}),
    "dns_servers": _RECORDS,
    "dns_mx": _RECORDS,
    "dns_proof": _RECORDS,
    "dns_address": _RECORDS,
}
"""The exact matter → those that its words name in passing: a form that "sends nothing"."""

_GENERAL = frozenset({"configure", "install"})
"""They count where nothing more exact is said: anything can be set up."""


@dataclass(frozen=True, repr=False)
class Matters:
    """The words of one locale for each matter, each program or device, and each month."""

    locale: Locale
    words: Mapping[str, WordList]
    programs: Mapping[str, WordList]
    months: Mapping[str, WordList]


@dataclass(frozen=True)
class Gist:
    """What a text is about, taken apart; every part may be empty.

    `words` are the stems of all that says something, `own_words` those that name none of the
    services.
    """

    mailboxes: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    matters: frozenset[str] = frozenset()
    programs: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    own_words: frozenset[str] = frozenset()


def gist_of(text: str, lexicon: Lexicon, matters: Matters, asset: str = "") -> Gist:
    """Return what `text` is about; `asset` is the mailbox or domain known beside it."""
    prepared = prepare(text)
    names = [fold(a.text) for a in prepared.anchors if a.kind is AnchorKind.ADDRESS]
    names += [fold(asset)] if asset else []
    mailboxes = {name for name in names if "@" in name}
    hosts = {_host(name) for name in names} - {""}
    partners = {_label(host) for host in hosts if _label(host) in _PUBLIC}
    codes = {fold(a.text) for a in prepared.anchors if a.kind is AnchorKind.CODE}
    tokens = prepared.tokens
    return Gist(
        mailboxes=frozenset(m for m in mailboxes if _label(_host(m)) not in _PUBLIC),
        domains=frozenset(h for h in hosts if _label(h) not in _PUBLIC),
        partners=frozenset(partners | {token for token in tokens if token in _PUBLIC}),
        paths=frozenset(_paths(prepared)),
        codes=frozenset(codes),
        services=_named(lexicon.objects, tokens),
        matters=_exact(_named(matters.words.items(), tokens) | _by_codes(codes)),
        programs=_named(matters.programs.items(), tokens),
        months=_named(matters.months.items(), tokens),
        words=frozenset(_stems(prepared, lexicon)) | codes,
        own_words=frozenset(_stems(prepared, lexicon, lexicon.object_words)) | codes,
    )


def _named(lists: Iterable[tuple[str, WordList]], tokens: tuple[str, ...]) -> frozenset[str]:
    """Return the names of the lists that hold one of `tokens`."""
    return frozenset(name for name, words in lists if words.occurs_in(tokens))


def _exact(found: frozenset[str]) -> frozenset[str]:
    """Return `found` without what more exact matters among them say already."""
    absorbed = frozenset().union(*(_ABSORBED.get(name, frozenset()) for name in found))
    rest = found - absorbed
    return frozenset(rest - _GENERAL or rest)


def _host(name: str) -> str:
    """Return the domain that an address, a mailbox or a URL names; empty for a number."""
    url = _URL.match(name)
    host = url["host"] if url else name.rpartition("@")[2]
    host = host.removeprefix("www.").rstrip(".")
    is_number = host.replace(".", "").isdigit()
    return "" if is_number or not _DOTTED.fullmatch(host) else host


def _label(host: str) -> str:
    """Return the name in a domain: `gmail` of `gmail.com`."""
    parts = host.split(".")
    return parts[-2] if len(parts) > 1 else host


def _paths(prepared: Prepared) -> Iterable[str]:
    for anchor in prepared.anchors:
        url = _URL.match(anchor.text)
        if url and url["path"] and url["path"] != "/":
            yield fold(url["path"]).rstrip("/.")
    for found in (*_PATH.finditer(prepared.own), *_AFTER_DOMAIN.finditer(prepared.own)):
        yield fold(found["path"]).rstrip("/.")


def _by_codes(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(
        matter for code in codes for pattern, matter in _CODE_MATTERS if pattern.fullmatch(code)
    )


def _stems(prepared: Prepared, lexicon: Lexicon, without: WordList | None = None) -> Iterable[str]:
    left_out = without or WordList()
    return (
        stem(token, lexicon.locale)
        for token in informative(prepared, lexicon)
        if not left_out.has(token) and not is_stop_word(token, lexicon.locale)
    )
