"""Each form as a whole: a small source becomes articles that `portal check` has nothing against."""

from dataclasses import replace
from datetime import date

import pytest

from portal.articles.files import ArticleFolder
from portal.articles.markdown import Rendering, render
from portal.articles.model import Body
from portal.importing.files.sources import open_source
from portal.importing.files.wishes import load_wishes
from portal.importing.model import Form, Outcome
from portal.kernel.errors import Invalid
from portal.kernel.findings import Level
from portal.kernel.locale import Locale
from portal.writing.files import find_pictures, read_shelf
from portal.writing.model import Manuscript, World
from portal.writing.rules import check_article, check_shelf
from tests.unit.importing.sources import BROUGHT, CATEGORIES, FORMS, Desk, write


@pytest.fixture(scope="module")
def all_brought(tmp_path_factory):
    """Everything in one articles folder, with the reports of the first run by form."""
    root = tmp_path_factory.mktemp("import")
    desks, reports = {}, {}
    for form, files in FORMS.items():
        desk = desks[form] = Desk(root)
        desk.source = write(root / form, files)
        desk.options = replace(desk.options, source=desk.source, form=None, publish=True)
        reports[form] = desk.run()
    return desks, reports


@pytest.mark.parametrize("form", Form)
def test_a_form_is_told_by_itself_and_all_its_articles_come(all_brought, form):
    report = all_brought[1][form]

    assert report.form is form
    assert report.count(Outcome.NEW) == len(report.articles) == BROUGHT[form]
    assert [f for f in report.findings if f.level is Level.ERROR] == []


def test_what_was_brought_passes_the_check(all_brought):
    folder = ArticleFolder(all_brought[0][Form.HUGO].into)
    shelf, findings = read_shelf(folder)
    world = World(
        today=date(2026, 11, 22),
        variables={},
        domain="faro.example",
        categories=CATEGORIES.values(),
        pages=(),
        flows=(),
        pictures=find_pictures(folder),
        anchors=lambda m: {h.id for h in _rendered(m).headings},
    )

    found = [f for m in shelf.manuscripts for f in check_article(m, shelf, world)]

    assert len(shelf.manuscripts) == sum(BROUGHT.values())
    assert [
        f for f in (*findings, *found, *check_shelf(shelf, world)) if f.level is Level.ERROR
    ] == []


def _rendered(manuscript: Manuscript) -> Body:
    return render(manuscript.source.body, Rendering(Locale.EN, {}, "/"))


@pytest.mark.parametrize("form", Form)
def test_a_second_run_changes_nothing(all_brought, form):
    desk = all_brought[0][form]
    before = {p: p.read_bytes() for p in desk.into.rglob("*") if p.is_file()}

    report = desk.run()

    assert report.count(Outcome.UNCHANGED) == BROUGHT[form]
    assert report.pictures == 0
    assert {p: p.read_bytes() for p in desk.into.rglob("*") if p.is_file()} == before


def test_a_hugo_article_has_its_front_matter_links_and_pictures(all_brought):
    text = all_brought[0][Form.HUGO].text("en/mail-setup/phone.md")

    assert text.startswith(
        '---\nkey: phone\ntitle: "On a phone"\nsummary: "How to."\nkind: how\n'
        'keywords: [ios, android, "no"]\nstatus: published\nredirect_from: [my-phone]\n'
        "---\n\nText.\n"
    )
    assert "## Deep\n\n![The screen](screen.png){width=32 height=18}" in text
    assert "[PC](article:computer#check-it)" in text


def test_translations_share_a_key_and_languages_we_do_not_speak_stay_out(all_brought):
    desks, reports = all_brought

    assert "key: phone\n" in desks[Form.HUGO].text("es/mail-setup/phone.md")
    assert "key: invoices\n" in desks[Form.ZENDESK].text("cs/account/faktury.md")
    assert [f.code for f in reports[Form.HUGO].findings] == ["language"]


def test_what_was_a_draft_there_is_one_here(all_brought):
    desks, _ = all_brought

    assert "status: draft\n" in desks[Form.HUGO].text("en/general/draft.md")
    assert "status: draft\n" in desks[Form.HELPSCOUT].text("en/general/size.md")


def test_old_addresses_lead_on_where_they_can_and_are_all_in_the_report(all_brought):
    desks, reports = all_brought

    billing = desks[Form.ZENDESK].text("en/account/billing.md")
    assert 'redirect_from: ["1-billing", "1"]' in billing
    jekyll = {a.origin: a.addresses for a in reports[Form.JEKYLL].articles}
    assert jekyll["_posts/2024-01-02-dns.md"][0] == "/domains-dns/2024/01/02/dns"


def test_export_articles_keep_links_headings_labels_and_pictures(all_brought):
    desks, _ = all_brought
    billing = desks[Form.ZENDESK].text("en/account/billing.md")

    assert "[it](article:invoices#h-9)" in billing
    assert "keywords: [pay, Paying]" in billing
    assert "![S](shot.png){width=32 height=18}" in billing
    quota = desks[Form.HELPSCOUT].text("en/mail-setup/quota.md")
    assert "related: [size]" in quota
    assert "[b](article:size)" in quota


def test_the_navigation_of_mkdocs_gives_titles_and_categories(all_brought):
    text = all_brought[0][Form.MKDOCS].text("en/mail-setup/webmail.md")

    assert 'title: "Webmail"' in text
    assert "## Sign in {#sign-in}" in text


def test_a_source_that_nobody_can_name_is_refused(tmp_path):
    write(tmp_path, {"a.txt": "x", "b.json": "[1]"})

    with pytest.raises(Invalid, match="--from"):
        open_source(tmp_path, None, "")


def test_the_mapping_file_decides_about_categories_languages_and_what_to_skip(desk, tmp_path):
    desk.write(**{"content/mail/a.md": "A", "content/blog/b.md": "B", "content/c.pt.md": "C",
                  "hugo.toml": "[languages.pt]\n"})  # fmt: skip
    wishes = tmp_path / "map.yml"
    wishes.write_text(
        "categories: {mail: mail-setup}\ncategory: account\nowner: web-team\n"
        "languages: {pt: es}\nskip: ['blog/*']\n"
    )

    report = desk.run(wishes=load_wishes(wishes))

    assert {str(a.entry.place.path) for a in report.articles} == {
        "en/mail-setup/a.md",
        "es/account/c.md",
    }
    assert "owner: web-team" in desk.text("es/account/c.md")
    wishes.write_text("categories: []\nmore: 1\n")
    with pytest.raises(Invalid, match=r"map\.yml:1: .*\n.*map\.yml:2: "):
        load_wishes(wishes)


def test_without_any_language_the_command_asks_for_one(desk):
    desk.write(**{"content/a.md": "A"})

    with pytest.raises(Invalid, match="--locale"):
        desk.run(locale=None)
    assert desk.run(locale=Locale.CS).count(Outcome.NEW) == 1
