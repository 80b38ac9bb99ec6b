"""The words of the mails that the desk sends to writers."""

from flask_babel import force_locale, format_date

from portal.delivery.model import Mail
from portal.site import Site
from portal.web.i18n import gettext, ngettext
from portal.writing.rules.freshness import Digest, Due

_MOST = 40


class WritingMails:
    """Writes mails. `url` is the public address without a slash at the end."""

    def __init__(self, site: Site, url: str) -> None:
        self._site, self._url = site, url

    def digest(self, digest: Digest) -> Mail:
        """Tell an owner which of their articles are past the review date."""
        count = len(digest.due)
        with force_locale(str(digest.locale)):
            listed = "\n".join(self._line(one) for one in digest.due[:_MOST])
            left = count - _MOST
            paragraphs = [
                gettext("Hello,"),
                gettext(
                    "These articles are past the day by which they were to be reviewed. Readers"
                    " still find them, with a note that asks whether they apply:"
                ),
                listed,
                ngettext("And %(num)d more.", "And %(num)d more.", left) if left > 0 else "",
                gettext(
                    "Look each one through, change what is no longer so, and set a new review"
                    " date. All of them: %(link)s",
                    link=f"{self._url}/desk/?view=due",
                ),
                gettext("%(brand)s support", brand=self._site.brand.name),
            ]
            subject = ngettext("%(num)d article to review", "%(num)d articles to review", count)
        return Mail(
            to=digest.reader.email,
            subject=subject,
            text="\n\n".join(part for part in paragraphs if part) + "\n",
            locale=digest.locale,
            reference="",
            purpose="article-digest",
        )

    def _line(self, one: Due) -> str:
        head = one.article.head
        day = format_date(head.review_by, gettext("d MMMM yyyy"))
        said = (
            gettext("readers: %(yes)d yes, %(no)d no", yes=one.answers.yes, no=one.answers.no)
            if one.answers.yes or one.answers.no
            else ""
        )
        facts = " · ".join(part for part in (head.locale.label, day, said) if part)
        return f"- {head.title} ({facts})\n  {self._url}/desk/edit/{one.article.path}"
