"""The words of the mails that the desk sends to writers."""

from flask_babel import format_date

from portal.delivery.mails import Letters
from portal.delivery.model import Mail
from portal.web.i18n import gettext, ngettext
from portal.writing.rules.freshness import Digest, Due

_MOST = 40


class WritingMails:
    """Writes to those who keep articles true."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def digest(self, digest: Digest) -> Mail:
        """Tell an owner which of their articles are past the review date."""
        count = len(digest.due)
        left = count - _MOST
        with self._letters.to(digest.reader.email, digest.locale, "article-digest") as letter:
            paragraphs = [
                gettext(
                    "These articles are past the day by which they were to be reviewed. Readers"
                    " still find them, with a note that asks whether they apply:"
                ),
                "\n".join(self._line(one) for one in digest.due[:_MOST]),
                ngettext("And %(num)d more.", "And %(num)d more.", left) if left > 0 else "",
                gettext(
                    "Look each one through, change what is no longer so, and set a new review"
                    " date. All of them: %(link)s",
                    link=self._letters.link("desk/?view=due"),
                ),
            ]
            subject = ngettext("%(num)d article to review", "%(num)d articles to review", count)
            return letter.mail(subject, paragraphs)

    def _line(self, one: Due) -> str:
        head = one.article.head
        day = format_date(head.review_by, gettext("d MMMM yyyy"))
        said = (
            gettext("readers: %(yes)d yes, %(no)d no", yes=one.answers.yes, no=one.answers.no)
            if one.answers.yes or one.answers.no
            else ""
        )
        facts = " · ".join(part for part in (head.locale.label, day, said) if part)
        return f"- {head.title} ({facts})\n  {self._letters.link(f'desk/edit/{one.article.path}')}"
