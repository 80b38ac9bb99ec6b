"""Tickets in the database: one transaction holds a ticket, its files' facts and its mail."""

from portal.tickets.store.access import AccessStore
from portal.tickets.store.approvals import ApprovalStore
from portal.tickets.store.conversations import ConversationStore
from portal.tickets.store.tickets import NewTicket, TicketStore

__all__ = ["AccessStore", "ApprovalStore", "ConversationStore", "NewTicket", "TicketStore"]
