"""What every use case of tickets works with."""

from portal.app.desks import build_help_desk
from portal.app.ground import Ground
from portal.app.people import build_directory
from portal.app.storing import build_scanner
from portal.delivery.service import Outbox
from portal.identity.service import Authority
from portal.storage.files import FileStore
from portal.tickets.mails import TicketMails
from portal.tickets.rules.lexicon import Lexicon
from portal.tickets.rules.secrets import mask_file_name, mask_secrets
from portal.tickets.service import Tools, UploadDesk
from portal.tickets.store import AccessStore, ConversationStore, TicketStore


def build_tools(ground: Ground, outbox: Outbox, words: Lexicon) -> Tools:
    """Return the tools of tickets; `words` are those that give a secret away."""
    settings, site = ground.settings, ground.site
    return Tools(
        database=ground.database,
        tickets=TicketStore(site.brand.ticket_prefix),
        talk=ConversationStore(),
        access=AccessStore(),
        outbox=outbox,
        mails=TicketMails(ground.letters),
        clock=ground.clock,
        policy=site.policy,
        mask=lambda text: mask_secrets(text, words).text,
        emit=ground.events.emit,
        desk=build_help_desk(settings, site, outbox),
        authority=Authority(build_directory(settings, ground.database)),
    )


def build_uploads(ground: Ground, attachments: FileStore, words: Lexicon) -> UploadDesk:
    """Return what takes files; `words` are those that give a secret in a file's name away."""
    return UploadDesk(
        attachments,
        ground.site.policy.uploads,
        lambda name: mask_file_name(name, words).text,
        build_scanner(ground.settings),
    )
