"""What can be done with tickets: submit and confirm, follow as the customer, work as staff."""

from portal.tickets.service.customer import Added, CustomerTickets
from portal.tickets.service.desk import Act, QueueRow, TicketDesk
from portal.tickets.service.posting import Correspondence, Posting
from portal.tickets.service.standing import PlaceInQueue
from portal.tickets.service.submit import Submission, Submitted, TicketIntake
from portal.tickets.service.tools import Tools
from portal.tickets.service.upkeep import TicketUpkeep
from portal.tickets.service.uploads import FilesRefused, Incoming, UploadDesk

__all__ = [
    "Act",
    "Added",
    "Correspondence",
    "CustomerTickets",
    "FilesRefused",
    "Incoming",
    "PlaceInQueue",
    "Posting",
    "QueueRow",
    "Submission",
    "Submitted",
    "TicketDesk",
    "TicketIntake",
    "TicketUpkeep",
    "Tools",
    "UploadDesk",
]
