"""`portal try topic`: the flow and the first answers that the start page would choose."""

from collections.abc import Mapping

from portal.app.services import Services
from portal.cli.judges import Judge, Verdict
from portal.kernel.locale import Locale
from portal.wizard.rules.topic import Guess

NOTHING, SEVERAL = "none", "several"


def judge(services: Services) -> Judge:
    """Return the judge of what texts are about: `mail symptom=cannot_send`, `none`."""

    def topic_of(line: Mapping[str, str]) -> Verdict:
        guess = services.start.understand(line["text"], Locale(line["locale"])).guess
        return Verdict(label_of(guess), guess.why)

    return topic_of


def label_of(guess: Guess) -> str:
    """Return the flow and its answers; where it stays open, the flows that would be offered."""
    if guess.flow:
        answers = (f"{node}={value}" for node, value in guess.answers.items())
        return " ".join((guess.flow, *answers))
    return " ".join((SEVERAL, *guess.candidates)) if guess.candidates else NOTHING
