"""`portal try wording`: rude, pressing, senseless, secret, or fine (R13, R18)."""

from collections.abc import Mapping

from portal.app.services import Services
from portal.cli.judges import Judge, Verdict
from portal.kernel.locale import Locale
from portal.tickets.rules.secrets import mask_secrets
from portal.tickets.rules.text import is_mashed, prepare
from portal.tickets.rules.wording import find_offensive


def judge(services: Services) -> Judge:
    """Return what names the first thing that the wording check would speak of."""

    def judged(line: Mapping[str, str]) -> Verdict:
        lexicon = services.lexicons.at(Locale(line["locale"]))
        text = line["text"]
        if words := find_offensive(text, lexicon):
            return Verdict("rude", words)
        masked = mask_secrets(text, lexicon)
        if masked.count:
            return Verdict("secret", (masked.text,))
        if is_mashed(prepare(text), lexicon):
            return Verdict("nonsense")
        return Verdict("fine")

    return judged
