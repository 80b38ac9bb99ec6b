"""Everything that can be done with notices, built once from what they work with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from portal.notices.model import Symptom
from portal.notices.service.board import NoticeBoard
from portal.notices.service.desk import NoticeDesk
from portal.notices.service.following import Following
from portal.notices.service.tools import NoticeTools
from portal.notices.service.watch import FailureWatch


@dataclass(frozen=True)
class Notices:
    """The use cases; `symptoms` lists what the wizard asks about, as its flows are now."""

    board: NoticeBoard
    desk: NoticeDesk
    following: Following
    watch: FailureWatch
    symptoms: Callable[[], tuple[Symptom, ...]]

    @classmethod
    def build(cls, tools: NoticeTools, symptoms: Callable[[], tuple[Symptom, ...]]) -> Self:
        """Return the use cases over one set of tools."""
        board = NoticeBoard(tools)
        return cls(board, NoticeDesk(tools, board), Following(tools), FailureWatch(tools), symptoms)

    def purge(self) -> None:
        """Delete what was kept for a time only: unproven addresses and old fingerprints."""
        self.following.purge()
        self.watch.purge()
