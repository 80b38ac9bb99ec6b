"""What people type into the ticket form, and the words about it."""

from portal.wizard.forms.ticket import TicketForm, check_form, read_form

__all__ = ["TicketForm", "check_form", "read_form"]
