import json

import pytest


@pytest.fixture
def site(tmp_path):
    (tmp_path / "site/content/mail").mkdir(parents=True)
    (tmp_path / "site/content/mail/a.md").write_text("---\ntitle: A\n---\n{{< youtube x >}}\n")
    return tmp_path / "site"


def test_an_import_says_what_became_of_what_and_writes_it_down(shop, site, tmp_path):
    report = tmp_path / "report.json"

    said = shop.run("import", str(site), "--locale", "es", "--report", str(report))

    assert said.exit_code == 0
    assert "new        mail/a.md  ->  es/mail/a.md" in said.stdout
    assert "content/mail/a.md:4: warning: shortcode:" in said.stdout
    assert "Categories that site.yml does not have yet: mail." in said.stdout
    assert said.stdout.endswith("Brought 1 articles and 0 pictures: 1 changed.\n")
    data = json.loads(report.read_text())
    assert data["articles"][0]["old_addresses"] == ["/mail/a/", "/mail/a"]
    assert data["articles"][0]["address"] == "/es/articles/a"
    assert (shop.articles / "es/mail/a.md").exists()


def test_a_dry_run_tells_the_same_and_writes_nothing(shop, site):
    said = shop.run("import", str(site), "--locale", "es", "--dry-run")

    assert "Would bring 1 articles" in said.stdout
    assert list(shop.articles.iterdir()) == []


def test_the_exit_status_tells_what_could_not_be_brought(shop, site, tmp_path):
    (site / "content/b.md").write_bytes(b"\xff")
    (tmp_path / "other").mkdir()

    assert shop.run("import", str(site), "--locale", "es").exit_code == 1
    assert shop.run("import", str(tmp_path / "other")).exit_code == 2
