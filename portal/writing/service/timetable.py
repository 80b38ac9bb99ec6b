"""Publishing at the time that a writer chose; the worker asks every minute."""

import logging
from dataclasses import replace
from pathlib import PurePosixPath

from portal.kernel.clock import Clock
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.storage.database import Database
from portal.writing.model import Significance
from portal.writing.rules.phases import Step
from portal.writing.service.desk import Desk
from portal.writing.service.saving import Save
from portal.writing.store import WritingStore

_log = logging.getLogger(__name__)


class Timetable:
    """Publishes what is due."""

    def __init__(self, database: Database, desk: Desk, clock: Clock) -> None:
        self._database, self._desk, self._clock = database, desk, clock
        self._store = WritingStore()

    def publish_due(self) -> list[PurePosixPath]:
        """Publish what was scheduled until now; return what was.

        A text with errors is not published: its article says why, and the schedule is gone.
        """
        with self._database.read() as connection:
            due = self._store.due(connection, self._clock.now())
        return [path for path in due if self._publish(path)]

    def _publish(self, path: PurePosixPath) -> bool:
        try:
            sheet = self._desk.open(path)
            schedule = sheet.work.schedule
            if schedule is None:  # another process was faster
                return False
            last = next(iter(self._desk.memory.history(path)), None)
            size = last.significance if last else Significance.MEDIUM
            save = Save(
                sheet.text,
                sheet.base,
                Step.PUBLISH,
                significance=size,
                reviewer=sheet.work.reviewer,
            )
            self._desk.apply(path, save, schedule.by)
        except (NotFound, Invalid) as error:
            self._give_up(path, str(error))
            return False
        except Conflict:
            return False  # somebody saves right now: next time
        _log.info("published as scheduled: %s", path)
        return True

    def _give_up(self, path: PurePosixPath, why: str) -> None:
        _log.warning("not published as scheduled: %s: %s", path, why)
        with self._database.write() as connection:
            work = replace(self._store.find_work(connection, path), schedule=None, problem=why)
            self._store.keep_work(connection, path, work, self._clock.now())
