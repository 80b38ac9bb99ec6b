"""What is said to the repository and what it says of itself; needs no library."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from portal.kernel.text import squeeze, strip_controls

_NO_NAME = str.maketrans("", "", "<>\n")


@dataclass(frozen=True)
class Signature:
    """Who, as a commit names them."""

    name: str
    mail: str

    def to_bytes(self) -> bytes:
        """Return it as git writes it."""
        name, mail = (
            squeeze(strip_controls(t)).translate(_NO_NAME) for t in (self.name, self.mail)
        )
        return f"{name or mail} <{mail}>".encode()


@dataclass(frozen=True)
class Change:
    """Files with their content, by their paths among the articles, and what is said of it."""

    files: Mapping[PurePosixPath, bytes]
    author: Signature
    message: str
    at: datetime


@dataclass(frozen=True)
class Remote:
    """A remote of the repository by its name, or an address.

    `branch` is the one there, empty for the name of ours. `credentials` is a file: for https
    `user:token` or a token alone, for ssh the private key.
    """

    place: str
    branch: str = ""
    credentials: Path | None = None


@dataclass(frozen=True)
class Place:
    """Where the repository is now: the branch and its newest commit, shortened; empty if none."""

    branch: str
    commit: str
