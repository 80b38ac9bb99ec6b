"""SPF as RFC 7208 reads it, as far as it can be judged without a message.

Every term that could be looked at is counted: a record that stays in the limits only for some
senders fails for the others.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from portal.diagnostics.rules.records import mx_host

MOST_LOOKUPS = 10
MOST_VOIDS = 2
_MOST_MX = 10

Fetch = Callable[[str, str], tuple[str, ...] | None]
"""Returns the records of a name and kind; empty where there are none, None where nobody knows."""


class SpfState(StrEnum):
    """What receivers make of it; `temperror` is our not knowing, too."""

    NONE = "none"
    OK = "ok"
    PERMERROR = "permerror"
    TEMPERROR = "temperror"


@dataclass(frozen=True)
class Spf:
    """A domain's SPF record; `problem` names the rule or term that it breaks."""

    state: SpfState
    problem: str = ""
    lookups: int = 0
    voids: int = 0


class _Broken(Exception):  # noqa: N818  # a fact about a record, told as Spf.state
    def __init__(self, state: SpfState, problem: str) -> None:
        super().__init__(problem)
        self.state = state
        self.problem = problem


_TERM = re.compile(
    r"(?P<sign>[+?~-])?(?P<name>all|include|a|mx|ptr|ip4|ip6|exists)"
    r"(?::(?P<spec>[^\s/]+))?(?P<cidr>(?://?\d{1,3}){0,2})",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"[+?~-]?ip(?P<version>[46]):(?P<network>[0-9a-f.:]+(?:/[0-9]{1,3})?)", re.IGNORECASE
)
_MODIFIER = re.compile(r"(?P<name>[a-z][a-z0-9_.-]*)=(?P<value>\S*)", re.IGNORECASE)
_NEEDS_NAME = {"include", "exists"}
_ASKS_DNS = {"include", "a", "mx", "ptr", "exists"}
_TAKES_CIDR = {"a", "mx"}


def spf_records(texts: Iterable[str]) -> list[str]:
    """Return those of a name's TXT records that are SPF."""
    return [text for text in texts if re.match(r"v=spf1(?: |$)", text, re.IGNORECASE)]


def check_spf(domain: str, fetch: Fetch) -> Spf:
    """Judge the SPF record of `domain` with all that it includes."""
    count = _Count(fetch)
    try:
        texts = count.get(domain, "TXT")
        if not spf_records(texts):
            return Spf(SpfState.NONE)
        count.read(domain, texts)
    except _Broken as broken:
        return Spf(broken.state, broken.problem, count.lookups, count.voids)
    return Spf(SpfState.OK, "", count.lookups, count.voids)


@dataclass
class _Count:
    """Walks a record and what it refers to, and counts."""

    fetch: Fetch
    lookups: int = 0
    voids: int = 0
    on_the_way: list[str] = field(default_factory=list)

    def get(self, name: str, kind: str) -> tuple[str, ...]:
        found = self.fetch(name, kind)
        if found is None:
            raise _Broken(SpfState.TEMPERROR, name)
        return found

    def read(self, domain: str, texts: Iterable[str]) -> None:
        """Judge the record among `texts`, which are those of `domain`."""
        found = spf_records(texts)
        if len(found) != 1:
            raise _Broken(SpfState.PERMERROR, "several" if found else f"none at {domain}")
        if domain in self.on_the_way:
            raise _Broken(SpfState.PERMERROR, f"loop at {domain}")
        self.on_the_way.append(domain)
        redirect, has_all = "", False
        for term in found[0].split()[1:]:
            modifier = _MODIFIER.fullmatch(term)
            if modifier is None:
                has_all |= self._mechanism(domain, term)
            elif modifier["name"].lower() == "redirect":
                if redirect or not modifier["value"]:
                    raise _Broken(SpfState.PERMERROR, term)
                redirect = modifier["value"]
        if redirect and not has_all:
            self._follow(redirect)
        self.on_the_way.pop()

    def _mechanism(self, domain: str, term: str) -> bool:
        """Judge one mechanism; return whether it is `all`."""
        if re.match(r"[+?~-]?ip[46]", term, re.IGNORECASE):
            _check_network(term)
            return False
        parts = _TERM.fullmatch(term)
        if parts is None:
            raise _Broken(SpfState.PERMERROR, term)
        name, spec = parts["name"].lower(), parts["spec"] or ""
        if bool(spec) < (name in _NEEDS_NAME) or (name == "all" and spec):
            raise _Broken(SpfState.PERMERROR, term)
        if parts["cidr"] and not (name in _TAKES_CIDR and _is_cidr(parts["cidr"])):
            raise _Broken(SpfState.PERMERROR, term)
        if name == "include":
            self._follow(spec)
        elif name in _ASKS_DNS:
            self._ask(name, spec or domain)
        return name == "all"

    def _follow(self, name: str) -> None:
        self._count_lookup()
        if "%" in name:  # what it means depends on the message
            return
        texts = self.get(name, "TXT")
        self._count_void(texts)
        self.read(name.lower(), texts)

    def _ask(self, mechanism: str, name: str) -> None:
        self._count_lookup()
        if "%" in name or mechanism == "ptr":
            return
        if mechanism == "mx":
            hosts = [mx_host(record) for record in self.get(name, "MX")]
            self._count_void(hosts)
            if len(hosts) > _MOST_MX:
                raise _Broken(SpfState.PERMERROR, f"more than {_MOST_MX} mail servers")
            return
        kinds = ("A",) if mechanism == "exists" else ("A", "AAAA")
        self._count_void([record for kind in kinds for record in self.get(name, kind)])

    def _count_lookup(self) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise _Broken(SpfState.PERMERROR, f"more than {MOST_LOOKUPS} lookups")

    def _count_void(self, found: Iterable[object]) -> None:
        self.voids += not list(found)
        if self.voids > MOST_VOIDS:
            raise _Broken(SpfState.PERMERROR, f"more than {MOST_VOIDS} lookups without an answer")


def _check_network(term: str) -> None:
    parts = _NETWORK.fullmatch(term)
    try:
        network = ipaddress.ip_network(parts["network"], strict=False) if parts else None
    except ValueError:
        network = None
    if parts is None or network is None or network.version != int(parts["version"]):
        raise _Broken(SpfState.PERMERROR, term)


def _is_cidr(text: str) -> bool:
    """Return whether `/24`, `//64` or `/24//64` is a dual prefix length."""
    found = re.fullmatch(r"(?:/(\d{1,2}))?(?://(\d{1,3}))?", text)
    if found is None:
        return False
    return int(found[1] or 0) <= 32 and int(found[2] or 0) <= 128  # noqa: PLR2004  # bits of IPv4 and IPv6
