"""The second factor of staff, their sessions, and what administrators do; all on the record."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.identity.model import Role, StaffMember
from portal.identity.service import Identity
from portal.identity.store import members
from portal.kernel.locale import Locale
from tests.factories import Portal, form_token, portal_in, send_form
from tests.people import PASSWORD, add_staff

ACCOUNT, SETUP = "/staff/account", "/staff/account/second-factor"


def with_key(made: Portal, key: bytes) -> Portal:
    identity = Identity(made.services.database, made.clock, key=key)
    services = replace(made.services, identity=identity)
    return Portal(services, create_app(services.settings, services), made.clock)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(tmp_path_factory.mktemp("team"), locale=Locale.EN) as made:
        yield made


def add(portal: Portal, role: Role = Role.ADMIN) -> StaffMember:
    return add_staff(portal, role)


def give_password(portal: Portal, member: StaffMember, client: FlaskClient) -> TestResponse:
    fields = {"email": member.email, "password": PASSWORD, "next": ""}
    return send_form(client, "/staff/sign-in", **fields)


def signed_in(portal: Portal, member: StaffMember) -> FlaskClient:
    client = portal.app.test_client()
    assert give_password(portal, member, client).status_code == 303
    return client


def set_up(portal: Portal, client: FlaskClient) -> tuple[str, list[str]]:
    """Set the second factor up in the browser; return its secret and the emergency codes."""
    page = client.get(SETUP).text
    found = re.search(r'<p class="ref">([A-Z2-7 ]+)</p>', page)
    assert found is not None
    secret = found[1].replace(" ", "")
    answer = send_form(client, SETUP, code=code_now(portal, secret))
    return secret, re.findall(r"<li>([a-z2-9-]{11})</li>", answer.text)


def code_now(portal: Portal, secret: str) -> str:
    portal.clock.advance(seconds=60)  # each code is good once
    return pyotp.TOTP(secret).at(portal.clock.now())


def audit(portal: Portal) -> list[tuple[str, str, str]]:
    return [(e.actor, e.act.value, e.about) for e in portal.services.team.audit()]


class TestTheSecondFactor:
    def test_a_code_is_asked_for_after_the_password(self, portal):
        member = add(portal)
        secret, codes = set_up(portal, signed_in(portal, member))
        assert len(codes) == 10
        client = portal.app.test_client()
        answer = give_password(portal, member, client)
        assert answer.location == "/staff/sign-in/code?next="
        assert client.get("/staff/").location.startswith("/staff/sign-in?")
        done = send_form(client, "/staff/sign-in/code", code=code_now(portal, secret), next="")
        assert done.location == "/staff/"
        assert client.get(ACCOUNT).status_code == 200

    def test_a_code_is_good_once(self, portal):
        member = add(portal)
        secret, _ = set_up(portal, signed_in(portal, member))
        code = code_now(portal, secret)
        seen = []
        for _ in range(2):
            client = portal.app.test_client()
            give_password(portal, member, client)
            answer = send_form(client, "/staff/sign-in/code", code=code, next="")
            seen.append(answer.status_code)
        assert seen == [303, 422]

    def test_an_emergency_code_works_once_and_is_on_the_record(self, portal):
        member = add(portal)
        _, codes = set_up(portal, signed_in(portal, member))
        seen = []
        for typed in (codes[0].upper(), codes[0]):
            client = portal.app.test_client()
            give_password(portal, member, client)
            answer = send_form(client, "/staff/sign-in/code", code=typed, next="")
            seen.append(answer.status_code)
        assert seen == [303, 422]
        assert ("Tomás admin", "recovery_used", "") in audit(portal)
        assert portal.services.identity.factors.codes_left(member) == 9

    def test_guessing_is_limited(self, portal):
        member = add(portal)
        secret, _ = set_up(portal, signed_in(portal, member))
        client = portal.app.test_client()
        give_password(portal, member, client)
        portal.clock.advance(seconds=1)  # the right password forgives what was before
        seen = [
            send_form(client, "/staff/sign-in/code", code=f"00000{n}", next="").status_code
            for n in range(6)
        ]
        assert (seen[0], seen[-1]) == (422, 429)
        right = send_form(client, "/staff/sign-in/code", code=code_now(portal, secret), next="")
        assert right.status_code == 429

    def test_the_password_is_asked_for_again_after_five_minutes(self, portal):
        member = add(portal)
        secret, _ = set_up(portal, signed_in(portal, member))
        client = portal.app.test_client()
        give_password(portal, member, client)
        portal.clock.advance(minutes=5)
        answer = send_form(client, "/staff/sign-in/code", code=code_now(portal, secret), next="")
        assert answer.location == "/staff/sign-in"

    def test_a_deactivated_person_cannot_give_the_code_any_more(self, portal):
        member = add(portal)
        secret, _ = set_up(portal, signed_in(portal, member))
        client = portal.app.test_client()
        give_password(portal, member, client)
        portal.services.identity.deactivate(member.id)
        answer = send_form(client, "/staff/sign-in/code", code=code_now(portal, secret), next="")
        assert answer.location == "/staff/sign-in"

    def test_a_wrong_code_does_not_set_it_up(self, portal):
        client = signed_in(portal, add(portal))
        assert send_form(client, SETUP, code="123456").status_code == 422
        assert "Off" in client.get(ACCOUNT).text

    def test_switching_it_off_needs_a_code(self, portal):
        member = add(portal)
        client = signed_in(portal, member)
        _, codes = set_up(portal, client)
        off = f"{SETUP}/off"
        assert send_form(client, ACCOUNT, off, code="123456").status_code == 422
        assert send_form(client, ACCOUNT, off, code=codes[0]).location == f"{ACCOUNT}?done=off"
        assert give_password(portal, member, portal.app.test_client()).location == "/staff/"

    def test_the_picture_is_there_only_while_it_is_set_up(self, portal):
        client = signed_in(portal, add(portal))
        picture = client.get(f"{SETUP}.svg")
        assert picture.mimetype == "image/svg+xml"
        assert picture.headers["Cache-Control"] == "private, no-store"
        set_up(portal, client)
        assert client.get(f"{SETUP}.svg").status_code == 404


class TestAChangedKey:
    """The installation's key locks second factors; with another nobody can check their codes."""

    @pytest.fixture
    def later(self, portal: Portal) -> Portal:
        return with_key(portal, b"another key of thirty-two bytes!")

    def test_nothing_readable_of_the_secret_is_kept(self, portal):
        member = add(portal)
        secret, _ = set_up(portal, signed_in(portal, member))
        with portal.services.database.read() as connection:
            [row] = connection.execute(sa.select(members)).all()
        assert secret not in str(row)

    def test_it_is_said_and_an_emergency_code_leads_in(self, portal, later):
        member = add(portal)
        secret, codes = set_up(portal, signed_in(portal, member))
        client = later.app.test_client()
        give_password(later, member, client)
        assert "must be set up again" in client.get("/staff/sign-in/code").text
        wrong = send_form(client, "/staff/sign-in/code", code=code_now(portal, secret), next="")
        assert wrong.status_code == 422
        assert "must be set up again" in wrong.text
        right = send_form(client, "/staff/sign-in/code", code=codes[0], next="")
        assert right.location == "/staff/"
        assert "must be set up again" in client.get(ACCOUNT).text

    def test_administrators_see_whose_it_is_and_let_them_set_it_up_again(self, portal, later):
        admin, other = add(portal), add(portal, Role.SUPPORT)
        set_up(portal, signed_in(portal, other))
        mine = signed_in(later, admin)
        assert "1 second factor must be set up again" in mine.get("/staff/people/").text
        send_form(mine, "/staff/people/", f"/staff/people/{other.id}/factor")
        assert "must be set up again" not in mine.get("/staff/people/").text.lower()
        assert len(set_up(later, signed_in(later, other))[1]) == 10

    def test_what_was_being_set_up_begins_anew(self, portal, later):
        member = add(portal)
        begun = portal.services.identity.factors.begin(member)
        assert portal.services.identity.factors.begin(member) == begun
        assert later.services.identity.factors.begin(member) != begun


