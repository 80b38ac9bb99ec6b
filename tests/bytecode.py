"""Compiled modules of one run, shared by all of its processes, where the environment forbids to
keep any (`PYTHONDONTWRITEBYTECODE`, as in most containers).

Else each worker and each portal that a test starts would compile every library anew, which takes
longer than most tests. They lie in a folder of their own and are gone with the run.
"""

import atexit
import os
import shutil
import sys
import tempfile


def share() -> None:
    """Let this process and those that it starts keep what they compile, until it ends."""
    folder = tempfile.mkdtemp(prefix="portal-bytecode-")
    atexit.register(_remove, folder, os.getpid())
    sys.pycache_prefix, sys.dont_write_bytecode = folder, False
    os.environ["PYTHONPYCACHEPREFIX"] = folder
    del os.environ["PYTHONDONTWRITEBYTECODE"]


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:  # a fork has inherited the folder, not the right to it
        shutil.rmtree(folder, ignore_errors=True)


if os.environ.get("PYTHONDONTWRITEBYTECODE"):
    share()
