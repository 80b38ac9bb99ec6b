"""Compiled modules kept for all processes of a run where the environment forbids to keep any.

With `PYTHONDONTWRITEBYTECODE`, as in most containers, each worker and each portal that a test
starts would compile every library anew, which takes longer than most tests. They lie in pytest's
own folder, beside no module.
"""

import os
import sys
from pathlib import Path

_KEPT = Path(__file__).parents[1] / ".pytest_cache" / "bytecode"


def keep() -> None:
    """Let this process and those that it starts keep what they compile."""
    sys.pycache_prefix, sys.dont_write_bytecode = str(_KEPT), False
    os.environ["PYTHONPYCACHEPREFIX"] = str(_KEPT)
    del os.environ["PYTHONDONTWRITEBYTECODE"]


if os.environ.get("PYTHONDONTWRITEBYTECODE"):
    keep()
