"""What customers mean to send, and what they were told: both are compared in the end."""

import hashlib
import io
import random
import threading
from dataclasses import dataclass, field

from PIL import Image

NAME = "Anna Priest"
_RANDOM = random.Random()  # sizes and names, no secrets


@dataclass(frozen=True)
class Intention:
    """A ticket as its customer means it. Each has an address and a domain that nobody else has."""

    marker: str
    files: tuple[tuple[str, bytes], ...]

    @property
    def email(self) -> str:
        """Who asks."""
        return f"{self.marker}@example.com"

    @property
    def domain(self) -> str:
        """What it is about."""
        return f"{self.marker}.example"

    @property
    def subject(self) -> str:
        """What it is, in short."""
        return f"The site {self.domain} does not open: connection timed out"

    @property
    def steps(self) -> tuple[str, ...]:
        """What they did."""
        return f"Open Chrome and type https://{self.domain}", "Press Enter and wait for a minute"

    @property
    def expected(self) -> str:
        """What should happen."""
        return f"The home page of the workshop {self.marker} opens"

    @property
    def observed(self) -> str:
        """What happens."""
        return f"Chrome shows ERR_CONNECTION_TIMED_OUT for {self.domain} after a minute"


def intend() -> Intention:
    """Return a new ticket with one to three files, some of them pictures."""
    marker = f"m{_RANDOM.getrandbits(64):016x}"
    logs = [
        (f"{marker}-{n}.log", f"{marker} {_RANDOM.random()}\n".encode() * _RANDOM.randint(20, 3000))
        for n in range(_RANDOM.randint(1, 2))
    ]
    shots = [(f"{marker}.png", _picture())] if _RANDOM.random() < 0.2 else []
    return Intention(marker, (*logs, *shots))


def _picture() -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (40, 30), _RANDOM.randbytes(40 * 30 * 3)).save(out, "PNG")
    return out.getvalue()


def digest(name: str, content: bytes) -> str:
    """Return what must not change of a file; of a picture, which is made anew, the pixels."""
    if name.endswith(".png"):
        with Image.open(io.BytesIO(content)) as image:
            content = image.convert("RGB").tobytes()
    return hashlib.sha256(content).hexdigest()


@dataclass
class Ledger:
    """What customers meant, by their address, and what they were told."""

    intended: dict[str, Intention] = field(default_factory=dict)
    acknowledged: dict[str, str] = field(default_factory=dict)
    """The reference that each address was given."""

    confirmed: set[str] = field(default_factory=set)
    """The references of which customers were told that they are in the queue."""

    surprises: list[str] = field(default_factory=list)
    retries: int = 0
    news: threading.Condition = field(default_factory=threading.Condition)

    def tell_sending(self) -> None:
        """Let the killer know that something is about to be written."""
        with self.news:
            self.news.notify_all()

    def wait_for_sending(self, seconds: float) -> None:
        """Return when a customer sends something, after `seconds` at most."""
        with self.news:
            self.news.wait(seconds)
