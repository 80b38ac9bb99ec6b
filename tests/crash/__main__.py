"""`make crash`: every crash loop, with few kills; give a script `--kills` for more."""

import subprocess
import sys


def main() -> None:
    """Run them one after the other; the first that loses something ends it."""
    for name in ("submit_kill", "deliver_kill", "index_kill"):
        print(f"{name}:", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"tests.crash.{name}", "--kills", "10"], check=False
        )
        if done.returncode:
            sys.exit(done.returncode)


main()
