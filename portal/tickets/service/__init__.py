"""What can be done with tickets: submit and confirm, follow as the customer, work as staff."""

from portal.tickets.model import Act
from portal.tickets.service.approvals import Approvals, Asked, Decision
from portal.tickets.service.customer import Added, Contribution, CustomerTickets
from portal.tickets.service.desk import TicketDesk
from portal.tickets.service.duplicates import Duplicates, Own
from portal.tickets.service.news import HelpDesk, News
from portal.tickets.service.posting import Correspondence, Posting
from portal.tickets.service.queue import QueueRow, TicketQueue
from portal.tickets.service.relating import Part, RelatedTickets
from portal.tickets.service.standing import PlaceInQueue
from portal.tickets.service.submit import Submission, Submitted, TicketIntake
from portal.tickets.service.suspensions import Suspensions
from portal.tickets.service.tools import Tools
from portal.tickets.service.upkeep import TicketUpkeep
from portal.tickets.service.uploads import FilesRefused, Incoming, UploadDesk

__all__ = [
    "Act",
    "Added",
    "Approvals",
    "Asked",
    "Contribution",
    "Correspondence",
    "CustomerTickets",
    "Decision",
    "Duplicates",
    "FilesRefused",
    "HelpDesk",
    "Incoming",
    "News",
    "Own",
    "Part",
    "PlaceInQueue",
    "Posting",
    "QueueRow",
    "RelatedTickets",
    "Submission",
    "Submitted",
    "Suspensions",
    "TicketDesk",
    "TicketIntake",
    "TicketQueue",
    "TicketUpkeep",
    "Tools",
    "UploadDesk",
]
