"""Why a ticket, or a file for it, was not taken, and the way round."""

from portal.tickets.rules import state as states
from portal.tickets.rules import uploads
from portal.web.i18n import gettext as _

_MB = 1_000_000


def refusal_words(refusal: states.Refusal) -> str:
    """Return why a ticket's state does not allow something, and what to do instead."""
    reasons = states.Refusal
    return {
        reasons.NOT_CONFIRMED: _("The address of this ticket has not been confirmed yet."),
        reasons.ALREADY_CONFIRMED: _("This ticket is confirmed already."),
        reasons.NOT_AWAITING_APPROVAL: _("This ticket does not wait for an approval."),
        reasons.ALREADY_SOLVED: _("This ticket is marked as solved already."),
        reasons.NOT_SOLVED: _("This ticket is not marked as solved."),
        reasons.STILL_REOPENABLE: _("This ticket can still be reopened; it closes after that."),
        reasons.TOO_LATE: _("The time for reopening has passed. A new ticket is the way."),
        reasons.CLOSED: _("This ticket is closed. A new ticket is the way."),
    }[refusal]


def upload_refusal(refusal: uploads.Refusal, limits: uploads.Limits) -> str:
    """Return why a file was not taken, and the way round."""
    reasons = uploads.Refusal
    return {
        reasons.EMPTY: _("The file is empty. Choose it again once it has content."),
        reasons.TOO_LARGE: _(
            "The file is larger than %(mb)s MB. Send the part that shows the problem.",
            mb=limits.file_bytes // _MB,
        ),
        reasons.TOO_MANY: _("At most %(num)s files fit into one message.", num=limits.files),
        reasons.TOO_LARGE_TOGETHER: _(
            "All files of a ticket may have %(mb)s MB together.", mb=limits.ticket_bytes // _MB
        ),
        reasons.SVG: _("SVG pictures can hold programs. Take a screenshot of it instead."),
        reasons.TYPE: _("This type is not taken. Pictures, PDF, text, logs and .eml files are."),
        reasons.MISMATCH: _("The content is not what the name says. Save it anew and try again."),
        reasons.DAMAGED: _("The picture cannot be read. Save it anew or take a screenshot."),
        reasons.HARMFUL: _(
            "The virus scanner found something harmful in it. Scan your device, then send a clean"
            " file or a screenshot."
        ),
        reasons.TOO_MANY_PIXELS: _(
            "The picture has more than %(mp)s megapixels. Make it smaller.",
            mp=limits.pixels // 1_000_000,
        ),
    }[refusal]
