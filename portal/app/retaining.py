"""What goes when a ticket, or all of an address, is deleted: what any feature keeps of it (R23)."""

from portal.delivery.store.lines import forget_about, forget_unsent
from portal.identity.store import CustomerStore
from portal.notices.store import ArrivalStore, FollowerStore
from portal.storage.database import Transaction
from portal.tickets.service import Tools
from portal.tickets.service.elsewhere import Elsewhere, Part
from portal.tickets.service.retention import Retention
from portal.tickets.service.uploads import UploadDesk
from portal.wizard.store.drafts import DraftStore
from portal.wizard.store.erasing import count_drafts, forget_drafts

_ABOUT_OTHERS = ("approval",)
"""Purposes of mails that ask somebody about a ticket of another person's."""


def build_retention(tools: Tools, uploads: UploadDesk) -> Retention:
    """Return what deletes tickets; counted figures hold nothing of them and stay."""
    forget = (forget_about, ArrivalStore().forget, DraftStore().forget_sent)
    return Retention(tools, uploads, forget, build_elsewhere(tools))


def build_elsewhere(tools: Tools) -> tuple[Elsewhere, ...]:
    """Return what is kept of an address beside its tickets, by each feature."""
    customers, followers = CustomerStore(), FollowerStore()

    def count_sessions(connection: Transaction, email: str) -> int:
        return len(customers.sessions_of(connection, email))

    def forget_sessions(connection: Transaction, email: str) -> tuple[str, ...]:
        for secret in customers.secrets_of(connection, email):
            tools.access.forget_visitor(connection, secret)
        customers.forget_links(connection, email)
        forget_unsent(connection, email, _ABOUT_OTHERS)
        return ()

    def forget_following(connection: Transaction, email: str) -> tuple[str, ...]:
        followers.forget_address(connection, email)
        return ()

    return (
        Elsewhere(Part.DRAFTS, count_drafts, forget_drafts),
        Elsewhere(Part.NOTICES, followers.count_of, forget_following),
        Elsewhere(Part.SESSIONS, count_sessions, forget_sessions),
    )
