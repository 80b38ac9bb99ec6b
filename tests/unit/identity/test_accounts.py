"""Accounts come from a table and go into one; what people may do follows from it."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.identity.model import Account, Contact, Grant, Permission
from portal.identity.rules.accounts import compare, read_accounts, write_accounts
from portal.identity.rules.customers import approvers, domain_and_parents, grants_of, may_ask

HEAD = "account,plan,products,domains,email,name,permissions\n"
TABLE = (
    HEAD
    + "7,Web M,website mail,brisa.example,ana@brisa.example,Ana,technical billing approve\n"
    + "7,,,shop.example;brisa.net,tom@brisa.example,'=Tom,technical\n"
    + "8,VPS,server,roca.example,,,\n"
)
ANA = Contact("ana@brisa.example", "Ana", frozenset(Permission))
TOM = Contact("tom@brisa.example", "=Tom", frozenset({Permission.TECHNICAL}))
BRISA = Account(
    "7",
    "Web M",
    ("website", "mail"),
    ("brisa.example", "shop.example", "brisa.net"),
    (ANA, TOM),
)

WORDS = st.text("abcxyz", min_size=1, max_size=8)
NAMES = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=10)
CONTACTS = st.builds(
    Contact,
    st.builds("{}@{}.example".format, WORDS, WORDS),
    NAMES,
    st.frozensets(st.sampled_from(Permission)),
)


@st.composite
def tables(draw: st.DrawFn) -> list[Account]:
    names = draw(st.lists(WORDS, unique=True, max_size=6))
    return [
        Account(
            name,
            draw(NAMES),
            tuple(draw(st.lists(WORDS, unique=True, max_size=3))),
            tuple(
                f"{name}.{part}"
                for part in draw(st.lists(WORDS, unique=True, max_size=3))
                if len(part) > 1
            ),
            tuple(draw(st.lists(CONTACTS, unique_by=lambda c: c.email, max_size=3))),
        )
        for name in names
    ]


def words_of(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.words.split(":")[0]) for problem in read_accounts(text).problems]


class TestTheTable:
    def test_rows_of_one_account_belong_together(self):
        table = read_accounts(TABLE)
        assert table.problems == ()
        assert table.accounts == {
            "7": BRISA,
            "8": Account("8", "VPS", ("server",), ("roca.example",)),
        }

    def test_semicolons_and_a_byte_order_mark_of_spreadsheets_are_read(self):
        text = HEAD.replace(",", ";") + "7;Web M;mail;brisa.example;ana@brisa.example;Ana;approve\n"
        assert read_accounts(text).accounts["7"].domains == ("brisa.example",)

    @given(tables())
    def test_what_is_written_is_read_back(self, accounts):
        table = read_accounts(write_accounts(accounts))
        plain = [a for a in accounts if not any(c.name.startswith("'") for c in a.contacts)]
        assert table.problems == ()
        for account in plain:
            if not account.plan.startswith("'"):
                assert table.accounts[account.id] == account

    @given(tables())
    def test_no_cell_is_one_that_a_program_computes(self, accounts):
        for row in csv.reader(StringIO(write_accounts(accounts), newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]

    @given(st.text())
    def test_any_text_is_read_or_refused_with_words(self, text):
        for table in (read_accounts(text), read_accounts(HEAD + text)):
            assert all(problem.words and problem.line >= 0 for problem in table.problems)

    def test_every_mistake_is_named_with_its_line(self):
        text = (
            HEAD
            + ",,,,,,\n"
            + "7,,,not a domain!,nobody,,technical boss\n"
            + "8,,,a.example,x@a.example,,\n"
            + "9,,,a.example,x@a.example,,\n"
            + "9,,,,X@A.example,,\n"
        )
        assert words_of(text) == [
            (2, "account"),
            *[(3, "domains")] * 3,
            (3, "permissions"),
            (3, "email"),
            (5, "domains"),
            (6, "email"),
        ]

    def test_missing_columns_are_named(self):
        assert "permissions" in read_accounts("account,plan\n").problems[0].words

    def test_what_changes_is_told_apart(self):
        kept = read_accounts(TABLE).accounts
        moved = {"7": Account("7", "Web L"), "9": Account("9")}
        changes = compare(kept, moved)
        assert [a.id for a in changes.added + changes.changed] == ["9", "7"]
        assert (changes.removed, changes.same) == (("8",), 0)

    @given(tables(), tables())
    def test_a_second_time_changes_nothing(self, one, two):
        kept, wanted = ({a.id: a for a in table} for table in (one, two))
        changes = compare(kept, wanted)
        now = {n: a for n, a in kept.items() if n not in changes.removed}
        now |= {a.id: a for a in changes.added + changes.changed}
        again = compare(now, wanted)
        assert (again.added, again.changed, again.removed) == ((), (), ())


class TestWhatPeopleMay:
    def test_r16_who_approves_needs_nobodys_approval(self):
        assert may_ask("ANA@brisa.example", BRISA, Permission.BILLING)
        approver = Account(
            "1", contacts=(Contact("a@b.example", "", frozenset({Permission.APPROVE})),)
        )
        assert may_ask("a@b.example", approver, Permission.TECHNICAL)

    def test_r16_a_technical_contact_may_not_ask_billing(self):
        assert may_ask("tom@brisa.example", BRISA, Permission.TECHNICAL)
        assert not may_ask("tom@brisa.example", BRISA, Permission.BILLING)
        assert not may_ask("eva@brisa.example", BRISA, Permission.TECHNICAL)

    def test_only_who_may_approve_is_asked(self):
        assert approvers(BRISA) == (ANA,)

    def test_grants_are_those_of_the_person(self):
        assert grants_of("tom@brisa.example", (BRISA,)) == (Grant("7", Permission.TECHNICAL),)
        assert grants_of("eva@brisa.example", (BRISA,)) == ()

    def test_a_name_leads_to_those_above_it_but_never_to_a_bare_ending(self):
        assert domain_and_parents("a.Shop.brisa.example.") == (
            "a.shop.brisa.example",
            "shop.brisa.example",
            "brisa.example",
        )
        assert domain_and_parents("example") == ()

    @pytest.mark.parametrize(
        "thing",
        [
            "Ana@shop.brisa.example",
            "https://shop.brisa.example/cart?x=1",
            "shop.brisa.example:8443",
        ],
    )
    def test_r16_a_mailbox_or_an_address_leads_to_its_domain(self, thing):
        assert domain_and_parents(thing) == ("shop.brisa.example", "brisa.example")
