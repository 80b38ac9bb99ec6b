"""`portal try duplicates`: would the pages offer to add `b` to a ticket about `a`."""

from collections.abc import Mapping

from portal.app.content import load_matters_of
from portal.app.services import Services
from portal.cli.judges import Judge, Verdict
from portal.kernel.locale import Locale
from portal.tickets.rules.duplicates import Judges, compare


def judge(services: Services) -> Judge:
    """Return what judges pairs of texts of one customer, `a` and `b`, both in the same language."""
    judges = Judges(services.lexicons.by_locale, load_matters_of(services.files))

    def judged(line: Mapping[str, str]) -> Verdict:
        locale = Locale(line["locale"])
        found = compare(judges.gist(line["a"], locale), judges.gist(line["b"], locale))
        label = "duplicate" if found.is_same else "different"
        return Verdict(label, tuple(why.value for why in found.why))

    return judged
