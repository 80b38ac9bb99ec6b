"""What can be done with tickets: submit and confirm, follow as the customer, work as staff."""

from portal.tickets.service.customer import CustomerTickets, PlaceInQueue
from portal.tickets.service.desk import Act, QueueRow, TicketDesk
from portal.tickets.service.submit import Submission, Submitted, TicketIntake
from portal.tickets.service.tools import Tools

__all__ = [
    "Act",
    "CustomerTickets",
    "PlaceInQueue",
    "QueueRow",
    "Submission",
    "Submitted",
    "TicketDesk",
    "TicketIntake",
    "Tools",
]
