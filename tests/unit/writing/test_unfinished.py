"""An outline that nobody filled in is no article."""

import pytest

from portal.articles.model import Kind
from portal.kernel.locale import LOCALES, Locale
from portal.writing.rules.outlines import outline


def article(body: str, status: str = "published") -> str:
    return f"---\ntitle: The zone\nstatus: {status}\n---\n{body}"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_notes_of_an_outline_stop_publishing(desk, locale):
    desk.write(f"{locale}/dns/zone.md", article(outline(locale, Kind.HOW)))
    found = [line for line in desk.said() if line.endswith("unfinished")]
    assert found[0] == f"{locale}/dns/zone.md 5 error unfinished"
    assert len(found) == 6


def test_a_draft_may_have_them_and_so_may_anybody_a_remark_of_their_own(desk):
    desk.write("en/dns/zone.md", article(outline(Locale.EN, Kind.HOW), "draft"))
    desk.write("en/dns/other.md", article("<!-- Ask Ana about the port. -->\nThe port is 993.\n"))
    assert not [line for line in desk.said() if line.endswith("unfinished")]
