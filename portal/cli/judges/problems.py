"""`portal try problems`: one ticket, or two (R8)."""

from collections.abc import Mapping

from portal.app.services import Services
from portal.cli.judges import Judge, Verdict
from portal.kernel.locale import Locale
from portal.tickets.rules.split import find_split


def judge(services: Services) -> Judge:
    """Return what tells texts with several problems; the reasons are the parts it would make."""

    def judged(line: Mapping[str, str]) -> Verdict:
        split = find_split(line["text"], services.lexicons.at(Locale(line["locale"])))
        if split is None:
            return Verdict("one_problem")
        return Verdict("several_problems", split.parts)

    return judged
