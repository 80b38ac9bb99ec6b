from portal.kernel.locale import Locale
from portal.search.model import Found, Match, SearchDocument
from portal.search.rules.age import never, put_back


def found(**scores: float) -> Found:
    matches = [
        Match(SearchDocument(name, Locale.EN, "article", name, name, f"/en/articles/{name}"), score)
        for name, score in scores.items()
    ]
    return Found(total=len(matches), matches=tuple(matches))


def order(result: Found) -> list[str]:
    return [match.document.id for match in result.matches]


def test_an_old_article_lets_its_equal_go_first_and_stays():
    result = put_back(found(old=10.0, fresh=9.9), lambda document: document.id == "old")
    assert order(result) == ["fresh", "old"]


def test_a_much_better_fit_stays_first_though_it_is_old():
    assert order(put_back(found(old=10.0, fresh=7.0), lambda d: d.id == "old")) == ["old", "fresh"]


def test_nothing_old_changes_nothing():
    same = found(a=1.0, b=1.0)
    assert put_back(same, never) is same