def test_where_everybody_needs_one_nothing_is_shown_before(tmp_path: Path) -> None:
    with portal_in(tmp_path, staff_second_factor="required") as portal:
        client = signed_in(portal, add(portal))
        for page in ("/staff/", "/staff/people/", ACCOUNT):
            assert client.get(page).location == SETUP
        set_up(portal, client)
        assert client.get("/staff/people/").status_code == 200


class TestPassword:
    CHANGE = "/staff/account/password"

    def test_who_knows_it_takes_a_new_one_and_signs_in_with_that(self, portal):
        member = add(portal)
        client = signed_in(portal, member)
        new = "three unrelated words"
        answer = send_form(client, ACCOUNT, self.CHANGE, current=PASSWORD, new=new)
        assert answer.location.startswith("/staff/sign-in")
        assert client.get(ACCOUNT).location.startswith("/staff/sign-in")
        assert give_password(portal, member, client).status_code == 422
        assert ("Tomás admin", "password_changed", "") in audit(portal)

    def test_nobody_else_does_at_an_unlocked_screen(self, portal):
        client = signed_in(portal, add(portal))
        answer = send_form(client, ACCOUNT, self.CHANGE, current="a guess", new="whatever it is 9")
        assert answer.status_code == 422
        assert "This is not your password" in answer.text
        assert client.get(ACCOUNT).status_code == 200

    def test_a_weak_one_is_refused_with_what_to_do(self, portal):
        client = signed_in(portal, add(portal))
        answer = send_form(client, ACCOUNT, self.CHANGE, current=PASSWORD, new="short")
        assert answer.status_code == 422
        assert "Take at least" in answer.text


