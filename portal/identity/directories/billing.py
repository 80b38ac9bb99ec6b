"""Accounts asked live from the provider's billing system; DIRECTORY.md is the contract.

Nothing waits long for it: an answer has a few seconds, is kept for some minutes, and one that did
not come is not asked for again at once. What cannot be had is unknown, never wrong.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.delivery.channels.http import Door, Patience
from portal.delivery.ports import DeliveryFailure
from portal.identity.model import Account, Contact, Permission
from portal.identity.ports import DirectoryUnknown
from portal.identity.rules.customers import domain_and_parents
from portal.identity.rules.staff import account_key

_PATIENCE = Patience(timedelta(seconds=1), timedelta(seconds=1.5), timedelta(seconds=2.5))
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
        self, url: str, token: str = "", ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._url, self._ticks = url, ticks
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
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
        except (DeliveryFailure, ValidationError) as error:
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
        door = Door(self._url, headers=self._headers, patience=_PATIENCE)
        try:
            return _Answer.model_validate_json(door.ask("GET", params={name: value}).body)
        finally:
            door.close()
