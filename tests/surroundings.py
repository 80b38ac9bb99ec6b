"""What a run of tests asks of the machine around it.

What is compiled is kept, though `PYTHONDONTWRITEBYTECODE` forbids it, as in most containers: else
each worker and each portal that a test starts would compile the same modules anew. Passing files
lie in memory where there is room: each of the databases waits for its disk at every commit.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # what is made there has folders of its own
_ROOM = 4 << 30  # bytes: a run takes less than half of that
_CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")


def find_chromium() -> str | None:
    """Return the program to drive; the shell is the same engine without a browser's windows.

    What a whole browser does at each new visitor costs twice as much as our pages.
    """
    return next(filter(None, map(shutil.which, _CHROMIUM)), None)


sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None  # pytest has asked before, and the answer is remembered
