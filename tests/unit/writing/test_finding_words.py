"""Every finding of the checks has words of its own for writers, with what it is about."""

import re
from datetime import date
from pathlib import Path, PurePosixPath

import pytest

import portal.writing
from portal.articles.rules import read_source
from portal.kernel.findings import Finding
from portal.wizard import rules as wizard_rules
from portal.writing.files import read_manuscript
from portal.writing.forms.editor import Filled, remarks
from portal.writing.forms.finding_words import finding_words
from portal.writing.forms.flow_words import flow_words
from portal.writing.model import Shelf, World
from portal.writing.rules.references import check

CODE = re.compile(r'(?:error|warning|Finding)\((?:[^()"]|\([^()]*\))*"([a-z0-9-]+)"')
BROKEN = {
    "a: b: c": "A colon with a space",
    "title: @home": "A value begins with a sign",
    "title: 'One": "Quotes or brackets are opened",
    "- one\n- two": "Write fields here",
    "title: One\ntitle: Two": "The field “title” stands here twice",
    "title: no": "Put “no” in quotes",
    "summary: One": "Title: It is missing",
    "title: One\ncolour: red": "There is no field “colour”",
    "title: One\nslug: Två": "Address: Only small letters",
    "title: One\nkind: poem": "What readers do: One of these: how, fix, why, policy",
    "title: One\nkeywords: one": "Words people search with: A list",
    "title: One\nreview_by: soon": "Review before: A day",
    "title: One\nsummary: [1]": "Summary: It has to be text",
    "title: One\nlocale: cs": "The file lies in the folder of another language: es",
    f"title: {'x' * 201}": "Title: 200 characters at most",
}


def codes_of_rules() -> set[str]:
    folder = Path(portal.writing.__file__).parent
    files = [*(folder / "rules").glob("*.py"), folder / "files.py", folder / "service/desk.py"]
    of_files = {"site.py"}  # about the provider's files, which are not written at the desk
    texts = (file.read_text(encoding="utf-8") for file in files if file.name not in of_files)
    return {code for text in texts for code in CODE.findall(text)} - {"site"}


def test_no_rule_of_articles_is_without_words():
    codes = codes_of_rules()

    assert len(codes) > 35
    for code in sorted(codes):
        found = Finding(PurePosixPath("es/x.md"), 1, code, "English", about=("one", "two"))
        assert finding_words(found) not in {code, "English", ""}, code


@pytest.mark.parametrize(("head", "said"), BROKEN.items())
def test_a_head_that_cannot_be_read_says_why(head, said):
    text = f"---\n{head}\n---\nText\n"
    _source, findings = read_source(PurePosixPath("es/mail/x.md"), text)
    found = remarks(Filled({}, "", text, is_raw=True), findings)

    assert any(remark.words.startswith(said) for remark in found)


def test_words_name_what_the_finding_is_about():
    text = "---\ntitle: One\n---\nOn {{ mail.hots }}, see [it](article:nobody).\n"
    manuscript, _findings = read_manuscript(PurePosixPath("es/mail-setup/x.md"), text)
    assert manuscript is not None
    world = World(date(2026, 6, 1), {}, "", (), (), (), (), lambda _: ())
    said = [finding_words(found) for found in check(manuscript, Shelf((manuscript,)), world)]

    assert said == [
        "There is no article “nobody”",
        "The provider's files have no value {{ mail.hots }}",
    ]


def test_every_rule_of_flows_has_words_of_its_own():
    folder = Path(wizard_rules.__file__).parent
    texts = (file.read_text(encoding="utf-8") for file in folder.glob("lint*.py"))
    rules = {rule for text in texts for rule in re.findall(r'"(L\d\d)"', text)}

    assert len({flow_words(rule) for rule in rules} - {flow_words("")}) == len(rules)
