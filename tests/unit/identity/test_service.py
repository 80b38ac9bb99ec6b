"""Staff members come in with their password, and nobody else does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from portal.identity.model import Role
from portal.identity.service import Identity, SignInRefused, WeakPassword
from portal.identity.store import attempts, members, sessions
from portal.kernel.errors import Conflict, Invalid, NotFound, TooMany
from portal.kernel.ids import hash_token
from portal.storage.database import Database
from tests.unit.identity.conftest import KEY, PASSWORD, CountingHasher

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"
WRONG = "this is not the password"


def fail(
    identity: Identity, email: str = "lucia@staff.example", network: str = HERE, times: int = 1
) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            identity.sign_in(email, WRONG, network)


def rows(database: Database, table: sa.Table) -> list[sa.Row[Any]]:
    with database.read() as connection:
        return list(connection.execute(sa.select(table)))


class TestAddingStaff:
    def test_a_member_can_sign_in_at_once_in_any_spelling(self, identity, lucia):
        token = identity.sign_in(" LUCIA@staff.example", PASSWORD, HERE)
        assert identity.find_member(token) == lucia

    def test_an_address_is_given_only_once(self, identity, lucia):
        with pytest.raises(Conflict):
            identity.add_staff("lucia@STAFF.example", "Otra", Role.ADMIN, PASSWORD)

    def test_a_weak_password_is_refused_with_its_faults(self, identity):
        with pytest.raises(WeakPassword) as refused:
            identity.add_staff("tomas@staff.example", "Tomás", Role.ADMIN, "tomas123")
        assert set(refused.value.weaknesses) == {"too_short", "personal"}

    @pytest.mark.parametrize(("email", "name"), [("nobody", "Tomás"), ("t@staff.example", "  ")])
    def test_an_address_and_a_name_are_needed(self, identity, email, name):
        with pytest.raises(Invalid):
            identity.add_staff(email, name, Role.WRITER, PASSWORD)

    def test_nothing_readable_of_password_or_token_is_kept(self, identity, lucia, database):
        token = identity.sign_in(lucia.email, PASSWORD, HERE)
        [member], [session] = rows(database, members), rows(database, sessions)
        assert member.password_hash.startswith("$argon2id$")
        assert session.hash == hash_token(token) != token


class TestSigningIn:
    @pytest.mark.parametrize("email", ["lucia@staff.example", "nobody@staff.example", ""])
    def test_every_try_compares_one_hash_and_is_refused_alike(self, identity, lucia, hasher, email):
        with pytest.raises(SignInRefused) as refused:
            identity.sign_in(email, WRONG, HERE)
        assert str(refused.value) == "address and password do not belong together"
        assert len(hasher.verified) == 1
        assert hasher.verified[0].startswith("$argon2id$")

    def test_tries_are_limited_for_an_account_from_one_network(self, identity, lucia):
        fail(identity, times=3)
        with pytest.raises(TooMany):
            identity.sign_in(lucia.email, PASSWORD, HERE)

    def test_an_unknown_address_meets_the_same_limit(self, identity, lucia, hasher):
        fail(identity, "nobody@staff.example", times=3)
        with pytest.raises(TooMany):
            identity.sign_in("nobody@staff.example", WRONG, HERE)

    def test_nobody_locks_the_owner_out_from_elsewhere(self, identity, lucia):
        identity.sign_in(lucia.email, PASSWORD, HERE)
        for number in range(9):
            fail(identity, network=f"198.51.100.{number}")
        with pytest.raises(SignInRefused):
            identity.sign_in(lucia.email, WRONG, "203.0.113.1")
        with pytest.raises(TooMany):  # the total is reached for strange networks …
            identity.sign_in(lucia.email, WRONG, "203.0.113.2")
        assert identity.sign_in(lucia.email, PASSWORD, HERE)  # … and not where the owner sits

    def test_tries_with_many_accounts_are_limited_for_a_network(self, identity, lucia):
        for number in range(6):
            fail(identity, f"a{number}@staff.example")
        with pytest.raises(TooMany):
            identity.sign_in(lucia.email, PASSWORD, HERE)
        assert identity.sign_in(lucia.email, PASSWORD, ELSEWHERE)

    def test_the_limit_ends_by_itself(self, identity, lucia, clock):
        fail(identity, times=3)
        clock.move(minutes=15, seconds=1)
        assert identity.sign_in(lucia.email, PASSWORD, HERE)

    def test_a_success_forgives_the_tries_before_it(self, identity, lucia, clock):
        fail(identity, times=2)
        clock.move(seconds=1)
        identity.sign_in(lucia.email, PASSWORD, HERE)
        clock.move(seconds=1)
        fail(identity, times=3)

    def test_of_many_tries_at_once_none_slips_through(self, identity, lucia):
        barrier = threading.Barrier(8)

        def guess(_: int) -> str:
            barrier.wait()
            try:
                return str(identity.sign_in(lucia.email, WRONG, HERE))
            except (SignInRefused, TooMany) as error:
                return type(error).__name__

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(guess, range(8)))
        assert sorted(answers) == ["SignInRefused"] * 3 + ["TooMany"] * 5

    def test_a_hash_with_old_parameters_is_renewed(self, identity, lucia, database, clock):
        stronger = Identity(database, clock, CountingHasher(time_cost=2), key=KEY)
        stronger.sign_in(lucia.email, PASSWORD, HERE)
        [member] = rows(database, members)
        assert "t=2" in member.password_hash
        assert stronger.sign_in(lucia.email, PASSWORD, HERE)

    def test_a_password_changed_while_it_was_compared_opens_nothing(
        self, identity, lucia, hasher, monkeypatch
    ):
        verify = hasher.verify

        def slow(kept, password):
            monkeypatch.setattr(hasher, "verify", verify)
            identity.change_password(lucia.id, PASSWORD, "quite another password", ELSEWHERE)
            return verify(kept, password)

        monkeypatch.setattr(hasher, "verify", slow)
        with pytest.raises(SignInRefused):
            identity.sign_in(lucia.email, PASSWORD, HERE)

    def test_old_tries_are_not_kept(self, identity, lucia, database, clock):
        fail(identity, times=2)
        clock.move(days=31)
        identity.sign_in(lucia.email, PASSWORD, HERE)
        assert len(rows(database, attempts)) == 1


class TestSessions:
    def test_signing_out_ends_this_session_only(self, identity, lucia):
        one, other = (identity.sign_in(lucia.email, PASSWORD, HERE) for _ in range(2))
        identity.sign_out(one)
        assert identity.find_member(one) is None
        assert identity.find_member(other) == lucia

    def test_signing_out_everywhere_ends_them_all(self, identity, lucia):
        tokens = [identity.sign_in(lucia.email, PASSWORD, HERE) for _ in range(2)]
        identity.sign_out_everywhere(lucia.id)
        assert [identity.find_member(token) for token in tokens] == [None, None]

    def test_a_session_in_use_lives_on_but_not_for_ever(self, identity, lucia, clock):
        token = identity.sign_in(lucia.email, PASSWORD, HERE)
        alive = []
        for _ in range(4):
            clock.move(hours=7)
            alive.append(identity.find_member(token) is not None)
        assert alive == [True, True, True, False]

    def test_an_idle_session_ends(self, identity, lucia, clock):
        token = identity.sign_in(lucia.email, PASSWORD, HERE)
        clock.move(hours=8)
        assert identity.find_member(token) is None

    def test_a_visit_is_noted_once_a_minute_at_most(self, identity, lucia, clock, database):
        token = identity.sign_in(lucia.email, PASSWORD, HERE)
        clock.move(seconds=30)
        identity.find_member(token)
        [session] = rows(database, sessions)
        assert session.seen_at == session.created_at
        clock.move(seconds=31)
        identity.find_member(token)
        [session] = rows(database, sessions)
        assert session.seen_at == clock.now()

    @pytest.mark.parametrize("token", ["", "made up", "x" * 10_000])
    def test_a_made_up_token_is_nobodys(self, identity, lucia, token):
        assert identity.find_member(token) is None

    def test_whoever_leaves_is_out_at_once_and_cannot_come_back(self, identity, lucia):
        token = identity.sign_in(lucia.email, PASSWORD, HERE)
        identity.deactivate(lucia.id)
        assert identity.find_member(token) is None
        with pytest.raises(SignInRefused):
            identity.sign_in(lucia.email, PASSWORD, HERE)
        assert [m.active for m in identity.list_staff()] == [False]

    def test_who_does_not_exist_cannot_leave(self, identity):
        with pytest.raises(NotFound):
            identity.deactivate("nobody")


class TestChangingThePassword:
    NEW = "nine herons over the pond"

    def test_it_ends_every_session(self, identity, lucia):
        token = identity.sign_in(lucia.email, PASSWORD, HERE)
        identity.change_password(lucia.id, PASSWORD, self.NEW, HERE)
        assert identity.find_member(token) is None
        assert identity.sign_in(lucia.email, self.NEW, HERE)
        with pytest.raises(SignInRefused):
            identity.sign_in(lucia.email, PASSWORD, HERE)

    def test_the_present_one_is_asked_for_and_guessing_it_is_limited(self, identity, lucia):
        for _ in range(3):
            with pytest.raises(SignInRefused):
                identity.change_password(lucia.id, WRONG, self.NEW, HERE)
        with pytest.raises(TooMany):
            identity.change_password(lucia.id, PASSWORD, self.NEW, HERE)

    def test_a_weak_one_changes_nothing(self, identity, lucia):
        with pytest.raises(WeakPassword):
            identity.change_password(lucia.id, PASSWORD, "short", HERE)
        assert identity.sign_in(lucia.email, PASSWORD, HERE)
