"""Accounts as a table of text: one row for each contact, rows of one account belong together.

Columns: account, plan, products, domains, email, name, permissions. Lists are separated by spaces,
semicolons or bars. A row without an address tells of an account that has no contact.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from portal.identity.model import Account, Contact, Permission
from portal.identity.rules.staff import LONGEST_ADDRESS, account_key
from portal.kernel.text import squeeze, strip_controls

COLUMNS = ("account", "plan", "products", "domains", "email", "name", "permissions")

_LIST = re.compile(r"[\s;|]+")
_DOMAIN = re.compile(
    r"(?=.{4,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_ID = 64
_PERMISSIONS = {str(one) for one in Permission}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line of the table; `line` counts from 1, the heading included."""

    line: int
    words: str


@dataclass(frozen=True)
class AccountTable:
    """The accounts that a table holds, by number, and what is wrong with it."""

    accounts: Mapping[str, Account] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class AccountChanges:
    """What makes the accounts kept those of a table."""

    added: tuple[Account, ...] = ()
    changed: tuple[Account, ...] = ()
    removed: tuple[str, ...] = ()
    same: int = 0


def read_accounts(text: str) -> AccountTable:
    """Return the accounts in `text`, a table separated by commas or semicolons.

    All problems are found at once; with any of them the accounts are not whole.
    """
    rows = csv.DictReader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    try:
        missing = [c for c in COLUMNS if c not in (rows.fieldnames or ())]
        if missing:
            return AccountTable({}, (Problem(1, f"columns are missing: {', '.join(missing)}"),))
        reading = _Reading()
        for row in rows:
            reading.take(rows.line_num, {c: _plain(row.get(c)) for c in COLUMNS})
    except csv.Error as error:
        return AccountTable({}, (Problem(rows.line_num, str(error)),))
    return AccountTable(reading.accounts, tuple(reading.problems))


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return ";" if heading.count(";") > heading.count(",") else ","


def _plain(cell: str | None) -> str:
    """Return a cell as a person reads it, without the mark that keeps programs from computing."""
    found = squeeze(strip_controls(cell or ""))
    return found[1:] if found[:1] == "'" and found[1:2] in _FORMULA else found


class _Reading:
    """What was read so far, row by row."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.problems: list[Problem] = []
        self._owners: dict[str, str] = {}

    def take(self, line: int, row: Mapping[str, str]) -> None:
        """Add a row to its account, or a problem."""
        number = row["account"]
        if not number or len(number) > _LONGEST_ID:
            self._blame(line, f"account: 1 to {_LONGEST_ID} characters are needed")
            return
        known = self.accounts.get(number, Account(number))
        names = tuple(_split(row["domains"].lower()))
        self._check_domains(line, number, names)
        contact = self._contact(line, row)
        if contact and any(
            account_key(c.email) == account_key(contact.email) for c in known.contacts
        ):
            self._blame(line, f"email: {contact.email} stands twice in account {number}")
        self.accounts[number] = Account(
            number,
            row["plan"] or known.plan,
            _joined(known.products, _split(row["products"])),
            _joined(known.domains, names),
            (*known.contacts, contact) if contact else known.contacts,
        )

    def _check_domains(self, line: int, number: str, names: Iterable[str]) -> None:
        for name in names:
            if not _DOMAIN.fullmatch(name):
                self._blame(line, f"domains: {name!r} is no domain")
            elif self._owners.setdefault(name, number) != number:
                self._blame(line, f"domains: {name} is in account {self._owners[name]} too")

    def _contact(self, line: int, row: Mapping[str, str]) -> Contact | None:
        email, allowed = row["email"], set(_split(row["permissions"].lower()))
        unknown = sorted(allowed - _PERMISSIONS)
        if unknown:
            self._blame(line, f"permissions: {', '.join(unknown)} is not known")
        if not email:
            return None
        if email.count("@") != 1 or " " in email or len(email) > LONGEST_ADDRESS:
            self._blame(line, f"email: {email!r} is no address")
        return Contact(
            email, row["name"], frozenset(Permission(one) for one in allowed & _PERMISSIONS)
        )

    def _blame(self, line: int, words: str) -> None:
        self.problems.append(Problem(line, words))


def _split(cell: str) -> Iterator[str]:
    return (part for part in _LIST.split(cell) if part)


def _joined(known: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*known, *more]))


def compare(kept: Mapping[str, Account], wanted: Mapping[str, Account]) -> AccountChanges:
    """Return what has to change so that `kept` becomes `wanted`."""
    added = tuple(account for number, account in wanted.items() if number not in kept)
    both = [(kept[number], account) for number, account in wanted.items() if number in kept]
    changed = tuple(new for old, new in both if _sorted(old) != _sorted(new))
    removed = tuple(sorted(set(kept) - set(wanted)))
    return AccountChanges(added, changed, removed, len(both) - len(changed))


def _sorted(account: Account) -> tuple[object, ...]:
    people = sorted((c.email, c.name, sorted(c.permissions)) for c in account.contacts)
    return account.plan, account.products, sorted(account.domains), people


def write_accounts(accounts: Iterable[Account]) -> str:
    """Return `accounts` as a table that `read_accounts` takes; no cell is ever computed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for account in accounts:
        head = [account.id, account.plan, " ".join(account.products), " ".join(account.domains)]
        for contact in account.contacts or (Contact(""),):
            allowed = " ".join(sorted(contact.permissions))
            writer.writerow(map(_safe, [*head, contact.email, contact.name, allowed]))
    return out.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
