"""What can be done with notices: read and follow them, publish them, see a mass failure begin."""

from portal.notices.service.board import NoticeBoard
from portal.notices.service.desk import Draft, NoticeDesk, Overview, Sheet
from portal.notices.service.following import Following
from portal.notices.service.tools import NoticeTools, TicketDirectory
from portal.notices.service.watch import FailureWatch
from portal.notices.service.whole import Notices

__all__ = [
    "Draft",
    "FailureWatch",
    "Following",
    "NoticeBoard",
    "NoticeDesk",
    "NoticeTools",
    "Notices",
    "Overview",
    "Sheet",
    "TicketDirectory",
]
