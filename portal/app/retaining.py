"""What goes when a ticket is deleted: everything that any feature keeps about it (R23)."""

from portal.delivery.store.lines import forget_about
from portal.notices.store import ArrivalStore
from portal.tickets.service import Tools
from portal.tickets.service.retention import Retention
from portal.tickets.service.uploads import UploadDesk
from portal.wizard.store.drafts import DraftStore


def build_retention(tools: Tools, uploads: UploadDesk) -> Retention:
    """Return what deletes tickets; counted figures hold nothing of them and stay."""
    forget = (forget_about, ArrivalStore().forget, DraftStore().forget_sent)
    return Retention(tools, uploads, forget)
