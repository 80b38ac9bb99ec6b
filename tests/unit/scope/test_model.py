"""What a plan changes, and how entries are found."""

from dataclasses import replace

import pytest

from portal.kernel.errors import NotFound
from portal.kernel.locale import Locale
from portal.kernel.product import Product
from portal.scope.model import PlanKind, Reference, Scope, ScopeEntry, ScopeVerdict

pytestmark = pytest.mark.rules

MAILBOX = ScopeEntry(
    id="mail-own-mailbox",
    product=Product.MAIL,
    verdict=ScopeVerdict.IN_SCOPE,
    task={Locale.EN: "A mailbox works"},
    reason={Locale.EN: "It is ours"},
    overrides={PlanKind.VPS_ROOT: ScopeVerdict.CHARGEABLE},
)
RECORDS = replace(MAILBOX, id="dns", product=Product.DOMAIN, also=(Product.MAIL,), overrides={})
SCOPE = Scope((RECORDS, MAILBOX))


def test_a_plan_of_another_kind_can_have_another_verdict() -> None:
    assert SCOPE.verdict_for("mail-own-mailbox", PlanKind.VPS_ROOT) is ScopeVerdict.CHARGEABLE


@pytest.mark.parametrize("kind", [None, PlanKind.SHARED])
def test_an_unknown_or_ordinary_plan_has_the_entrys_own_verdict(kind: PlanKind | None) -> None:
    assert SCOPE.verdict_for("mail-own-mailbox", kind) is ScopeVerdict.IN_SCOPE


def test_an_unknown_entry_is_not_found() -> None:
    assert SCOPE.find("nothing") is None
    with pytest.raises(NotFound):
        SCOPE.get("nothing")


def test_a_products_own_entries_come_before_shared_ones() -> None:
    assert SCOPE.by_product(Product.MAIL) == (MAILBOX, RECORDS)
    assert SCOPE.by_product(Product.DOMAIN) == (RECORDS,)


def test_an_entry_without_plans_is_on_every_plan() -> None:
    assert all(MAILBOX.is_on(kind) for kind in PlanKind)


def test_an_entry_with_plans_is_on_those_only() -> None:
    reselling = replace(MAILBOX, plans=frozenset({PlanKind.RESELLER}))
    assert [kind for kind in PlanKind if reselling.is_on(kind)] == [PlanKind.RESELLER]


def test_the_verdicts_of_an_entry_are_those_of_all_plans() -> None:
    assert MAILBOX.verdicts == {ScopeVerdict.IN_SCOPE, ScopeVerdict.CHARGEABLE}


def test_references_come_in_the_entrys_order() -> None:
    made = {name: Reference(name, name.title(), f"https://{name}.example") for name in ("a", "b")}
    entry = replace(MAILBOX, external=("b", "a"))
    assert [found.id for found in Scope((entry,), made).references_of(entry)] == ["b", "a"]
