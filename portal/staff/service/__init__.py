"""What support works from: the lists, what is on its way out, and the replies at hand."""

from portal.staff.service.board import SupportBoard
from portal.staff.service.outbox import OutboxBoard
from portal.staff.service.replies import Replies
from portal.staff.service.views import SavedViews

__all__ = ["OutboxBoard", "Replies", "SavedViews", "SupportBoard"]
