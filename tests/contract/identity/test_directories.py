"""Both directories of accounts: what they say, and a billing system that is slow, down or wrong."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typing_extensions import override

from portal.identity.directories import imported
from portal.identity.directories.billing import BillingDirectory
from portal.identity.directories.imported import ImportedDirectory
from portal.identity.model import Account, Contact, Permission
from portal.identity.ports import Directory, DirectoryUnknown
from portal.identity.service import Authority
from portal.storage.database import Database, metadata

ALL = frozenset(Permission)
TOKEN = "billing-token"
CLIENT = {
    "id": 10482,
    "firstname": "Ana",
    "lastname": "Prieto",
    "email": "ana@brisa.example",
    "groupid": 3,
    "products": [
        {"pid": 9, "name": "Web M", "groupname": "website", "domain": "brisa.example"},
        {"name": "Old", "groupname": "ftp", "domain": "gone.example", "status": "Cancelled"},
    ],
    "domains": [{"domainname": "Brisa.example", "status": "Active"}],
    "contacts": [
        {
            "firstname": "Tomás",
            "lastname": "Gil",
            "email": "Tomas@brisa.example",
            "permissions": "profile,tickets",
        },
        {"email": "", "permissions": "orders"},
    ],
}
ACCOUNT = Account(
    "10482",
    "Web M",
    ("website",),
    ("brisa.example",),
    (
        Contact("ana@brisa.example", "Ana Prieto", ALL),
        Contact("Tomas@brisa.example", "Tomás Gil", frozenset({Permission.TECHNICAL})),
    ),
)


@dataclass
class Billing:
    """A billing system on loopback that answers by DIRECTORY.md, or as `fault` says."""

    asked: list[dict[str, str]] = field(default_factory=list)
    fault: str = ""
    release: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def answer(self, query: dict[str, str]) -> Any:
        names = {"brisa.example", "shop.brisa.example"}
        people = {"ana@brisa.example", "tomas@brisa.example"}
        known = query.get("domain") in names or query.get("email") in people
        return {"result": "success", "clients": [CLIENT] if known else []}


STATUSES = {"redirects": 302, "fails": 503}
BODIES = {
    "no json": b"<html>Login</html>",
    "another shape": b'{"result": "success", "clients": [{"id": null}]}',
    "an error": b'{"result": "error", "message": "Invalid"}',
    "too long": b'{"result": "success", "clients": []' + b" " * 300_000 + b"}",
}


class Handler(BaseHTTPRequestHandler):
    billing: Billing

    def do_GET(self) -> None:
        billing = self.billing
        query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        billing.asked.append(query)
        is_known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        body = json.dumps(billing.answer(query)).encode()
        status = 200 if is_known else 401
        if billing.fault == "hangs":
            billing.release.wait(20)
        elif billing.fault == "closes":
            self.connection.close()
        else:
            status = STATUSES.get(billing.fault, status)
            self.send(status, BODIES.get(billing.fault, body))

    def send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", self.path)
        self.end_headers()
        if self.billing.fault != "drips":
            self.wfile.write(body)
            return
        for letter in body:
            self.wfile.write(bytes([letter]))
            self.wfile.flush()
            if self.billing.release.wait(0.3):
                return

    @override
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def billing() -> Iterator[Billing]:
    made = Billing()
    handler = type("Bound", (Handler,), {"billing": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # cut by us
        made.url = f"http://127.0.0.1:{server.server_port}/accounts"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.release.set()
        server.shutdown()
        thread.join()


@dataclass
class Ticks:
    at: float = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'portal.db'}")
    tables = [imported.accounts, imported.domains, imported.contacts]
    metadata.create_all(made.engine, tables=tables)
    with made.write() as connection:
        imported.keep(connection, ACCOUNT)
    yield made
    made.close()


@pytest.fixture(params=["imported", "billing"])
def directory(request: pytest.FixtureRequest) -> Directory:
    if request.param == "imported":
        return ImportedDirectory(request.getfixturevalue("database"))
    return BillingDirectory(request.getfixturevalue("billing").url, TOKEN)


class TestWhatADirectorySays:
    @pytest.mark.parametrize("domain", ["brisa.example", "shop.brisa.example"])
    def test_a_domain_or_one_above_it_leads_to_its_account(self, directory, domain):
        assert directory.find_by_domain(domain) == ACCOUNT

    @pytest.mark.parametrize("domain", ["other.example", "notbrisa.example", "", "example"])
    def test_another_domain_is_nobodys(self, directory, domain):
        assert directory.find_by_domain(domain) is None

    @pytest.mark.parametrize("email", ["ana@brisa.example", "TOMAS@brisa.example"])
    def test_a_contact_is_found_in_any_spelling(self, directory, email):
        assert directory.of_contact(email) == (ACCOUNT,)

    def test_somebody_else_is_no_contact(self, directory):
        assert directory.of_contact("eva@other.example") == ()


FAULTS = [
    *("hangs", "drips", "closes", "redirects", "fails"),
    *("no json", "another shape", "an error", "too long"),
]


class TestABillingSystemThatFails:
    @pytest.mark.parametrize("fault", FAULTS)
    def test_it_is_unknown_within_seconds_and_stops_no_ticket(self, billing, fault):
        billing.fault = fault
        directory, began = BillingDirectory(billing.url, TOKEN), time.monotonic()
        with pytest.raises(DirectoryUnknown):
            directory.find_by_domain("brisa.example")
        ruling = Authority(directory).rule("x@y.example", "brisa.example", Permission.TECHNICAL)
        assert (ruling.account, ruling.approvers) == ("", ())
        assert time.monotonic() - began < 10
        assert len(billing.asked) == 1  # left alone after it failed

    def test_a_wrong_key_and_nobody_there_are_unknown_too(self, billing):
        for url, token in ((billing.url, "wrong"), ("http://127.0.0.1:9/", TOKEN)):
            with pytest.raises(DirectoryUnknown):
                BillingDirectory(url, token).of_contact("ana@brisa.example")

    def test_it_is_asked_again_after_a_rest(self, billing):
        ticks = Ticks()
        directory = BillingDirectory(billing.url, TOKEN, ticks)
        billing.fault = "fails"
        with pytest.raises(DirectoryUnknown):
            directory.find_by_domain("brisa.example")
        billing.fault, ticks.at = "", 30.0
        assert directory.find_by_domain("brisa.example") == ACCOUNT

    def test_an_answer_is_kept_for_five_minutes_also_while_it_is_down(self, billing):
        ticks = Ticks()
        directory = BillingDirectory(billing.url, TOKEN, ticks)
        assert directory.find_by_domain("brisa.example") == ACCOUNT
        billing.fault, ticks.at = "fails", 299.0
        assert directory.find_by_domain("brisa.example") == ACCOUNT
        ticks.at = 301.0
        with pytest.raises(DirectoryUnknown):
            directory.find_by_domain("brisa.example")

    def test_it_is_asked_by_domain_or_address_and_nothing_else(self, billing):
        directory = BillingDirectory(billing.url, TOKEN)
        directory.find_by_domain("shop.brisa.example")
        directory.of_contact("Ana@Brisa.example")
        assert billing.asked == [{"domain": "shop.brisa.example"}, {"email": "ana@brisa.example"}]
