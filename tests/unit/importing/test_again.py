"""Importing a second time, and what must never happen on the way."""

import json
import os

import pytest

from portal.importing.files.ledger import ASIDE, FILE
from portal.importing.files.shelf import write_all
from portal.importing.files.tree import walk
from portal.importing.model import Outcome
from portal.kernel.errors import Invalid, Refused
from portal.kernel.findings import Level
from tests.unit.importing.sources import picture

WRITE_ALL = "portal.importing.service.writing.write_all"
A, HERE = "content/mail/a.md", "en/mail/a.md"


def _page(text: str, title: str = "A") -> str:
    return f"---\ntitle: {title}\n---\n{text}\n"


def test_a_change_there_comes_here_and_the_address_stays(desk):
    desk.write(**{A: _page("Old")})
    desk.run()
    desk.write(**{A: _page("New", title="Another title")})

    assert desk.run().count(Outcome.UPDATED) == 1
    assert "New" in desk.text(HERE)
    assert 'title: "Another title"' in desk.text(HERE)


def test_what_was_edited_here_stays_and_the_other_text_is_laid_aside(desk):
    desk.write(**{A: _page("Old")})
    desk.run()
    (desk.into / HERE).write_text(desk.text(HERE).replace("Old", "Ours"))
    desk.write(**{A: _page("Theirs")})

    report = desk.run()

    assert report.count(Outcome.CONFLICT) == 1
    assert not report.is_clean
    assert "Ours" in desk.text(HERE)
    assert "Theirs" in desk.text(f"{ASIDE}/{HERE}")
    (desk.into / ASIDE / HERE).unlink()
    assert desk.run().is_clean


def test_what_was_moved_or_deleted_here_is_not_doubled(desk):
    desk.write(**{A: _page("Old"), "content/mail/b.md": _page("B", "B")})
    desk.run()
    (desk.into / "en/dns").mkdir()
    (desk.into / HERE).rename(desk.into / "en/dns/renamed.md")
    (desk.into / "en/mail/b.md").unlink()
    desk.write(**{A: _page("New")})

    report = desk.run()

    assert {a.outcome for a in report.articles} == {Outcome.UPDATED, Outcome.GONE}
    assert "New" in desk.text("en/dns/renamed.md")
    assert list((desk.into / "en/mail").glob("*.md")) == []


def test_articles_that_were_here_keep_their_keys_and_addresses(desk):
    there = desk.into / "en/dns/a.md"
    there.parent.mkdir(parents=True)
    there.write_text("---\nkey: a\ntitle: Ours\n---\nText\n")
    desk.write(**{A: _page("Theirs")})

    place = desk.run().articles[0].entry.place

    assert (place.key, place.slug) == ("a-2", "a-2")
    assert "Ours" in there.read_text()


def test_a_dry_run_says_the_same_and_writes_nothing(desk):
    desk.write(**{A: _page("![P](p.png)"), "content/mail/p.png": picture()})

    dry = desk.run(is_dry=True)

    assert not desk.into.exists()
    assert dry.articles == desk.run().articles
    assert (dry.count(Outcome.NEW), dry.pictures) == (1, 1)


@pytest.mark.parametrize("written", [0, 1, 2])
def test_an_import_that_is_cut_short_goes_on_without_doubles(desk, monkeypatch, written):
    desk.write(**{A: _page("![P](p.png)"), "content/mail/p.png": picture()})

    def cut_short(into, contents):
        for number, path in enumerate(write_all(into, dict(list(contents.items())[:written]))):
            yield path
            if number + 1 == written:
                break
        raise OSError("power cut")

    monkeypatch.setattr(WRITE_ALL, cut_short)
    with pytest.raises(OSError, match="power cut"):
        desk.run()
    monkeypatch.setattr(WRITE_ALL, write_all)
    desk.run()

    assert sorted(p.name for p in (desk.into / "en/mail").iterdir()) == ["a.md", "p.png"]
    assert desk.run().count(Outcome.UNCHANGED) == 1


