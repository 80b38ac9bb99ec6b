"""The contract tests on `whoosh==2.7.4`, the way back should our distribution of it go astray.

`python -m tests.contract.search.whoosh_2_7_4` puts that distribution, which has the same import
name, into a folder of its own under `build/`, and runs the tests with it in front of ours.
"""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_FOLDER = _ROOT / "build" / "whoosh-2.7.4"
_REQUIREMENT = (
    "whoosh==2.7.4 --hash=sha256:aa39c3c3426e3fd107dcb4bde64ca1e276a65a889d9085a6e4b54ba82420a852\n"
)
_TESTS = ("tests/contract/search", "tests/unit/search", "tests/relevance")


def main() -> None:
    """Install it where it is not yet, and run; ends as the tests do."""
    if not (_FOLDER / "whoosh").is_dir():
        _install()
    found = _run("-c", "import whoosh; print(whoosh.versionstring())", capture_output=True)
    version = found.stdout.decode().strip()
    if version != "2.7.4":
        sys.exit(f"the tests would run on whoosh {version}, not on 2.7.4")
    print("whoosh 2.7.4", flush=True)
    # Its source is older than this Python, which warns of some of its strings.
    quiet = ("-W", "ignore:invalid escape sequence:DeprecationWarning")
    tests = _run("-m", "pytest", "-q", *quiet, *_TESTS, "-k", "not tantivy")
    sys.exit(tests.returncode)


def _install() -> None:
    _FOLDER.mkdir(parents=True, exist_ok=True)
    requirement = _FOLDER / "requirement.txt"
    requirement.write_text(_REQUIREMENT)
    wanted = ("--require-hashes", "--no-deps", "--target", str(_FOLDER), "-r", str(requirement))
    done = _run("-m", "pip", "install", "--quiet", *wanted)
    if done.returncode:
        sys.exit(done.returncode)


def _run(*words: str, capture_output: bool = False) -> "subprocess.CompletedProcess[bytes]":
    path = os.pathsep.join((str(_FOLDER), str(_ROOT)))
    return subprocess.run(
        [sys.executable, *words],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=capture_output,
        check=False,
    )


if __name__ == "__main__":
    main()
