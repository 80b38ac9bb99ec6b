"""`portal try wording`: rude, secret, senseless, pressing, or fine (R13, R18)."""

from collections.abc import Mapping

from portal.app.services import Services
from portal.cli.judges import Judge, Verdict
from portal.kernel.locale import Locale
from portal.tickets.rules.secrets import mask_secrets
from portal.tickets.rules.text import prepare
from portal.tickets.rules.wording import find_offensive, find_pressure, is_senseless


def judge(services: Services) -> Judge:
    """Return what names the gravest thing that the wording check would speak of."""

    def judged(line: Mapping[str, str]) -> Verdict:
        lexicon = services.lexicons.at(Locale(line["locale"]))
        text = line["text"]
        masked = mask_secrets(text, lexicon)
        if words := find_offensive(text, lexicon):
            return Verdict("rude", words)
        if masked.count:
            return Verdict("secret", (masked.text,))
        if is_senseless(prepare(text), lexicon):
            return Verdict("nonsense")
        pressing = find_pressure(text, lexicon)
        return Verdict("pressure" if pressing else "fine", pressing)

    return judged
