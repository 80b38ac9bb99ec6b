"""One line on standard error for each event, without anything that opens a door."""

import logging
import re
import sys
import time

from typing_extensions import override

_FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s"
_TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{40,}(?![\w-])")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_CHATTY = ("alembic", "watchfiles", "urllib3")


class OneLine(logging.Formatter):
    """Puts tracebacks behind the message, and covers what looks like a token of ours."""

    def __init__(self) -> None:
        super().__init__(_FORMAT, "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    @override
    def format(self, record: logging.LogRecord) -> str:
        lines = (line.strip() for line in super().format(record).splitlines())
        said = " | ".join(line for line in lines if line)
        return _TOKEN.sub("[token]", _CONTROLS.sub(" ", said))


def configure(level: str) -> None:
    """Log from `level` up. Calling it again replaces what was set up before."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
