"""How long the texts take that were made to be slow; each is a request somebody waits for."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from portal.diagnostics.files import load_codes
from portal.diagnostics.rules.reading import Reader
from portal.kernel.locale import Locale
from portal.site import DEFAULTS
from portal.tickets.files import load_lexicons
from portal.tickets.model import Kind, Report
from portal.tickets.rules.report import check_report
from tests.slow_texts import MESSAGES, REPORTS

_GOAL_S: Final = 1.0


def main(_: Sequence[str]) -> None:
    """Print the dearest of each kind."""
    reader = Reader(load_codes(DEFAULTS / "error_codes.yml")[0])
    english = load_lexicons(DEFAULTS)[Locale.EN]

    def check(text: str) -> object:
        return check_report(Report(text, ("Open it",), "It works", "Not"), Kind.INCIDENT, english)

    _print("a pasted message, 300,000 characters", reader.read, MESSAGES)
    _print("a ticket's text, 20,000 characters", check, REPORTS)


def _print(what: str, do: Callable[[str], object], texts: Iterable[str]) -> None:
    took = {text[:12]: _cpu(do, text) for text in texts}
    dearest = max(took, key=lambda text: took[text])
    verdict = "met" if took[dearest] <= _GOAL_S else "NOT MET"
    print(
        f"{what}: at most {took[dearest]:.2f} s of CPU ({dearest!r}; goal {_GOAL_S:.0f}: {verdict})"
    )


def _cpu(do: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    do(text)
    return time.process_time() - began
