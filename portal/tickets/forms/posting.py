"""What a customer types and attaches, read from the request and checked before it is taken."""

import re
from dataclasses import dataclass, replace

from flask import request
from werkzeug.datastructures import FileStorage

from portal.kernel.ids import is_id, new_id
from portal.kernel.text import squeeze, strip_controls
from portal.tickets.forms.refusals import refusal_words, upload_refusal
from portal.tickets.forms.words import reason_words
from portal.tickets.model import State
from portal.tickets.rules.state import StepRefused
from portal.tickets.rules.uploads import Limits
from portal.tickets.service import FilesRefused, Incoming, Posting
from portal.web.i18n import gettext as _

LONGEST_MESSAGE = 20_000
_LONGEST_FIELD = 254
_FEWEST_DIGITS = 6


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field, or with the file `file_name` in it."""

    field: str
    words: str
    file_name: str = ""


def read_posting() -> Posting:
    """Return the message that was sent; one without an id gets a new one."""
    sent_id = request.form.get("message_id", "")
    text = strip_controls(request.form.get("message", "")).strip()
    chosen = [file for file in request.files.getlist("files") if file.filename]
    return Posting(
        message_id=sent_id if is_id(sent_id) else new_id(),
        text=text,
        files=tuple(_incoming(file) for file in chosen),
    )


def _incoming(file: FileStorage) -> Incoming:
    return Incoming(file.filename or "", file.stream.read)


def with_reason(posting: Posting) -> Posting:
    """Return `posting` with the chosen reason why it is not solved as its first line."""
    why = reason_words(request.form.get("why", ""))
    return replace(posting, text=f"{why}.\n\n{posting.text}") if why else posting


_PHONE = re.compile(r"\+?[\d ()/.-]{6,30}")


def read_phone() -> str:
    """Return the number to call that was typed."""
    return squeeze(strip_controls(request.form.get("phone", "")))[:_LONGEST_FIELD]


def phone_fault(phone: str) -> list[Fault]:
    """Return what is wrong with a number to call."""
    if _PHONE.fullmatch(phone) and sum(c.isdigit() for c in phone) >= _FEWEST_DIGITS:
        return []
    return [Fault("phone", _("Type the number with its country code, such as +34 600 000 000."))]


def find_faults(posting: Posting, state: State) -> list[Fault]:
    """Return what keeps `posting` from being added to a ticket in `state`."""
    if len(posting.text) > LONGEST_MESSAGE:
        long = _(
            "The message is longer than %(num)s characters. Attach the long part as a text file.",
            num=LONGEST_MESSAGE,
        )
        return [Fault("message", long)]
    if state is State.SOLVED and not posting.text:
        return [Fault("message", _("Say what is still missing: what you did and what you saw."))]
    if not posting.text and not posting.files:
        return [Fault("message", _("Write something or choose a file; both are empty."))]
    return []


def file_faults(error: FilesRefused, limits: Limits) -> list[Fault]:
    """Return why files were not taken, each with its name."""
    return [
        Fault("files", upload_refusal(file.reason, limits), file_name=file.name)
        for file in error.files
    ]


def step_fault(error: StepRefused) -> Fault:
    """Return why the ticket's state does not take the message."""
    return Fault("message", refusal_words(error.reason))


@dataclass(frozen=True)
class LinkRequest:
    """What somebody typed to be mailed another link."""

    reference: str
    email: str
    is_sent: bool = False

    def faults(self) -> list[Fault]:
        """Return what is missing; whether it is true is nobody's business but the owner's."""
        found = []
        if not self.reference:
            found.append(Fault("reference", _("Type the reference; it is in every mail from us.")))
        if "@" not in self.email:
            found.append(Fault("email", _("Type the email address that you gave in the ticket.")))
        return found


def read_link_request() -> LinkRequest:
    """Return what was typed to be mailed another link."""
    return LinkRequest(
        reference=request.form.get("reference", "").strip()[:_LONGEST_FIELD],
        email=request.form.get("email", "").strip()[:_LONGEST_FIELD],
        is_sent=True,
    )
