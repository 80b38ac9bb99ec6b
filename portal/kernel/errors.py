"""The family of errors that a use case may raise; `web/errors.py` maps them to HTTP.

PortalError
├── NotFound        404: it does not exist, or it is not yours
├── Gone            410: it existed
├── Refused         403: you may not, with a reason a person can read
├── Invalid         422: what was sent cannot be used
├── Conflict        409: somebody else was faster
├── TooMany         429: try again later
└── Unavailable     503: our fault, try again; nothing was lost
"""


class PortalError(Exception):
    """Something a person should be told; `again` says whether repeating it may help."""

    again = False


class NotFound(PortalError):  # noqa: N818  # a fact about a page, named as the field names it
    """What was asked for does not exist, or not for this person."""


class Gone(PortalError):  # noqa: N818
    """What was asked for existed once."""


class Refused(PortalError):  # noqa: N818
    """The person may not do this."""


class Invalid(PortalError):  # noqa: N818
    """What was sent cannot be used."""


class Conflict(PortalError):  # noqa: N818
    """The thing changed meanwhile."""


class TooMany(PortalError):  # noqa: N818
    """A limit was reached; `retry_after` is in seconds."""

    again = True

    def __init__(self, message: str = "", retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(PortalError):  # noqa: N818
    """We cannot do it now; nothing was lost."""

    again = True