def test_a_picture_follows_its_source_unless_it_was_changed_here(desk):
    files = {A: _page("![P](p.png)"), "content/mail/p.png": picture()}
    desk.write(**files)
    desk.run()
    there, here = desk.source / "content/mail/p.png", desk.into / "en/mail/p.png"
    there.write_bytes(picture((9, 9, 9)))
    assert desk.run().pictures == 1
    here.write_bytes(picture() + b"ours")
    there.write_bytes(picture((8, 8, 8)))

    report = desk.run()

    assert here.read_bytes().endswith(b"ours")
    assert [f.code for f in report.findings] == ["picture"]


def test_the_same_source_under_another_name_is_not_brought_twice(desk, tmp_path):
    desk.write(**{A: _page("Text")})
    desk.run()
    desk.source.rename(tmp_path / "renamed")

    with pytest.raises(Invalid, match="--name site"):
        desk.run(source=tmp_path / "renamed")
    assert desk.run(source=tmp_path / "renamed", name="site").count(Outcome.UNCHANGED) == 1


def test_no_path_leads_out_of_the_source(desk, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture())
    body = "![a](../../../secret.png) ![b](/../secret.png) ![c](link.png) ![d](dir/secret.png)"
    desk.write(**{A: _page(body)})
    (desk.source / "content/mail/link.png").symlink_to(secret)
    (desk.source / "content/mail/dir").symlink_to(tmp_path)
    (desk.source / "content/mail/etc.md").symlink_to("/etc/passwd")
    os.mkfifo(desk.source / "content/mail/pipe.md")

    report = desk.run()

    assert [a.origin for a in report.articles] == ["mail/a.md"]
    assert report.pictures == 0
    assert sorted(f.code for f in report.findings) == ["link"] * 3 + ["picture"] * 4


def test_a_file_that_becomes_a_link_is_not_read(tmp_path):
    (tmp_path / "a.md").write_text("A")
    tree = walk(tmp_path)
    (tmp_path / "a.md").unlink()
    (tmp_path / "a.md").symlink_to("/etc/passwd")

    with pytest.raises(OSError, match=r"a\.md"):
        tree.read(next(iter(tree.files)))


def test_a_category_that_leads_out_of_the_articles_is_refused(desk, tmp_path):
    desk.write(**{A: _page("Text")})
    (desk.into / "en").mkdir(parents=True)
    (desk.into / "en/mail").symlink_to(tmp_path)

    with pytest.raises(Refused, match="out of"):
        desk.run()
    assert not (tmp_path / "a.md").exists()


def test_what_cannot_be_read_is_said_with_its_line_and_stops_no_other(desk):
    desk.write(
        **{
            A: _page("Text"),
            "content/bytes.md": b"one\n\xff",
            "content/head.md": "---\na: [\n---\nText",
            "content/large.md": "x" * 1_000_001,
            "content/empty.md": _page("<!-- nothing -->"),
            "content/wrong.md": _page("![p](no.txt) ![q](no.png) ![r](https://example.com/r.png)"),
            "content/no.png": b"no picture",
            "content/no.txt": b"x",
            "content/bad.svg": "<svg onload='x()'></svg>",
            "content/drawn.md": _page("![s](bad.svg)"),
        }
    )

    report = desk.run()

    said = [(str(f.path), f.line, f.code) for f in report.findings if f.level is Level.ERROR]
    assert said == [
        ("content/bytes.md", 1, "unreadable"),
        ("content/head.md", 2, "front-matter"),
        ("content/large.md", 1, "unreadable"),
    ]
    assert report.count(Outcome.NEW) == 3
    assert report.count(Outcome.REFUSED) == 1
    assert sum(f.code == "picture" for f in report.findings) == 4
    remote = next(f for f in report.findings if "https://example.com/r.png" in f.message)
    assert (str(remote.path), remote.line) == ("content/wrong.md", 4)
    assert "not fetched" in remote.message


def test_a_memory_that_is_broken_stops_everything(desk):
    desk.write(**{A: _page("Text")})
    desk.run()
    (desk.into / FILE).write_text(
        json.dumps({"sources": {"x": {"articles": {"a": {"key": "../x"}}}}})
    )

    with pytest.raises(Invalid, match=FILE):
        desk.run()
