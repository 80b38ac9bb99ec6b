"""Staff come in through an OpenID Connect service on loopback that signs with a real key."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from typing_extensions import override
from werkzeug.test import TestResponse

from portal.identity.model import Role
from portal.kernel.locale import Locale
from tests.factories import Portal, portal_in
from tests.people import PASSWORD

CLIENT, SECRET = "portal", "oidc-secret-0123456789"
BACK = "/staff/sign-in/single/back"


@dataclass
class Issuer:
    """What an OpenID Connect service keeps: its key, and the codes it has given out."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | ECKey | None = None
    url: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    now: float = 0

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def authorize(self, url: str) -> dict[str, str]:
        """Let somebody in as the browser asks; return what it comes back with."""
        query = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert query["redirect_uri"].endswith(BACK)
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return {"code": code, "state": query["state"]}

    def token(self, sent: dict[str, str], auth: str) -> dict[str, Any] | None:
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(sent.get("code", ""), None)  # each is good once
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if auth != f"Basic {wanted}" or not asked or asked["code_challenge"] != challenge:
            return None
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "7",
            "iat": int(self.now),
            "exp": int(self.now) + 300,
            "nonce": asked["nonce"],
            "email": "ana@staff.example",
            "email_verified": True,
            "name": "Ana Torres",
        } | self.changes
        header = {"alg": "RS256", "kid": "one"}
        return {"id_token": jwt.encode(header, claims, self.signs_with or self.key)}


class Handler(BaseHTTPRequestHandler):
    issuer: Issuer

    def do_GET(self) -> None:
        pages = {
            "/.well-known/openid-configuration": self.issuer.metadata(),
            "/keys": {"keys": [self.issuer.key.as_dict(private=False)]},
        }
        self.send(pages.get(self.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {k: v[0] for k, v in parse_qs(body).items()}
        self.send(self.issuer.token(sent, self.headers.get("Authorization", "")))

    def send(self, found: dict[str, Any] | None) -> None:
        body = json.dumps(found or {"error": "invalid_grant"}).encode()
        self.send_response(200 if found else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    handler = type("Bound", (Handler,), {"issuer": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[Portal]:
    more = {"oidc_issuer": issuer.url, "oidc_client": CLIENT, "oidc_secret": SECRET}
    folder = tmp_path_factory.mktemp("oidc")
    domains = {"oidc_domains": ("staff.example",)}
    with portal_in(folder, locale=Locale.EN, **more, **domains) as made:
        yield made


@pytest.fixture
def portal(built: Portal, issuer: Issuer) -> Portal:
    built.clear()
    issuer.changes, issuer.signs_with, issuer.now = {}, None, built.clock.at.timestamp()
    return built


def depart(client: FlaskClient, target: str = "") -> str:
    found = client.get(f"/staff/sign-in/single?next={target}").location
    assert found is not None
    return found


def go(issuer: Issuer, client: FlaskClient, **changes: str) -> TestResponse:
    """Sign in as a browser does; `changes` replace what comes back with it."""
    back = issuer.authorize(depart(client)) | changes
    return client.get(BACK, query_string=back)


def is_in(client: FlaskClient) -> bool:
    return client.get("/staff/account").status_code == 200


class TestComingIn:
    def test_somebody_of_the_house_is_added_and_let_in(self, portal, issuer):
        client = portal.app.test_client()
        assert go(issuer, client).location == "/staff/"
        [member] = portal.services.identity.list_staff()
        assert (member.email, member.name, member.role) == (
            "ana@staff.example",
            "Ana Torres",
            Role.SUPPORT,
        )
        assert go(issuer, portal.app.test_client()).status_code == 303
        assert len(portal.services.identity.list_staff()) == 1

    def test_who_is_known_comes_in_from_any_domain_with_their_role(self, portal, issuer):
        identity = portal.services.identity
        identity.add_staff("Eva@agency.example", "Eva", Role.WRITER, PASSWORD)
        issuer.changes = {"email": "eva@Agency.example"}
        assert go(issuer, portal.app.test_client()).location == "/desk/"

    def test_a_stranger_is_not_let_in(self, portal, issuer):
        issuer.changes = {"email": "eva@agency.example"}
        client = portal.app.test_client()
        assert go(issuer, client).status_code == 403
        assert not is_in(client)
        assert portal.services.identity.list_staff() == []

    def test_a_deactivated_person_is_not_let_in(self, portal, issuer):
        go(issuer, portal.app.test_client())
        [member] = portal.services.identity.list_staff()
        portal.services.identity.deactivate(member.id)
        client = portal.app.test_client()
        assert go(issuer, client).status_code == 403
        assert not is_in(client)

    def test_the_way_on_is_a_page_of_ours(self, portal, issuer):
        for target, wanted in (("/staff/outbox/", "/staff/outbox/"), ("//evil.example", "/staff/")):
            client = portal.app.test_client()
            back = issuer.authorize(depart(client, target))
            assert client.get(BACK, query_string=back).location == wanted

    def test_the_page_offers_it(self, portal):
        assert "/staff/sign-in/single" in portal.app.test_client().get("/staff/sign-in").text


class TestWhatDoesNotCount:
    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": "https://other.example"},
            {"aud": "somebody-else"},
            {"nonce": "of another sign-in"},
            {"exp": 1},
            {"email_verified": False},
            {"email_verified": "true"},
            {"email": None},
        ],
        ids=str,
    )
    def test_a_token_that_is_not_for_this_sign_in(self, portal, issuer, changes):
        issuer.changes = changes
        client = portal.app.test_client()
        assert go(issuer, client).status_code == 403
        assert not is_in(client)

    def test_a_token_signed_with_another_key(self, portal, issuer):
        issuer.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
        client = portal.app.test_client()
        assert go(issuer, client).status_code == 403
        assert not is_in(client)

    def test_a_state_that_this_browser_was_not_sent_with(self, portal, issuer):
        client = portal.app.test_client()
        assert go(issuer, client, state="made up").status_code == 403
        other = portal.app.test_client()
        back = issuer.authorize(depart(portal.app.test_client()))
        assert other.get(BACK, query_string=back).status_code == 403
        assert not is_in(client)
        assert not is_in(other)

    def test_coming_back_twice(self, portal, issuer):
        client = portal.app.test_client()
        back = issuer.authorize(depart(client))
        assert client.get(BACK, query_string=back).status_code == 303
        assert client.get(BACK, query_string=back).status_code == 403

    def test_a_code_that_the_issuer_does_not_know(self, portal, issuer):
        client = portal.app.test_client()
        assert go(issuer, client, code="made up").status_code == 503
        assert not is_in(client)


def test_without_an_issuer_there_is_no_such_way(tmp_path: Path) -> None:
    with portal_in(tmp_path) as portal:
        client = portal.app.test_client()
        assert client.get("/staff/sign-in/single").status_code == 404
        assert "/staff/sign-in/single" not in client.get("/staff/sign-in").text


def test_an_issuer_that_is_down_leaves_the_password(tmp_path: Path) -> None:
    with portal_in(tmp_path, oidc_issuer="http://127.0.0.1:9", oidc_client=CLIENT) as portal:
        client = portal.app.test_client()
        assert client.get("/staff/sign-in/single").status_code == 503
        assert client.get("/staff/sign-in").status_code == 200
