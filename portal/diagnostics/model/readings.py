"""What was recognised in a text that somebody pasted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.diagnostics.model.codes import ErrorCode


class Part(StrEnum):
    """What a marked part of a text is."""

    CODE = "code"
    STATUS = "status"
    REPLY = "reply"
    WORDS = "words"
    RECIPIENT = "recipient"
    SPEAKER = "speaker"
    MOMENT = "moment"
    REPORTER = "reporter"
    RESULT = "result"
    SENDER = "sender"
    SPAM = "spam"


class Moment(StrEnum):
    """How far the servers had come when one said no."""

    GREETING = "greeting"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Kind(StrEnum):
    """What sort of text it is."""

    BOUNCE = "bounce"
    HEADERS = "headers"
    MESSAGE = "message"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Mark:
    """A part of the text that means something; `entry` is what it says, if it is an error."""

    start: int
    end: int
    part: Part
    text: str
    entry: ErrorCode | None = None
    moment: Moment | None = None


@dataclass(frozen=True)
class Speaker:
    """The server whose words count. A silent one was called and gave no answer."""

    name: str
    ip: str = ""
    is_ours: bool = False
    is_silent: bool = False


class Judgement(StrEnum):
    """What the checks in a header say of the sender's domain."""

    PASSES = "passes"
    FAILS = "fails"
    PARTLY = "partly"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Hop:
    """A server that took the message, from whom, and how long after the one before."""

    by: str
    source: str = ""
    at: datetime | None = None
    waited: timedelta | None = None


@dataclass(frozen=True)
class Headers:
    """What the head of a message tells: who checked, with what result, and the way it took.

    `checker` is the server that looked at SPF, DKIM and DMARC; a result is empty where nothing
    is written. `hops` begin at the sender.
    """

    judgement: Judgement
    checker: str = ""
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    sender: str = ""
    hops: tuple[Hop, ...] = ()
    is_spam: bool = False

    @property
    def slowest(self) -> Hop | None:
        """The server where the message waited longest, or None where no times are known."""
        timed = [hop for hop in self.hops if hop.waited is not None]
        return max(timed, key=lambda hop: hop.waited or timedelta(), default=None)


@dataclass(frozen=True)
class Reading:
    """A text and what was recognised in it; `entries` begin with the one that decides.

    `text` is what marks count in: masked, without invisible characters, cut at the limit.
    """

    text: str
    kind: Kind = Kind.NOTHING
    marks: tuple[Mark, ...] = ()
    entries: tuple[ErrorCode, ...] = ()
    speaker: Speaker | None = None
    reporter: str = ""
    recipients: tuple[str, ...] = ()
    moment: Moment | None = None
    is_temporary: bool | None = None
    headers: Headers | None = None
    is_cut: bool = False

    @property
    def entry(self) -> ErrorCode | None:
        """What the text says above all, or None."""
        return self.entries[0] if self.entries else None
