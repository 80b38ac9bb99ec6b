"""The whole check over whole folders."""

from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from portal.site import DEFAULTS

FAULTS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "faults.yml").read_text(encoding="utf-8")
)

CLEAN = """\
---
key: {key}
title: {title}
kind: fix
summary: What it is and what to do.
keywords: [one, two, three]
related: [{key}]
checked: 2026-05-01
review_by: 2027-05-01
---
Open [webmail]({{{{ mail.webmail }}}}), then [go on](article:{key}#end) or [ask](page:contact).

/// ok | You should see
The message, on port `{{{{ mail.imap.port }}}}`.
///

## The end {{#end}}

Take [the assistant](flow:mail).
"""


def clean(key: str, title: str) -> str:
    return CLEAN.format(key=key, title=title)


def write_all(desk: Any) -> None:
    for fault in FAULTS:
        path = PurePosixPath(fault["path"])
        desk.write(fault["path"], fault["text"])
        if not fault.get("alone"):
            key = "suelto" if path.stem.startswith("suelto") else path.stem
            for locale in ("en", "cs"):
                desk.write(f"{locale}/mail-setup/{path.stem[:50]}.md", clean(key, path.stem))
    desk.write("es/mail-setup/dibujo.png", b"not looked into")
    for locale in ("es", "en", "cs"):
        desk.write(f"{locale}/website/all.md", links_to_all())


def links_to_all() -> str:
    """Return an article that leads to all the others but one."""
    linked = (f["path"] for f in FAULTS if f.get("linked", True) and "_snippets" not in f["path"])
    keys = {"suelto" if "/suelto" in path else Path(path).stem for path in linked}
    text = clean("all", "Everything there is in one list")
    return text.replace("related: [all]", f"related: [{', '.join(sorted(keys))}]")


def test_a_clean_folder_gives_nothing(desk):
    for locale in ("es", "en", "cs"):
        one, two = clean("one", "The first of all"), clean("two", "Something else entirely")
        desk.write(f"{locale}/mail-setup/one.md", one.replace("related: [one]", "related: [two]"))
        desk.write(f"{locale}/mail-setup/two.md", two.replace("related: [two]", "related: [one]"))

    assert desk.said() == []


@pytest.fixture(scope="module")
def said_by_command(shared_desk: Any) -> list[str]:
    """What the check says of a folder with every fault."""
    write_all(shared_desk)
    found: list[str] = shared_desk.said()
    return found


def test_every_deliberate_fault_is_found_where_it_is_and_nothing_else(said_by_command):
    expected = [f"{fault['path']} {found}" for fault in FAULTS for found in fault["finds"]]

    assert sorted(said_by_command) == sorted(expected)


def test_command_and_desk_find_the_same_faults_at_the_same_lines(shared_desk, said_by_command):
    """More than forty of them, in one folder."""
    by_command: dict[str, list[str]] = defaultdict(list)
    for said in said_by_command:
        path, _, rest = said.partition(" ")
        by_command[path].append(rest)

    for fault in FAULTS:
        found = shared_desk.at_the_desk.check_text(PurePosixPath(fault["path"]), fault["text"])
        by_desk = [f"{f.line} {f.level} {f.code}" for f in found]
        assert sorted(by_desk) == sorted(by_command[fault["path"]]), fault["path"]
    assert sum(map(len, by_command.values())) >= 40


def test_an_article_that_is_not_utf8_is_named_with_the_line(desk):
    desk.write("en/mail-setup/one.md", b"---\ntitle: One\n---\nText\nna\xefve\n")

    assert desk.said() == ["en/mail-setup/one.md 5 error unreadable"]


def test_nobody_misses_an_article_whose_own_file_is_broken(desk):
    for locale in ("es", "en", "cs"):
        desk.write(f"{locale}/mail-setup/one.md", clean("one", "The first of all"))
    desk.write("en/mail-setup/one.md", clean("one", "The first").replace("kind: fix", "kind: x"))

    assert desk.said() == ["en/mail-setup/one.md 4 error front-matter"]


def test_no_articles_at_all_is_no_fault(desk):
    desk.articles.rmdir()

    assert desk.run().articles == 0
    assert desk.said() == []


def test_a_text_is_checked_among_the_others_before_it_is_saved(desk):
    for locale in ("es", "en", "cs"):
        desk.write(f"{locale}/mail-setup/one.md", clean("one", "The first of all"))
    path = PurePosixPath("en/mail-setup/two.md")

    assert desk.service.check_text(path, clean("one", "The second")) != []
    changed = clean("one", "A new title").replace("article:one", "article:six")
    found = desk.service.check_text(PurePosixPath("en/mail-setup/one.md"), changed)
    assert [(f.line, f.code) for f in found] == [(11, "unknown-article")]


def test_an_unreadable_text_is_no_article_to_publish(desk):
    found = desk.service.check_text(PurePosixPath("en/mail-setup/one.md"), "---\nkind: x\n---\n")

    assert {f.code for f in found} == {"front-matter"}


def test_a_broken_site_file_is_reported_and_the_articles_are_checked_all_the_same(desk):
    desk.write_site("site.yml", "brand: {name: Ours}\n")
    desk.write("en/mail-setup/one.md", "---\ntitle: One\n---\n{{ no.such }}\n")

    assert any(f.path.name == "site.yml" and f.code == "site" for f in desk.run().errors)
    assert "en/mail-setup/one.md 4 error unknown-variable" in desk.said()


def test_top_articles_and_icons_of_the_site_must_exist(desk):
    text = (DEFAULTS / "site.yml").read_text(encoding="utf-8").replace("icon: wifi", "icon: moon")
    desk.write_site("site.yml", text)
    lines = text.splitlines()

    said = desk.said(desk.data)

    icon = lines.index("    icon: moon") + 1
    assert f"site/site.yml {icon} error unknown-icon" in said
    top = next(n for n, line in enumerate(lines, 1) if "top: [panel-access" in line)
    assert f"site/site.yml {top} warning unknown-article" in said


def test_articles_named_by_scope_entries_must_exist(desk):
    text = (DEFAULTS / "scope.yml").read_text(encoding="utf-8")
    desk.write_site("scope.yml", text)
    line = text.splitlines().index("    article: mail-open-webmail") + 1

    assert f"site/scope.yml {line} error unknown-article" in desk.said(desk.data)


def test_broken_flows_synonyms_and_lexicons_are_reported_with_their_line(desk):
    desk.write_site("flows/mail.yml", "flow: mail\nversion: first\n")
    desk.write_site("synonyms/es.yml", "groups:\n  - words: [solo]\n")
    desk.write_site("lexicon/en.yml", "locale: en\nstop: [The]\n")

    said = desk.said(desk.data)

    assert "site/flows/mail.yml 2 error format" in said
    assert "site/synonyms/es.yml 2 error synonyms" in said
    assert any(s.startswith("site/lexicon/en.yml 2 ") for s in said)


def test_values_and_links_in_error_codes_must_be_known(desk):
    text = (DEFAULTS / "error_codes.yml").read_text(encoding="utf-8")
    line = next(n for n, said in enumerate(text.splitlines(), 1) if "[webmail]({{" in said)
    broken = text.replace("[webmail]({{ mail.webmail }})", "[x](article:y) {{ mail.hots }}", 1)
    desk.write_site("error_codes.yml", broken)

    said = desk.said(desk.data)

    assert f"site/error_codes.yml {line} error unknown-variable" in said
    assert f"site/error_codes.yml {line} error unsafe-link" in said
