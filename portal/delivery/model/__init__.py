"""What is sent, and how far it has come: messages of the outbox, and tickets for a help desk."""

from portal.delivery.model.outbox import (
    COUNTED_ALONE,
    DESK,
    EXTRA_HEADERS,
    MAIL,
    ChannelDown,
    ChannelUp,
    Mail,
    MailLimits,
    MessageParked,
    MessageSent,
    OutboxAct,
    OutboxRow,
    Sender,
    State,
    Stop,
)

__all__ = [
    "COUNTED_ALONE",
    "DESK",
    "EXTRA_HEADERS",
    "MAIL",
    "ChannelDown",
    "ChannelUp",
    "Mail",
    "MailLimits",
    "MessageParked",
    "MessageSent",
    "OutboxAct",
    "OutboxRow",
    "Sender",
    "State",
    "Stop",
]
