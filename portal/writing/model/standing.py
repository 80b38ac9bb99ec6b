"""How a translation stands to its source: what it was made of, and what changed there since."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from portal.writing.model.desk import Significance


@dataclass(frozen=True)
class Seen:
    """What a file said when we last looked, by its digest.

    `base` is the digest of the source's text that a translation says the same as; "" for a source.
    """

    digest: str
    base: str = ""


@dataclass(frozen=True)
class Edit:
    """A text that readers got with more than a typo changed; `number` is its revision's."""

    number: int
    significance: Significance
    at: datetime


@dataclass(frozen=True)
class Standing:
    """How a translation stands to the article at `source`; `missed` are the edits it lacks."""

    source: PurePosixPath
    missed: tuple[Edit, ...] = ()

    @property
    def significance(self) -> Significance | None:
        """The largest edit that the translation lacks; None where it is up to date."""
        sizes = {edit.significance for edit in self.missed}
        if Significance.MAJOR in sizes:
            return Significance.MAJOR
        return Significance.MEDIUM if sizes else None

    @property
    def since(self) -> datetime | None:
        """When the first edit came that the translation lacks."""
        return min((edit.at for edit in self.missed), default=None)