class TestSessions:
    def test_signing_out_everywhere_ends_every_browser(self, portal):
        member = add(portal)
        one, two = signed_in(portal, member), signed_in(portal, member)
        assert one.get(ACCOUNT).text.count('<th scope="row">') == 2
        send_form(one, ACCOUNT, "/staff/account/sign-out-everywhere")
        for client in (one, two):
            assert client.get(ACCOUNT).location.startswith("/staff/sign-in")
        assert ("Tomás admin", "signed_out_everywhere", "") in audit(portal)

    def test_a_session_from_before_signing_in_is_worth_nothing(self, portal):
        client = portal.app.test_client()
        client.set_cookie("staff", "A" * 43)
        give_password(portal, add(portal), client)
        cookie = client.get_cookie("staff")
        assert cookie is not None
        assert cookie.value != "A" * 43


class TestAdministrators:
    def act(
        self, client: FlaskClient, member: StaffMember, act: str, **fields: str
    ) -> TestResponse:
        return send_form(client, "/staff/people/", f"/staff/people/{member.id}/{act}", **fields)

    def test_only_they_see_people_and_log(self, portal):
        for role in (Role.WRITER, Role.SUPPORT):
            client = signed_in(portal, add(portal, role))
            for page in ("/staff/people/", "/staff/audit/"):
                assert client.get(page).status_code == 403
            token = form_token(client.get(ACCOUNT).text)
            member = add(portal) if role is Role.WRITER else None
            target = member.id if member else "0" * 32
            sent = {"csrf_token": token, "role": "admin"}
            answer = client.post(f"/staff/people/{target}/role", data=sent)
            assert answer.status_code == 403

    def test_a_changed_role_holds_at_once_and_is_on_the_record(self, portal):
        admin, writer = add(portal), add(portal, Role.WRITER)
        theirs, mine = signed_in(portal, writer), signed_in(portal, admin)
        assert theirs.get("/staff/").status_code == 403
        assert self.act(mine, writer, "role", role="support").status_code == 303
        assert theirs.get("/staff/").status_code == 200
        assert ("Tomás admin", "role_changed", "Tomás writer") in audit(portal)
        assert "Writer: articles → Support: tickets" in mine.get("/staff/audit/").text

    def test_who_is_deactivated_is_out_at_once_and_comes_back_only_when_let_in(self, portal):
        admin, other = add(portal), add(portal, Role.SUPPORT)
        theirs, mine = signed_in(portal, other), signed_in(portal, admin)
        self.act(mine, other, "deactivate")
        assert theirs.get("/staff/").location.startswith("/staff/sign-in")
        assert give_password(portal, other, theirs).status_code == 422
        self.act(mine, other, "activate")
        assert give_password(portal, other, theirs).status_code == 303

    def test_sessions_and_second_factor_of_others_can_be_ended(self, portal):
        admin, other = add(portal), add(portal, Role.SUPPORT)
        theirs, mine = signed_in(portal, other), signed_in(portal, admin)
        set_up(portal, theirs)
        self.act(mine, other, "sessions")
        assert theirs.get("/staff/").location.startswith("/staff/sign-in")
        self.act(mine, other, "factor")
        assert give_password(portal, other, theirs).location == "/staff/"

    @pytest.mark.parametrize(("act", "fields"), [("deactivate", {}), ("role", {"role": "writer"})])
    def test_the_last_administrator_stays(self, portal, act, fields):
        admin = add(portal)
        client = signed_in(portal, admin)
        answer = self.act(client, admin, act, **fields)
        assert answer.status_code == 409
        assert "make somebody else an administrator first" in answer.text
        assert client.get("/staff/people/").status_code == 200

    @pytest.mark.parametrize("tail", ["role", "deactivate", "sessions", "eat"])
    def test_nobody_with_that_number_is_not_found(self, portal, tail):
        client = signed_in(portal, add(portal))
        for number in ("0" * 32, "x"):
            page = f"/staff/people/{number}/{tail}"
            answer = send_form(client, "/staff/people/", page, role="admin")
            assert answer.status_code == 404

    def test_signing_in_is_on_the_record_with_its_network(self, portal):
        client = signed_in(portal, add(portal))
        page = client.get("/staff/audit/").text
        assert "Signed in (127.0.0.1)" in page
        assert "Added: Tomás admin (Administrator: everything)" in page
        assert client.get("/staff/audit/?page=2").status_code == 200
        assert client.get("/staff/audit/?page=x").status_code == 200
