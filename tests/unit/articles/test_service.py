import pytest

from portal.articles.catalogue import Library
from portal.articles.model import Reason, VoteGiven
from portal.articles.service import ArticlePage, ArticleService, Moved
from portal.articles.store import AddressStore, VoteStore
from portal.kernel.errors import Gone, NotFound
from portal.kernel.ids import new_id
from portal.kernel.locale import Locale
from portal.storage.database import Database, metadata
from tests.fakes import FixedClock

EN, ES, CS = Locale.EN, Locale.ES, Locale.CS


@pytest.fixture(autouse=True)
def _articles(write, library):
    write("en/mail/one.md", key="k", related="[two, nothing, three]", redirect_from="[older]")
    write("es/mail/uno.md", key="k", title="Uno")
    write("en/mail/two.md", checked="2026-01-01")
    write("en/mail/three.md", checked="2026-02-01")
    write("en/mail/draft.md", status="draft")
    write("en/mail/old-three-way.md", status="archived", related="[two]")
    library.refresh()


def page(service: ArticleService, locale: Locale, slug: str) -> ArticlePage:
    found = service.get_page(locale, slug)
    assert isinstance(found, ArticlePage)
    return found


def test_an_article_comes_with_its_translations_and_the_related_that_exist(service):
    found = page(service, EN, "one")

    assert found.addresses == {EN: "/en/articles/one", ES: "/es/articles/uno"}
    assert [a.title for a in found.related] == ["two", "three"]
    assert not found.is_foreign


def test_an_untranslated_article_is_shown_in_another_language(service):
    found = page(service, CS, "two")

    assert (found.article.locale, found.is_foreign) == (EN, True)


def test_the_address_of_another_locale_leads_to_the_translation(service):
    assert service.get_page(ES, "one") == Moved("/es/articles/uno")
    assert service.get_page(EN, "uno") == Moved("/en/articles/one")


def test_the_nearest_language_stands_in_where_there_are_two(service):
    assert page(service, CS, "one").article.locale is EN


def test_an_old_address_leads_to_the_new_one(service):
    assert service.get_page(EN, "older") == Moved("/en/articles/one")


@pytest.mark.parametrize("slug", ["draft", "nothing", "", "One", "one ", "\x00"])
def test_a_draft_is_as_unknown_as_what_there_never_was(service, slug):
    with pytest.raises(NotFound):
        service.get_page(EN, slug)


def test_an_archived_article_is_gone_and_what_is_near_it_is_known(service):
    with pytest.raises(Gone):
        service.get_page(EN, "old-three-way")

    near = [a.title for a in service.near(EN, "old-three-way")]
    assert near == ["two", "three"]  # what it names, then what its address sounds like


def test_a_vote_is_kept_and_told(service, events):
    """R27: was this answer helpful?"""
    vote = service.vote(EN, "one", useful=False)

    assert service.find_vote(vote.id) == vote
    assert (vote.article, vote.locale, vote.useful) == ("k", EN, False)
    assert events == [VoteGiven(vote)]


def test_a_reason_is_kept_with_secrets_masked_and_controls_gone(service):
    vote = service.vote(EN, "one", useful=False)

    service.explain_vote(vote.id, Reason.UNCLEAR, " my password hunter2\x00 \u202efails ")

    kept = service.find_vote(vote.id)
    assert (kept.reason, kept.comment) == (Reason.UNCLEAR, "my password •••• fails")


def test_a_long_comment_is_kept_in_part(service):
    vote = service.vote(EN, "one", useful=False)

    service.explain_vote(vote.id, Reason.WRONG, "word " * 5000)

    assert 1900 < len(service.find_vote(vote.id).comment) <= 2000


def test_no_comment_keeps_the_masking_busy(library, database, events):
    lengths: list[int] = []

    def mask(text: str) -> str:
        lengths.append(len(text))
        return text

    service = ArticleService(library, VoteStore(database), FixedClock(), mask, events.append)
    vote = service.vote(EN, "one", useful=False)
    service.explain_vote(vote.id, Reason.WRONG, "4111 " * 200_000)

    assert max(lengths) <= 20_000


@pytest.mark.parametrize("slug", ["nothing", "draft", "older"])
def test_there_is_no_vote_on_what_is_not_there(service, events, slug):
    with pytest.raises(NotFound):
        service.vote(EN, slug, useful=True)
    assert events == []


@pytest.mark.parametrize("vote_id", ["", "\x00", "x" * 10_000, "A" * 32])
def test_a_vote_that_is_no_identifier_is_not_looked_for(service, vote_id):
    assert service.find_vote(vote_id) is None
    with pytest.raises(NotFound):
        service.explain_vote(vote_id, Reason.WRONG, "x")


def test_an_unknown_vote_cannot_be_explained(service):
    with pytest.raises(NotFound):
        service.explain_vote(new_id(), Reason.WRONG, "x")


def test_what_was_checked_last_comes_first(service):
    assert [a.title for a in service.recent(EN, 2)] == ["three", "two"]
    assert service.recent(ES, 5) == []


class TestRenamedOnTheDisk:
    @pytest.fixture
    def remembering(
        self, library: Library, database: Database, events: list[object]
    ) -> ArticleService:
        metadata.tables["article_address"].create(database.engine)
        stores = VoteStore(database), FixedClock(), str, events.append, AddressStore(database)
        return ArticleService(library, *stores)

    def test_the_old_address_leads_to_the_new_one(self, remembering, library, write, folder):
        write("en/mail/old.md", key="aliases")
        library.refresh()
        assert remembering.remember_addresses() > 0
        assert remembering.remember_addresses() == 0
        (folder / "en/mail/old.md").unlink()
        write("en/mail/new.md", key="aliases")
        library.refresh()
        assert remembering.get_page(EN, "old") == Moved("/en/articles/new")

    def test_a_deleted_article_is_gone_and_not_unknown(self, remembering, library, write, folder):
        write("en/mail/old.md", title="Set up an alias")
        library.refresh()
        remembering.remember_addresses()
        (folder / "en/mail/old.md").unlink()
        library.refresh()
        with pytest.raises(Gone, match="Set up an alias"):
            remembering.get_page(EN, "old")

    def test_whoever_takes_the_address_has_it(self, remembering, library, write, folder):
        write("en/mail/old.md", key="aliases")
        library.refresh()
        remembering.remember_addresses()
        write("en/mail/old.md", key="other")
        library.refresh()
        assert remembering.remember_addresses() == 1
        assert isinstance(remembering.get_page(EN, "old"), ArticlePage)

    def test_what_never_was_is_unknown(self, remembering):
        with pytest.raises(NotFound):
            remembering.get_page(EN, "never")
