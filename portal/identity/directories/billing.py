"""Accounts asked live from the provider's billing system; DIRECTORY.md is the contract.

Nothing waits long for it: an answer has a few seconds, is kept for some minutes, and one that did
not come is not asked for again at once. What cannot be had is unknown, never wrong.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.identity.model import Account, Contact, Permission
from portal.identity.ports import DirectoryUnknown
from portal.identity.rules.customers import domain_and_parents
from portal.identity.rules.staff import account_key

_CONNECT, _READ, _TOTAL = 1.0, 1.5, 2.5
_LARGEST = 256 * 1024
_MOST_KEPT = 5000
_KEEP = 300.0
_REST = 30.0
"""Seconds in which a directory that failed is left alone."""

_PERMISSIONS = {
    "tickets": Permission.TECHNICAL,
    "invoices": Permission.BILLING,
    "orders": Permission.APPROVE,
}
_OVER = {"cancelled", "terminated", "fraud", "transferred away"}


class _Answered(BaseModel):
    """Part of an answer; what we do not need is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class _Product(_Answered):
    name: str = ""
    groupname: str = ""
    domain: str = ""
    status: str = "Active"


class _Domain(_Answered):
    domainname: str = ""
    status: str = "Active"


class _Contact(_Answered):
    email: str = ""
    firstname: str = ""
    lastname: str = ""
    permissions: str = ""

    def to_contact(self) -> Contact:
        named = {part.strip().lower() for part in self.permissions.split(",")}
        allowed = frozenset(_PERMISSIONS[name] for name in named & set(_PERMISSIONS))
        return Contact(self.email, f"{self.firstname} {self.lastname}".strip(), allowed)


class _Client(_Answered):
    id: str = Field(min_length=1, max_length=64)
    email: str = ""
    firstname: str = ""
    lastname: str = ""
    products: tuple[_Product, ...] = ()
    domains: tuple[_Domain, ...] = ()
    contacts: tuple[_Contact, ...] = ()

    def to_account(self) -> Account:
        alive = [p for p in self.products if p.status.lower() not in _OVER]
        names = [p.domain for p in alive]
        names += [d.domainname for d in self.domains if d.status.lower() not in _OVER]
        people = [contact.to_contact() for contact in self.contacts if contact.email]
        if self.email:
            owner = f"{self.firstname} {self.lastname}".strip()
            people.insert(0, Contact(self.email, owner, frozenset(Permission)))
        return Account(
            self.id,
            alive[0].name if alive else "",
            tuple(dict.fromkeys(p.groupname for p in alive if p.groupname)),
            tuple(dict.fromkeys(name.strip(". ").lower() for name in names if name)),
            tuple(people),
        )


class _Answer(_Answered):
    result: Literal["success"]
    clients: tuple[_Client, ...] = ()


class BillingDirectory:
    """Asks the billing system at `url`; `token` is sent as a bearer's.

    `ticks` are seconds on a clock that never goes back.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        ticks: Callable[[], float] = time.monotonic,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._url, self._ticks = url, ticks
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=httpx.Timeout(_READ, connect=_CONNECT),
            trust_env=False,
            transport=transport,
        )
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[float, tuple[Account, ...]]] = OrderedDict()
        self._rests_until = 0.0

    def find_by_domain(self, domain: str) -> Account | None:
        """Return the account of `domain` or of the nearest name above it.

        Raises DirectoryUnknown.
        """
        names = domain_and_parents(domain)
        if not names:
            return None
        found = self._ask("domain", names[0])
        return next((a for name in names for a in found if name in a.domains), None)

    def of_contact(self, email: str) -> tuple[Account, ...]:
        """Return the accounts of the person with this address. Raises DirectoryUnknown."""
        found = self._ask("email", account_key(email))
        return tuple(
            account
            for account in found
            if any(account_key(c.email) == account_key(email) for c in account.contacts)
        )

    def _ask(self, name: str, value: str) -> tuple[Account, ...]:
        key, now = (name, value), self._ticks()
        with self._lock:
            kept = self._kept.get(key)
            if kept and now < kept[0]:
                return kept[1]
            if now < self._rests_until:
                raise DirectoryUnknown("the billing system failed just now")
        try:
            found = tuple(client.to_account() for client in self._fetch(name, value).clients)
        except (httpx.HTTPError, httpx.InvalidURL, ValidationError, DirectoryUnknown) as error:
            with self._lock:
                self._rests_until = self._ticks() + _REST
            raise DirectoryUnknown(f"the billing system: {type(error).__name__}") from error
        with self._lock:
            self._kept[key] = (self._ticks() + _KEEP, found)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def _fetch(self, name: str, value: str) -> _Answer:
        until, body = self._ticks() + _TOTAL, b""
        with self._client.stream("GET", self._url, params={name: value}) as response:
            if response.status_code != httpx.codes.OK:
                raise DirectoryUnknown(f"it answered {response.status_code}")
            for part in response.iter_bytes():
                body += part
                if len(body) > _LARGEST or self._ticks() > until:
                    raise DirectoryUnknown("its answer is too long or too slow")
        return _Answer.model_validate_json(body)

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()
