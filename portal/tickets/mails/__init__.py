"""The words of every mail about a ticket, in the customer's locale.

R5: none holds an estimate. The confirmation goes to an address that nobody has proven yet, so
it holds nothing that the sender wrote.
"""

from portal.tickets.mails.conversation import TicketMails, missing_words
from portal.tickets.mails.letters import open_link

__all__ = ["TicketMails", "missing_words", "open_link"]
